/** Two versions of a note side by side, or one above the other where there is no room. */

import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import { nonce } from "../ui/nonce";
import { Waiting } from "../ui/waiting";
import { call } from "../vault/client";
import { sentence } from "../vault/errors";

const NARROW = window.matchMedia("(max-width: 900px)");
const COLLAPSED = { margin: 3, minSize: 6 };

interface ComparisonProps {
  path: string;
  before: number;
  after: number;
}

export function Comparison({ path, before, after }: ComparisonProps) {
  const box = useRef<HTMLDivElement>(null);
  const [texts, setTexts] = useState<[string, string] | null>(null);
  const [trouble, setTrouble] = useState("");
  const [isNarrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    let isLate = false;
    setTrouble("");
    Promise.all([before, after].map((version) => textOf(path, version))).then(
      ([old = "", now = ""]) => !isLate && setTexts([old, now]),
      (error) => !isLate && setTrouble(sentence(error)),
    );
    return () => {
      isLate = true;
    };
  }, [path, before, after]);
  useEffect(() => {
    const turn = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", turn);
    return () => NARROW.removeEventListener("change", turn);
  }, []);
  useEffect(() => {
    if (!texts || !box.current) return;
    const view = shown(box.current, texts, isNarrow);
    return () => view.destroy();
  }, [texts, isNarrow]);
  return (
    <section class="comparison" aria-label={`Version ${before} and version ${after}`}>
      <div class={isNarrow ? "row apart" : "columns"} aria-hidden={!texts}>
        <h2>Version {before}</h2>
        <h2>Version {after}</h2>
      </div>
      {trouble && <p class="trouble">{trouble}</p>}
      {!texts && !trouble && <Waiting what="Comparing" />}
      {texts && texts[0] === texts[1] && <p class="soft">Both hold the same text.</p>}
      <div ref={box} class="compared" />
    </section>
  );
}

async function textOf(path: string, version: number): Promise<string> {
  return (await call<{ text: string }>("read_note", { path, version })).text;
}

function shown(parent: HTMLElement, [before, after]: [string, string], isNarrow: boolean): { destroy: () => void } {
  if (isNarrow) {
    const unified = unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: COLLAPSED });
    return new EditorView({ parent, doc: after, extensions: [reading("Both versions"), unified] });
  }
  return new MergeView({
    parent,
    a: { doc: before, extensions: reading("The older version") },
    b: { doc: after, extensions: reading("The newer version") },
    collapseUnchanged: COLLAPSED,
  });
}

function reading(name: string): Extension {
  return [
    EditorView.cspNonce.of(nonce()),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ "aria-label": name, tabindex: "0" }),
    EditorView.lineWrapping,
    lineNumbers(),
  ];
}
