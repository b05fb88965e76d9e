/** One change: when, who, what, which notes; opened it shows what it did to their texts. */

import { useId, useState } from "preact/hooks";
import { hrefOf, noteHref } from "../route";
import { Icon } from "../ui/icon";
import type { Change, ChangedNote } from "../vault/changes";
import { ClientMark } from "./client_mark";
import { Diffs } from "./diffs";
import type { Meant } from "./undoing";
import { arrived, clientName, clockOf, did, exactly } from "./words";

const NAMED_MAX = 4;

interface ChangeRowProps {
  change: Change;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onUndo: (meant: Meant) => void;
}

export function ChangeRow({ change, isChosen, onChoose, onUndo }: ChangeRowProps) {
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const name = clientName(change.client);
  const title = `${name} ${did(change)} at ${clockOf(change.at)}`;
  return (
    <li class="change">
      <div class="change-head">
        <input
          type="checkbox"
          aria-label={`Choose: ${title}`}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        <time dateTime={change.at} title={exactly(change.at)} class="soft">
          {clockOf(change.at)}
        </time>
        <ClientMark client={change.client} />
        <span>{did(change)}</span>
        <button
          type="button"
          class="quiet change-twist"
          aria-expanded={isOpen}
          aria-controls={more}
          aria-label={`What changed: ${title}`}
          onClick={() => setOpen(!isOpen)}
        >
          <span class={isOpen ? "twist is-open" : "twist"}>
            <Icon name="chevron" size={16} />
          </span>
        </button>
      </div>
      <Names change={change} />
      <div id={more} hidden={!isOpen}>
        {isOpen && (
          <>
            <Diffs change={change} />
            <div class="row change-undo">
              <button type="button" onClick={() => onUndo({ changes: [change.change] })}>
                <Icon name="undo" size={16} /> Undo this change
              </button>
              {change.client && (
                <button type="button" onClick={() => onUndo({ client: change.client, since: change.at })}>
                  Undo this and all that {name} did since
                </button>
              )}
            </div>
          </>
        )}
      </div>
    </li>
  );
}

function Names({ change }: { change: Change }) {
  const notes = arrived(change);
  const rest = change.count - change.notes.length + notes.length - Math.min(notes.length, NAMED_MAX);
  return (
    <ul class="change-notes">
      {notes.slice(0, NAMED_MAX).map((note) => (
        <li key={note.path}>
          <a href={placeOf(note)}>{note.path}</a>
          {note.action !== "changed" && <span class="soft"> {note.action}</span>}
        </li>
      ))}
      {rest > 0 && <li class="soft">and {rest} more</li>}
    </ul>
  );
}

/** Where a note that was changed is to be seen: itself, or what is known of it. */
function placeOf({ path, version }: ChangedNote): string {
  if (version === null) return hrefOf("history", path);
  return path.endsWith(".md") ? noteHref(path) : hrefOf("file", path);
}
