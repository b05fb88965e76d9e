/** Beside a note: its outline, who links to it, links of its own that lead nowhere, its tags. */

import { useState } from "preact/hooks";
import { hrefOf, noteHref } from "../route";
import { keep, kept } from "../session/storage";
import { Icon } from "../ui/icon";
import { nameOf } from "../vault/notes";
import { placeOfNew, targetOf } from "./links";
import type { Backlink, Note } from "./open_note";
import { Outline } from "./outline";

const IS_CLOSED = "beside is closed";

export function Beside({ note }: { note: Note }) {
  const [isOpen, setOpen] = useState(!kept<boolean>(IS_CLOSED));
  const toggle = () => {
    keep(IS_CLOSED, isOpen);
    setOpen(!isOpen);
  };
  return (
    <aside class={isOpen ? "beside" : "beside is-closed"} aria-label="About this note">
      <button type="button" class="quiet" aria-expanded={isOpen} title="Outline and links" onClick={toggle}>
        <span class={isOpen ? "twist is-open" : "twist"}>
          <Icon name="chevron" size={14} />
        </span>
        <span class="label">Outline and links</span>
      </button>
      {isOpen && (
        <div>
          <Outline headings={note.outline} />
          <Backlinks backlinks={note.backlinks.filter(({ path }) => path !== note.path)} />
          <Nowhere note={note} />
          <Tags tags={note.tags} />
        </div>
      )}
    </aside>
  );
}

export function Backlinks({ backlinks }: { backlinks: Backlink[] }) {
  return (
    <section>
      <h2>
        Backlinks <span class="badge">{backlinks.length}</span>
      </h2>
      {!backlinks.length && <p class="soft">No note links here yet.</p>}
      <ul class="backlinks">
        {backlinks.map(({ path, line, context }) => (
          <li key={`${path}:${line}:${context}`}>
            <a href={noteHref(path, { line: String(line) })}>
              <strong>{nameOf(path)}</strong> <span>{context.trim()}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nowhere({ note }: { note: Note }) {
  const names = new Set(note.links.flatMap(({ path, link }) => (path === null ? [targetOf(link).name] : [])));
  if (!names.size) return null;
  return (
    <section>
      <h2>Links to notes that do not exist</h2>
      <ul class="nowhere">
        {[...names].map((name) => (
          <li key={name} class="row apart">
            <span>{name}</span>
            <a href={`${placeOfNew(name, note.path)}?edit=new`} aria-label={`Create ${name}`}>
              create
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Tags({ tags }: { tags: string[] }) {
  if (!tags.length) return null;
  return (
    <section>
      <h2>Tags</h2>
      <p class="tags">
        {tags.map((tag) => (
          <a key={tag} class="tag" href={hrefOf("search", "", { q: `tag:${tag}` })}>
            #{tag}
          </a>
        ))}
      </p>
    </section>
  );
}
