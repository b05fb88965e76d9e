/** Changes taken back: first what would happen, then for good. */

import { look } from "../vault/changes";
import { call } from "../vault/client";

/** Chosen changes by number, or all that a client did since a moment (ISO 8601). */
export type Meant = { changes: number[] } | { client: string; since: string };

export interface Undone {
  changes: number[];
  notes: { path: string; action: "removed" | "put back" }[];
  /** Notes in which a chosen change stays, for that of somebody else came after it. */
  left: { path: string; change: number; because_of: number }[];
}

export async function preview(meant: Meant): Promise<Undone> {
  return await call<Undone>("undo_changes", { ...meant, dry_run: true });
}

export async function undo(meant: Meant): Promise<Undone> {
  const done = await call<Undone>("undo_changes", { ...meant });
  await look();
  return done;
}
