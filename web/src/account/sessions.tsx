/** The open sessions of clients that speak the protocol's older versions. */

import { useEffect, useState } from "preact/hooks";
import { Time } from "../ui/time";
import { complain, say } from "../ui/toast";
import { sentence } from "../vault/errors";
import { api } from "../vault/request";

/** Times are unix seconds. */
interface Session {
  id: string;
  client: string;
  protocol_version: string;
  started_at: number;
  seen_at: number;
}

export function Sessions() {
  const [sessions, setSessions] = useState<Session[]>([]);
  const [trouble, setTrouble] = useState("");
  const load = async () => {
    try {
      setSessions((await api<{ sessions: Session[] }>("/sessions")).sessions);
    } catch (error) {
      setTrouble(sentence(error));
    }
  };
  useEffect(() => void load(), []);
  const end = async (session: Session) => {
    await api(`/sessions/${session.id}`, { method: "DELETE" }).then(
      () => say(`The session of ${session.client} is ended. It may begin another.`),
      complain,
    );
    await load();
  };
  return (
    <section>
      <h2>Open sessions</h2>
      {trouble && <p class="trouble">{trouble}</p>}
      {!sessions.length && <p class="soft">None. Clients of the older protocol versions keep one while they work.</p>}
      <ul class="grants">
        {sessions.map((session) => (
          <OpenSession key={session.id} session={session} onEnd={() => void end(session)} />
        ))}
      </ul>
    </section>
  );
}

function OpenSession({ session, onEnd }: { session: Session; onEnd: () => void }) {
  return (
    <li class="card row apart">
      <span>
        <strong>{session.client || "A client without a name"}</strong>{" "}
        <span class="soft">
          protocol {session.protocol_version}, begun <Time at={session.started_at} />, used{" "}
          <Time at={session.seen_at} />
        </span>
      </span>
      <button type="button" aria-label={`End the session of ${session.client}`} onClick={onEnd}>
        End
      </button>
    </li>
  );
}
