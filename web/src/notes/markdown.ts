/** Markdown as Obsidian reads it: CommonMark, tables, and its own links, tags, callouts, tasks, formulas. */

import MarkdownIt, { type Token } from "markdown-it";
import { BLOCK_SLOT, noteEnv, SLOT } from "./env";
import type { Finish } from "./slots";
import { blockIds } from "./syntax/block_id";
import { callouts } from "./syntax/callout";
import { comments } from "./syntax/comment";
import { footnotes } from "./syntax/footnote";
import { highlights } from "./syntax/highlight";
import { math } from "./syntax/math";
import { tags } from "./syntax/tag";
import { tasks } from "./syntax/task";
import { wikilinks } from "./syntax/wikilink";

export const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });

/** A word with a dot is no address: `notes.md` is a file. */
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
for (const rules of [wikilinks, tags, highlights, comments, math, footnotes, blockIds, callouts, tasks]) {
  markdown.use(rules);
}
markdown.renderer.rules[SLOT] = (tokens, at, _, env) => noteEnv(env ?? {}).slots.html(finishOf(tokens, at));
markdown.renderer.rules[BLOCK_SLOT] = (tokens, at, _, env) =>
  noteEnv(env ?? {}).slots.html(finishOf(tokens, at), "div");

function finishOf(tokens: Token[], at: number): Finish {
  return (tokens[at]?.meta as { finish: Finish }).finish;
}
