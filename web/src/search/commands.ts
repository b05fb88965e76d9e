/** What the palette can do beside opening notes. */

import { go, hrefOf, noteHref, route } from "../route";
import { theme, toggleTheme } from "../theme";
import { create, moveByName, remove } from "../tree/moves";
import { copyText } from "../ui/copy";
import type { IconName } from "../ui/icon";
import { complain, say } from "../ui/toast";
import { nameOf } from "../vault/notes";

export interface Command {
  label: string;
  icon: IconName;
  run: () => void;
}

const PLACES: [string, string, IconName][] = [
  ["search", "Search in all notes", "search"],
  ["graph", "Go to Graph", "graph"],
  ["history", "Go to History", "history"],
  ["trash", "Go to Trash", "trash"],
  ["activity", "Go to Activity", "activity"],
  ["connect", "Go to Connect", "connect"],
  ["account", "Go to Account", "account"],
];

export function commands(): Command[] {
  const { name, path } = route.value;
  const isDark = theme.value === "dark";
  return [
    ...(name === "note" && path ? ofNote(path) : []),
    { label: "New note", icon: "plus", run: () => void create() },
    ...PLACES.map(([place, label, icon]) => ({ label, icon, run: () => go(hrefOf(place)) })),
    { label: `Use ${isDark ? "light" : "dark"} colours`, icon: isDark ? "sun" : "moon", run: toggleTheme },
  ];
}

function ofNote(path: string): Command[] {
  const name = nameOf(path);
  return [
    { label: `Edit ${name}`, icon: "edit", run: () => go(noteHref(path, { edit: "1" })) },
    { label: `Move or rename ${name}`, icon: "folder", run: () => void moveByName(path) },
    { label: `Delete ${name}`, icon: "trash", run: () => void remove(path) },
    { label: `History of ${name}`, icon: "history", run: () => go(hrefOf("history", path)) },
    { label: `Links around ${name}`, icon: "graph", run: () => go(hrefOf("graph", path)) },
    { label: `Copy link to ${name}`, icon: "copy", run: () => void copyLink(path) },
  ];
}

async function copyLink(path: string): Promise<void> {
  const link = `[[${path.replace(/\.md$/, "")}]]`;
  try {
    await copyText(link);
    say(`Copied ${link}`);
  } catch (error) {
    complain(error);
  }
}
