/** Who is signed in here, and the token of each request: renewed before it expires, by one tab for all of them. */

import { type OAuthTokens, refreshAuthorization } from "@modelcontextprotocol/client";
import { signal } from "@preact/signals";
import { authorizationServer, CLIENT } from "./server";
import { drop, keep, kept, names, OF_THE_VAULT, onChange } from "./storage";

export interface Tokens {
  access: string;
  refresh: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** `ended`: somebody was signed in, and what they were typing is still here, but the server takes their token no more. */
export type State = "signed out" | "signed in" | "ended";

const TOKENS = "tokens";
const RENEWED_BEFORE_MS = 300_000;
const EXPIRES_IN_SECONDS = 3_600;

export class SignedOut extends Error {
  constructor() {
    super("You are signed out.");
  }
}

export const state = signal<State>(kept(TOKENS) ? "signed in" : "signed out");

/** Whose page this is, from the first sign-in until it is loaded anew. */
let person = subjectOf(kept<Tokens>(TOKENS));

onChange(TOKENS, () => {
  const tokens = mine();
  if (tokens) state.value = "signed in";
  else if (state.value === "signed in") state.value = "ended";
});

export function begin(given: OAuthTokens): void {
  const seconds = given.expires_in ?? EXPIRES_IN_SECONDS;
  const tokens: Tokens = {
    access: given.access_token,
    refresh: given.refresh_token ?? "",
    expiresAt: Date.now() + seconds * 1000,
  };
  keep(TOKENS, tokens);
  if (mine()) state.value = "signed in";
}

/** Who is signed in, or was until the token was taken from them. */
export function whose(): string {
  return person;
}

/** The tokens of this page. Where somebody else has signed in, in another tab, it begins anew for them. */
function mine(): Tokens | null {
  const tokens = kept<Tokens>(TOKENS);
  const subject = subjectOf(tokens);
  person ||= subject;
  if (!subject || subject === person) return tokens;
  beginAnew("");
  return null;
}

/** Empty for a token that says nothing to us. */
function subjectOf(tokens: Tokens | null): string {
  const [, claims = ""] = tokens?.access.split(".") ?? [];
  try {
    return String(JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).sub);
  } catch {
    return "";
  }
}

/** Forget the tokens and load the page anew, at `hash`, so that nothing of this vault stays but what was not saved. */
export function leave(hash: string): void {
  drop(TOKENS);
  beginAnew(hash);
}

function beginAnew(hash: string): void {
  for (const name of names(OF_THE_VAULT)) drop(name);
  history.replaceState(null, "", `/${hash}`);
  location.reload();
}

/**
 * The access token for a request that starts now.
 *
 * @throws SignedOut where there is none, and none can be had.
 */
export async function token(): Promise<string> {
  const tokens = mine();
  if (!tokens) throw new SignedOut();
  if (Date.now() < tokens.expiresAt - RENEWED_BEFORE_MS) return tokens.access;
  try {
    return await renew(tokens.access);
  } catch (error) {
    if (!(error instanceof SignedOut) && Date.now() < tokens.expiresAt) return tokens.access;
    throw error;
  }
}

/**
 * A token in place of one that expires or was refused. Refresh tokens are good once, so tabs take turns.
 *
 * @throws SignedOut when the server gives none.
 */
export async function renew(refused: string): Promise<string> {
  return await inTurn(async () => {
    const tokens = mine();
    if (tokens && tokens.access !== refused) return tokens.access;
    if (!tokens?.refresh) return over();
    const { issuer, metadata } = await authorizationServer();
    try {
      const given = await refreshAuthorization(issuer, {
        metadata,
        clientInformation: CLIENT,
        refreshToken: tokens.refresh,
      });
      begin({ refresh_token: tokens.refresh, ...given });
      return given.access_token;
    } catch (error) {
      if (isFinal(error)) return over();
      throw error;
    }
  });
}

function over(): never {
  drop(TOKENS);
  state.value = "ended";
  throw new SignedOut();
}

/** Whether the server said no, rather than nothing: an OAuth error has a code (RFC 6749 section 5.2). */
function isFinal(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return ["invalid_grant", "invalid_client", "unauthorized_client"].includes(code);
}

async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  return navigator.locks ? ((await navigator.locks.request("notes-vault.renew", run)) as T) : await run();
}
