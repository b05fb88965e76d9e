/** Who changed a note last, and where it went: what a conflict is explained with. */

import { type Change, THIS_CLIENT } from "../vault/changes";
import { call } from "../vault/client";

export interface LastChange {
  by: string;
  /** Where the note lies now, if that change moved it. */
  movedTo: string | null;
}

export async function lastChange(path: string): Promise<LastChange> {
  const { changes } = await call<{ changes: Change[] }>("get_history", { path, limit: 1 });
  const [change] = changes;
  const action = change?.notes.find((note) => note.path === path)?.action ?? "";
  return { by: nameOf(change), movedTo: action.startsWith(MOVED) ? action.slice(MOVED.length) : null };
}

const MOVED = "moved to ";

export function nameOf(change: Change | undefined): string {
  if (change?.client === THIS_CLIENT) return "you, in another tab,";
  return change?.client || "another program";
}
