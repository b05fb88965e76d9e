/** The filters of a query, each to be taken away with one click. */

import { Icon } from "../ui/icon";
import { type Kind, type Term, termsOf, without } from "./query";

const NAMES: Record<Kind, string> = {
  word: "Word",
  phrase: "Phrase",
  folder: "Folder",
  tag: "Tag",
  title: "Title",
  content: "Text",
  property: "Property",
};

export function Chips({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const filters = termsOf(query).filter((term) => term.kind !== "word" || !term.isWanted);
  if (!filters.length) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {filters.map((term) => (
        <li key={term.start}>
          <button
            type="button"
            class="chip"
            aria-label={`Remove ${said(term)}`}
            onClick={() => onChange(without(query, term))}
          >
            {said(term)} <Icon name="close" size={13} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function said({ kind, value, isWanted }: Term): string {
  const name = NAMES[kind];
  return `${isWanted ? name : `Without ${name.toLowerCase()}`}: ${value}`;
}
