/** Who may come in for somebody: what each connection may do, when it was used, and how to limit or end it. */

import { useState } from "preact/hooks";
import { hrefOf } from "../route";
import { confirm } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { dated } from "../ui/sizes";
import { Time } from "../ui/time";
import { complain, say } from "../ui/toast";
import { type Grant, revoke, SCOPES } from "./grants";
import { Narrow } from "./narrow";
import { TokenMaker } from "./token_maker";

const KINDS = { oauth: "", token: "Personal token", exchange: "For a Hugging Face token" };

interface Props {
  grants: Grant[];
  load: () => Promise<void>;
}

export function Connections({ grants, load }: Props) {
  const [narrowed, setNarrowed] = useState<Grant | null>(null);
  const [isMaking, setMaking] = useState(false);
  return (
    <section>
      <div class="row apart heading">
        <h2 id="connections" tabIndex={-1}>
          Connections and tokens
        </h2>
        <button type="button" onClick={() => setMaking(true)}>
          <Icon name="plus" /> New personal token
        </button>
      </div>
      <ul class="grants">
        {grants.map((grant) => (
          <Connection key={grant.id} grant={grant} load={load} onNarrow={() => setNarrowed(grant)} />
        ))}
      </ul>
      {narrowed && <Narrow grant={narrowed} load={load} onClose={() => setNarrowed(null)} />}
      {isMaking && <TokenMaker load={load} onClose={() => setMaking(false)} />}
    </section>
  );
}

function Connection({ grant, load, onNarrow }: { grant: Grant; onNarrow: () => void } & Pick<Props, "load">) {
  const kind = KINDS[grant.kind];
  return (
    <li class="card grant">
      <div class="row apart">
        <h3>
          {grant.client || "A client without a name"} {grant.is_this && <span class="badge is-good">this page</span>}{" "}
          {kind && <span class="badge">{kind}</span>}
        </h3>
        {!grant.is_this && (
          <div class="row">
            <button type="button" aria-label={`Limit ${grant.client}`} onClick={onNarrow}>
              Limit
            </button>
            <button
              type="button"
              class="danger"
              aria-label={`Revoke ${grant.client}`}
              onClick={() => void end(grant, load)}
            >
              Revoke
            </button>
          </div>
        )}
      </div>
      <Facts grant={grant} />
    </li>
  );
}

function Facts({ grant }: { grant: Grant }) {
  return (
    <dl>
      <dt>May</dt>
      <dd>{grant.scopes.map((scope) => SCOPES[scope]?.title ?? scope).join(" · ")}</dd>
      <dt>Where</dt>
      <dd>{grant.folder ? <code>{grant.folder}</code> : "The whole vault"}</dd>
      <dt>Made</dt>
      <dd>
        <Time at={grant.created_at} />
      </dd>
      <dt>Last used</dt>
      <dd>
        <Time at={grant.seen_at} />
        {grant.address && ` from ${grant.address}`}
        {" · "}
        <a href={hrefOf("activity", "", { client: grant.client })}>what it did</a>
      </dd>
      <dt>Expires</dt>
      <dd>
        {dated(grant.expires_at)}
        {grant.kind === "oauth" && ", if it is not used until then"}
      </dd>
    </dl>
  );
}

async function end(grant: Grant, load: () => Promise<void>): Promise<void> {
  const isSure = await confirm({
    title: `Revoke ${grant.client}?`,
    text: "It can do nothing here any more, from now on. What it has written stays.",
    yes: "Revoke",
    isDangerous: true,
  });
  if (!isSure) return;
  try {
    await revoke(grant.id);
    say(`${grant.client} may no longer come in.`);
  } catch (error) {
    complain(error);
  }
  await load();
  document.getElementById("connections")?.focus();
}
