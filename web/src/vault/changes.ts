/** What others change while the page is open: asked for every few seconds while somebody looks, and marked. */

import { signal } from "@preact/signals";
import { state } from "../session/session";
import { call, read } from "./client";
import { list, listAttachments, notes, refresh } from "./notes";

export interface ChangedNote {
  path: string;
  /** `created`, `changed`, `deleted`, `moved from …`, `moved to …`. */
  action: string;
  version: number | null;
  diff?: string;
}

/** Where a note went; null where the action is another. */
export function movedTo(action: string): string | null {
  return /^moved to (.+)$/s.exec(action)?.[1] ?? null;
}

export interface Change {
  change: number;
  /** ISO 8601. */
  at: string;
  what: string;
  client: string;
  notes: ChangedNote[];
  count: number;
}

/** How this page is called in the vault's history. */
export const THIS_CLIENT = "Notes Vault page";
const EVERY_MS = 4_000;
const AFTER_TROUBLE_MS = 8_000;
const CHANGES_MAX = 200;

/** The last change of the vault that this page has seen; null before the notes are listed. */
export const seen = signal<number | null>(null);
/** By path: who changed a note while the page was open, until it is looked at. */
export const marked = signal<ReadonlyMap<string, Change>>(new Map());
/** The newest changes by others, for whoever shows an open note. */
export const news = signal<Change[]>([]);

export function unmark(path: string): void {
  if (!marked.value.has(path)) return;
  const rest = new Map(marked.value);
  rest.delete(path);
  marked.value = rest;
}

/** This page has written a version itself: nothing new to anybody here, unless somebody else came in between. */
export function wrote(version: number): void {
  if (seen.value !== null && version === seen.value + 1) seen.value = version;
}

interface Usage {
  vault: { seq: number };
}

async function lastChange(): Promise<number> {
  return (JSON.parse(await read("vault://usage")) as Usage).vault.seq;
}

/** List the notes; what is changed while that goes on is found by the first look. */
export async function open(): Promise<void> {
  const now = await lastChange();
  await list();
  seen.value = now;
}

/** Look once; `look` may be called at any time, and does nothing when nothing happened. */
export async function look(): Promise<void> {
  const before = seen.value;
  const now = before === null ? null : await lastChange();
  if (now === null || before === null || now === before) return;
  const changes = await since(before);
  const oldest = changes.at(-1);
  if (!oldest || changes.length === CHANGES_MAX) await list();
  else {
    const gone = changes.flatMap(({ notes }) =>
      notes.filter(({ version }) => version === null).map(({ path }) => path),
    );
    await refresh(oldest.at, gone);
    if (!isUpTo(changes)) await list();
    if (changes.some(({ notes }) => notes.some(({ path }) => !path.endsWith(".md")))) await listAttachments();
  }
  seen.value = now;
  const foreign = changes.filter(({ client }) => client !== THIS_CLIENT);
  if (foreign.length) mark(foreign);
}

/** Whether the notes listed are those the changes left: a moved or restored note keeps its time, so no look by time finds it. */
function isUpTo(changes: Change[]): boolean {
  const last = new Map(
    [...changes].reverse().flatMap((change) => change.notes.map((note) => [note.path, note.version])),
  );
  return [...last].every(([path, version]) => {
    return version === null || !path.endsWith(".md") || notes.value.get(path)?.version === version;
  });
}

async function since(seq: number): Promise<Change[]> {
  const { changes } = await call<{ changes: Change[] }>("get_history", { limit: CHANGES_MAX });
  return changes.filter(({ change }) => change > seq);
}

function mark(changes: Change[]): void {
  const all = new Map(marked.value);
  for (const change of [...changes].reverse()) {
    for (const note of change.notes) if (note.version !== null) all.set(note.path, change);
  }
  marked.value = all;
  news.value = changes;
}

/** Go on looking until the page is closed, while it is to be seen and somebody is signed in. */
export function watch(): void {
  const again = async (): Promise<void> => {
    let wait = EVERY_MS;
    if (state.value === "signed in" && document.visibilityState === "visible") {
      await look().catch(() => {
        wait = AFTER_TROUBLE_MS;
      });
    }
    setTimeout(again, wait);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && state.value === "signed in") look().catch(() => {});
  });
  void again();
}
