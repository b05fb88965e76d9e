// @modelcontextprotocol/sdk 1.32: reads what to do from standard input, does it by token or by signing in, and prints what it was told

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { json } from "node:stream/consumers";
import { SignIn, signedIn } from "./sign_in.mjs";

const { url, token, browser, client_metadata_url, steps } = await json(process.stdin);
const authProvider = browser && new SignIn({ browser, client_metadata_url });
const way = browser ? { authProvider } : { requestInit: { headers: { Authorization: `Bearer ${token}` } } };
const client = new Client({ name: "typescript-1", version: "1" });
const transport = await signedIn(client, () => new StreamableHTTPClientTransport(new URL(url), way), authProvider);
const { tools } = await client.listTools();
const results = [];
for (const { tool, arguments: given } of steps) {
  results.push(await client.callTool({ name: tool, arguments: given }));
}
const client_id = authProvider?.client?.client_id;
const summary = { client_id, protocol: transport.protocolVersion, server: client.getServerVersion().name };
await transport.terminateSession();
await client.close();
console.log(JSON.stringify({ ...summary, tools: tools.map((tool) => tool.name), results }));
