/** Connections and personal tokens: who may do what in somebody's name, and the calls that change it. */

import { api, send } from "../vault/request";

export type Scope = "notes:read" | "notes:write" | "account";

/** Times are unix seconds. */
export interface Grant {
  id: string;
  kind: "oauth" | "token" | "exchange";
  client: string;
  client_id: string;
  scopes: Scope[];
  folder: string;
  created_at: number;
  /** Its last use, written down every few minutes at most. */
  seen_at: number;
  expires_at: number;
  address?: string;
  is_this: boolean;
}

export interface Made {
  token: string;
  expires_in: number;
  /** The id of its grant. */
  grant: string;
}

/** What the sign-in page says of each scope too. */
export const SCOPES: Record<Scope, { title: string; detail: string }> = {
  "notes:read": { title: "Read your notes", detail: "find, list and open notes" },
  "notes:write": { title: "Change your notes", detail: "create, edit, move and delete notes; includes reading" },
  account: { title: "Manage your account", detail: "change and end connections, delete the account" },
};
export const ALL_SCOPES = Object.keys(SCOPES) as Scope[];

/** The scopes and what they imply. */
export function withImplied(scopes: readonly Scope[]): Scope[] {
  return ALL_SCOPES.filter(
    (scope) => scopes.includes(scope) || (scope === "notes:read" && scopes.includes("notes:write")),
  );
}

export async function allGrants(): Promise<Grant[]> {
  return (await api<{ grants: Grant[] }>("/grants")).grants;
}

export async function change(grant: Grant, scopes: Scope[], folder: string): Promise<void> {
  await send("PATCH", `/grants/${grant.id}`, { scopes, folder });
}

export async function revoke(id: string): Promise<void> {
  await api(`/grants/${id}`, { method: "DELETE" });
}

export async function makeToken(name: string, scopes: Scope[], folder: string, days: number): Promise<Made> {
  return await send("POST", "/auth/create-token", { name, scopes, folder, expires_in_days: days });
}
