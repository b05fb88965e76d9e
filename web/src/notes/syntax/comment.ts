/** `%%comments%%` are for who edits the note; a reader does not see them. */

import type { MarkdownIt, StateBlock, StateInline } from "markdown-it";

const FENCE = "%%";

export function comments(markdown: MarkdownIt): void {
  markdown.block.ruler.before("fence", "comment", block, { alt: ["paragraph"] });
  markdown.inline.ruler.before("link", "comment", inline);
}

/** From a line that begins with `%%` to the next `%%`, over as many lines as that takes. */
function block(state: StateBlock, startLine: number, endLine: number, isSilent: boolean): boolean {
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (!state.src.startsWith(FENCE, start)) return false;
  const end = state.src.indexOf(FENCE, start + FENCE.length);
  let line = startLine;
  while (line < endLine && (state.eMarks[line] ?? 0) < end) line++;
  const isWhole = end < 0 || !state.src.slice(end + FENCE.length, state.eMarks[line]).trim();
  if (!isWhole) return false;
  if (!isSilent) state.line = end < 0 ? endLine : Math.min(line + 1, endLine);
  return true;
}

function inline(state: StateInline): boolean {
  if (!state.src.startsWith(FENCE, state.pos)) return false;
  const end = state.src.indexOf(FENCE, state.pos + FENCE.length);
  if (end < 0) return false;
  state.pos = end + FENCE.length;
  return true;
}
