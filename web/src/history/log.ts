/** The vault's changes as they are asked for: newest first, page after page, with what each did to the texts. */

import type { Change, ChangedNote } from "../vault/changes";
import { call } from "../vault/client";

/** Empty strings ask for everything; moments are ISO 8601. */
export interface Asked {
  path?: string;
  client: string;
  since: string;
  until: string;
}

export interface LogPage {
  changes: Change[];
  next_cursor: string | null;
}

export const EVERYTHING: Asked = { client: "", since: "", until: "" };
const PAGE_CHANGES = 50;
const SECOND_CHANGES_MAX = 200;
const SECOND_MS = 1_000;

export async function page(asked: Asked, cursor: string | null = null): Promise<LogPage> {
  return await call<LogPage>("get_history", { ...given(asked), limit: PAGE_CHANGES, ...(cursor ? { cursor } : {}) });
}

/** The notes of a change with their diffs, as far as one answer has room for them. */
export async function diffsOf(change: Change, path?: string): Promise<ChangedNote[]> {
  const until = new Date(new Date(change.at).getTime() + SECOND_MS).toISOString();
  const asked = given({ client: change.client, since: change.at, until, ...(path ? { path } : {}) });
  const found = await call<LogPage>("get_history", { ...asked, limit: SECOND_CHANGES_MAX, diffs: true });
  return found.changes.find((one) => one.change === change.change)?.notes ?? change.notes;
}

/** A page that may hold some of them already, before or after those that are here. */
export function merged(here: Change[], more: Change[]): Change[] {
  const all = new Map([...here, ...more].map((change) => [change.change, change]));
  return [...all.values()].sort((a, b) => b.change - a.change);
}

function given(asked: Asked): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
}
