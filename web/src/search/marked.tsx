/** A text of a note with the words that were searched for marked in it. */

import { folded } from "./letters";

export function Marked({ text, words }: { text: string; words: string[] }) {
  if (!words.length) return <>{text}</>;
  const alternatives = words.map((word) => folded(word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const wanted = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join("|")})`, "gu");
  const parts = [];
  let end = 0;
  for (const { index, 0: word } of folded(text).matchAll(wanted)) {
    parts.push(text.slice(end, index), <mark key={index}>{text.slice(index, index + word.length)}</mark>);
    end = index + word.length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}
