/** Shows what taking changes back would do, does it when told so, and says what was done. */

import { useEffect, useState } from "preact/hooks";
import { hrefOf, noteHref } from "../route";
import { Dialog } from "../ui/dialog";
import { counted } from "../ui/sizes";
import { Waiting } from "../ui/waiting";
import type { Change } from "../vault/changes";
import { sentence } from "../vault/errors";
import { type Meant, preview, type Undone, undo } from "./undoing";
import { clientName } from "./words";

interface UndoDialogProps {
  meant: Meant;
  /** The changes that are known here, to say whose stand in the way. */
  known: Change[];
  onClose: (isDone: boolean) => void;
}

export function UndoDialog({ meant, known, onClose }: UndoDialogProps) {
  const [plan, setPlan] = useState<Undone | null>(null);
  const [done, setDone] = useState<Undone | null>(null);
  const [isWaiting, setWaiting] = useState(true);
  const [trouble, setTrouble] = useState("");
  const attempt = async (run: () => Promise<void>) => {
    setWaiting(true);
    setTrouble("");
    await run().catch((error) => setTrouble(sentence(error)));
    setWaiting(false);
  };
  useEffect(() => {
    void attempt(async () => setPlan(await preview(meant)));
  }, []);
  const shown = done ?? plan;
  const isPossible = plan !== null && plan.notes.length > 0 && !done;
  return (
    <Dialog title={done ? "Undone" : "Undo these changes?"} class="undo" onClose={() => onClose(done !== null)}>
      {shown && <Told undone={shown} isDone={done !== null} known={known} />}
      {isWaiting && <Waiting what={plan ? "Undoing" : "Looking what would happen"} />}
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      <div class="row end">
        <button type="button" onClick={() => onClose(done !== null)}>
          {isPossible ? "Cancel" : "Close"}
        </button>
        {isPossible && (
          <button
            type="button"
            class="danger"
            disabled={isWaiting}
            onClick={() => attempt(async () => setDone(await undo(meant)))}
          >
            Undo {counted(plan.changes.length, "change")}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Told({ undone, isDone, known }: { undone: Undone; isDone: boolean; known: Change[] }) {
  const { notes, left, changes } = undone;
  const back = notes.filter(({ action }) => action === "put back");
  const gone = notes.filter(({ action }) => action === "removed");
  const whose = new Map(known.map((change) => [change.change, clientName(change.client)]));
  return (
    <div class="undo-told">
      <p role="status">
        {isDone
          ? `${counted(changes.length, "change")} undone.`
          : `${counted(changes.length, "change")} chosen. ${notes.length ? "This would happen:" : "Nothing of it can be undone."}`}
      </p>
      <Paths title={isDone ? "Put back" : "To be put back as before"} paths={back.map(({ path }) => path)} />
      <Paths
        title={isDone ? "Moved to the trash" : "To be moved to the trash"}
        paths={gone.map(({ path }) => path)}
        isGone
      />
      {left.length > 0 && (
        <section>
          <h3>Left alone</h3>
          <ul>
            {[...new Map(left.map((one) => [one.path, one])).values()].map(({ path, because_of }) => (
              <li key={path}>
                <a href={hrefOf("history", path)}>{path}</a>{" "}
                <span class="soft">{whose.get(because_of) ?? "Somebody"} changed it afterwards.</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const PATHS_MAX = 100;

function Paths({ title, paths, isGone = false }: { title: string; paths: string[]; isGone?: boolean }) {
  if (!paths.length) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {paths.slice(0, PATHS_MAX).map((path) => (
          <li key={path}>
            <a href={isGone ? hrefOf("history", path) : noteHref(path)}>{path}</a>
          </li>
        ))}
      </ul>
      {paths.length > PATHS_MAX && <p class="soft">And {paths.length - PATHS_MAX} more.</p>}
    </section>
  );
}
