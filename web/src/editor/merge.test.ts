/** What a merge promises: nobody's lines are lost, and nobody's change is undone, without saying so. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { common, hunks } from "./lines.ts";
import { merge, merged } from "./merge.ts";

const ROUNDS = 3_000;
const LINES_MAX = 9;

/** Numbers that are the same in every run (Lehmer, modulus 2^31 - 1). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const next = numbers(20_261_122);

function lines(count: number): string[] {
  return Array.from({ length: count }, () => "abcd"[next(4)] as string);
}

/** A text with some of its lines gone, changed or added; every added line is marked with whose it is. */
function edited(text: string[], whose: string): string[] {
  let added = 0;
  return text.flatMap((line) => {
    const dice = next(8);
    if (dice === 0) return [];
    if (dice === 1) return [`${whose}${added++}`];
    if (dice === 2) return [line, `${whose}${added++}`];
    return [line];
  });
}

test("hunks turn one text into the other", () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [before, after] = [lines(next(LINES_MAX)), lines(next(LINES_MAX))];
    const result: string[] = [];
    let at = 0;
    for (const { from, to, lines } of hunks(before, after)) {
      result.push(...before.slice(at, from), ...lines);
      at = to;
    }
    assert.deepEqual([...result, ...before.slice(at)], after);
  }
});

test("hunks of texts with nothing alike stay quick", () => {
  const [one, other] = ["a", "b"].map((letter) => Array.from({ length: 20_000 }, (_, at) => `${letter}${at}`));
  assert.equal(hunks(one as string[], other as string[]).length, 1);
});

test("what only one side changed is taken from that side", () => {
  for (let round = 0; round < ROUNDS; round++) {
    const base = lines(next(LINES_MAX));
    const [text, mine] = [base.join("\n"), edited(base, "mine").join("\n")];
    assert.equal(merged(merge(text, mine, text)), mine);
    assert.equal(merged(merge(text, text, mine)), mine);
    assert.equal(merged(merge(text, mine, mine)), mine);
  }
});

test("what somebody wrote is in the result or in a conflict that shows it", () => {
  for (let round = 0; round < ROUNDS; round++) {
    const base = lines(next(LINES_MAX));
    const [mine, theirs] = [edited(base, "mine"), edited(base, "theirs")];
    const pieces = merge(base.join("\n"), mine.join("\n"), theirs.join("\n"));
    const shown = (side: "mine" | "theirs") =>
      pieces.flatMap((piece) => (piece.kind === "agreed" ? piece.lines : piece[side]));
    for (const line of mine.filter((line) => line.startsWith("mine"))) assert.ok(shown("mine").includes(line));
    for (const line of theirs.filter((line) => line.startsWith("theirs"))) assert.ok(shown("theirs").includes(line));
  }
});

test("a line is gone only where a side took it out, and comes twice only where it was put in twice", () => {
  const count = (all: string[], line: string) => all.filter((one) => one === line).length;
  for (let round = 0; round < ROUNDS; round++) {
    const base = Array.from({ length: next(LINES_MAX) }, (_, at) => `line ${at}`);
    const [mine, theirs] = [edited(base, "mine"), edited(base, "theirs")];
    const result = merged(merge(base.join("\n"), mine.join("\n"), theirs.join("\n")))?.split("\n");
    if (!result || !base.length) continue;
    for (const line of base) {
      const isKept = mine.includes(line) && theirs.includes(line);
      assert.equal(count(result, line), isKept ? 1 : 0);
    }
  }
});

test("taking all of mine in every conflict keeps what they did elsewhere, and the other way round", () => {
  for (let round = 0; round < ROUNDS; round++) {
    const base = lines(next(LINES_MAX));
    const [mine, theirs] = [edited(base, "mine").join("\n"), edited(base, "theirs").join("\n")];
    const there = merge(base.join("\n"), mine, theirs);
    const back = merge(base.join("\n"), theirs, mine);
    assert.equal(there.length, back.length);
  }
});

test("changes of different lines go together, of the same line they do not", () => {
  assert.equal(merged(merge("a\nb\nc", "A\nb\nc", "a\nb\nC")), "A\nb\nC");
  assert.equal(merged(merge("a\nb", "A\nb", "a\nB")), "A\nB");
  assert.equal(merged(merge("a\nb\nc", "a\nX\nc", "a\nY\nc")), null);
  assert.deepEqual(merge("a\nb\nc", "a\nX\nc", "a\nY\nc")[1], {
    kind: "conflict",
    base: ["b"],
    mine: ["X"],
    theirs: ["Y"],
  });
});

test("two lines put in at one place are a conflict, for nobody knows their order", () => {
  assert.equal(merged(merge("a\nb", "a\nmine\nb", "a\ntheirs\nb")), null);
});

test("a line that one deletes and the other changes is a conflict", () => {
  assert.equal(merged(merge("a\nb\nc", "a\nc", "a\nB\nc")), null);
});

test("without an ancestor the lines of both are kept", () => {
  const [mine, theirs] = ["a\nmine\nb", "a\nb\ntheirs"];
  const base = common(mine.split("\n"), theirs.split("\n")).join("\n");
  assert.equal(base, "a\nb");
  assert.equal(merged(merge(base, mine, theirs)), "a\nmine\nb\ntheirs");
});
