/** The search as a place of its own: the query, its filters as chips, and everything it finds. */

import "../styles/search.css";
import { hrefOf, replace, route } from "../route";
import { Icon } from "../ui/icon";
import { AddFilter } from "./add_filter";
import { Chips } from "./chips";
import { useSearch } from "./found";
import { asTyped, misunderstood } from "./query";
import { Results } from "./results";

const PAGE_HITS = 20;

export function SearchPlace() {
  const query = route.value.query.get("q") ?? "";
  const searched = useSearch(asTyped(query), PAGE_HITS);
  const write = (text: string) => replace(hrefOf("search", "", text ? { q: text } : {}));
  return (
    <article class="place search-place">
      <header>
        <h1>Search</h1>
      </header>
      <search>
        <div class="row search-field">
          <Icon name="search" />
          <input
            type="search"
            aria-label="Search in all notes"
            placeholder={'Words, a "phrase", -without'}
            autocomplete="off"
            autofocus
            value={query}
            onInput={(event) => write(event.currentTarget.value)}
          />
        </div>
        <Chips query={query} onChange={write} />
      </search>
      <AddFilter onAdd={(filter) => write(`${query.trim()} ${filter} `.trimStart())} />
      {misunderstood(query).map((text) => (
        <p key={text} class="search-note" role="note">
          <Icon name="warning" size={16} /> {text}
        </p>
      ))}
      {query.trim() ? <Results query={query} searched={searched} limit={PAGE_HITS} /> : <HowTo />}
    </article>
  );
}

const EXAMPLES: [string, string][] = [
  ["budget 2026", "notes that hold both words"],
  ['"next steps"', "these words side by side"],
  ["plan*", "words that begin like this"],
  ["-draft", "no note that holds this word"],
  ["folder:projects", "notes in this folder"],
  ["tag:idea", "notes with this tag or one below it"],
  ["title:meeting", "notes whose title holds the word"],
  ["[status:done]", "notes whose property is this"],
  ["[year:>2020]", "notes whose property is greater"],
];

function HowTo() {
  return (
    <section aria-label="What can be asked">
      <div class="scrolls">
        <table class="list">
          <tbody>
            {EXAMPLES.map(([text, meaning]) => (
              <tr key={text}>
                <td>
                  <a href={hrefOf("search", "", { q: text })}>
                    <code>{text}</code>
                  </a>
                </td>
                <td>{meaning}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
