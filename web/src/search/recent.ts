/** Which notes were opened last in this browser. */

import { effect } from "@preact/signals";
import { route } from "../route";
import { keep, kept, OF_THE_VAULT } from "../session/storage";
import { type Listed, notes } from "../vault/notes";

const RECENT = `${OF_THE_VAULT}recent notes`;
const KEPT_MAX = 30;

effect(() => {
  const { name, path } = route.value;
  if (name === "note") keep(RECENT, [path, ...recentPaths().filter((other) => other !== path)].slice(0, KEPT_MAX));
});

/** Those that are still there, the last first. */
export function recent(): Listed[] {
  return recentPaths().flatMap((path) => notes.value.get(path) ?? []);
}

function recentPaths(): string[] {
  return kept<string[]>(RECENT) ?? [];
}
