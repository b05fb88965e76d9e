/** A note that is read: its header, its text, and what is beside it. */

import { useEffect, useRef } from "preact/hooks";
import { noteHref, route } from "../route";
import { complain } from "../ui/toast";
import { Beside } from "./beside";
import { checkTask, type Written } from "./check_task";
import { ForeignNotice } from "./foreign_notice";
import { WithHoverCard } from "./hover_card";
import { NoteHeader } from "./note_header";
import type { Foreign, Note } from "./open_note";
import { showLine, showSubpath } from "./places";
import { RenderedNote } from "./rendered_note";

interface Given {
  note: Note;
  foreign: Foreign | null;
  /** Which earlier version this is, if it is one. */
  version: string | null;
  onRead: () => Promise<void>;
  onDismiss: () => void;
}

export function Reader({ note, foreign, version, onRead, onDismiss }: Given) {
  useAskedPlace(note);
  const check = useChecking(note, onRead);
  return (
    <WithHoverCard>
      <div class="note-place">
        <article class="note">
          {foreign && <ForeignNotice path={note.path} foreign={foreign} onClose={onDismiss} />}
          {version && (
            <p class="notice" role="status">
              This is version {version}. <a href={noteHref(note.path)}>Open the note as it is now</a>
            </p>
          )}
          <NoteHeader note={note} hasTitle={hasTitle(note)} />
          <RenderedNote
            path={note.path}
            text={note.text}
            links={note.links}
            {...(version ? {} : { onTask: (line: number, isDone: boolean) => check(line, isDone) })}
          />
        </article>
        <Beside note={note} />
      </div>
    </WithHoverCard>
  );
}

/** Tasks are written one after the other, each to the text that the one before has left. */
function useChecking(note: Note, onRead: () => Promise<void>): (line: number, isDone: boolean) => void {
  const latest = useRef<Written>(note);
  const queue = useRef(Promise.resolve());
  if (note.path !== latest.current.path || note.version > latest.current.version) latest.current = note;
  const check = async (line: number, isDone: boolean) => {
    try {
      latest.current = await checkTask(latest.current, line, isDone);
    } catch (error) {
      complain(error);
      uncheck(line, !isDone);
    }
  };
  return (line, isDone) => {
    queue.current = queue.current.then(() => check(line, isDone));
    const last = queue.current;
    void last.then(() => (last === queue.current ? onRead() : undefined));
  };
}

/** Whether the text begins with the title, which then need not stand above it once more. */
function hasTitle({ outline, text }: Note): boolean {
  const [first] = outline;
  return (
    first?.level === 1 &&
    text
      .split("\n")
      .slice(0, first.line - 1)
      .join("\n")
      .replace(/^---\n[\s\S]*?\n---$/m, "")
      .trim() === ""
  );
}

function uncheck(line: number, isDone: boolean): void {
  const box = document.querySelector<HTMLInputElement>(`.note > .markdown input[data-task-line="${line}"]`);
  if (box) box.checked = isDone;
}

/** Goes where the address says, once for each address; a note without such a place begins at its top. */
function useAskedPlace(note: Note): void {
  const { query } = route.value;
  const asked = `${note.path}?${query}`;
  const last = useRef("");
  useEffect(() => {
    if (asked === last.current) return;
    const isOther = last.current.split("?")[0] !== note.path;
    last.current = asked;
    const [line, heading] = [Number(query.get("line")), query.get("heading")];
    if (line) showLine(line);
    else if (heading) showSubpath(heading);
    else if (isOther) document.getElementById("main")?.scrollTo(0, 0);
  }, [asked]);
}
