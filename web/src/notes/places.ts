/** Lines, headings and blocks of the note that is shown, and going to one of them. */

import { headingKey } from "./links";

const SHOWN_MS = 2_000;

function note(): HTMLElement | null {
  return document.querySelector<HTMLElement>(".note > .markdown");
}

function own(selector: string): HTMLElement[] {
  const found = [...(note()?.querySelectorAll<HTMLElement>(selector) ?? [])];
  return found.filter((element) => !element.closest(".embed"));
}

export function headingOf(line: number): HTMLElement | undefined {
  return own(`:is(h1, h2, h3, h4, h5, h6)[data-line="${line}"]`)[0];
}

/** Go to what stands in a line: the last block that begins at it or above. */
export function showLine(line: number): void {
  const above = own("[data-line]").filter((element) => Number(element.dataset.line) <= line);
  show(headingOf(line) ?? above.at(-1));
}

/** Go to `Heading`, `Parent#Heading` or `^block`. */
export function showSubpath(subpath: string): void {
  show(subpath.startsWith("^") ? blockOf(subpath.slice(1)) : sectionOf(subpath));
}

function blockOf(id: string): HTMLElement | undefined {
  return own(`[data-block="${CSS.escape(id.toLowerCase())}"]`)[0];
}

function sectionOf(chain: string): HTMLElement | undefined {
  const wanted = chain.split("#").map(headingKey).filter(Boolean);
  let last: HTMLElement | undefined;
  for (const heading of own("h1, h2, h3, h4, h5, h6")) {
    if (headingKey(heading.textContent ?? "") !== wanted[0]) continue;
    last = heading;
    wanted.shift();
  }
  return last;
}

function show(element: HTMLElement | undefined): void {
  if (!element) return;
  element.scrollIntoView({ block: element.matches("h1, h2, h3, h4, h5, h6") ? "start" : "center" });
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.classList.add("is-shown");
  setTimeout(() => element.classList.remove("is-shown"), SHOWN_MS);
}
