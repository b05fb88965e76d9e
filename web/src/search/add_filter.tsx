/** A filter put together from fields, for who does not know how to type it. */

import { useComputed } from "@preact/signals";
import { useId, useState } from "preact/hooks";
import { folders } from "../tree/rows";
import { notes } from "../vault/notes";
import { type Kind, written } from "./query";

const KINDS: [Kind | "without", string, string][] = [
  ["folder", "In folder", "projects"],
  ["tag", "With tag", "idea"],
  ["property", "With property", "status:done"],
  ["phrase", "With the phrase", "next steps"],
  ["title", "Title holds", "meeting"],
  ["without", "Without the word", "draft"],
];

export function AddFilter({ onAdd }: { onAdd: (filter: string) => void }) {
  const [kind, setKind] = useState<Kind | "without">("folder");
  const [value, setValue] = useState("");
  const known = useId();
  const tags = useComputed(() => [...new Set([...notes.value.values()].flatMap((note) => note.tags))].sort());
  const choices = kind === "folder" ? folders.value : kind === "tag" ? tags.value : [];
  const add = (event: Event) => {
    event.preventDefault();
    if (!value.trim()) return;
    onAdd(written(kind, value.trim()));
    setValue("");
  };
  return (
    <form class="add-filter" onSubmit={add} aria-label="Add a filter">
      <select
        aria-label="Kind of filter"
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as Kind | "without")}
      >
        {KINDS.map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <input
        type="text"
        aria-label="Value of the filter"
        placeholder={KINDS.find(([name]) => name === kind)?.[2]}
        list={choices.length ? known : undefined}
        autocomplete="off"
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <datalist id={known}>
        {choices.map((choice) => (
          <option key={choice} value={choice} />
        ))}
      </datalist>
      <button type="submit">Add filter</button>
    </form>
  );
}
