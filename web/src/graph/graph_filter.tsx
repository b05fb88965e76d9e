/** What of the vault the graph shows. */

import { useComputed } from "@preact/signals";
import { hrefOf } from "../route";
import { folders } from "../tree/rows";
import { nameOf, notes } from "../vault/notes";
import type { Scope } from "./scope";

interface GraphFilterProps {
  scope: Scope;
  onChange: (part: Partial<Scope>) => void;
}

export function GraphFilter({ scope, onChange }: GraphFilterProps) {
  const tags = useComputed(() => [...new Set([...notes.value.values()].flatMap((note) => note.tags))].sort());
  return (
    <form class="graph-filter" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        aria-label="Only notes whose name holds"
        placeholder="Filter by name"
        value={scope.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      <Choice
        name="Folder"
        all="All folders"
        value={scope.folder}
        choices={folders.value}
        onChange={(folder) => onChange({ folder })}
      />
      <Choice name="Tag" all="All tags" value={scope.tag} choices={tags.value} onChange={(tag) => onChange({ tag })} />
      {scope.around ? (
        <>
          <Choice
            name="How far"
            value={String(scope.depth)}
            choices={["1", "2", "3"]}
            label={(depth) => `${depth} ${depth === "1" ? "link" : "links"} away`}
            onChange={(depth) => onChange({ depth: Number(depth) })}
          />
          <a
            class="button"
            href={hrefOf("graph")}
            aria-label={`All of the vault, not only around ${nameOf(scope.around)}`}
          >
            All of the vault
          </a>
        </>
      ) : (
        <label class="check">
          <input
            type="checkbox"
            checked={scope.hasOrphans}
            onChange={(event) => onChange({ hasOrphans: event.currentTarget.checked })}
          />
          Orphans
        </label>
      )}
    </form>
  );
}

interface ChoiceProps {
  name: string;
  value: string;
  choices: string[];
  onChange: (value: string) => void;
  /** What stands for no choice at all, if that can be. */
  all?: string;
  label?: (choice: string) => string;
}

function Choice({ name, value, choices, onChange, all, label = (choice) => choice }: ChoiceProps) {
  return (
    <select aria-label={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {all && <option value="">{all}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {label(choice)}
        </option>
      ))}
    </select>
  );
}
