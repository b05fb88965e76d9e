/** `> [!type]- title`: a quotation that is a note in the margin, and may be folded. */

import type { MarkdownIt, StateCore, Token } from "markdown-it";
import { noteEnv } from "../env";

const FORM = /^\[!([^\]\n]+)\]([+-]?)[ \t]*(.*)$/;
/** The kinds of Obsidian, each under the kind that has its colour. */
const KINDS: Record<string, string[]> = {
  info: ["note", "info", "todo", "abstract", "summary", "tldr"],
  good: ["tip", "hint", "important", "success", "check", "done"],
  warn: ["question", "help", "faq", "warning", "caution", "attention", "example"],
  bad: ["failure", "fail", "missing", "danger", "error", "bug"],
  quote: ["quote", "cite"],
};

export function callouts(markdown: MarkdownIt): void {
  markdown.core.ruler.after("block", "callout", rule);
}

function rule(state: StateCore): void {
  const { tokens } = state;
  for (let at = 0; at < tokens.length - 2; at++) {
    const [open, paragraph, text] = tokens.slice(at, at + 3) as [Token, Token, Token];
    if (open.type !== "blockquote_open" || paragraph.type !== "paragraph_open" || text.type !== "inline") continue;
    const [first = "", ...rest] = text.content.split("\n");
    const found = FORM.exec(first);
    if (!found) continue;
    const close = closing(tokens, at);
    if (!close) continue;
    const [, type = "", fold, title] = found;
    makeCallout(state, [open, close], type, fold ?? "");
    const body = rest.join("\n");
    const head = headOf(state, title || titleOf(type), open.tag === "details" ? "summary" : "div");
    text.content = body;
    tokens.splice(at + 1, body ? 0 : 3, ...head);
  }
}

function makeCallout(state: StateCore, pair: [Token, Token], type: string, fold: string): void {
  const tag = fold ? "details" : "div";
  for (const token of pair) token.tag = tag;
  if (fold === "+") pair[0].attrSet("open", "");
  const kind = Object.keys(KINDS).find((name) => KINDS[name]?.includes(type.trim().toLowerCase())) ?? "info";
  const finish = (element: HTMLElement) => {
    element.className = `callout is-${kind}`;
  };
  pair[0].attrSet("data-slot", noteEnv(state.env).slots.mark(finish));
}

function headOf(state: StateCore, title: string, tag: string): Token[] {
  const open = new state.Token("callout_title_open", tag, 1);
  const finish = (element: HTMLElement) => {
    element.className = "callout-title";
  };
  open.attrSet("data-slot", noteEnv(state.env).slots.mark(finish));
  const text = new state.Token("inline", "", 0);
  text.content = title;
  text.children = [];
  return [open, text, new state.Token("callout_title_close", tag, -1)];
}

function titleOf(type: string): string {
  const bare = type.trim();
  return bare.charAt(0).toUpperCase() + bare.slice(1).toLowerCase();
}

function closing(tokens: Token[], at: number): Token | undefined {
  const level = tokens[at]?.level;
  return tokens.find((token, index) => index > at && token.type === "blockquote_close" && token.level === level);
}
