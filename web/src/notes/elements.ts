/** Elements that stand for what a note says: made by us, with text as text. */

import { hrefOf } from "../route";
import { later } from "./later";
import { destination, placeOf, placeOfNew, type ResolvedLinks, targetOf } from "./links";

const PICTURE = /\.(png|jpe?g|gif|webp|svg|avif|bmp)$/i;
const SIZE = /^(\d{1,4})(?:x(\d{1,4}))?$/;

export interface Written {
  /** The link as written, with what stands after its `#`. */
  link: string;
  label: string;
}

/** A link into the vault; `label` null leaves what the element holds. */
export function wire(anchor: HTMLAnchorElement, link: string, source: string, links: ResolvedLinks): void {
  const { name, subpath } = targetOf(link);
  const path = destination(name, source, links);
  anchor.className = path === null ? "wikilink is-nowhere" : "wikilink";
  anchor.href = path === null ? placeOfNew(name, source) : placeOf(path, subpath);
  if (path === null) anchor.title = `There is no note “${name}” yet. Open it to create it.`;
  else {
    anchor.dataset.path = path;
    if (subpath) anchor.dataset.subpath = subpath;
  }
}

export function wikilink({ link, label }: Written, source: string, links: ResolvedLinks): HTMLAnchorElement {
  const anchor = document.createElement("a");
  wire(anchor, link, source, links);
  anchor.textContent = label;
  return anchor;
}

/** What Obsidian shows for a link without a label. */
export function shownAs(link: string): string {
  const { name, subpath } = targetOf(link);
  return [name, ...subpath.split("#")].filter(Boolean).join(" > ");
}

/** What `![[…]]` shows: a note or a picture, which come later, or else a link. */
export function embed({ link, label }: Written, source: string, links: ResolvedLinks): HTMLElement {
  const { name, subpath } = targetOf(link);
  const path = destination(name, source, links);
  if (path !== null && PICTURE.test(path)) return picture(path, label);
  if (path === null || !path.toLowerCase().endsWith(".md")) {
    return wikilink({ link, label: label || shownAs(link) }, source, links);
  }
  const box = document.createElement("div");
  box.className = "embed";
  later(box, { kind: "note", path, subpath });
  return box;
}

/** A picture of the vault; a label such as `200` or `100x145` is its size. */
export function picture(path: string, label: string, isInLink = false): HTMLElement {
  const image = document.createElement("img");
  const { alt, width, height } = sizeIn(label);
  image.alt = alt || path.slice(path.lastIndexOf("/") + 1);
  if (width) image.width = width;
  if (height) image.height = height;
  const box = document.createElement(isInLink ? "span" : "a");
  if (box instanceof HTMLAnchorElement) box.href = hrefOf("file", path);
  box.className = "picture";
  box.append(image);
  later(box, { kind: "picture", path });
  return box;
}

function sizeIn(label: string): { alt: string; width: number; height: number } {
  const parts = label.split("|");
  const size = SIZE.exec(parts.at(-1) ?? "");
  const alt = (size ? parts.slice(0, -1) : parts).join("|");
  return { alt, width: Number(size?.[1] ?? 0), height: Number(size?.[2] ?? 0) };
}

export function tagLink(tag: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.className = "tag";
  anchor.href = hrefOf("search", "", { q: `tag:${tag}` });
  anchor.textContent = `#${tag}`;
  return anchor;
}

/** A link out of the vault, which opens beside the page and is not told where it was found. */
export function makeExternal(anchor: HTMLAnchorElement): void {
  anchor.className = "external";
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
}
