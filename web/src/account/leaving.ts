/** The ends of a session: a sign-out, and an account that is no more. */

import { leave } from "../session/session";
import { confirm } from "../ui/dialog";
import { Unreachable } from "../vault/errors";
import { api } from "../vault/request";
import { revoke } from "./grants";
import type { Me } from "./me";

/** Where the first visit says that the account is deleted. */
export const DELETED = "#/deleted";

/** End this page's own connection and forget its tokens. What was being written stays in this browser. */
export async function signOut({ grant }: Me): Promise<void> {
  const text = "This page forgets your vault. Your clients and personal tokens go on as they are.";
  if (!(await confirm({ title: "Sign out?", text, yes: "Sign out" }))) return;
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
