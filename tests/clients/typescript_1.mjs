// @modelcontextprotocol/sdk 1.32: reads what to do from standard input, does it, and prints what it was told

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { json } from "node:stream/consumers";

const { url, token, steps } = await json(process.stdin);
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { Authorization: `Bearer ${token}` } },
});
const client = new Client({ name: "typescript-1", version: "1" });
await client.connect(transport);
const { tools } = await client.listTools();
const results = [];
for (const { tool, arguments: given } of steps) {
  results.push(await client.callTool({ name: tool, arguments: given }));
}
const summary = { protocol: transport.protocolVersion, server: client.getServerVersion().name };
await transport.terminateSession();
await client.close();
console.log(JSON.stringify({ ...summary, tools: tools.map((tool) => tool.name), results }));
