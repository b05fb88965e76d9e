/** The text that is typed into: CodeMirror with Markdown, and with what the page's policy and a note's bytes ask for. */

import { autocompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { indentUnit } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { type ChangeSpec, EditorState, type Extension, Prec } from "@codemirror/state";
import { drawSelection, EditorView, type KeyBinding, keymap } from "@codemirror/view";
import { nonce } from "../ui/nonce";
import { complete } from "./completion";
import { frontMatter } from "./front_matter";
import { highlighting, vaultLinks } from "./highlight";
import { linked, toggled } from "./keys";
import { hunks } from "./lines.ts";

const ESCAPED_MS = 10_000;

export interface Commands {
  save: () => void;
  done: () => void;
  leave: () => void;
  typed: () => void;
}

export function textView(text: string, source: () => string, commands: Commands, more: Extension): EditorView {
  const separator = separatorOf(text);
  return new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        EditorState.lineSeparator.of(separator),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?|\n/g, separator)),
        EditorView.cspNonce.of(nonce()),
        EditorView.contentAttributes.of({ "aria-label": "Note text", tabindex: "0", spellcheck: "true" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) commands.typed();
        }),
        escaping,
        EditorView.lineWrapping,
        indentUnit.of("    "),
        history(),
        drawSelection(),
        search({ top: true }),
        markdown({ base: markdownLanguage, completeHTMLTags: false, extensions: frontMatter }),
        highlighting,
        vaultLinks,
        autocompletion({ override: complete(source), icons: false }),
        keymap.of([
          ...ours(commands),
          ...searchKeymap,
          ...historyKeymap,
          indentWithTab,
          ...defaultKeymap,
          { key: "Escape", run: always(commands.leave) },
        ]),
        more,
      ],
    }),
  });
}

/** Escape lets the next Tab leave the text, whatever else it ends. */
const escaping = Prec.highest(
  EditorView.domEventHandlers({
    keydown(event, view) {
      if (event.key === "Escape") view.setTabFocusMode(ESCAPED_MS);
      return false;
    },
  }),
);

function ours(commands: Commands): KeyBinding[] {
  return [
    { key: "Mod-s", run: always(commands.save) },
    { key: "Mod-Enter", run: always(commands.done) },
    { key: "Mod-b", run: toggled("**") },
    { key: "Mod-i", run: toggled("*") },
    { key: "Mod-k", run: linked, stopPropagation: true },
  ];
}

/** A command that leaves nothing for other keys' meanings. */
function always(command: () => void): () => boolean {
  return () => {
    command();
    return true;
  };
}

/** Where every line ends with CR LF they stay so; a lone CR is a character like others, so no byte is changed unasked. */
function separatorOf(text: string): string {
  const lines = text.split("\n").length - 1;
  return lines > 0 && text.split("\r\n").length - 1 === lines ? "\r\n" : "\n";
}

export function textOf(view: EditorView): string {
  return view.state.sliceDoc();
}

/** Only the lines that differ are changed, so that the cursor stays where it was; one step back undoes it all. */
export function replaceText(view: EditorView, text: string): void {
  const { doc, lineBreak } = view.state;
  const before = doc.toJSON();
  const changes = hunks(before, text.split(lineBreak)).map((hunk): ChangeSpec => {
    const insert = hunk.lines.join(lineBreak);
    if (hunk.from < hunk.to) {
      const [from, to] = [doc.line(hunk.from + 1).from, doc.line(hunk.to).to];
      if (hunk.lines.length) return { from, to, insert };
      return to < doc.length ? { from, to: to + 1 } : { from: Math.max(0, from - 1), to };
    }
    const isAtEnd = hunk.from === doc.lines;
    return isAtEnd
      ? { from: doc.length, insert: lineBreak + insert }
      : { from: doc.line(hunk.from + 1).from, insert: insert + lineBreak };
  });
  view.dispatch({ changes, annotations: isolateHistory.of("full"), userEvent: "input.merge" });
}
