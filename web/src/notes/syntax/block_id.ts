/** `^id` at the end of a paragraph names it for links, and is not shown; every block also knows its line. */

import type { MarkdownIt, StateCore, Token } from "markdown-it";
import { noteEnv } from "../env";

const AT_END = /(?:^|[ \t\n])\^([A-Za-z0-9-]+)[ \t]*$/;

export function blockIds(markdown: MarkdownIt): void {
  markdown.core.ruler.before("inline", "block_id", rule);
}

function rule(state: StateCore): void {
  const { slots } = noteEnv(state.env);
  for (const [at, token] of state.tokens.entries()) {
    if (token.map && token.type !== "inline" && token.nesting >= 0) {
      token.attrSet("data-line", String(token.map[0] + 1));
    }
    const align = /^text-align:(\w+)$/.exec(String(token.attrGet("style") ?? ""))?.[1];
    if (align) token.attrs = [...(token.attrs ?? []).filter(([name]) => name !== "style"), ["align", align]];
    const before = state.tokens[at - 1];
    if (token.type !== "inline" || !before || !isOfText(before)) continue;
    const found = AT_END.exec(token.content);
    if (!found) continue;
    token.content = token.content.slice(0, found.index);
    token.children = [];
    const finish = (element: HTMLElement) => {
      element.dataset.block = (found[1] ?? "").toLowerCase();
    };
    const named = before.hidden ? state.tokens[at - 2] : before;
    named?.attrSet("data-slot", slots.mark(finish));
  }
}

function isOfText(token: Token): boolean {
  return token.type === "paragraph_open" || token.type === "heading_open";
}
