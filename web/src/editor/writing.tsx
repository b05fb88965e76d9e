/** The editor at work: the text, beside it what it will look like, above them what can be done and how it stands. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { go, noteHref } from "../route";
import { keep, kept } from "../session/storage";
import { say } from "../ui/toast";
import { nameOf } from "../vault/notes";
import { attach } from "./attaching";
import { DisputeView } from "./dispute_view";
import type { Draft } from "./draft";
import { close, type Opened, open } from "./opened";
import { Preview } from "./preview";
import { Toolbar } from "./toolbar";
import { useWorld } from "./world";

const PREVIEW = "preview";
/** Where text and preview stand side by side; elsewhere the preview takes the text's place, and nobody begins with it. */
const isWide = () => window.matchMedia("(min-width: 901px)").matches;

export interface WritingProps {
  path: string;
  base: { text: string; version: number | null };
  /** What was typed another time, to go on with. */
  resumed: Draft | null;
  onDone: (path: string) => void;
}

export function Writing(props: WritingProps) {
  const [opened] = useState(() => open(props.path, props.base));
  const { note, view } = opened;
  const isPreviewing = useSignal(isWide() && (kept<boolean>(PREVIEW) ?? true));
  const place = useRef<HTMLDivElement>(null);
  const dispute = note.dispute.value;
  useEffect(() => begin(opened, props, place.current as HTMLElement), []);
  useEffect(() => {
    if (!dispute) view.focus();
  }, [dispute]);
  useWorld(note);
  return (
    <section class="note-editor" aria-label={`Editing ${nameOf(note.path.value)}`}>
      <Toolbar
        note={note}
        isPreviewing={isPreviewing.value}
        onSave={() => void note.save()}
        onDone={() => opened.leaving.done()}
        onPreview={() => {
          isPreviewing.value = !isPreviewing.value;
          if (isWide()) keep(PREVIEW, isPreviewing.value);
        }}
        onFiles={(files) => void attach(view, files, () => note.path.value)}
      />
      {dispute && <DisputeView key={dispute.theirs.version} note={note} dispute={dispute} />}
      <div class={isPreviewing.value ? "panes is-previewing" : "panes"} hidden={dispute !== null}>
        <div class="text" ref={place} />
        {isPreviewing.value && <Preview opened={opened} />}
      </div>
    </section>
  );
}

/** Show the text, and put it away in the end; what is not saved then stays as a draft. */
function begin(opened: Opened, props: WritingProps, place: HTMLElement): () => void {
  const { note, view, leaving } = opened;
  leaving.done = () => void note.save().then((isSaved) => isSaved && props.onDone(note.path.value));
  leaving.leave = () => {
    if (!note.isUnsaved.value) props.onDone(note.path.value);
  };
  place.append(view.dom);
  if (props.resumed) void note.resume(props.resumed);
  return () => {
    note.leave().then((path) => {
      if (path && note.path.value === props.path) sayKept(path);
    });
    close(opened, props.path);
  };
}

function sayKept(path: string): void {
  say(`What you wrote in ${nameOf(path)} is not saved, but kept.`, {
    label: "Go on writing",
    run: () => go(noteHref(path, { edit: "1" })),
  });
}
