/** How to connect an assistant, client by client; a card turns green when its client has called. */

import "../styles/connect.css";
import { useEffect, useState } from "preact/hooks";
import { hrefOf } from "../route";
import { Copy } from "../ui/copy";
import { Card, Standing } from "./client_card";
import { CLIENTS, type ClientCard, cardOf } from "./clients";
import { announced, type Connection, connections, follow } from "./connections";

export function ConnectPlace() {
  useEffect(follow, []);
  const [tokens, setTokens] = useState<Record<string, string>>({});
  const url = `${location.origin}/mcp`;
  const there = connections.value ?? [];
  return (
    <div class="place connect">
      <header>
        <h1>Connect an assistant</h1>
        <p>One URL for every MCP client. It signs you in here, and you say what it may do.</p>
      </header>
      <div class="card url">
        <code>{url}</code>
        <Copy text={url} label="Copy the URL" />
      </div>
      <p class="visually-hidden" role="status">
        {announced.value}
      </p>
      <div class="clients">
        {CLIENTS.map((card, at) => (
          <Card
            key={card.name}
            card={card}
            isFirst={at === 0}
            url={url}
            connection={latest(there, card)}
            token={tokens[card.name] ?? ""}
            onToken={(token) => setTokens({ ...tokens, [card.name]: token })}
          />
        ))}
      </div>
      <Others there={there.filter(({ grant, calledAt }) => calledAt && !cardOf(grant))} />
      <p class="soft">
        What each connection may do, and how to end it, is in <a href={hrefOf("account")}>Account</a>; what it did is in{" "}
        <a href={hrefOf("activity")}>Activity</a>.
      </p>
    </div>
  );
}

function Others({ there }: { there: Connection[] }) {
  if (!there.length) return null;
  return (
    <section>
      <h2>Other connections</h2>
      <ul class="others">
        {there.map((connection) => (
          <li key={connection.grant.id} class="card">
            <strong>{connection.grant.client}</strong> <Standing connection={connection} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A client may have several connections; the one that called last speaks for it. */
function latest(there: Connection[], card: ClientCard): Connection | undefined {
  const own = there.filter(({ grant }) => cardOf(grant) === card);
  return own.sort((one, other) => (other.calledAt ?? 0) - (one.calledAt ?? 0))[0];
}
