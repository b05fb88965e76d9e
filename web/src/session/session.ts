/** Who is signed in here, and the token of each request: renewed before it expires, by one tab for all of them. */

import "./policy";
import { type OAuthTokens, refreshAuthorization } from "@modelcontextprotocol/client";
import { signal } from "@preact/signals";
import { authorizationServer, CLIENT } from "./server";
import { drop, keep, kept, onChange } from "./storage";

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

onChange(TOKENS, () => {
  const tokens = kept(TOKENS);
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
  state.value = "signed in";
}

/** Forget the tokens; with `ended` the page stays as it is and asks to sign in again. */
export function end(how: "signed out" | "ended"): void {
  drop(TOKENS);
  state.value = how;
}

/**
 * The access token for a request that starts now.
 *
 * @throws SignedOut where there is none, and none can be had.
 */
export async function token(): Promise<string> {
  const tokens = kept<Tokens>(TOKENS);
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
    const tokens = kept<Tokens>(TOKENS);
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
  end("ended");
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
