/** Where a note is written. What was typed before and never saved is offered first. */

import "../styles/editor.css";
import { useState } from "preact/hooks";
import { type Draft, draftOf, dropDraft } from "./draft";
import { DraftOffer } from "./draft_offer";
import { isOpenAt } from "./opened";
import { Writing } from "./writing";

export interface NoteEditorProps {
  path: string;
  text: string;
  /** Null for a note that is not there yet. */
  version: number | null;
  onDone: (path: string) => void;
}

/** What is given of a note counts when it is opened; what happens to it afterwards the editor follows by itself. */
export function NoteEditor(props: NoteEditorProps) {
  return <Opening key={props.path} {...props} />;
}

function Opening({ path, text, version, onDone }: NoteEditorProps) {
  const [base] = useState({ text, version });
  const [offered, setOffered] = useState(() => worthOffering(path, text));
  const [resumed, setResumed] = useState<Draft | null>(null);
  if (!offered) return <Writing path={path} base={base} resumed={resumed} onDone={onDone} />;
  return (
    <DraftOffer
      draft={offered}
      text={base.text}
      isOlder={offered.version !== base.version}
      onResume={() => {
        setResumed(offered);
        setOffered(null);
      }}
      onDiscard={() => {
        dropDraft(path);
        setOffered(null);
      }}
    />
  );
}

/** A draft that says something else than the note does; not when the editor only follows its note to another path. */
function worthOffering(path: string, text: string): Draft | null {
  const draft = draftOf(path);
  return draft && draft.text !== text && !isOpenAt(path) ? draft : null;
}
