/** `- [ ] to do`: an item with a box to check, which knows its line. Any mark but a space is a check. */

import type { MarkdownIt, StateCore } from "markdown-it";
import { SLOT } from "../env";

const FORM = /^\[(.)\][ \t]/u;

export function tasks(markdown: MarkdownIt): void {
  markdown.core.ruler.before("inline", "task", rule);
  markdown.core.ruler.after("inline", "task_box", box);
}

/** Takes the mark off the text before it is read as a link. */
function rule(state: StateCore): void {
  for (const [at, token] of state.tokens.entries()) {
    const item = state.tokens[at - 2];
    if (token.type !== "inline" || item?.type !== "list_item_open") continue;
    const found = FORM.exec(token.content);
    if (!found) continue;
    token.content = token.content.slice(found[0].length);
    token.meta = { isDone: found[1] !== " ", line: (item.map?.[0] ?? 0) + 1 };
  }
}

function box(state: StateCore): void {
  for (const token of state.tokens) {
    const meta = token.meta as { isDone: boolean; line: number } | null;
    if (token.type !== "inline" || !meta) continue;
    const slot = new state.Token(SLOT, "", 0);
    slot.meta = { finish: (element: HTMLElement) => element.replaceWith(checkbox(element, meta.isDone, meta.line)) };
    token.children?.unshift(slot);
  }
}

/** Disabled until somebody says what checking it does. */
function checkbox(element: HTMLElement, isDone: boolean, line: number): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "checkbox";
  input.checked = isDone;
  input.disabled = true;
  input.dataset.taskLine = String(line);
  input.setAttribute("aria-label", "Task");
  element.closest("li")?.classList.add("task");
  return input;
}
