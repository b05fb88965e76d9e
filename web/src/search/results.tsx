/** What a search found: each note with the line that holds the words, page after page. */

import { useState } from "preact/hooks";
import { noteHref } from "../route";
import { Time } from "../ui/time";
import { complain } from "../ui/toast";
import { Waiting } from "../ui/waiting";
import { folderOf, nameOf } from "../vault/notes";
import { type Hit, type Searched, search } from "./found";
import { Marked } from "./marked";
import { wordsOf } from "./query";
import { unknown } from "./unknown";

export function Results({ query, searched, limit }: { query: string; searched: Searched; limit: number }) {
  const [isMoreComing, setMoreComing] = useState(false);
  const { found, trouble } = searched;
  if (trouble) {
    return (
      <p role="alert" class="trouble">
        {trouble}
      </p>
    );
  }
  if (!found) return <Waiting what="Searching" />;
  const more = async () => {
    setMoreComing(true);
    try {
      const next = await search(found.query, limit, found.next_cursor);
      searched.set({ ...next, notes: [...found.notes, ...next.notes] });
    } catch (error) {
      complain(error);
    }
    setMoreComing(false);
  };
  const words = wordsOf(query);
  return (
    <section aria-label="Results">
      <p role="status" class="soft">
        {said(found.total, found.relaxed)} {found.total === 0 && unknown(query).join(" ")}
      </p>
      <ol class="hits">
        {found.notes.map((hit) => (
          <Result key={hit.path} hit={hit} words={words} />
        ))}
      </ol>
      {found.next_cursor && (
        <button type="button" onClick={more} disabled={isMoreComing}>
          {isMoreComing ? "Searching…" : "Show more"}
        </button>
      )}
    </section>
  );
}

function said(total: number, isRelaxed: boolean): string {
  const count = total === 1 ? "1 note" : `${total} notes`;
  if (!total) return "Nothing found.";
  return isRelaxed ? `No note holds all of these words. ${count} with any of them:` : `${count}.`;
}

function Result({ hit, words }: { hit: Hit; words: string[] }) {
  const folder = folderOf(hit.path);
  const name = nameOf(hit.path);
  return (
    <li>
      <a href={noteHref(hit.path, hit.line ? { line: String(hit.line) } : {})}>
        <strong>
          <Marked text={name} words={words} />
        </strong>
        {hit.title !== name && <span> · {hit.title}</span>}
      </a>
      <p class="row hit-facts soft">
        {folder && <span>{folder}</span>}
        <Time at={hit.updated} />
        {hit.tags.slice(0, 6).map((tag) => (
          <span key={tag} class="badge">
            #{tag}
          </span>
        ))}
      </p>
      {hit.snippet && (
        <p class="hit-snippet">
          {hit.line > 0 && <span class="soft">Line {hit.line}: </span>}
          <Marked text={hit.snippet} words={words} />
        </p>
      )}
    </li>
  );
}
