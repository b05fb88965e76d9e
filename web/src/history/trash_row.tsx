/** One deleted note: by whom, when, and a look at what it holds. */

import { useId, useState } from "preact/hooks";
import { hrefOf } from "../route";
import { Icon } from "../ui/icon";
import { Time } from "../ui/time";
import { call } from "../vault/client";
import { sentence } from "../vault/errors";
import { ClientMark } from "./client_mark";

export interface Trashed {
  path: string;
  version: number;
  bytes: number;
  /** ISO 8601. */
  deleted: string;
  client: string;
}

interface TrashRowProps {
  one: Trashed;
  isChosen: boolean;
  isBusy: boolean;
  onChoose: (isChosen: boolean) => void;
  onRestore: () => void;
}

export function TrashRow({ one, isChosen, isBusy, onChoose, onRestore }: TrashRowProps) {
  const { path, version, deleted, client } = one;
  const [text, setText] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const toggle = () => {
    setOpen(!isOpen);
    if (text !== null) return;
    call<{ text: string }>("read_note", { path, version }).then(
      (note) => setText(note.text || "It is empty."),
      (error) => setText(sentence(error)),
    );
  };
  return (
    <li class="change">
      <div class="change-head">
        <input
          type="checkbox"
          aria-label={`Choose ${path}`}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        <strong class="trash-path">{path}</strong>
        <button type="button" aria-label={`Restore ${path}`} disabled={isBusy} onClick={onRestore}>
          <Icon name="undo" size={15} /> Restore
        </button>
      </div>
      <div class="row version-acts">
        <span class="soft">
          Deleted <Time at={deleted} /> by
        </span>
        <ClientMark client={client} />
        {path.endsWith(".md") && (
          <button
            type="button"
            class="link"
            aria-label={`Look at it: ${path}`}
            aria-expanded={isOpen}
            aria-controls={more}
            onClick={toggle}
          >
            Look at it
          </button>
        )}
        <a class="act" aria-label={`History of ${path}`} href={hrefOf("history", path)}>
          History
        </a>
      </div>
      <div id={more} hidden={!isOpen}>
        {isOpen && <pre class="code trash-text">{text ?? "Loading…"}</pre>}
      </div>
    </li>
  );
}
