/** This page as an OAuth client of the server it came from. */

import "./policy";
import { type AuthorizationServerMetadata, discoverAuthorizationServerMetadata } from "@modelcontextprotocol/client";

/** The server knows this client without registration, and sends codes for it to its own page alone. */
export const CLIENT = { client_id: "page", token_endpoint_auth_method: "none" as const };
export const SCOPE = "notes:read notes:write account";
export const REDIRECT_URI = `${location.origin}/signed-in`;
export const RESOURCE = `${location.origin}/mcp`;

/** On a laptop the server asks nobody who they are. */
export const asksWho = document.documentElement.dataset.signIn !== "none";

let found: Promise<{ issuer: string; metadata: AuthorizationServerMetadata }> | null = null;

export function authorizationServer(): Promise<{ issuer: string; metadata: AuthorizationServerMetadata }> {
  found ??= discover().catch((error) => {
    found = null;
    throw error;
  });
  return found;
}

async function discover(): Promise<{ issuer: string; metadata: AuthorizationServerMetadata }> {
  const metadata = await discoverAuthorizationServerMetadata(location.origin, { skipIssuerValidation: true });
  if (!metadata) throw new Error("The server does not say how to sign in.");
  return { issuer: metadata.issuer, metadata };
}
