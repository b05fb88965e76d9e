/** The lines of the folder tree that are to be seen now, from the paths of all notes and the folders that are open. */

import { computed, signal } from "@preact/signals";
import { keep, kept, OF_THE_VAULT } from "../session/storage";
import { attachments, nameOf, notes } from "../vault/notes";

export interface Row {
  kind: "folder" | "note" | "file";
  /** A folder's path has no slash at its end. */
  path: string;
  name: string;
  level: number;
  isOpen: boolean;
  /** How many notes a folder holds, those of its folders included. */
  count: number;
}

interface Folder {
  folders: Map<string, Folder>;
  notes: string[];
  files: string[];
  count: number;
}

const OPEN = `${OF_THE_VAULT}open folders`;
export const open = signal<ReadonlySet<string>>(new Set(kept<string[]>(OPEN) ?? []));

export function toggle(folder: string, isOpen = !open.value.has(folder)): void {
  const now = new Set(open.value);
  if (isOpen) now.add(folder);
  else now.delete(folder);
  open.value = now;
  keep(OPEN, [...now]);
}

/** Open every folder that a path lies in. */
export function reveal(path: string): void {
  const parts = path.split("/").slice(0, -1);
  const folders = parts.map((_, end) => parts.slice(0, end + 1).join("/"));
  if (folders.every((folder) => open.value.has(folder))) return;
  open.value = new Set([...open.value, ...folders]);
  keep(OPEN, [...open.value]);
}

const root = computed<Folder>(() => {
  const top = emptyFolder();
  for (const path of notes.value.keys()) place(top, path, "notes");
  for (const path of attachments.value.keys()) place(top, path, "files");
  return top;
});

export const rows = computed<Row[]>(() => {
  const found: Row[] = [];
  walk(root.value, "", 1, found);
  return found;
});

/** Every folder there is, sorted; for where a note may be put. */
export const folders = computed<string[]>(() => {
  const all = new Set<string>();
  for (const path of [...notes.value.keys(), ...attachments.value.keys()]) {
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) all.add(path.slice(0, end));
  }
  return [...all].sort(inOrder);
});

function emptyFolder(): Folder {
  return { folders: new Map(), notes: [], files: [], count: 0 };
}

function place(top: Folder, path: string, kind: "notes" | "files"): void {
  const parts = path.split("/");
  let folder = top;
  const step = kind === "notes" ? 1 : 0;
  folder.count += step;
  for (const part of parts.slice(0, -1)) {
    let next = folder.folders.get(part);
    if (!next) {
      next = emptyFolder();
      folder.folders.set(part, next);
    }
    next.count += step;
    folder = next;
  }
  folder[kind].push(path);
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const inOrder = collator.compare;

function walk(folder: Folder, path: string, level: number, found: Row[]): void {
  for (const name of [...folder.folders.keys()].sort(inOrder)) {
    const inner = folder.folders.get(name) as Folder;
    const here = path ? `${path}/${name}` : name;
    const isOpen = open.value.has(here);
    found.push({ kind: "folder", path: here, name, level, isOpen, count: inner.count });
    if (isOpen) walk(inner, here, level + 1, found);
  }
  const leaf = (kind: "note" | "file") => (at: string) => {
    const name = kind === "note" ? nameOf(at) : at.slice(at.lastIndexOf("/") + 1);
    found.push({ kind, path: at, name, level, isOpen: false, count: 0 });
  };
  folder.notes.sort(inOrder).forEach(leaf("note"));
  folder.files.sort(inOrder).forEach(leaf("file"));
}
