/** The ends of a session: a sign-out, and an account that is no more. */

import { end } from "../session/session";
import { confirm } from "../ui/dialog";
import { Unreachable } from "../vault/errors";
import { api } from "../vault/request";
import { revoke } from "./grants";
import type { Me } from "./me";

/** Where the first visit says that the account is deleted. */
export const DELETED = "#/deleted";

/** End this page's own connection and forget its tokens. What was being written stays in this browser. */
export async function signOut({ grant }: Me, tokens: number): Promise<void> {
  const ends = tokens ? " Personal tokens that you made in this browser end with it." : "";
  if (!(await confirm({ title: "Sign out?", text: `This page forgets your vault.${ends}`, yes: "Sign out" }))) return;
  try {
    await revoke(grant);
  } catch (error) {
    if (!(error instanceof Unreachable) || !(await isForgottenAnyway())) throw error;
  }
  leave("#/");
}

async function isForgottenAnyway(): Promise<boolean> {
  return await confirm({
    title: "Sign out in this browser only?",
    text: "The server does not answer, so it cannot end this connection now. You can end it later, under Account.",
    yes: "Sign out here",
  });
}

/** @throws Refused, Unreachable; the account then is still there. */
export async function deleteAccount(userId: string): Promise<void> {
  await api(`/me?confirm=${encodeURIComponent(userId)}`, { method: "DELETE" });
  leave(DELETED);
}

/** Begin anew, so that nothing of this vault stays in the page's memory. */
function leave(hash: string): void {
  end("signed out");
  history.replaceState(null, "", hash);
  location.reload();
}
