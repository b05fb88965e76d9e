/** Which lines of a text another has changed: the fewest that go and come (Myers, "An O(ND) Difference Algorithm", 1986). */

/** The lines from `from` up to, and without, `to` become `lines`. */
export interface Hunk {
  from: number;
  to: number;
  lines: string[];
}

/** Texts that differ by more lines than this are shown as one change: exactness there would cost seconds. */
const EDITS_MAX = 2_000;

export function hunks(before: string[], after: string[]): Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const [last, lastAfter] = [before.length - end, after.length - end];
  const same = matches(before.slice(start, last), after.slice(start, lastAfter));
  const found: Hunk[] = [];
  let [at, atAfter] = [start, start];
  for (const [line, lineAfter] of [...same, [last - start, lastAfter - start] as const]) {
    const [to, toAfter] = [line + start, lineAfter + start];
    if (to > at || toAfter > atAfter) found.push({ from: at, to, lines: after.slice(atAfter, toAfter) });
    [at, atAfter] = [to + 1, toAfter + 1];
  }
  return found;
}

/** The lines that both texts have, in order: what neither lost. */
export function common(one: string[], other: string[]): string[] {
  const kept: string[] = [];
  let at = 0;
  for (const { from, to } of hunks(one, other)) {
    kept.push(...one.slice(at, from));
    at = to;
  }
  return [...kept, ...one.slice(at)];
}

/** Pairs of equal lines. `reach[k]` is how far down `one` the best way on diagonal k has come after d edits. */
function matches(one: string[], other: string[]): [number, number][] {
  const max = Math.min(one.length + other.length, EDITS_MAX);
  const zero = max + 1;
  const reach = new Int32Array(2 * max + 3);
  const before: Int32Array[] = [];
  for (let edits = 0; edits <= max; edits++) {
    before.push(reach.slice(zero - edits - 1, zero + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      let at = stepped(reach, zero, k, edits);
      while (at < one.length && at - k < other.length && one[at] === other[at - k]) at++;
      reach[zero + k] = at;
      if (at >= one.length && at - k >= other.length) return traced(before, one.length, other.length);
    }
  }
  return [];
}

function stepped(reach: Int32Array, zero: number, k: number, edits: number): number {
  return isInsertion(reach, zero, k, edits) ? (reach[zero + k + 1] as number) : (reach[zero + k - 1] as number) + 1;
}

function isInsertion(reach: Int32Array, zero: number, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (reach[zero + k - 1] as number) < (reach[zero + k + 1] as number));
}

function traced(before: Int32Array[], length: number, otherLength: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [at, other] = [length, otherLength];
  for (let edits = before.length - 1; edits >= 0; edits--) {
    const reach = before[edits] as Int32Array;
    const [k, zero] = [at - other, edits + 1];
    const from = isInsertion(reach, zero, k, edits) ? k + 1 : k - 1;
    const start = reach[zero + from] as number;
    while (at > start && other > start - from) pairs.push([--at, --other]);
    [at, other] = [start, start - from];
  }
  return pairs.reverse();
}
