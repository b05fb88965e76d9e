/** Which clients are connected, and when each one called last: asked every few seconds while somebody looks. */

import { signal } from "@preact/signals";
import { allGrants, type Grant } from "../account/grants";
import { type Asked, isCall, type Line, page } from "../activity/lines";
import { SignedOut } from "../session/session";
import { cardOf } from "./clients";

export interface Connection {
  grant: Grant;
  /** Unix seconds; null for who has signed in and never called. */
  calledAt: number | null;
}

const EVERY_MS = 3_000;
const LINES_MAX = 200;
/** Of so many clients, the last used, the first look asks; of others `seen_at` tells. */
const CLIENTS_MAX = 30;

/** Null until the first answer. */
export const connections = signal<Connection[] | null>(null);
/** What is read out when somebody has just connected. */
export const announced = signal("");

/** By grant: its last call, in unix seconds. */
let calls = new Map<string, number>();
let since = 0;

/** Look now and every few seconds; call what this returns to stop. */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  calls = new Map();
  since = 0;
  connections.value = null;
  announced.value = "";
  const again = async (): Promise<void> => {
    if (document.visibilityState === "visible") await look(() => !isOver).catch(stopWhereSignedOut);
    if (!isOver) timer = setTimeout(again, EVERY_MS);
  };
  const stopWhereSignedOut = (error: unknown): void => {
    isOver ||= error instanceof SignedOut;
  };
  void again();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function look(isWanted: () => boolean): Promise<void> {
  const grants = (await allGrants()).filter(({ is_this }) => !is_this);
  if (connections.value) await hear({ since, limit: LINES_MAX });
  else await hearEach(grants);
  if (!isWanted()) return;
  const before = connections.value;
  const now = grants.map((grant) => ({ grant, calledAt: calledAt(grant) }));
  connections.value = now;
  if (before) announce(before, now);
}

/** The first look: the last calls of each client, and from when on to listen. */
async function hearEach(grants: Grant[]): Promise<void> {
  const [newest] = await hear({ limit: 1 });
  since = Math.floor((newest?.at ?? 0) / 1000);
  const clients = [...new Set(grants.map(({ client }) => client))].slice(0, CLIENTS_MAX);
  await Promise.all(clients.map((client) => hear({ client, limit: LINES_MAX })));
}

async function hear(asked: Asked): Promise<Line[]> {
  const { activity } = await page(asked);
  for (const line of activity) {
    const at = line.at / 1000;
    if (isCall(line.action) && at > (calls.get(line.grant) ?? 0)) calls.set(line.grant, at);
  }
  return activity;
}

/** `seen_at` is written every few minutes; it tells of what is no tool's call and so in no list of activity. */
function calledAt(grant: Grant): number | null {
  return calls.get(grant.id) ?? (grant.seen_at > grant.created_at ? grant.seen_at : null);
}

function announce(before: Connection[], now: Connection[]): void {
  const had = new Set(before.filter(({ calledAt }) => calledAt).map(({ grant }) => grant.id));
  const fresh = now.find(({ grant, calledAt }) => calledAt && !had.has(grant.id));
  if (fresh) announced.value = `${cardOf(fresh.grant)?.name ?? fresh.grant.client} is connected`;
}
