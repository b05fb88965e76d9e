/** One call of a tool by hand, in the protocol version that needs no session. */

const VERSION = "2026-07-28";
const META = "io.modelcontextprotocol";

export function curlCommand(url: string, token: string): string {
  const body = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "search_notes",
      arguments: { query: "welcome" },
      _meta: {
        [`${META}/protocolVersion`]: VERSION,
        [`${META}/clientCapabilities`]: {},
        [`${META}/clientInfo`]: { name: "curl", version: "8" },
      },
    },
  };
  const headers = [
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `MCP-Protocol-Version: ${VERSION}`,
    "Mcp-Method: tools/call",
    "Mcp-Name: search_notes",
    `Authorization: Bearer ${token}`,
  ];
  const lines = headers.map((header) => `-H '${header}'`);
  return [`curl -sS ${url}`, ...lines, `-d '${JSON.stringify(body)}'`].join(" \\\n  ");
}
