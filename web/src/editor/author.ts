/** Who changed a note last, and where it went: what a conflict is explained with. */

import { type Change, movedTo, THIS_CLIENT } from "../vault/changes";
import { call } from "../vault/client";

export interface LastChange {
  by: string;
  /** Where the note lies now, if that change moved it. */
  movedTo: string | null;
}

const CHANGES_MAX = 200;

/** Null where nobody knows: it was long ago. */
export async function lastChange(path: string): Promise<LastChange | null> {
  const { changes } = await call<{ changes: Change[] }>("get_history", { limit: CHANGES_MAX });
  const change = changes.find(({ notes }) => notes.some((note) => note.path === path));
  if (!change) return null;
  const action = change.notes.find((note) => note.path === path)?.action ?? "";
  return { by: nameOf(change), movedTo: movedTo(action) };
}

export function nameOf(change: Change | undefined): string {
  if (change?.client === THIS_CLIENT) return "you, in another tab,";
  return change?.client || "another program";
}
