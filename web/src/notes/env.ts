/** What the rules of our Markdown know while one note is rendered. */

import type { Env } from "markdown-it";
import type { ResolvedLinks } from "./links";
import type { Slots } from "./slots";

export interface NoteEnv extends Env {
  slots: Slots;
  /** The path of the note, for its links are looked up from there. */
  source: string;
  links: ResolvedLinks;
  footnotes: Map<string, string>;
  /** The footnotes that are named, in the order of their numbers. */
  named: string[];
}

/** A token of this type becomes an element that `finish` of its `meta` makes what it is to be. */
export const SLOT = "slot";
export const BLOCK_SLOT = "block_slot";

export function noteEnv(env: Env): NoteEnv {
  return env as NoteEnv;
}
