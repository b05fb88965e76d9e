/** Which changes are shown: by whom, from when, until when. */

import { useState } from "preact/hooks";
import { type Asked, EVERYTHING } from "./log";
import { momentOf } from "./words";

interface LogFilterProps {
  asked: Asked;
  clients: string[];
  onChange: (asked: Asked) => void;
}

export function LogFilter({ asked, clients, onChange }: LogFilterProps) {
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const isFiltered = Boolean(asked.client || asked.since || asked.until);
  return (
    <form class="log-filter" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <label>
        Made by
        <select value={asked.client} onChange={(event) => onChange({ ...asked, client: event.currentTarget.value })}>
          <option value="">Everybody</option>
          {clients.map((client) => (
            <option key={client} value={client}>
              {client}
            </option>
          ))}
        </select>
      </label>
      <label>
        From
        <input
          type="datetime-local"
          value={since}
          onChange={(event) => {
            setSince(event.currentTarget.value);
            onChange({ ...asked, since: momentOf(event.currentTarget.value) });
          }}
        />
      </label>
      <label>
        Until
        <input
          type="datetime-local"
          value={until}
          onChange={(event) => {
            setUntil(event.currentTarget.value);
            onChange({ ...asked, until: momentOf(event.currentTarget.value) });
          }}
        />
      </label>
      {isFiltered && (
        <button
          type="button"
          onClick={() => {
            setSince("");
            setUntil("");
            onChange(EVERYTHING);
          }}
        >
          Show all
        </button>
      )}
    </form>
  );
}
