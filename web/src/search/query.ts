/** The language of searches, as the server reads it: words, phrases and filters of what somebody types. */

export type Kind = "word" | "phrase" | "folder" | "tag" | "title" | "content" | "property";

export interface Term {
  kind: Kind;
  value: string;
  isWanted: boolean;
  /** As it was typed, and where. */
  text: string;
  start: number;
}

const TERM =
  /(?<minus>-(?!-))?(?:(?<field>folder|path|tag|title|content):)?(?:"(?<phrase>(?:[^"\\]|\\.)*)"?|\[(?<property>[^\]]*)\](?=\s|$)|(?<word>\S+))/gi;

export function termsOf(query: string): Term[] {
  return [...query.matchAll(TERM)].map((found) => {
    const { minus, field, phrase, property, word } = found.groups ?? {};
    const named = (field ?? "").toLowerCase();
    const value = property ?? phrase?.replace(/\\(.)/g, "$1") ?? word ?? "";
    const plain = phrase === undefined ? "word" : "phrase";
    const kind = property !== undefined ? "property" : ((named === "path" ? "folder" : named || plain) as Kind);
    return { kind, value, isWanted: !minus, text: found[0], start: found.index };
  });
}

/** The query without one of its terms. */
export function without(query: string, { start, text }: Term): string {
  return `${query.slice(0, start).trimEnd()} ${query.slice(start + text.length).trimStart()}`.trim();
}

/** A filter as it is typed. */
export function written(kind: Kind | "without", value: string): string {
  const quoted = /[\s"]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
  if (kind === "property") return `[${value.replace(/[[\]]/g, "")}]`;
  if (kind === "phrase") return `"${value.replace(/["\\]/g, "\\$&")}"`;
  if (kind === "without") return `-${quoted}`;
  return kind === "word" ? value : `${kind}:${quoted}`;
}

/** A word that is still being typed is the start of one. */
export function asTyped(query: string): string {
  const last = termsOf(query).at(-1);
  const isOpen = last?.kind === "word" && last.isWanted && query.endsWith(last.text);
  return isOpen && /[\p{L}\p{N}]$/u.test(last.value) ? `${query}*` : query;
}

/** What is marked in a text that was found. */
export function wordsOf(query: string): string[] {
  const wanted = termsOf(query).filter(
    ({ kind, isWanted }) => isWanted && ["word", "phrase", "content"].includes(kind),
  );
  const words = wanted.flatMap(({ value }) => value.split(/[^\p{L}\p{M}\p{N}]+/u));
  return [...new Set(words.filter(Boolean))];
}

/** A sentence for each part of a query that does not mean what it looks like. */
export function misunderstood(query: string): string[] {
  return termsOf(query).flatMap((term) => {
    const { text, kind, value } = term;
    if (kind === "word" && ["AND", "OR", "NOT"].includes(value)) {
      return [
        `${value} is searched for as a word. All words must match; a minus before a word leaves notes with it out.`,
      ];
    }
    if (text.includes('"') && !/"(?:[^"\\]|\\.)*"$/.test(text) && kind !== "word") {
      return ["A quotation mark is not closed, so the phrase goes on to the end."];
    }
    if (kind === "word" && value.startsWith("["))
      return [`${value} is searched for as words: its bracket is not closed.`];
    const named = kind === "word" && /^(\p{L}[\p{L}\p{N}_-]*):(?!\/\/)(.+)/u.exec(value);
    if (named) return [`There is no filter “${named[1]}:”. For a property write [${named[1]}:${named[2]}].`];
    return [];
  });
}
