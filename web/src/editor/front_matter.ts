/** The properties at the top of a note, which Markdown would take for a line and a heading. */

import type { markdown } from "@codemirror/lang-markdown";
import { styleTags, tags } from "@lezer/highlight";

type Extension = NonNullable<NonNullable<Parameters<typeof markdown>[0]>["extensions"]>;

const FENCE = /^---\s*$/;

export const frontMatter: Extension = {
  defineNodes: [{ name: "FrontMatter", block: true }],
  parseBlock: [
    {
      name: "FrontMatter",
      before: "HorizontalRule",
      parse(context, line) {
        if (context.lineStart !== 0 || !FENCE.test(line.text)) return false;
        while (context.nextLine() && !FENCE.test(line.text));
        context.nextLine();
        context.addElement(context.elt("FrontMatter", 0, context.prevLineEnd()));
        return true;
      },
    },
  ],
  props: [styleTags({ FrontMatter: tags.meta })],
};
