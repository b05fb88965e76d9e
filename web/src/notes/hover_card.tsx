/** What a link leads to, shown beside it while the pointer or the keyboard rests there; Escape closes it. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../vault/client";
import { nameOf } from "../vault/notes";
import type { ResolvedLinks } from "./links";
import { RenderedNote } from "./rendered_note";

const AFTER_MS = 400;
const LEAVING_MS = 250;
const CHARACTERS_MAX = 3_000;
const WIDTH_PX = 380;
const HEIGHT_PX = 320;

interface Card {
  path: string;
  text: string;
  links: ResolvedLinks;
  style: Record<string, string>;
}

/** Watches over the links within it. */
export function WithHoverCard({ children }: { children: ComponentChildren }) {
  const [card, setCard] = useState<Card | null>(null);
  const timer = useRef(0);
  const over = useRef<HTMLElement | null>(null);
  const leave = (afterMs: number) => {
    clearTimeout(timer.current);
    over.current = null;
    timer.current = window.setTimeout(() => setCard(null), afterMs);
  };
  const enter = (event: Event) => {
    const at = event.target as HTMLElement;
    if (at.closest(".hover-card")) return clearTimeout(timer.current);
    const link = at.closest<HTMLElement>("a[data-path]");
    if (!link || link === over.current) return;
    clearTimeout(timer.current);
    over.current = link;
    timer.current = window.setTimeout(() => {
      cardFor(link).then(
        (made) => over.current === link && setCard(made),
        () => {},
      );
    }, AFTER_MS);
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => event.key === "Escape" && leave(0);
    const onGone = () => leave(0);
    document.addEventListener("keydown", onKeyDown);
    window.addEventListener("hashchange", onGone);
    return () => {
      leave(0);
      document.removeEventListener("keydown", onKeyDown);
      window.removeEventListener("hashchange", onGone);
    };
  }, []);
  const out = (event: Event) => {
    if ((event.target as HTMLElement).closest("a[data-path], .hover-card")) leave(LEAVING_MS);
  };
  return (
    <div class="with-hover-card" onPointerOver={enter} onFocusIn={enter} onPointerOut={out} onFocusOut={out}>
      {children}
      {card && (
        <div class="hover-card" role="tooltip" style={card.style}>
          <strong>{nameOf(card.path)}</strong>
          <RenderedNote path={card.path} text={card.text} links={card.links} />
        </div>
      )}
    </div>
  );
}

async function cardFor(link: HTMLElement): Promise<Card | null> {
  const { path = "", subpath = "" } = link.dataset;
  if (!path.toLowerCase().endsWith(".md")) return null;
  const section = subpath ? { section: subpath } : {};
  const [note, { links }] = await Promise.all([
    call<{ text: string }>("read_note", { path, characters_max: CHARACTERS_MAX, ...section }),
    call<{ links: ResolvedLinks }>("get_backlinks", { path }),
  ]);
  return { path, text: note.text, links, style: styleAt(link.getBoundingClientRect()) };
}

/** Below the link, or above it where there is more room. */
function styleAt(link: DOMRect): Record<string, string> {
  const left = Math.max(8, Math.min(link.left, window.innerWidth - WIDTH_PX - 8));
  const isBelow = link.bottom + HEIGHT_PX < window.innerHeight || link.top < HEIGHT_PX;
  const place = isBelow ? { top: `${link.bottom + 4}px` } : { bottom: `${window.innerHeight - link.top + 4}px` };
  return { left: `${left}px`, width: `${WIDTH_PX}px`, maxHeight: `${HEIGHT_PX}px`, ...place };
}
