/** The diffs of one change, fetched when somebody wants to see them. */

import { useEffect, useState } from "preact/hooks";
import { hrefOf } from "../route";
import { Waiting } from "../ui/waiting";
import { type Change, type ChangedNote, movedTo } from "../vault/changes";
import { sentence } from "../vault/errors";
import { Diff } from "./diff";
import { diffsOf } from "./log";

const NOTES_MAX = 50;

/** `path` limits it to one note. */
export function Diffs({ change, path }: { change: Change; path?: string }) {
  const [notes, setNotes] = useState<ChangedNote[] | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    diffsOf(change, path).then(setNotes, (error) => setTrouble(sentence(error)));
  }, [change.change, path]);
  if (trouble) return <p class="trouble">{trouble}</p>;
  if (!notes) return <Waiting what="Comparing" />;
  return (
    <div class="diffs">
      {notes.slice(0, NOTES_MAX).map((note) => (
        <section key={note.path} aria-label={note.path}>
          {notes.length > 1 && (
            <p>
              <a href={hrefOf("history", note.path)}>{note.path}</a> <span class="soft">{note.action}</span>
            </p>
          )}
          <WhatChanged note={note} />
        </section>
      ))}
      {notes.length > NOTES_MAX && <p class="soft">And {notes.length - NOTES_MAX} more notes.</p>}
    </div>
  );
}

function WhatChanged({ note }: { note: ChangedNote }) {
  if (note.diff !== undefined) return <Diff text={note.diff} path={note.path} />;
  if (!note.path.endsWith(".md")) return <p class="soft">A file, of which no lines can be shown.</p>;
  if (movedTo(note.action)) return null;
  return <p class="soft">There is no room for it here; its own history shows it.</p>;
}
