/** What the palette offers for what is typed: notes by name, notes by text, commands, and a new note. */

import { go, hrefOf, noteHref } from "../route";
import { find, type Listed, nameOf } from "../vault/notes";
import { type Command, commands } from "./commands";
import type { Found, Hit } from "./found";
import { folded } from "./letters";
import { meant } from "./names";
import { recent } from "./recent";

export type Option = { id: string; run: () => void } & (
  | { kind: "name"; note: Listed }
  | { kind: "text"; hit: Hit }
  | { kind: "command"; command: Command }
  | { kind: "new"; name: string }
);

export interface Group {
  title: string;
  options: Option[];
}

const NAMES_MAX = 12;
const RECENT_MAX = 8;

/** `>` at the start asks for commands alone. */
export function offered(typed: string, found: Found | null): Group[] {
  if (typed.startsWith(">")) return full([{ title: "Commands", options: doing(typed.slice(1)) }]);
  if (!typed.trim()) {
    return full([
      { title: "Opened last", options: recent().slice(0, RECENT_MAX).map(byName) },
      { title: "Commands", options: doing("") },
    ]);
  }
  const names = meant(typed, NAMES_MAX);
  const shown = new Set(names.map(({ path }) => path));
  const hits = (found?.notes ?? []).filter(({ path, line }) => line > 0 || !shown.has(path));
  return full([
    { title: "Notes", options: names.map(byName) },
    { title: "In the text", options: hits.map(byText) },
    { title: "Commands", options: doing(typed) },
    { title: "More", options: [everywhere(typed), ...(find(typed.trim()) ? [] : [making(typed)])] },
  ]);
}

/** The path of a note that gets this name. */
export function newPath(typed: string): string {
  return `${typed.trim().replace(/\.md$/, "").replace(/^\/+/, "")}.md`;
}

function full(groups: Group[]): Group[] {
  return groups.filter(({ options }) => options.length);
}

function byName(note: Listed): Option {
  return { kind: "name", id: `name ${note.path}`, note, run: () => go(noteHref(note.path)) };
}

function byText(hit: Hit): Option {
  const at: Record<string, string> = hit.line ? { line: String(hit.line) } : {};
  return { kind: "text", id: `text ${hit.path}`, hit, run: () => go(noteHref(hit.path, at)) };
}

function doing(typed: string): Option[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  return commands()
    .filter(({ label }) => words.every((word) => folded(label).includes(word)))
    .map((command) => ({ kind: "command", id: `do ${command.label}`, command, run: command.run }));
}

function everywhere(typed: string): Option {
  const run = () => go(hrefOf("search", "", { q: typed.trim() }));
  const command: Command = { label: `Search all notes for “${typed.trim()}”`, icon: "search", run };
  return { kind: "command", id: "everywhere", command, run };
}

function making(typed: string): Option {
  const path = newPath(typed);
  return { kind: "new", id: "new", name: nameOf(path), run: () => go(noteHref(path, { edit: "new" })) };
}
