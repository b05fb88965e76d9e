/** Making, moving and removing notes from the tree and wherever else they are named. */

import { go, hrefOf, noteHref, route } from "../route";
import { confirm, prompt } from "../ui/dialog";
import { complain, say } from "../ui/toast";
import { look } from "../vault/changes";
import { call } from "../vault/client";
import { folderOf, list, listAttachments } from "../vault/notes";

interface Moved {
  moved: { from: string; to: string }[];
  rewritten: { path: string; links: number }[];
  ambiguous: unknown[];
  version: number;
}

/** Move a note, a file, or a folder (with a slash at its end) into a folder; "" is the top of the vault. */
export async function moveInto(path: string, folder: string): Promise<void> {
  const bare = path.replace(/\/$/, "");
  if (folderOf(bare) === folder || bare === folder || folder.startsWith(`${bare}/`)) return;
  const name = bare.slice(bare.lastIndexOf("/") + 1);
  await move(path, folder ? `${folder}/${name}` : name);
}

/** Ask for a new path, and move there. */
export async function moveByName(path: string): Promise<void> {
  const isFolder = path.endsWith("/");
  const shown = path.replace(/\/$|\.md$/, "");
  const to = await prompt({
    title: isFolder ? "Move or rename the folder" : "Move or rename",
    text: "Links to it are rewritten. Slashes are folders.",
    field: { name: "New path", value: shown },
    yes: "Move",
  });
  if (!to || to === shown) return;
  await move(path, path.endsWith(".md") ? `${to.replace(/\.md$/, "")}.md` : to);
}

async function move(path: string, to: string): Promise<void> {
  try {
    const done = await call<Moved>("move_note", { path, to });
    const links = done.rewritten.reduce((sum, note) => sum + note.links, 0);
    const rewritten = links ? ` ${links} ${links === 1 ? "link was" : "links were"} rewritten.` : "";
    await list();
    const here = done.moved.find(({ from }) => from === route.value.path);
    if (here && ["note", "file"].includes(route.value.name)) go(placeOf(here.to));
    say(`Moved to ${to.replace(/\.md$/, "")}.${rewritten}`, undoing(done.version));
    await look();
  } catch (error) {
    complain(error);
  }
}

export async function remove(path: string): Promise<void> {
  const isSure = await confirm({
    title: path.endsWith(".md") ? "Delete this note?" : "Delete this file?",
    text: `${path} goes to the trash, from where it can be restored.`,
    yes: "Delete",
    isDangerous: true,
  });
  if (!isSure) return;
  try {
    const done = await call<{ version: number; dangling: unknown[] }>("delete_note", { path });
    await look();
    if (route.value.path === path) go("#/notes");
    const count = done.dangling.length;
    const links = count ? ` ${count} ${count === 1 ? "link" : "links"} meant it.` : "";
    say(`Deleted ${path}.${links}`, { label: "Restore", run: () => void restore(path) });
  } catch (error) {
    complain(error);
  }
}

export async function restore(path: string): Promise<void> {
  try {
    const note = await call<{ path: string }>("restore_note", { path });
    await look();
    if (!note.path.endsWith(".md")) await listAttachments();
    go(placeOf(note.path));
  } catch (error) {
    complain(error);
  }
}

function placeOf(path: string): string {
  return path.endsWith(".md") ? noteHref(path) : hrefOf("file", path);
}

/** Ask for a path and open an empty note there, in the editor. */
export async function create(folder = folderOf(route.value.name === "note" ? route.value.path : "")): Promise<void> {
  const path = await prompt({
    title: "New note",
    field: { name: "Path of the note", value: folder ? `${folder}/` : "" },
    yes: "Create",
  });
  const bare = path?.trim().replace(/\.md$/, "");
  if (bare) go(noteHref(`${bare}.md`, { edit: "new" }));
}

function undoing(change: number): { label: string; run: () => void } {
  const undo = async () => {
    try {
      await call("undo_changes", { changes: [change] });
      await list();
      say("Undone.");
    } catch (error) {
      complain(error);
    }
  };
  return { label: "Undo", run: () => void undo() };
}
