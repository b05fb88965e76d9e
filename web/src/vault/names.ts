/** Notes and attachments by their names, as links name them: whatever the letters' case, and without `.md`. */

import { computed } from "@preact/signals";
import { attachments, notes } from "./notes";

const byName = computed(() => {
  const found = new Map<string, string[]>();
  for (const path of [...notes.value.keys(), ...attachments.value.keys()]) {
    const name = lastOf(folded(path));
    const same = found.get(name);
    if (same) same.push(path);
    else found.set(name, [path]);
  }
  return found;
});

/** The paths whose last part is that of a path or a name. */
export function namesakes(name: string): readonly string[] {
  return byName.value.get(lastOf(folded(name))) ?? [];
}

/** A path for comparing. */
export function folded(path: string): string {
  return path.normalize("NFC").toLowerCase().replace(/\.md$/, "");
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
