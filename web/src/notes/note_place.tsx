/** A note, to be read or written. */

import { useEffect, useState } from "preact/hooks";
import { go, noteHref, route } from "../route";
import { lazy } from "../ui/lazy";
import { complain } from "../ui/toast";
import { Waiting } from "../ui/waiting";
import { call } from "../vault/client";
import { Refused } from "../vault/errors";

const NoteEditor = lazy(() => import("../editor/note_editor").then((part) => part.NoteEditor));

interface Read {
  path: string;
  text: string;
  version: number | null;
}

export function NotePlace() {
  const { path, query } = route.value;
  const [note, setNote] = useState<Read | null>(null);
  const isEdited = query.has("edit");
  useEffect(() => {
    call<Read>("read_note", { path }).then(
      ({ text, version }) => setNote({ path, text, version }),
      (error) => {
        if (error instanceof Refused && error.code === "not_found") setNote({ path, text: "", version: null });
        else complain(error);
      },
    );
  }, [path, isEdited]);
  if (note?.path !== path) return <Waiting />;
  if (isEdited) return <NoteEditor {...note} onDone={(path) => go(noteHref(path))} />;
  return (
    <article class="place">
      <a href={noteHref(path, { edit: "1" })}>Edit</a>
      <pre>{note.text}</pre>
    </article>
  );
}
