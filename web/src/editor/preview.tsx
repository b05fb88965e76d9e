/** What the text will look like, kept up with it as it is typed, and scrolled along with it. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { ResolvedLinks } from "../notes/links";
import { lazy } from "../ui/lazy";
import { call } from "../vault/client";
import type { Opened } from "./opened";
import { textOf } from "./text_view";

const RENDERED_MS = 150;
const RenderedNote = lazy(() => import("../notes/rendered_note").then((part) => part.RenderedNote));

export function Preview({ opened }: { opened: Opened }) {
  const box = useRef<HTMLElement>(null);
  const { note, view, leaving } = opened;
  const path = note.path.value;
  const [text, setText] = useState(() => textOf(view));
  const [links, setLinks] = useState<ResolvedLinks>([]);
  useEffect(() => {
    let timer = 0;
    const follow = () => scrollAlong(view.scrollDOM, box.current);
    leaving.typed = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => setText(textOf(view)), RENDERED_MS);
    };
    view.scrollDOM.addEventListener("scroll", follow);
    leaving.typed();
    void savedLinks(path).then(setLinks);
    return () => {
      clearTimeout(timer);
      leaving.typed = () => {};
      view.scrollDOM.removeEventListener("scroll", follow);
    };
  }, [view, path]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section class="preview" aria-label="Preview" tabIndex={0} ref={box}>
      <RenderedNote path={path} text={text} links={links} />
    </section>
  );
}

/** Where the links of the saved note lead, as the server sees it; those typed since are looked up in the list. */
async function savedLinks(path: string): Promise<ResolvedLinks> {
  try {
    return (await call<{ links: ResolvedLinks }>("get_backlinks", { path })).links;
  } catch {
    return [];
  }
}

function scrollAlong(text: HTMLElement, preview: HTMLElement | null): void {
  if (!preview) return;
  const share = text.scrollTop / Math.max(1, text.scrollHeight - text.clientHeight);
  preview.scrollTop = share * (preview.scrollHeight - preview.clientHeight);
}
