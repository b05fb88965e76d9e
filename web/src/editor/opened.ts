/** A note opened for editing: its text in view, and what is known of it. It survives that its note is moved. */

import type { EditorView } from "@codemirror/view";
import { attaching } from "./attaching";
import { EditedNote, type Saved } from "./edited_note";
import { replaceText, textOf, textView } from "./text_view";

export interface Opened {
  note: EditedNote;
  view: EditorView;
  /** What the keys that leave the editor do: whoever shows it says so. */
  leaving: { done: () => void; leave: () => void; typed: () => void };
}

let moved: Opened | null = null;

/** What is open already, when its note was moved to this path; else the note, opened anew. */
export function open(path: string, base: Saved & { text: string }): Opened {
  const known = moved;
  moved = null;
  if (known?.note.path.value === path) return known;
  known?.view.destroy();
  const leaving: Opened["leaving"] = { done: () => {}, leave: () => {}, typed: () => {} };
  const source = () => note.path.value;
  const commands = {
    save: () => void note.save(),
    done: () => leaving.done(),
    leave: () => leaving.leave(),
    typed: () => {
      note.typed();
      leaving.typed();
    },
  };
  const view = textView(base.text, source, commands, attaching(source));
  const note: EditedNote = new EditedNote(path, base, {
    text: () => textOf(view),
    replace: (text) => replaceText(view, text),
  });
  return { note, view, leaving };
}

/** Whoever showed it under this path shows it no more. */
export function close(opened: Opened, path: string): void {
  if (opened.note.path.value !== path) moved = opened;
  else opened.view.destroy();
}

/** Whether the editor is on its way to this path. */
export function isOpenAt(path: string): boolean {
  return moved?.note.path.value === path;
}
