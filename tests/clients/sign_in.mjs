// How a TypeScript client signs in, 1.32 and 2.4 alike: its browser is a program that prints where it was led

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const REDIRECT_URI = "http://127.0.0.1:33418/callback";

/** An OAuthClientProvider that keeps everything for as long as the client runs. */
export class SignIn {
  redirectUrl = REDIRECT_URI;
  clientMetadata = {
    client_name: "A TypeScript client",
    redirect_uris: [REDIRECT_URI],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "none",
  };

  constructor({ browser, client_metadata_url }) {
    this.browser = browser;
    this.clientMetadataUrl = client_metadata_url;
  }

  state = () => "kept by the client";
  clientInformation = () => this.client;
  saveClientInformation = (client) => void (this.client = client);
  tokens = () => this.kept;
  saveTokens = (tokens) => void (this.kept = tokens);
  codeVerifier = () => this.verifier;
  saveCodeVerifier = (verifier) => void (this.verifier = verifier);

  async redirectToAuthorization(url) {
    const [program, ...args] = this.browser;
    const { stdout } = await promisify(execFile)(program, [...args, url.href]);
    this.told = new URL(stdout.trim()).searchParams;
    if (this.told.get("state") !== this.state()) throw new Error(`the state came back as ${this.told.get("state")}`);
  }
}

/** Connect, signing in when the server asks for it. `transport` makes a new one. Returns the one that connected. */
export async function signedIn(client, transport, signIn) {
  const first = transport();
  try {
    await client.connect(first);
    return first;
  } catch (error) {
    if (!signIn?.told) throw error;
    await first.finishAuth(signIn.told.get("code"), signIn.told.get("iss"));
    const second = transport();
    await client.connect(second);
    return second;
  }
}
