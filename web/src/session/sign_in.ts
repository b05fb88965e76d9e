/**
 * A sign-in: away from this page and back to it, or in a tab of its own where this page must stay as it is.
 *
 * A tab of its own is needed inside a frame, where no sign-in page may be shown, and while something is being typed.
 */

import { exchangeAuthorization, startAuthorization } from "@modelcontextprotocol/client";
import { authorizationServer, CLIENT, REDIRECT_URI, RESOURCE, SCOPE } from "./server";
import { begin } from "./session";
import { drop, keep, kept } from "./storage";

interface Pending {
  state: string;
  verifier: string;
  /** Where in the page to go on. */
  hash: string;
}

interface Arrival {
  kind: "notes-vault.signed-in";
  query: string;
}

const PENDING = "pending.";
const CHANNEL = "notes-vault.sign-in";
const STATE_BYTES = 24;

export const isFramed = window.top !== window;

/** Go to the server's sign-in, and come back to where the page is now. */
export async function signIn(): Promise<void> {
  const { url, pending } = await prepared();
  keep(PENDING + pending.state, pending);
  location.assign(url);
}

/**
 * Sign in in another tab and go on here. Resolves when that is done; a tab that is closed is simply forgotten.
 *
 * The tab is opened before anything is awaited, for a browser opens none for a page that nobody has just clicked.
 */
export async function signInElsewhere(): Promise<void> {
  const tab = window.open("about:blank", "_blank");
  const { url, pending } = await prepared();
  const arrived = new Promise<string>((resolve) => {
    const hear = (event: MessageEvent) => {
      if (event.origin === location.origin && isArrival(event.data) && stateOf(event.data.query) === pending.state) {
        (event.source as Window | null)?.postMessage?.("heard", { targetOrigin: location.origin });
        channel.postMessage("heard");
        window.removeEventListener("message", hear);
        channel.close();
        resolve(event.data.query);
      }
    };
    const channel = new BroadcastChannel(CHANNEL);
    channel.addEventListener("message", hear);
    window.addEventListener("message", hear);
  });
  if (!tab) throw new Error("The browser did not open a tab to sign in. Allow pop-ups for this page.");
  tab.location.replace(url);
  await exchange(new URLSearchParams(await arrived), pending);
}

/** What to do with an answer at the redirect URI: `here` when it was ours, `there` when another tab took it. */
export async function arrive(
  query: string,
): Promise<{ at: "here"; hash: string } | { at: "there" } | { at: "nowhere" }> {
  const params = new URLSearchParams(query);
  const pending = kept<Pending>(PENDING + (params.get("state") ?? ""));
  if (pending) {
    drop(PENDING + pending.state);
    await exchange(params, pending);
    return { at: "here", hash: pending.hash };
  }
  return { at: (await isHeard(query)) ? "there" : "nowhere" };
}

const HEARD_WITHIN_MS = 1_500;

/** Hand an answer to the page that asked for it, which is the one that opened this tab or another tab of it. */
function isHeard(query: string): Promise<boolean> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(CHANNEL);
    const hear = (event: MessageEvent) => {
      if (event.origin === location.origin && event.data === "heard") resolve(true);
    };
    channel.addEventListener("message", hear);
    window.addEventListener("message", hear);
    const arrival: Arrival = { kind: "notes-vault.signed-in", query };
    channel.postMessage(arrival);
    window.opener?.postMessage(arrival, location.origin);
    setTimeout(() => resolve(false), HEARD_WITHIN_MS);
  });
}

async function prepared(): Promise<{ url: string; pending: Pending }> {
  const { issuer, metadata } = await authorizationServer();
  const bytes = crypto.getRandomValues(new Uint8Array(STATE_BYTES));
  const state = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const { authorizationUrl, codeVerifier } = await startAuthorization(issuer, {
    metadata,
    clientInformation: CLIENT,
    redirectUrl: REDIRECT_URI,
    scope: SCOPE,
    state,
    resource: RESOURCE,
  });
  return { url: authorizationUrl.href, pending: { state, verifier: codeVerifier, hash: location.hash } };
}

/**
 * Take the code of an answer, and begin the session with what it is good for.
 *
 * @throws Error with a sentence, when the answer is a refusal.
 */
async function exchange(params: URLSearchParams, pending: Pending): Promise<void> {
  const { issuer, metadata } = await authorizationServer();
  const code = params.get("code");
  if (!code) throw new Error(params.get("error_description") ?? "The sign-in was not finished.");
  const given = await exchangeAuthorization(issuer, {
    metadata,
    clientInformation: CLIENT,
    authorizationCode: code,
    iss: params.get("iss") ?? "",
    codeVerifier: pending.verifier,
    redirectUri: REDIRECT_URI,
    resource: RESOURCE,
  });
  begin(given);
}

function isArrival(data: unknown): data is Arrival {
  return typeof data === "object" && data !== null && (data as Partial<Arrival>).kind === "notes-vault.signed-in";
}

function stateOf(query: string): string {
  return new URLSearchParams(query).get("state") ?? "";
}
