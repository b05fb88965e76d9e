/** What happens around a note that is being edited: others change it, the server goes and comes, the page is closed. */

import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { state } from "../session/session";
import { news, unmark } from "../vault/changes";
import { connection } from "../vault/connection";
import { nameOf } from "./author";
import type { EditedNote } from "./edited_note";

export function useWorld(note: EditedNote): void {
  useSignalEffect(() => {
    const path = note.path.peek();
    const change = news.value.find(({ notes }) => notes.some((changed) => changed.path === path));
    if (!change) return;
    unmark(path);
    void note.follow(nameOf(change));
  });
  useSignalEffect(() => {
    if (connection.value.is === "good" && state.value === "signed in") note.offer();
  });
  useEffect(() => {
    const keep = () => note.keep();
    const ask = (event: BeforeUnloadEvent) => {
      note.keep();
      if (note.isDraftLost) event.preventDefault();
    };
    window.addEventListener("pagehide", keep);
    document.addEventListener("visibilitychange", keep);
    window.addEventListener("beforeunload", ask);
    return () => {
      window.removeEventListener("pagehide", keep);
      document.removeEventListener("visibilitychange", keep);
      window.removeEventListener("beforeunload", ask);
    };
  }, [note]);
}
