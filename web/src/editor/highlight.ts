/** Which class each kind of Markdown gets in the editor; the colours are in the style sheet. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.heading, class: "md-heading" },
    { tag: tags.heading1, class: "md-heading md-heading-1" },
    { tag: tags.strong, class: "md-strong" },
    { tag: tags.emphasis, class: "md-emphasis" },
    { tag: tags.strikethrough, class: "md-strike" },
    { tag: [tags.link, tags.url], class: "md-link" },
    { tag: tags.monospace, class: "md-code" },
    { tag: tags.quote, class: "md-quote" },
    { tag: [tags.processingInstruction, tags.meta, tags.contentSeparator], class: "md-mark" },
    { tag: [tags.comment, tags.labelName, tags.tagName, tags.attributeName], class: "md-mark" },
  ]),
);

const WIKILINKS_AND_TAGS = /!?\[\[[^\]\n]+\]\]|(?<=^|\s)#[\p{L}\p{N}_/-]*[\p{L}_/-][\p{L}\p{N}_/-]*/gu;

const links = new MatchDecorator({ regexp: WIKILINKS_AND_TAGS, decoration: Decoration.mark({ class: "md-link" }) });

/** Wikilinks and tags, which are no Markdown. */
export const vaultLinks = ViewPlugin.define(
  (view): { marks: DecorationSet; update: (update: Parameters<typeof links.updateDeco>[0]) => void } => ({
    marks: links.createDeco(view as EditorView),
    update(update) {
      this.marks = links.updateDeco(update, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);
