/** All changes of the vault by day, filtered by who made them and when; any of them can be undone. */

import { useState } from "preact/hooks";
import { counted } from "../ui/sizes";
import { Waiting } from "../ui/waiting";
import type { Change } from "../vault/changes";
import { ChangeRow } from "./change_row";
import { EVERYTHING } from "./log";
import { LogFilter } from "./log_filter";
import { More } from "./more";
import { UndoDialog } from "./undo_dialog";
import { UndoForm } from "./undo_form";
import type { Meant } from "./undoing";
import { useLog } from "./use_log";
import { dayOf } from "./words";

export function Timeline() {
  const [asked, setAsked] = useState(EVERYTHING);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [meant, setMeant] = useState<Meant | null>(null);
  const [clients, setClients] = useState<string[]>([]);
  const log = useLog(asked);
  const changes = log.changes ?? [];
  const fresh = changes.map(({ client }) => client).filter((client) => client && !clients.includes(client));
  if (fresh.length) setClients([...new Set([...clients, ...fresh])].sort());

  const choose = (change: number, isChosen: boolean) => {
    const now = new Set(chosen);
    if (isChosen) now.add(change);
    else now.delete(change);
    setChosen(now);
  };
  return (
    <article class="place history-place">
      <header>
        <h1>History</h1>
        <p>Every change of every note, newest first. Whatever was done can be undone.</p>
      </header>
      <LogFilter asked={asked} clients={clients} onChange={setAsked} />
      <UndoForm clients={clients} onUndo={setMeant} />
      {chosen.size > 0 && (
        <div class="row chosen" role="status">
          <span>{counted(chosen.size, "change")} chosen</span>
          <button type="button" class="danger" onClick={() => setMeant({ changes: [...chosen] })}>
            Undo…
          </button>
          <button type="button" onClick={() => setChosen(new Set())}>
            Choose none
          </button>
        </div>
      )}
      {log.trouble && (
        <p role="alert" class="trouble">
          {log.trouble}
        </p>
      )}
      {!log.changes && !log.trouble && <Waiting what="Looking back" />}
      {log.changes?.length === 0 && <p class="soft">Nothing was changed.</p>}
      {byDay(changes).map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2>{day}</h2>
          <ol class="changes">
            {ofDay.map((change) => (
              <ChangeRow
                key={change.change}
                change={change}
                isChosen={chosen.has(change.change)}
                onChoose={(isChosen) => choose(change.change, isChosen)}
                onUndo={setMeant}
              />
            ))}
          </ol>
        </section>
      ))}
      <More more={log.more} />
      {meant && (
        <UndoDialog
          meant={meant}
          known={changes}
          onClose={(isDone) => {
            setMeant(null);
            if (isDone) setChosen(new Set());
          }}
        />
      )}
    </article>
  );
}

function byDay(changes: Change[]): [string, Change[]][] {
  const days = new Map<string, Change[]>();
  for (const change of changes) {
    const day = dayOf(change.at);
    days.set(day, [...(days.get(day) ?? []), change]);
  }
  return [...days];
}
