/** A note that is not there: it can be written, or, where it was deleted or moved, had back or followed. */

import { useEffect, useState } from "preact/hooks";
import { noteHref } from "../route";
import { restore } from "../tree/moves";
import { Icon } from "../ui/icon";
import { type Change, movedTo } from "../vault/changes";
import { call } from "../vault/client";
import { nameOf } from "../vault/notes";

export function Missing({ path }: { path: string }) {
  const action = useLastAction(path);
  const to = movedTo(action);
  return (
    <section class="empty missing">
      <h1>There is no note “{nameOf(path)}”</h1>
      <p class="soft">{path}</p>
      {action === "deleted" && <p>It was deleted, and can be had back.</p>}
      {to && <p>It was moved to {to}.</p>}
      <div class="row">
        {to && (
          <a class="button main" href={noteHref(to)}>
            Open it there
          </a>
        )}
        {action === "deleted" && (
          <button type="button" class="main" onClick={() => void restore(path)}>
            <Icon name="undo" size={16} /> Restore
          </button>
        )}
        <a class={action ? "button" : "button main"} href={noteHref(path, { edit: "new" })}>
          <Icon name="plus" size={16} /> Create it
        </a>
      </div>
    </section>
  );
}

/** What was done last to a note that once was at a path; "" where there was none. */
function useLastAction(path: string): string {
  const [action, setAction] = useState("");
  useEffect(() => {
    setAction("");
    call<{ changes: Change[] }>("get_history", { path, limit: 1 }).then(
      ({ changes }) => setAction(changes[0]?.notes.find((note) => note.path === path)?.action ?? ""),
      () => {},
    );
  }, [path]);
  return action;
}
