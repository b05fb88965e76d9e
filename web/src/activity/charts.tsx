/** What was done in the last days, counted. */

import { useEffect, useState } from "preact/hooks";
import { Trouble } from "../account/trouble";
import { grouped } from "../ui/sizes";
import { Waiting } from "../ui/waiting";
import { sentence } from "../vault/errors";
import { DayChart } from "./day_chart";
import { all, isCall, type Line } from "./lines";
import { lastDays, ranked, tally } from "./tally";
import { ToolChart } from "./tool_chart";

const SPANS_DAYS = [7, 30, 90];

interface Read {
  lines: Line[];
  isMore: boolean;
}

export function Charts({ onRead }: { onRead: (lines: Line[]) => void }) {
  const [days, setDays] = useState(SPANS_DAYS[0] ?? 7);
  const [read, setRead] = useState<Read | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let isWanted = true;
    setTrouble("");
    const since = Math.floor((lastDays(days)[0]?.getTime() ?? 0) / 1000);
    all({ since }).then(
      (found) => {
        if (!isWanted) return;
        setRead(found);
        onRead(found.lines);
      },
      (error) => isWanted && setTrouble(sentence(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [days]);
  return (
    <section aria-label="Charts">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would say the same with a frame around it */}
      <div class="row spans" role="group" aria-label="Which days">
        {SPANS_DAYS.map((span) => (
          <button key={span} type="button" aria-pressed={span === days} onClick={() => setDays(span)}>
            {span} days
          </button>
        ))}
      </div>
      <Trouble said={trouble} />
      {read ? <Shown read={read} days={days} /> : !trouble && <Waiting what="Counting" />}
    </section>
  );
}

function Shown({ read: { lines, isMore }, days }: { read: Read; days: number }) {
  const span = lastDays(days);
  const calls = lines.filter(({ action }) => isCall(action));
  const refusals = lines.filter(({ outcome }) => outcome !== "ok");
  return (
    <>
      {isMore && (
        <p class="badge is-warn">Only the newest {grouped(lines.length)} events are counted; there are more.</p>
      )}
      <DayChart title="Calls per day, by client" tally={tally(calls, span, ({ client }) => client || "No name")} />
      <ToolChart title="Calls by tool" counts={ranked(calls, ({ action }) => action)} />
      <DayChart title="Refused per day, by reason" tally={tally(refusals, span, ({ outcome }) => outcome)} />
    </>
  );
}
