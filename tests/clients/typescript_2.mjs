// @modelcontextprotocol/client 2.4: reads what to do from standard input, does it, and prints what it was told

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { json } from "node:stream/consumers";

const { url, token, mode, steps } = await json(process.stdin);
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { Authorization: `Bearer ${token}` } },
});
const options = mode === "auto" ? { versionNegotiation: { mode: "auto" } } : {};
const client = new Client({ name: "typescript-2", version: "1" }, options);
await client.connect(transport);
const { tools } = await client.listTools();
const results = [];
for (const { tool, arguments: given } of steps) {
  results.push(await client.callTool({ name: tool, arguments: given }));
}
const summary = { protocol: client.getNegotiatedProtocolVersion(), server: client.getServerVersion().name };
await client.close();
console.log(JSON.stringify({ ...summary, tools: tools.map((tool) => tool.name), results }));
