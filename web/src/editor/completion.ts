/** What the editor offers while one types: notes after `[[`, headings after `[[note#`, tags after `#`. */

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import { destination } from "../notes/links";
import { seen } from "../vault/changes";
import { call } from "../vault/client";
import { folded } from "../vault/names";
import { folderOf, nameOf } from "../vault/notes";
import { type Target, targets } from "./targets";

const SHOWN_MAX = 50;
const LINK = /\[\[([^\]|#\n[]*)$/;
const HEADING = /\[\[([^\]|#\n[]*)#([^\]|\n]*)$/;
const TAG = /(?:^|\s)#([\p{L}\p{N}_/-]+)$|\s#$/u;

export function complete(source: () => string): CompletionSource[] {
  return [linkOptions, (context) => headingOptions(context, source()), tagOptions];
}

function linkOptions(context: CompletionContext): CompletionResult | null {
  const match = context.matchBefore(LINK);
  if (!match) return null;
  const typed = folded(match.text.slice(2)).trim();
  const options = best(targets.value, typed).map(
    (target): Completion => ({
      label: target.link,
      ...(folderOf(target.path) && !target.link.includes("/") ? { detail: folderOf(target.path) } : {}),
      apply: insertLink,
    }),
  );
  return { from: match.from + 2, options, filter: false };
}

/** Those that hold every word that was typed: first the names that begin so, the shortest first, then names with it in them, then the rest. */
function best(all: Target[], typed: string): Target[] {
  const words = typed.split(/\s+/);
  const groups: [Target[], Target[], Target[]] = [[], [], []];
  for (const target of all) {
    if (!words.every((word) => target.words.includes(word))) continue;
    const at = folded(nameOf(target.path)).indexOf(typed);
    groups[at === 0 ? 0 : at > 0 ? 1 : 2].push(target);
  }
  if (typed) groups[0].sort((one, other) => nameOf(one.path).length - nameOf(other.path).length);
  return groups.flat().slice(0, SHOWN_MAX);
}

async function headingOptions(context: CompletionContext, source: string): Promise<CompletionResult | null> {
  const match = context.matchBefore(HEADING);
  if (!match) return null;
  const [, target = "", typed = ""] = HEADING.exec(match.text) ?? [];
  const path = destination(target, source, []);
  if (!path) return null;
  const all = target ? await outlineOf(path) : headingsIn(context.state.doc.toString());
  const options = all
    .filter((heading) => folded(heading).includes(folded(typed)))
    .map((heading) => ({ label: heading, apply: insertLink }));
  return { from: context.pos - typed.length, options: options.slice(0, SHOWN_MAX), filter: false };
}

function headingsIn(text: string): string[] {
  return [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = ""]) => heading);
}

const kept = new Map<string, { at: number | null; value: Promise<string[]> }>();

/** Asked again only when something has changed in the vault; an answer that does not come is no answer. */
function cached(key: string, ask: () => Promise<string[]>): Promise<string[]> {
  const known = kept.get(key);
  if (known && known.at === seen.value) return known.value;
  const value = ask().catch(() => {
    kept.delete(key);
    return [];
  });
  kept.set(key, { at: seen.value, value });
  return value;
}

function outlineOf(path: string): Promise<string[]> {
  return cached(`outline ${path}`, async () => {
    const { outline } = await call<{ outline?: { text: string }[] }>("read_note", { path, outline: true });
    return (outline ?? []).map(({ text }) => text);
  });
}

async function tagOptions(context: CompletionContext): Promise<CompletionResult | null> {
  const match = context.matchBefore(TAG);
  if (!match) return null;
  const at = match.text.indexOf("#");
  const typed = folded(match.text.slice(at + 1));
  const tags = await cached("tags", async () => {
    const told = await call<{ tags: { tag: string }[] }>("get_tags");
    return told.tags.map(({ tag }) => tag);
  });
  const options = tags.filter((tag) => folded(tag).includes(typed));
  const starts = (tag: string) => (folded(tag) === typed ? 0 : folded(tag).startsWith(typed) ? 1 : 2);
  options.sort((one, other) => starts(one) - starts(other));
  return { from: match.from + at + 1, options: options.slice(0, SHOWN_MAX).map((label) => ({ label })), filter: false };
}

/** The brackets that end a link are put behind it, unless they are there. */
function insertLink(view: EditorView, option: Completion, from: number, to: number): void {
  const isClosed = view.state.sliceDoc(to, to + 2) === "]]";
  const end = from + option.label.length + 2;
  view.dispatch({
    changes: { from, to, insert: isClosed ? option.label : `${option.label}]]` },
    selection: { anchor: end },
    userEvent: "input.complete",
  });
}
