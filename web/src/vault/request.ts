/** One HTTP request to our server, with the token of who is signed in; a refused token is renewed once. */

import { renew, token } from "../session/session";
import { answered, toldToWait, unanswered } from "./connection";
import { Refused, Unreachable } from "./errors";

/** What sends a request: the browser's own `fetch`, or something like it. */
export type Fetch = (url: string | URL, init: RequestInit) => Promise<Response>;

const STATUS_UNAUTHORIZED = 401;
const STATUS_RATE_LIMITED = 429;
const ATTEMPTS_MAX = 5;

/**
 * Where the server asks to wait it waits, and tries again: what was refused for that has not been done.
 *
 * @throws Unreachable when nobody answers.
 * @throws SignedOut when there is no token that the server takes.
 */
export async function request(url: string | URL, init: RequestInit = {}, fetched: Fetch = fetch): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await admitted(url, init, fetched);
    if (response.status !== STATUS_RATE_LIMITED || attempt === ATTEMPTS_MAX) return response;
    const seconds = Number(response.headers.get("Retry-After") ?? 1);
    toldToWait(seconds);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

async function admitted(url: string | URL, init: RequestInit, fetched: Fetch): Promise<Response> {
  const access = await token().catch(unreachable);
  const response = await sent(url, init, access, fetched);
  if (response.status !== STATUS_UNAUTHORIZED) return response;
  return await sent(url, init, await renew(access).catch(unreachable), fetched);
}

async function sent(url: string | URL, init: RequestInit, access: string, fetched: Fetch): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${access}`);
  const response = await fetched(url, { ...init, headers }).catch(unreachable);
  if (response.status !== STATUS_RATE_LIMITED) answered();
  return response;
}

/** `fetch` throws a TypeError when nobody answers, and an AbortError when we no longer care. */
function unreachable(error: unknown): never {
  if (!(error instanceof TypeError)) throw error;
  unanswered();
  throw new Unreachable();
}

/**
 * What `/api/...` answers, as JSON.
 *
 * @throws Refused with the server's own code and sentence.
 */
export async function api<T>(path: string, init: RequestInit = {}, fetched: Fetch = fetch): Promise<T> {
  const response = await request(`/api${path}`, init, fetched);
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

/** The same, sending JSON. */
export async function send<T>(method: string, path: string, body: unknown): Promise<T> {
  return await api<T>(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export async function refusal(response: Response): Promise<Refused> {
  const told = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const message = String(told.message ?? told.error_description ?? `The server answered ${response.status}.`);
  return new Refused(String(told.error ?? "internal"), message, told);
}
