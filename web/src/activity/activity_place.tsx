/** What was done in somebody's vault, by which client: counted, drawn, and line by line. */

import "../styles/account.css";
import "../styles/activity.css";
import { useEffect, useState } from "preact/hooks";
import { LimitBar } from "../account/limit_bar";
import { type Me, me } from "../account/me";
import { Quota } from "../account/quota";
import { grouped } from "../ui/sizes";
import { complain } from "../ui/toast";
import { Charts } from "./charts";
import type { Choices } from "./filters";
import type { Line } from "./lines";
import { Log } from "./log";

export function ActivityPlace() {
  const [choices, setChoices] = useState<Choices>({ clients: [], actions: [], outcomes: [] });
  return (
    <div class="place activity">
      <header>
        <h1>Activity</h1>
        <p>Who did what in your vault, and how it ended. Texts of notes are never written down here.</p>
      </header>
      <Charts onRead={(lines) => setChoices(choicesOf(lines))} />
      <Left />
      <Log choices={choices} />
    </div>
  );
}

/** What is left of limits and quota. */
function Left() {
  const [who, setWho] = useState<Me | null>(null);
  useEffect(() => {
    me().then(setWho, complain);
  }, []);
  if (!who) return null;
  const { limit_per_minute: max, remaining } = who.calls;
  return (
    <section>
      <h2>What is left</h2>
      <LimitBar
        name="Calls in this minute"
        used={max - remaining}
        max={max}
        said={`${grouped(remaining)} of ${grouped(max)} left`}
      />
      <Quota vault={who.vault} />
    </section>
  );
}

function choicesOf(lines: Line[]): Choices {
  const all = (name: "client" | "action" | "outcome") => [...new Set(lines.map((line) => line[name]).filter(Boolean))];
  return { clients: all("client"), actions: all("action"), outcomes: all("outcome") };
}
