/** The clients we know how to connect: what each one needs of a person, as a function of this server's URL. */

import { base64Of, configOf, entryOf, SERVER } from "./configs";
import { curlCommand } from "./curl";

export interface Step {
  /** What to do, in words. */
  say: string;
  /** What to copy. */
  code?: string;
  link?: { label: string; href: string };
}

export interface ClientCard {
  name: string;
  /** Where it runs, when it cannot reach a server that only this machine sees. */
  isRemote?: boolean;
  /** The client ids that are a URL of its maker (client id metadata documents). */
  ids?: RegExp;
  /** The names it registers under; they are its own word, good enough to show. */
  names: RegExp;
  /** It has no sign-in, so it is given a token of this name. */
  token?: string;
  steps: (url: string, token: string) => Step[];
}

export const TOKEN_PLACE = "YOUR_TOKEN";

export const CLIENTS: ClientCard[] = [
  {
    name: "Claude Code",
    ids: /^https:\/\/claude\.ai\/oauth\/claude-code-client-metadata$/,
    names: /^claude code/i,
    steps: (url) => [
      { say: "In a terminal:", code: `claude mcp add --transport http --scope user ${SERVER} ${url}` },
      { say: "Then sign in, or use /mcp in a session:", code: `claude mcp login ${SERVER}` },
    ],
  },
  {
    name: "Claude (web, desktop, mobile)",
    isRemote: true,
    ids: /^https:\/\/claude\.ai\/oauth\/mcp-oauth-client-metadata$/,
    names: /^claude( desktop.*)?$/i,
    steps: (url) => [
      {
        say: "One click opens Claude with everything filled in:",
        link: {
          label: "Add to Claude",
          href: `https://claude.ai/customize/connectors?modal=add-custom-connector&connectorName=${SERVER}&connectorUrl=${encodeURIComponent(url)}`,
        },
      },
      { say: "Or in Claude: Customize → Connectors → + → Add custom connector, with this URL:", code: url },
      { say: "The phone’s app cannot add a connector, but uses those added on the web or the desktop." },
    ],
  },
  {
    name: "Cursor",
    names: /^cursor/i,
    steps: (url) => [
      {
        say: "One click:",
        link: {
          label: "Add to Cursor",
          href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${SERVER}&config=${encodeURIComponent(base64Of({ url }))}`,
        },
      },
      { say: "Or in ~/.cursor/mcp.json:", code: configOf("mcpServers", { url }) },
    ],
  },
  {
    name: "VS Code",
    ids: /^https:\/\/vscode\.dev\/oauth\/client-metadata\.json$/,
    names: /^visual studio code/i,
    steps: (url) => [
      {
        say: "One click:",
        link: { label: "Add to VS Code", href: `vscode:mcp/install?${encodeURIComponent(entryOf(url, SERVER))}` },
      },
      {
        say: "If that opens nothing:",
        link: {
          label: "Add by vscode.dev",
          href: `https://vscode.dev/redirect/mcp/install?name=${SERVER}&config=${encodeURIComponent(entryOf(url))}`,
        },
      },
      { say: "Or in a terminal:", code: `code --add-mcp '${entryOf(url, SERVER)}'` },
      { say: "Or in .vscode/mcp.json:", code: configOf("servers", { type: "http", url }) },
    ],
  },
  {
    name: "ChatGPT",
    isRemote: true,
    ids: /^https:\/\/chatgpt\.com\/oauth\/(?!codex\/)/,
    names: /^chatgpt/i,
    steps: (url) => [
      { say: "In ChatGPT: Settings → Apps → Advanced, and switch Developer mode on." },
      { say: `Create app, with the name ${SERVER}, the sign-in OAuth, and this URL:`, code: url },
      { say: "Your apps:", link: { label: "Open ChatGPT", href: "https://chatgpt.com/plugins" } },
    ],
  },
  {
    name: "Gemini CLI",
    names: /^gemini cli/i,
    steps: (url) => [
      { say: "In a terminal:", code: `gemini mcp add -s user -t http ${SERVER} ${url}` },
      { say: "Then in Gemini:", code: `/mcp auth ${SERVER}` },
    ],
  },
  {
    name: "Codex",
    ids: /^https:\/\/chatgpt\.com\/oauth\/codex\//,
    names: /^codex/i,
    steps: (url) => [
      { say: "In a terminal; it opens the browser to sign in:", code: `codex mcp add ${SERVER} --url ${url}` },
      { say: "If it does not:", code: `codex mcp login ${SERVER}` },
    ],
  },
  {
    name: "MCP Inspector",
    names: /^mcp inspector/i,
    steps: (url) => [
      {
        say: "With Node 22.19 or later, in a terminal:",
        code: `npx @modelcontextprotocol/inspector --server-url ${url} --transport http`,
      },
    ],
  },
  {
    name: "curl",
    names: /^curl$/i,
    token: "curl",
    steps: (url, token) => [
      { say: "Search your notes from a terminal:", code: curlCommand(url, token || TOKEN_PLACE) },
    ],
  },
  {
    name: "Any other client",
    names: /^another client$/i,
    token: "Another client",
    steps: (url, token) => [
      { say: "Most clients take the URL, and sign you in:", code: configOf("mcpServers", { url }) },
      {
        say: "One without a sign-in takes a token in a header:",
        code: `Authorization: Bearer ${token || TOKEN_PLACE}`,
      },
      {
        say: "One that starts only programs of its own machine takes this:",
        code: configOf("mcpServers", { command: "npx", args: ["-y", "mcp-remote", url, "--transport", "http-only"] }),
      },
    ],
  },
];

/** The card of a connection, by the strongest sign there is; undefined for a client we do not know. */
export function cardOf(grant: { kind: string; client: string; client_id: string }): ClientCard | undefined {
  const isToken = grant.kind === "token";
  return (
    CLIENTS.find(({ ids }) => ids?.test(grant.client_id)) ??
    CLIENTS.find(({ names, token }) => isToken === Boolean(token) && names.test(grant.client))
  );
}
