/** Which note or file a link means, and how a link to one is written: by name where that is enough, else by path. */

import { computed } from "@preact/signals";
import { attachments, folderOf, nameOf, notes } from "../vault/notes";

export interface Target {
  path: string;
  title: string;
  /** What stands between the brackets of a link to it. */
  link: string;
  /** All it can be found by, in small letters. */
  words: string;
}

const byName = computed(() => {
  const found = new Map<string, string[]>();
  for (const path of [...notes.value.keys(), ...attachments.value.keys()]) {
    const name = folded(nameOf(path));
    const same = found.get(name);
    if (same) same.push(path);
    else found.set(name, [path]);
  }
  return found;
});

/** Everything that can be linked to. */
export const targets = computed<Target[]>(() =>
  [...notes.value.values(), ...attachments.value.values()].map(({ path, title }) => {
    const words = folded(`${path} ${title}`);
    return { path, title, link: linkTo(path), words };
  }),
);

export function linkTo(path: string): string {
  const isAlone = (byName.value.get(folded(nameOf(path)))?.length ?? 0) < 2;
  return isAlone ? nameOf(path) : path.replace(/\.md$/, "");
}

/** Where a link leads from a note, as far as the lists tell; the server knows more ways. */
export function resolved(link: string, source: string): string | null {
  const target = (link.split("#")[0] ?? "").trim();
  if (!target) return source;
  const wanted = folded(target.replace(/\.md$/i, ""));
  const same = byName.value.get(wanted.slice(wanted.lastIndexOf("/") + 1)) ?? [];
  const bare = (path: string) => folded(path.replace(/\.md$/, ""));
  const near = (path: string) => folderOf(path) === folderOf(source);
  const exact = same.find((path) => bare(path) === wanted);
  if (exact) return exact;
  const ending = same.filter((path) => `/${bare(path)}`.endsWith(`/${wanted}`));
  return ending.find(near) ?? ending.sort((one, other) => one.length - other.length)[0] ?? null;
}

export function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
