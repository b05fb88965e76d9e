/** One client: how to connect it, and whether it is. */

import { useState } from "preact/hooks";
import { makeToken } from "../account/grants";
import { Copy } from "../ui/copy";
import { Icon } from "../ui/icon";
import { Time } from "../ui/time";
import { complain } from "../ui/toast";
import type { ClientCard, Step } from "./clients";
import type { Connection } from "./connections";

const TOKEN_DAYS = 90;

/** The token is held by the place, so that it is there until that is left, and nowhere afterwards. */
export interface CardProps {
  card: ClientCard;
  url: string;
  connection: Connection | undefined;
  token: string;
  onToken: (token: string) => void;
  /** The first lies open, to show what there is to be found. */
  isFirst: boolean;
}

export function Card({ card, url, connection, token, onToken, isFirst }: CardProps) {
  const isConnected = Boolean(connection?.calledAt);
  return (
    <details class={isConnected ? "client is-connected" : "client"} open={isFirst}>
      <summary>
        <Icon name="chevron" size={16} />
        <h2>{card.name}</h2>
        {connection && <Standing connection={connection} />}
      </summary>
      <div class="steps">
        {card.isRemote && !isPublic(url) && (
          <p class="note">
            <Icon name="warning" size={16} /> It calls from its maker’s own machines, so it needs this server at a
            public https address. {url} is not one.
          </p>
        )}
        {card.token && <Token name={card.token} token={token} onToken={onToken} />}
        {card.steps(url, token).map((step) => (
          <StepLine key={step.say} step={step} />
        ))}
      </div>
    </details>
  );
}

export function Standing({ connection }: { connection: Connection }) {
  if (!connection.calledAt) {
    const begun = connection.grant.kind === "oauth" ? "Signed in" : "It has a token";
    return <span class="badge is-warn">{begun} · waiting for its first call</span>;
  }
  return (
    <span class="badge is-good">
      <Icon name="check" size={14} /> Connected · last call <Time at={connection.calledAt} />
    </span>
  );
}

function StepLine({ step: { say, code, link } }: { step: Step }) {
  const isWeb = link?.href.startsWith("https:");
  return (
    <div class="step">
      <p>{say}</p>
      {link && (
        <a class="button main" href={link.href} {...(isWeb ? { target: "_blank", rel: "noreferrer" } : {})}>
          {link.label} <Icon name="external" size={15} />
        </a>
      )}
      {code && (
        <div class="copied">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
          <pre class="code" tabIndex={0}>
            {code}
          </pre>
          <Copy text={code} />
        </div>
      )}
    </div>
  );
}

function Token({ name, token, onToken }: { name: string; token: string; onToken: (token: string) => void }) {
  const [isWaiting, setWaiting] = useState(false);
  const make = async () => {
    setWaiting(true);
    try {
      onToken((await makeToken(name, ["notes:read", "notes:write"], "", TOKEN_DAYS)).token);
    } catch (error) {
      complain(error);
    }
    setWaiting(false);
  };
  if (token) {
    return (
      <p class="note" role="status">
        <Icon name="warning" size={16} /> The token is filled in below and shown only now. Who has it reads and writes
        your notes. It ends when you sign out here, and can be ended in Account.
      </p>
    );
  }
  return (
    <div class="step">
      <p>It needs a personal token:</p>
      <button type="button" class="main" disabled={isWaiting} onClick={make}>
        Make a token and fill it in
      </button>
    </div>
  );
}

function isPublic(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" && hostname !== "localhost" && !/^127\.|^\[?::1/.test(hostname);
}
