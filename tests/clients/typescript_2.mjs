// @modelcontextprotocol/client 2.4: reads what to do from standard input, does it by token or by signing in, and prints what it was told

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { json } from "node:stream/consumers";
import { SignIn, signedIn } from "./sign_in.mjs";

const { url, token, browser, client_metadata_url, mode, steps } = await json(process.stdin);
const authProvider = browser && new SignIn({ browser, client_metadata_url });
const way = browser ? { authProvider } : { requestInit: { headers: { Authorization: `Bearer ${token}` } } };
const options = mode === "auto" ? { versionNegotiation: { mode: "auto" } } : {};
const client = new Client({ name: "typescript-2", version: "1" }, options);
await signedIn(client, () => new StreamableHTTPClientTransport(new URL(url), way), authProvider);
const { tools } = await client.listTools();
const results = [];
for (const { tool, arguments: given } of steps) {
  results.push(await client.callTool({ name: tool, arguments: given }));
}
const client_id = authProvider?.client?.client_id;
const summary = { client_id, protocol: client.getNegotiatedProtocolVersion(), server: client.getServerVersion().name };
await client.close();
console.log(JSON.stringify({ ...summary, tools: tools.map((tool) => tool.name), results }));
