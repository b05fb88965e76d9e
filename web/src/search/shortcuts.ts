/** The keys that work everywhere in the page. */

import "./recent";
import { create } from "../tree/moves";
import { openPalette } from "../view";

/** Ctrl or Cmd with K or P: the palette; with Alt and N: a new note (browsers keep Ctrl N to themselves). */
export function onShortcut(event: KeyboardEvent): void {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && (event.key === "k" || event.key === "p") && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    openPalette();
  } else if (event.altKey && event.key === "n") {
    event.preventDefault();
    void create();
  }
}
