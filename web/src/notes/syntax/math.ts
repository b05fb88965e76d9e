/** `$x$` and `$$x$$`: formulas, which are drawn when what draws them has been loaded. */

import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";
import { BLOCK_SLOT, SLOT } from "../env";
import { later } from "../later";

const INLINE = /\$(?![\s$])((?:\\.|[^$\\])*?(?:\\.|[^$\\\s]))\$(?!\d)/sy;
const DISPLAY = /\$\$((?:\\.|[^$\\])+?)\$\$/sy;
const FENCE = "$$";

export function math(markdown: MarkdownIt): void {
  markdown.inline.ruler.before("escape", "math", inline);
  markdown.block.ruler.before("fence", "math", block, { alt: ["paragraph", "blockquote", "list"] });
}

function formula(tex: string, isBlock: boolean) {
  return (element: HTMLElement) => {
    const shown = document.createElement(isBlock ? "div" : "span");
    shown.className = isBlock ? "math is-block" : "math";
    shown.textContent = tex;
    later(shown, { kind: "math", tex, isBlock });
    element.replaceWith(shown);
  };
}

function inline(state: StateInline, isSilent: boolean): boolean {
  if (state.src[state.pos] !== "$") return false;
  const isDisplay = state.src.startsWith(FENCE, state.pos);
  const form = isDisplay ? DISPLAY : INLINE;
  form.lastIndex = state.pos;
  const [whole, tex] = form.exec(state.src) ?? [];
  if (!whole || !tex) return false;
  if (!isSilent) {
    const token = state.push(SLOT, "", 0);
    token.content = tex;
    token.meta = { finish: formula(tex, isDisplay) };
  }
  state.pos += whole.length;
  return true;
}

/** `$$` at the start of a line, until a line that ends with it. */
function block(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (!state.src.startsWith(FENCE, start)) return false;
  for (let line = startLine; line < endLine; line++) {
    const text = state.getLines(startLine, line + 1, state.blkIndent, false).trim();
    if (text.length < 2 * FENCE.length || !text.endsWith(FENCE)) continue;
    if (!isSilent) {
      const token = state.push(BLOCK_SLOT, "", 0);
      token.map = [startLine, line + 1];
      token.meta = { finish: formula(text.slice(FENCE.length, -FENCE.length), true) };
      state.line = line + 1;
    }
    return true;
  }
  return false;
}
