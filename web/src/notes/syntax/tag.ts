/** `#tag`, at the start or after a space: a link to all notes that carry it. */

import type { MarkdownIt, StateInline } from "markdown-it";
import { tagLink } from "../elements";
import { SLOT } from "../env";

const FORM = /#([^\s!-,.:-@[-^`{-~\u2000-\u206f\u2e00-\u2e7f]+)/y;
const ONLY_DIGITS = /^\d+$/;

export function tags(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("link", "tag", rule);
}

function rule(state: StateInline, isSilent: boolean): boolean {
  if (state.src[state.pos] !== "#" || state.linkLevel > 0) return false;
  if (state.pos > 0 && !/\s/.test(state.src[state.pos - 1] ?? "")) return false;
  FORM.lastIndex = state.pos;
  const [whole, name] = FORM.exec(state.src) ?? [];
  if (!whole || !name || ONLY_DIGITS.test(name)) return false;
  if (!isSilent) {
    const token = state.push(SLOT, "", 0);
    token.content = whole;
    token.meta = { finish: (element: HTMLElement) => element.replaceWith(tagLink(name)) };
  }
  state.pos += whole.length;
  return true;
}
