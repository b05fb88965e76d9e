/** A note at its address: read, written (`edit=1`), begun (`edit=new`), or said not to be there. */

import "../styles/notes.css";
import { useRef } from "preact/hooks";
import { go, noteHref, route } from "../route";
import { lazy } from "../ui/lazy";
import { Waiting } from "../ui/waiting";
import { Missing } from "./missing";
import { type Note, useOpenNote } from "./open_note";
import { Reader } from "./reader";

const NoteEditor = lazy(() => import("../editor/note_editor").then((part) => part.NoteEditor));

export function NotePlace() {
  const { path, query } = route.value;
  const version = query.get("version");
  const isEditing = query.has("edit");
  const { note, isMissing, trouble, foreign, read, dismiss } = useOpenNote(path, version, isEditing);
  if (isEditing && (note || isMissing)) return <Editing key={path} path={path} note={isMissing ? null : note} />;
  if (note) return <Reader note={note} foreign={foreign} version={version} onRead={read} onDismiss={dismiss} />;
  if (isMissing) return <Missing path={path} />;
  if (trouble) return <Trouble text={trouble} onAgain={() => void read()} />;
  return <Waiting what="Opening the note" />;
}

/** The editor is given the note once, and is its own master from then on. */
function Editing({ path, note }: { path: string; note: Note | null }) {
  const { text, version } = useRef(note ?? { text: "", version: null }).current;
  return <NoteEditor path={path} text={text} version={version} onDone={(at) => go(noteHref(at))} />;
}

function Trouble({ text, onAgain }: { text: string; onAgain: () => void }) {
  return (
    <section class="place" role="alert">
      <p class="trouble">{text}</p>
      <button type="button" onClick={onAgain}>
        Try again
      </button>
    </section>
  );
}
