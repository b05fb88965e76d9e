/** Texts as they are compared: without letter case and accents, letter for letter as long as they were. */

const MARKS = /\p{M}/gu;
const PLAIN = /^[\x20-\x7e]*$/;

export function folded(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : Array.from(text, foldedLetter).join("");
}

function foldedLetter(letter: string): string {
  const bare = letter.normalize("NFKD").replace(MARKS, "").toLowerCase();
  return bare.length === letter.length ? bare : letter;
}
