/**
 * A note as it is read. `rendered(markdown, source, links)` gives its elements at once: put them into an element of the
 * class `markdown`, then call `fill` of `fill.ts` on it, which brings what takes time (formulas, pictures, embedded
 * notes). `source` is the note's path; `links` is what `get_backlinks(source).links` told, or [] for a text that the
 * vault does not have yet. Boxes of tasks carry `data-task-line` and are disabled; headings and blocks `data-line`.
 */

import { clean, isRefused, leadsOutside } from "./clean";
import { makeExternal, picture, wire } from "./elements";
import type { NoteEnv } from "./env";
import { split } from "./front_matter";
import { destination, type ResolvedLinks, targetOf } from "./links";
import { markdown as parser } from "./markdown";
import { propertiesTable } from "./properties";
import { Slots } from "./slots";
import { footnotesHtml } from "./syntax/footnote";

const SAFE_DATA = /^data:image\/(png|jpeg|gif|webp);base64,/i;

export function rendered(markdown: string, source: string, links: ResolvedLinks): DocumentFragment {
  const { properties, body } = split(markdown);
  const env: NoteEnv = { slots: new Slots(), source, links, footnotes: new Map(), named: [] };
  const html = parser.render(body, env);
  const fragment = clean(html + footnotesHtml(parser, env));
  for (const image of fragment.querySelectorAll("img")) settleImage(image, source, links);
  for (const anchor of fragment.querySelectorAll("a")) settleLink(anchor, source, links);
  for (const table of fragment.querySelectorAll("table")) makeScroll(table);
  document.adoptNode(fragment);
  env.slots.finish(fragment);
  if (properties.length) fragment.prepend(propertiesTable(properties, source, links));
  return fragment;
}

function settleLink(anchor: HTMLAnchorElement, source: string, links: ResolvedLinks): void {
  const address = anchor.getAttribute("href")?.trim();
  if (!address || isRefused(address)) anchor.replaceWith(...anchor.childNodes);
  else if (leadsOutside(address)) makeExternal(anchor);
  else wire(anchor, decoded(address), source, links);
}

/** A picture of the vault is shown when it is here; one from elsewhere only as a link, for loading it tells on the reader. */
function settleImage(image: HTMLImageElement, source: string, links: ResolvedLinks): void {
  const address = (image.getAttribute("src") ?? "").trim();
  image.removeAttribute("src");
  if (SAFE_DATA.test(address)) image.src = address;
  else image.replaceWith(inPlaceOf(image, address, source, links));
}

function inPlaceOf(image: HTMLImageElement, address: string, source: string, links: ResolvedLinks): Node | string {
  const label = image.alt || image.title;
  const isInLink = image.closest("a") !== null;
  if (/^https?:/i.test(address)) return isInLink ? label || address : linkTo(address, label);
  const path = isRefused(address) ? null : destination(targetOf(decoded(address)).name, source, links);
  if (path === null || path === source) return `Picture not found: ${label || address}`;
  const size = [image.getAttribute("width"), image.getAttribute("height")].filter(Boolean).join("x");
  return picture(path, size ? `${label}|${size}` : label, isInLink);
}

function linkTo(address: string, label: string): HTMLElement {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = `Picture elsewhere: ${label || address}`;
  return anchor;
}

/** A wide table scrolls by itself, and the page beside it stays. */
function makeScroll(table: HTMLTableElement): void {
  const box = document.createElement("div");
  box.className = "scrolls";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Table");
  table.replaceWith(box);
  box.append(table);
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
