/** `[^1]`, told by `[^1]: text` anywhere in the note, and `^[text]`: numbered in the order they are named. */

import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import { noteEnv, SLOT } from "../env";

const TEXT = /^\[\^([^\]\s]+)\]:[ \t]*/;
const NAMED = /\[\^([^\]\s]+)\]/y;
const WRITTEN_THERE = /\^\[((?:\\.|[^\]\\\n])+)\]/y;

export function footnotes(markdown: MarkdownIt): void {
  markdown.block.ruler.before("reference", "footnote", text, { alt: ["paragraph"] });
  markdown.inline.ruler.before("link", "footnote", named);
}

/** A text goes on over the lines that are indented, or that follow without a break. */
function text(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const found = TEXT.exec(state.getLines(startLine, startLine + 1, state.blkIndent, false));
  if (!found) return false;
  if (isSilent) return true;
  let line = startLine + 1;
  const isOf = (at: number) => !state.isEmpty(at) && !TEXT.test(state.getLines(at, at + 1, state.blkIndent, false));
  while (line < endLine && (isOf(line) || ((state.sCount[line + 1] ?? 0) >= 4 && line + 1 < endLine))) line++;
  const lines = state.getLines(startLine, line, state.blkIndent, false).replace(TEXT, "");
  noteEnv(state.env).footnotes.set((found[1] ?? "").toLowerCase(), lines.replace(/^( {4}|\t)/gm, ""));
  state.line = line;
  return true;
}

function named(state: StateInline, isSilent: boolean): boolean {
  const env = noteEnv(state.env);
  NAMED.lastIndex = WRITTEN_THERE.lastIndex = state.pos;
  const there = WRITTEN_THERE.exec(state.src);
  const found = there ?? NAMED.exec(state.src);
  if (!found || state.linkLevel > 0) return false;
  const name = there ? `^${state.pos}^${there[1]}` : (found[1] ?? "").toLowerCase();
  if (there) env.footnotes.set(name, there[1] ?? "");
  if (!env.footnotes.has(name)) return false;
  if (!isSilent) {
    if (!env.named.includes(name)) env.named.push(name);
    const number = env.named.indexOf(name) + 1;
    state.push(SLOT, "", 0).meta = { finish: (element: HTMLElement) => element.replaceWith(mark(number)) };
  }
  state.pos += found[0].length;
  return true;
}

/** Links inside the note are buttons: the page's own address says which note it is. */
function mark(number: number): HTMLElement {
  const box = document.createElement("sup");
  box.append(jump(String(number), `Footnote ${number}`, "footnote", number));
  box.dataset.footnoteMark = String(number);
  return box;
}

function jump(shown: string, label: string, to: string, number: number): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link footnote-jump";
  button.textContent = shown;
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    const selector = to === "footnote" ? `[data-footnote="${number}"]` : `[data-footnote-mark="${number}"]`;
    const target = button.closest(".markdown")?.querySelector<HTMLElement>(selector);
    target?.scrollIntoView({ block: "center" });
    (target?.querySelector("button") ?? target)?.focus({ preventScroll: true });
  });
  return button;
}

/** The texts of the footnotes that are named, below the note. */
export function footnotesHtml(markdown: MarkdownIt, given: unknown): string {
  const env = noteEnv(given as ReturnType<typeof noteEnv>);
  let html = "";
  for (let at = 0; at < env.named.length; at++) {
    const number = at + 1;
    const finish = (element: HTMLElement) => {
      element.dataset.footnote = String(number);
      (element.lastElementChild ?? element).append(" ", jump("↩", `Back to footnote ${number}`, "mark", number));
    };
    html += `<li data-slot="${env.slots.mark(finish)}">${markdown.render(env.footnotes.get(env.named[at] ?? "") ?? "", env)}</li>`;
  }
  return html && `<hr><ol>${html}</ol>`;
}
