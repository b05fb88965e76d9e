/** `==text==` is marked as with a pen; what is between may hold other marks. */

import type { MarkdownIt, StateInline } from "markdown-it";

export function highlights(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("emphasis", "highlight", rule);
}

function rule(state: StateInline, isSilent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (!src.startsWith("==", pos) || /[\s=]/.test(src[pos + 2] ?? " ")) return false;
  const end = src.indexOf("==", pos + 3);
  if (end < 0 || end + 2 > posMax || /\s/.test(src[end - 1] ?? " ")) return false;
  if (!isSilent) {
    state.push("mark_open", "mark", 1);
    state.pos = pos + 2;
    state.posMax = end;
    state.md.inline.tokenize(state);
    state.push("mark_close", "mark", -1);
  }
  state.pos = end + 2;
  state.posMax = posMax;
  return true;
}
