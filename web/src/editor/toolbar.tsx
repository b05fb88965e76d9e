/** What can be done with the text, how it stands, and what others did to it. */

import { useRef } from "preact/hooks";
import { Icon } from "../ui/icon";
import { nameOf } from "../vault/notes";
import type { EditedNote } from "./edited_note";

export function Toolbar(props: {
  note: EditedNote;
  isPreviewing: boolean;
  onSave: () => void;
  onDone: () => void;
  onPreview: () => void;
  onFiles: (files: File[]) => void;
}) {
  const { note } = props;
  const isBusy = note.progress.value === "saving" || note.dispute.value !== null;
  const isTrouble = note.state.value.startsWith("Not saved");
  return (
    <header class="toolbar">
      <h1 title={note.path.value}>{nameOf(note.path.value)}</h1>
      <span role="status" class={isTrouble ? "state is-trouble" : "state"}>
        {note.state.value}
      </span>
      <span class="soft hint">Esc, then Tab leaves the text</span>
      <Attach onFiles={props.onFiles} />
      <button
        type="button"
        class="has-icon"
        aria-label="Preview"
        aria-pressed={props.isPreviewing}
        onClick={props.onPreview}
      >
        <Icon name="read" /> <span>Preview</span>
      </button>
      <button type="button" onClick={props.onSave} disabled={isBusy} title="Save (Ctrl S)">
        Save
      </button>
      <button type="button" class="main" onClick={props.onDone} disabled={isBusy} title="Save and close (Ctrl Enter)">
        Done
      </button>
      <div aria-live="polite" class="told">
        {note.trouble.value && <p class="trouble">{note.trouble.value}</p>}
        {note.notice.value && <Notice note={note} />}
      </div>
    </header>
  );
}

function Notice({ note }: { note: EditedNote }) {
  return (
    <p class="notice">
      <span>{note.notice.value}</span>
      <button
        type="button"
        class="quiet"
        aria-label="Close this notice"
        onClick={() => {
          note.notice.value = "";
        }}
      >
        <Icon name="close" size={14} />
      </button>
    </p>
  );
}

function Attach({ onFiles }: { onFiles: (files: File[]) => void }) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label="File to attach"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="has-icon"
        aria-label="Attach files"
        title="Attach files"
        onClick={() => field.current?.click()}
      >
        <Icon name="upload" /> <span>Attach</span>
      </button>
    </>
  );
}
