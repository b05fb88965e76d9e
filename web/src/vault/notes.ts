/** Which notes and attachments there are: listed once, then kept up with what is changed here and elsewhere. */

import { computed, signal } from "@preact/signals";
import { call } from "./client";

export interface Listed {
  path: string;
  title: string;
  version: number;
  /** ISO 8601. */
  updated: string;
  tags: string[];
}

interface Page {
  notes: Listed[];
  total: number;
  next_cursor: string | null;
}

const PAGE_NOTES = 1_000;

export const notes = signal<ReadonlyMap<string, Listed>>(new Map());
export const attachments = signal<ReadonlyMap<string, Listed>>(new Map());
/** False until the first list is here. */
export const isListed = signal(false);

export const paths = computed(() => [...notes.value.keys()]);

/** List everything anew. The first page is shown as soon as it is here. */
export async function list(): Promise<void> {
  const all = new Map<string, Listed>();
  for await (const page of pages({})) {
    for (const note of page.notes) all.set(note.path, note);
    if (!isListed.value) notes.value = new Map(all);
    isListed.value = true;
  }
  notes.value = all;
  await listAttachments();
}

export async function listAttachments(): Promise<void> {
  const files = new Map<string, Listed>();
  for await (const page of pages({ attachments: true })) {
    for (const file of page.notes) files.set(file.path, file);
  }
  attachments.value = files;
}

async function* pages(asked: Record<string, unknown>): AsyncGenerator<Page> {
  let cursor: string | null = null;
  do {
    const page: Page = await call("list_notes", { ...asked, limit: PAGE_NOTES, ...(cursor ? { cursor } : {}) });
    yield page;
    cursor = page.next_cursor;
  } while (cursor);
}

/** What was changed since a moment, by anybody; `gone` are the paths that are no longer there. */
export async function refresh(since: string, gone: Iterable<string>): Promise<void> {
  const now = new Map(notes.value);
  for (const path of gone) now.delete(path);
  for await (const page of pages({ modified_since: since })) {
    for (const note of page.notes) now.set(note.path, note);
  }
  notes.value = now;
}

/** The note whose path this is, whatever its letters' case and with or without `.md`. */
export function find(path: string): Listed | undefined {
  return notes.value.get(path) ?? notes.value.get(`${path}.md`);
}

export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.md$/, "");
}
