/** The lines of somebody's activity: read page by page, and no more pages than their limits bear. */

import { api, refusal, request } from "../vault/request";

/** One event. `outcome` is "ok" or an error's code; `target` a path, a client or an id. */
export interface Line {
  id: string;
  /** Unix milliseconds. */
  at: number;
  action: string;
  outcome: string;
  client: string;
  grant: string;
  target: string;
  address: string;
}

export interface Page {
  activity: Line[];
  next_cursor: string | null;
}

/** What may be asked for; `since` and `until` are unix seconds. What is empty is not asked. */
export interface Asked {
  client?: string;
  action?: string;
  outcome?: string;
  since?: number;
  until?: number;
  cursor?: string;
  limit?: number;
}

export const PAGE_LINES_MAX = 1_000;
const PAGES_MAX = 10;
const ROW_ID = /^(\d+#[0-9a-f]+),/gm;
const NO_CALL = /^(sign_in|token\.|grant\.|client\.)/;

/** Whether an action is something that a client asked of the vault, rather than a way in or out. */
export function isCall(action: string): boolean {
  return !NO_CALL.test(action);
}

export async function page(asked: Asked): Promise<Page> {
  return await api<Page>(`/activity?${queryOf(asked)}`);
}

/** As many lines as ten pages hold; `isMore` where older ones were left out. */
export async function all(asked: Asked): Promise<{ lines: Line[]; isMore: boolean }> {
  const lines: Line[] = [];
  let cursor = "";
  for (let read = 0; read < PAGES_MAX; read++) {
    const { activity, next_cursor } = await page({ ...asked, cursor, limit: PAGE_LINES_MAX });
    lines.push(...activity);
    if (!next_cursor) return { lines, isMore: false };
    cursor = next_cursor;
  }
  return { lines, isMore: true };
}

/** The same as a table for a spreadsheet, as the server writes it. */
export async function csv(asked: Asked): Promise<{ text: string; isMore: boolean }> {
  let text = "";
  let cursor = "";
  for (let read = 0; read < PAGES_MAX; read++) {
    const query = queryOf({ ...asked, cursor, limit: PAGE_LINES_MAX });
    const response = await request(`/api/activity?${query}&format=csv`);
    if (!response.ok) throw await refusal(response);
    const part = await response.text();
    text += text ? part.slice(part.indexOf("\n") + 1) : part;
    const ids = [...part.matchAll(ROW_ID)];
    if (ids.length < PAGE_LINES_MAX) return { text, isMore: false };
    cursor = ids.at(-1)?.[1] ?? "";
  }
  return { text, isMore: true };
}

function queryOf(asked: Asked): URLSearchParams {
  return new URLSearchParams(
    Object.entries(asked)
      .filter(([, value]) => value)
      .map(([name, value]) => [name, String(value)]),
  );
}
