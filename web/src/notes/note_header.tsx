/** Above a note: where it lies, what it is called, and what can be done with it. */

import { useEffect } from "preact/hooks";
import { go, hrefOf, noteHref } from "../route";
import { moveByName, remove } from "../tree/moves";
import { copyText } from "../ui/copy";
import { Icon } from "../ui/icon";
import { save } from "../ui/save";
import { Time } from "../ui/time";
import { complain, say } from "../ui/toast";
import { nameOf, paths } from "../vault/notes";
import { Breadcrumb } from "./breadcrumb";
import { type Item, Menu } from "./menu";
import type { Note } from "./open_note";

export function NoteHeader({ note, hasTitle }: { note: Note; hasTitle: boolean }) {
  const edit = noteHref(note.path, { edit: "1" });
  useEffect(() => onKey("e", () => go(edit)), [edit]);
  return (
    <header class="note-header">
      <div class="row apart">
        <Breadcrumb path={note.path} />
        <div class="row">
          <a class="button main" href={edit} aria-keyshortcuts="e" title="Edit (E)">
            <Icon name="edit" size={16} /> Edit
          </a>
          <a class="button" href={hrefOf("history", note.path)}>
            <Icon name="history" size={16} /> History
          </a>
          <Menu label="More" items={itemsFor(note)} />
        </div>
      </div>
      {!hasTitle && <h1>{note.title}</h1>}
      <p class="soft note-when">
        Changed <Time at={note.updated} />
      </p>
    </header>
  );
}

function itemsFor({ path, text }: Note): Item[] {
  const name = `${nameOf(path)}.md`;
  return [
    { label: "Move or rename", icon: "folder", run: () => void moveByName(path) },
    { label: "Copy link", icon: "link", run: () => void copyLink(path) },
    {
      label: "Download",
      icon: "download",
      run: () => save(new Blob([text], { type: "text/markdown;charset=utf-8" }), name),
    },
    { label: "Delete", icon: "trash", run: () => void remove(path), isDangerous: true },
  ];
}

/** As short as it can be: the name alone when no other note has it. */
async function copyLink(path: string): Promise<void> {
  const name = nameOf(path);
  const isOnly = paths.value.filter((other) => nameOf(other).toLowerCase() === name.toLowerCase()).length < 2;
  const link = `[[${isOnly ? name : path.replace(/\.md$/, "")}]]`;
  try {
    await copyText(link);
    say(`Copied ${link}`);
  } catch (error) {
    complain(error);
  }
}

/** Runs when a key is pressed alone, and nowhere where it would be typed. */
function onKey(key: string, run: () => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = event.target as HTMLElement;
    if (at.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable], [role=tree], [role=menu]"))
      return;
    event.preventDefault();
    run();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}
