/** What the text will look like, kept up with it as it is typed, and scrolled along with it. */

import { useEffect, useRef } from "preact/hooks";
import { complain } from "../ui/toast";
import { call } from "../vault/client";
import type { Opened } from "./opened";
import { resolved } from "./targets";
import { textOf } from "./text_view";

const RENDERED_MS = 150;
const WIKILINK = /\[\[([^\]|\n]+?)\\?(?:\|[^\]\n]*)?\]\]/g;

export function Preview({ opened }: { opened: Opened }) {
  const box = useRef<HTMLElement>(null);
  const { note, view, leaving } = opened;
  const path = note.path.value;
  useEffect(() => {
    let timer = 0;
    let known: ReadonlyMap<string, string | null> = new Map();
    const render = async () => {
      const { rendered } = await import("../notes/rendered");
      const text = textOf(view);
      box.current?.replaceChildren(rendered(text, path, linksOf(text, path, known)));
    };
    const soon = (ms: number) => {
      clearTimeout(timer);
      timer = window.setTimeout(() => render().catch(complain), ms);
    };
    const follow = () => scrollAlong(view.scrollDOM, box.current);
    leaving.typed = () => soon(RENDERED_MS);
    view.scrollDOM.addEventListener("scroll", follow);
    soon(0);
    savedLinks(path).then((links) => {
      known = links;
      soon(0);
    });
    return () => {
      clearTimeout(timer);
      leaving.typed = () => {};
      view.scrollDOM.removeEventListener("scroll", follow);
    };
  }, [view, path]);
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
  return <section class="preview rendered" aria-label="Preview" tabIndex={0} ref={box} />;
}

/** Where the links of the saved note lead, as the server sees it. */
async function savedLinks(path: string): Promise<ReadonlyMap<string, string | null>> {
  try {
    const { links } = await call<{ links: { link: string; path: string | null }[] }>("get_backlinks", { path });
    return new Map(links.map(({ link, path }) => [link, path]));
  } catch {
    return new Map();
  }
}

/** The same for what is typed now: what the server has not seen is looked up in the list of notes. */
function linksOf(text: string, path: string, known: ReadonlyMap<string, string | null>): Map<string, string | null> {
  const links = new Map(known);
  for (const [, link = ""] of text.matchAll(WIKILINK)) {
    if (!links.get(link)) links.set(link, resolved(link, path));
  }
  return links;
}

function scrollAlong(text: HTMLElement, preview: HTMLElement | null): void {
  if (!preview) return;
  const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
  preview.scrollTop = share * (preview.scrollHeight - preview.clientHeight);
}
