/** What a link can be made to, and how it is written: by name where that is enough, else by path. */

import { computed } from "@preact/signals";
import { folded, namesakes } from "../vault/names";
import { attachments, nameOf, notes } from "../vault/notes";

export interface Target {
  path: string;
  title: string;
  /** What stands between the brackets of a link to it. */
  link: string;
  /** All it can be found by, in small letters. */
  words: string;
}

/** Everything that can be linked to. */
export const targets = computed<Target[]>(() =>
  [...notes.value.values(), ...attachments.value.values()].map(({ path, title }) => {
    const words = folded(`${path} ${title}`);
    return { path, title, link: linkTo(path), words };
  }),
);

export function linkTo(path: string): string {
  const isAlone = namesakes(path).length < 2;
  return isAlone ? nameOf(path) : path.replace(/\.md$/, "");
}
