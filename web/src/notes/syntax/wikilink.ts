/** `[[note#heading|label]]` and `![[note]]`: the innermost of nested ones, on one line, and never inside a link. */

import type { MarkdownIt, StateInline } from "markdown-it";
import { embed, shownAs, wikilink } from "../elements";
import { noteEnv, SLOT } from "../env";

const FORM = /(!?)\[\[(?!\[)((?:\[[^[\]\n]*\](?=\]\])|(?!\[\[|\]\])[^\n])+)\]\]/y;

export function wikilinks(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("link", "wikilink", rule);
}

function rule(state: StateInline, isSilent: boolean): boolean {
  FORM.lastIndex = state.pos;
  const found = FORM.exec(state.src);
  if (!found || state.linkLevel > 0) return false;
  if (!isSilent) {
    const [, mark, inner = ""] = found;
    const [link = "", ...labels] = inner.split(/\\?\|/);
    const label = labels.join("|").trim();
    const { source, links } = noteEnv(state.env);
    const token = state.push(SLOT, "", 0);
    token.content = label || link;
    const written = { link: link.trim(), label: mark ? label : label || (labels.length ? "" : shownAs(link)) };
    const finish = (element: HTMLElement) => element.replaceWith((mark ? embed : wikilink)(written, source, links));
    token.meta = { finish };
  }
  state.pos += found[0].length;
  return true;
}
