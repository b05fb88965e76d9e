/** What two people made of one text, put together line by line; where both changed the same lines it says so. */

import { type Hunk, hunks } from "./lines.ts";

export type Piece =
  | { kind: "agreed"; lines: string[] }
  | { kind: "conflict"; base: string[]; mine: string[]; theirs: string[] };

export type Conflict = Extract<Piece, { kind: "conflict" }>;

export function merge(base: string, mine: string, theirs: string): Piece[] {
  const [lines, ours, others] = [base, mine, theirs].map((text) => text.split("\n")) as [string[], string[], string[]];
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, mine, theirs } of groups(hunks(lines, ours), hunks(lines, others))) {
    agree(pieces, lines.slice(at, from));
    if (!theirs.length) agree(pieces, changed(lines, from, to, mine));
    else if (!mine.length) agree(pieces, changed(lines, from, to, theirs));
    else weigh(pieces, lines.slice(from, to), changed(lines, from, to, mine), changed(lines, from, to, theirs));
    at = to;
  }
  agree(pieces, lines.slice(at));
  return pieces;
}

/** The text of a merge in which nobody contradicts anybody; null where somebody does. */
export function merged(pieces: Piece[]): string | null {
  if (pieces.some(({ kind }) => kind === "conflict")) return null;
  return pieces.flatMap((piece) => (piece.kind === "agreed" ? piece.lines : [])).join("\n");
}

interface Group {
  from: number;
  to: number;
  mine: Hunk[];
  theirs: Hunk[];
}

/** Changes of both sides in order, those that meet in one group. */
function groups(mine: Hunk[], theirs: Hunk[]): Group[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, side: "mine" as const })),
    ...theirs.map((hunk) => ({ hunk, side: "theirs" as const })),
  ].sort((one, other) => one.hunk.from - other.hunk.from || one.hunk.to - other.hunk.to);
  const found: Group[] = [];
  for (const { hunk, side } of all) {
    let last = found.at(-1);
    if (!last || !meets(last, hunk)) {
      last = { from: hunk.from, to: hunk.to, mine: [], theirs: [] };
      found.push(last);
    }
    last.to = Math.max(last.to, hunk.to);
    last[side].push(hunk);
  }
  return found;
}

/** Whether two changes touch the same lines. Where one only puts lines in, beside the other is as good as the same. */
function meets(group: Group, hunk: Hunk): boolean {
  if (hunk.from < group.to) return true;
  const isInsertion = hunk.from === hunk.to || [...group.mine, ...group.theirs].some(({ from, to }) => from === to);
  return isInsertion && hunk.from === group.to;
}

/** The lines from `from` to `to` as one side has them. */
function changed(lines: string[], from: number, to: number, side: Hunk[]): string[] {
  const result: string[] = [];
  let at = from;
  for (const hunk of side) {
    result.push(...lines.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...result, ...lines.slice(at, to)];
}

/** What both have alike at the start and the end of a place is agreed; between them is the conflict. */
function weigh(pieces: Piece[], base: string[], mine: string[], theirs: string[]): void {
  const shorter = Math.min(mine.length, theirs.length);
  let start = 0;
  while (start < shorter && mine[start] === theirs[start]) start++;
  let end = 0;
  while (end < shorter - start && mine[mine.length - 1 - end] === theirs[theirs.length - 1 - end]) end++;
  agree(pieces, mine.slice(0, start));
  const [left, others] = [mine.slice(start, mine.length - end), theirs.slice(start, theirs.length - end)];
  if (left.length || others.length) pieces.push({ kind: "conflict", base, mine: left, theirs: others });
  agree(pieces, mine.slice(mine.length - end));
}

function agree(pieces: Piece[], lines: string[]): void {
  const last = pieces.at(-1);
  if (!lines.length) return;
  if (last?.kind === "agreed") last.lines = last.lines.concat(lines);
  else pieces.push({ kind: "agreed", lines });
}
