/** Two people changed the same lines: theirs, the result, and mine, side by side; nothing is saved until the person says so. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Dispute, EditedNote } from "./edited_note";
import type { Conflict, Piece } from "./merge.ts";

const ROWS_MAX = 10;
type Choice = "theirs" | "mine" | "both";
const CHOICES: { choice: Choice; label: string }[] = [
  { choice: "theirs", label: "Theirs" },
  { choice: "mine", label: "Mine" },
  { choice: "both", label: "Both" },
];

export function DisputeView({ note, dispute }: { note: EditedNote; dispute: Dispute }) {
  const [results, setResults] = useState(() => dispute.pieces.map((piece) => linesOf(piece, "both")));
  const count = dispute.pieces.filter(({ kind }) => kind === "conflict").length;
  const set = (at: number, lines: string[]) => {
    const now = results.map((was, index) => (index === at ? lines : was));
    setResults(now);
    note.weigh(textOf(now));
  };
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  let number = 0;
  return (
    <section class="dispute" aria-labelledby="dispute">
      <div class="dispute-head" role="alert">
        <h2 id="dispute" ref={heading} tabIndex={-1}>
          {dispute.by} changed {count === 1 ? "the same place" : `the same ${count} places`} as you
        </h2>
        <p>Choose for each place, or write in the middle what it shall be. Nothing is saved until you say so.</p>
      </div>
      <div class="columns" aria-hidden="true">
        <h3>Theirs</h3>
        <h3>Result</h3>
        <h3>Mine</h3>
      </div>
      <div class="pieces">
        {dispute.pieces.map((piece, at) => {
          const lines = results[at] ?? [];
          const change = (lines: string[]) => set(at, lines);
          if (piece.kind === "conflict") number += 1;
          const name = piece.kind === "conflict" ? `Place ${number} of ${count}` : "What nobody disputes";
          return <Place key={at} piece={piece} name={name} lines={lines} onChange={change} />;
        })}
      </div>
      <Ends note={note} result={() => textOf(results)} />
    </section>
  );
}

function Ends({ note, result }: { note: EditedNote; result: () => string }) {
  return (
    <footer class="row end">
      <button type="button" onClick={() => note.postpone()}>
        Decide later
      </button>
      <button type="button" onClick={() => note.settle(result())}>
        Put the result in the editor
      </button>
      <button
        type="button"
        class="main"
        onClick={() => {
          note.settle(result());
          void note.save();
        }}
      >
        Save the result
      </button>
    </footer>
  );
}

function Place(props: { piece: Piece; name: string; lines: string[]; onChange: (lines: string[]) => void }) {
  const { piece, name, lines, onChange } = props;
  const result = (
    <textarea
      aria-label={`${name}: result`}
      rows={Math.min(ROWS_MAX, Math.max(1, lines.length))}
      value={lines.join("\n")}
      onInput={(event) => onChange(event.currentTarget.value.split("\n"))}
    />
  );
  if (piece.kind === "agreed") return <div class="piece is-agreed">{result}</div>;
  return (
    <fieldset class="piece">
      <legend>{name}</legend>
      <Side name="Theirs" lines={piece.theirs} />
      <div class="result">
        {result}
        <div class="row">
          {CHOICES.map(({ choice, label }) => (
            <button
              key={choice}
              type="button"
              aria-pressed={lines.join("\n") === linesOf(piece, choice).join("\n")}
              onClick={() => onChange(linesOf(piece, choice))}
            >
              {label}
            </button>
          ))}
        </div>
      </div>
      <Side name="Mine" lines={piece.mine} />
    </fieldset>
  );
}

function Side({ name, lines }: { name: string; lines: string[] }) {
  return (
    <div class="side">
      <h4>{name}</h4>
      {lines.length ? <pre>{lines.join("\n")}</pre> : <p class="soft">These lines were deleted.</p>}
    </div>
  );
}

function linesOf(piece: Piece, choice: Choice): string[] {
  if (piece.kind === "agreed") return piece.lines;
  return choice === "both" ? both(piece) : piece[choice];
}

function both({ theirs, mine }: Conflict): string[] {
  return [...theirs, ...mine];
}

function textOf(results: string[][]): string {
  return results.flat().join("\n");
}
