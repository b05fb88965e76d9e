/** The vault over MCP: this page calls the same tools, at the same door, as every assistant. */

import { Client, ProtocolError, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { state } from "../session/session";
import { Refused } from "./errors";
import { request } from "./request";

const VERSION = "2026-07-28";
let connected: Promise<Client> | null = null;

state.subscribe((now) => {
  if (now !== "signed in") connected = null;
});

function client(): Promise<Client> {
  connected ??= connect().catch((error) => {
    connected = null;
    throw error;
  });
  return connected;
}

async function connect(): Promise<Client> {
  const made = new Client(
    { name: "Notes Vault page", version: "1" },
    { versionNegotiation: { mode: { pin: VERSION } } },
  );
  await made.connect(new StreamableHTTPClientTransport(new URL("/mcp", location.origin), { fetch: request }));
  return made;
}

export interface Image {
  type: string;
  base64: string;
}

export interface ToolAnswer<T> {
  facts: T;
  image: Image | null;
}

/**
 * Call a tool.
 *
 * @throws Refused with the code and sentence of the vault.
 * @throws Unreachable, SignedOut as `request`.
 */
export async function call<T>(tool: string, given: Record<string, unknown> = {}): Promise<T> {
  return (await ask<T>(tool, given)).facts;
}

/** The same, with what else the tool answers. */
export async function ask<T>(tool: string, given: Record<string, unknown> = {}): Promise<ToolAnswer<T>> {
  const result = await (await client()).callTool({ name: tool, arguments: given });
  const facts = (result.structuredContent ?? {}) as Record<string, unknown>;
  if (result.isError) throw refused((facts.error ?? {}) as Record<string, unknown>);
  const image = result.content.find((block) => block.type === "image");
  return { facts: facts as T, image: image ? { type: image.mimeType, base64: image.data } : null };
}

/**
 * A resource's text.
 *
 * @throws Refused, Unreachable, SignedOut.
 */
export async function read(uri: string): Promise<string> {
  try {
    const { contents } = await (await client()).readResource({ uri }, { cacheMode: "bypass" });
    const [first] = contents;
    return first && "text" in first ? first.text : "";
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw refused({ message: error.message, ...(error.data as Record<string, unknown> | undefined) });
  }
}

function refused(facts: Record<string, unknown>): Refused {
  return new Refused(String(facts.code ?? "internal"), String(facts.message ?? "It was refused."), facts);
}
