/** Every event, newest first: filtered, page by page, and as a table for a spreadsheet. */

import { useEffect, useState } from "preact/hooks";
import { route } from "../route";
import { Icon } from "../ui/icon";
import { save, today } from "../ui/save";
import { complain, say } from "../ui/toast";
import { Waiting } from "../ui/waiting";
import { type Choices, type Filter, Filters } from "./filters";
import { type Asked, csv, type Line, type Page, page } from "./lines";

const SHOWN_LINES = 50;
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function Log({ choices }: { choices: Choices }) {
  const [filter, setFilter] = useState<Filter>(() => begun());
  const [found, setFound] = useState<Page | null>(null);
  const asked = askedOf(filter);
  useEffect(() => {
    let isWanted = true;
    page({ ...asked, limit: SHOWN_LINES }).then((first) => isWanted && setFound(first), complain);
    return () => {
      isWanted = false;
    };
  }, [filter]);
  const more = async (cursor: string) => {
    try {
      const next = await page({ ...asked, cursor, limit: SHOWN_LINES });
      setFound((before) =>
        before?.next_cursor === cursor ? { ...next, activity: [...before.activity, ...next.activity] } : before,
      );
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section>
      <div class="row apart heading">
        <h2>Everything that was done</h2>
        <button type="button" onClick={() => void download(asked)}>
          <Icon name="download" /> Download as CSV
        </button>
      </div>
      <Filters filter={filter} choices={choices} onChange={setFilter} />
      {found ? <Lines lines={found.activity} /> : <Waiting />}
      {found?.next_cursor && (
        <button type="button" onClick={() => void more(found.next_cursor ?? "")}>
          More
        </button>
      )}
    </section>
  );
}

function Lines({ lines }: { lines: Line[] }) {
  if (!lines.length) return <p class="soft">Nothing like that was done.</p>;
  return (
    <ol class="log" aria-label="Activity">
      {lines.map(({ id, at, action, outcome, client, target, address }) => (
        <li key={id}>
          <time dateTime={new Date(at).toISOString()}>{exact.format(new Date(at))}</time>
          <code>{action}</code>
          <span class={outcome === "ok" ? "badge is-good" : "badge is-bad"}>
            <Icon name={outcome === "ok" ? "check" : "warning"} size={13} /> {outcome}
          </span>
          <strong>{client || "No name"}</strong>
          <span class="target">
            {target} {address && <span class="soft">from {address}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

async function download(asked: Asked): Promise<void> {
  try {
    const { text, isMore } = await csv(asked);
    save(new Blob([text], { type: "text/csv" }), `notes-vault-activity-${today()}.csv`);
    if (isMore) say("The file has the newest 10,000 lines. For older ones choose earlier days.");
  } catch (error) {
    complain(error);
  }
}

/** A link may ask for what one client did. */
function begun(): Filter {
  const asked = route.value.query;
  return {
    client: asked.get("client") ?? "",
    action: asked.get("action") ?? "",
    outcome: asked.get("outcome") ?? "",
    since: "",
    until: "",
  };
}

/** Days are whole days here, whatever the time of the server's. */
function askedOf({ client, action, outcome, since, until }: Filter): Asked {
  const seconds = (day: string, time: string) => (day ? Math.floor(new Date(`${day}T${time}`).getTime() / 1000) : 0);
  return { client, action, outcome, since: seconds(since, "00:00:00"), until: seconds(until, "23:59:59") };
}
