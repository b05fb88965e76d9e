/** What somebody typed and has not saved yet, kept in the browser under the person and the note until it is saved. */

import { whose } from "../session/session";
import { drop, keep, kept } from "../session/storage";

export interface Draft {
  text: string;
  /** The version that was changed into this; null for a note that is not there yet. */
  version: number | null;
  atMs: number;
}

/** False where the browser keeps nothing beyond this page. */
export function keepDraft(path: string, text: string, version: number | null): boolean {
  return keep(nameOf(path), { text, version, atMs: Date.now() } satisfies Draft);
}

export function draftOf(path: string): Draft | null {
  return kept<Draft>(nameOf(path));
}

export function dropDraft(path: string): void {
  drop(nameOf(path));
}

export function moveDraft(from: string, to: string): void {
  const draft = draftOf(from);
  if (!draft) return;
  keep(nameOf(to), draft);
  dropDraft(from);
}

/** Two people may share a browser, but no drafts. */
function nameOf(path: string): string {
  return `draft.${whose()}.${path}`;
}
