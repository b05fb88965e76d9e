/** Which notes somebody means by a few letters of their names, the likeliest first. */

import { computed } from "@preact/signals";
import { type Listed, nameOf, notes } from "../vault/notes";
import { folded } from "./letters";

interface Named {
  note: Listed;
  name: string;
  title: string;
  path: string;
}

const named = computed<Named[]>(() =>
  [...notes.value.values()].map((note) => ({
    note,
    name: folded(nameOf(note.path)),
    title: folded(note.title),
    path: folded(note.path),
  })),
);

export function meant(typed: string, notesMax: number): Listed[] {
  const words = folded(typed.trim()).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found: { note: Listed; rank: number }[] = [];
  for (const one of named.value) {
    const rank = rankOf(one, words);
    if (rank < Number.POSITIVE_INFINITY) found.push({ note: one.note, rank });
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, notesMax)
    .map(({ note }) => note);
}

/** Lower is likelier; a shorter name wins between equals. */
function rankOf(one: Named, words: string[]): number {
  let rank = one.name.length / 1000;
  for (const word of words) rank += rankOfWord(one, word);
  return rank;
}

function rankOfWord({ name, title, path }: Named, word: string): number {
  if (name === word) return 0;
  const inName = rankWithin(name, word);
  if (inName < 3) return 1 + inName;
  const inTitle = rankWithin(title, word);
  if (inTitle < 3) return 1.5 + inTitle;
  if (path.includes(word)) return 5;
  return isScattered(name, word) ? 8 : isScattered(path, word) ? 10 : Number.POSITIVE_INFINITY;
}

/** 0 at the start, 1 at the start of a word, 2 elsewhere, 3 nowhere. */
function rankWithin(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at <= 0) return at === 0 ? 0 : 3;
  return /[^\p{L}\p{N}]/u.test(text[at - 1] ?? "") ? 1 : 2;
}

/** Whether the letters stand in the text in this order, with others between them. */
function isScattered(text: string, letters: string): boolean {
  let at = -1;
  for (const letter of letters) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
