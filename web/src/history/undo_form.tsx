/** Undo everything that one client did since a moment. */

import { useState } from "preact/hooks";
import { Icon } from "../ui/icon";
import type { Meant } from "./undoing";
import { fieldOf, momentOf } from "./words";

const HOUR_MS = 3_600_000;

export function UndoForm({ clients, onUndo }: { clients: string[]; onUndo: (meant: Meant) => void }) {
  const [client, setClient] = useState("");
  const [since, setSince] = useState(() => fieldOf(new Date(Date.now() - HOUR_MS)));
  const named = clients.includes(client) ? client : (clients[0] ?? "");
  const submit = (event: Event) => {
    event.preventDefault();
    if (named && since) onUndo({ client: named, since: momentOf(since) });
  };
  return (
    <details class="undo-form">
      <summary>
        <Icon name="undo" size={16} /> Undo everything that somebody did since a time
      </summary>
      <form class="log-filter" aria-label="Undo everything" onSubmit={submit}>
        <label>
          Done by
          <select value={named} onChange={(event) => setClient(event.currentTarget.value)}>
            {clients.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          Since
          <input
            type="datetime-local"
            step={1}
            required
            value={since}
            onInput={(event) => setSince(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="danger" disabled={!named}>
          Show what would happen
        </button>
      </form>
    </details>
  );
}
