/** How one text differs from another, line by line. */

import { hunks } from "./lines.ts";

const AROUND_LINES = 2;

interface Line {
  kind: "same" | "gone" | "new" | "left out";
  text: string;
}

const SIGNS = { same: " ", gone: "−", new: "+", "left out": "⋯" };
const SPOKEN = { same: "", gone: "removed: ", new: "added: ", "left out": "" };

export function Difference({ before, after }: { before: string; after: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="difference" aria-label="Difference" tabIndex={0}>
      {shown(before.split("\n"), after.split("\n")).map(({ kind, text }, at) => (
        <div key={at} class={`line is-${kind.replace(" ", "-")}`}>
          <span aria-hidden="true">{SIGNS[kind]}</span>
          <span class="visually-hidden">{SPOKEN[kind]}</span>
          <span>{text}</span>
        </div>
      ))}
    </section>
  );
}

function shown(before: string[], after: string[]): Line[] {
  const lines: Line[] = [];
  const same = (from: number, to: number) => {
    for (const text of before.slice(from, to)) lines.push({ kind: "same", text });
  };
  let at = 0;
  for (const { from, to, lines: added } of hunks(before, after)) {
    const [until, start] = [Math.min(from, at && at + AROUND_LINES), Math.max(at, from - AROUND_LINES)];
    if (start > until) {
      same(at, until);
      lines.push({ kind: "left out", text: "" });
      same(start, from);
    } else same(at, from);
    for (const text of before.slice(from, to)) lines.push({ kind: "gone", text });
    for (const text of added) lines.push({ kind: "new", text });
    at = to;
  }
  same(at, at + AROUND_LINES);
  return lines;
}
