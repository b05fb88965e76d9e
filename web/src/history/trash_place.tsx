/** What was deleted: to be looked at, and brought back. */

import { useEffect, useState } from "preact/hooks";
import "../styles/history.css";
import { confirm } from "../ui/dialog";
import { counted } from "../ui/sizes";
import { complain, say } from "../ui/toast";
import { Waiting } from "../ui/waiting";
import { look, seen } from "../vault/changes";
import { call, read } from "../vault/client";
import { sentence } from "../vault/errors";
import { notes as notesNow } from "../vault/notes";
import { type Trashed, TrashRow } from "./trash_row";

export function TrashPlace() {
  const [all, setAll] = useState<Trashed[] | null>(null);
  const [trouble, setTrouble] = useState("");
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const last = seen.value;
  useEffect(() => {
    read("vault://trash").then(
      (text) => setAll((JSON.parse(text) as { notes: Trashed[] }).notes),
      (error) => setTrouble(sentence(error)),
    );
  }, [last]);

  const wanted = filter.toLowerCase();
  const shown = (all ?? []).filter(({ path }) => path.toLowerCase().includes(wanted));
  const picked = shown.filter((one) => chosen.has(keyOf(one)));
  const bringBack = async (notes: Trashed[]) => {
    setBusy(true);
    const back = await restored(notes);
    setAll((before) => (before ?? []).filter((one) => !back.includes(one)));
    choose(back, false);
    await look().catch(complain);
    setBusy(false);
  };
  const choose = (ones: Trashed[], isChosen: boolean) =>
    setChosen((before) => {
      const now = new Set(before);
      for (const one of ones) isChosen ? now.add(keyOf(one)) : now.delete(keyOf(one));
      return now;
    });
  return (
    <article class="place history-place">
      <header>
        <h1>Trash</h1>
        <p>What was deleted, the last first. It can be brought back as it was.</p>
      </header>
      {trouble && (
        <p role="alert" class="trouble">
          {trouble}
        </p>
      )}
      {!all && !trouble && <Waiting what="Looking into the trash" />}
      {all?.length === 0 && <p>The trash is empty.</p>}
      {all && all.length > 0 && (
        <>
          <div class="row trash-head">
            <label class="check">
              <input
                type="checkbox"
                checked={picked.length > 0 && picked.length === shown.length}
                onChange={(event) => choose(shown, event.currentTarget.checked)}
              />
              All
            </label>
            <input
              type="search"
              aria-label="Filter the trash"
              placeholder="Filter"
              value={filter}
              onInput={(event) => setFilter(event.currentTarget.value)}
            />
            <button type="button" class="main" disabled={!picked.length || isBusy} onClick={() => bringBack(picked)}>
              {picked.length ? `Restore ${counted(picked.length, "note")}` : "Restore chosen"}
            </button>
          </div>
          <p role="status" class={shown.length ? "visually-hidden" : "soft"}>
            {shown.length ? counted(shown.length, "note") : "Nothing in the trash is called so."}
          </p>
          <ul class="changes">
            {shown.map((one) => (
              <TrashRow
                key={keyOf(one)}
                one={one}
                isChosen={chosen.has(keyOf(one))}
                isBusy={isBusy}
                onChoose={(isChosen) => choose([one], isChosen)}
                onRestore={() => bringBack([one])}
              />
            ))}
          </ul>
        </>
      )}
    </article>
  );
}

function keyOf({ path, version, deleted }: Trashed): string {
  return `${path} ${version} ${deleted}`;
}

/** Those that are back; what cannot be is said. */
async function restored(notes: Trashed[]): Promise<Trashed[]> {
  const back: Trashed[] = [];
  for (const note of notes) {
    if (notesNow.value.has(note.path) && !(await mayReplace(note.path))) continue;
    try {
      await call("restore_note", { path: note.path, version: note.version });
      back.push(note);
    } catch (error) {
      complain(error);
    }
  }
  const [only] = back;
  if (only) say(back.length === 1 ? `Restored ${only.path}.` : `Restored ${back.length} notes.`);
  return back;
}

async function mayReplace(path: string): Promise<boolean> {
  return await confirm({
    title: `Replace ${path}?`,
    text: "There is a note of this name now. What it holds stays in its history.",
    yes: "Replace",
  });
}
