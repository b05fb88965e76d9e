// An OpenID provider on loopback in Hugging Face's place: the certified `oidc-provider`, dressed as huggingface.co
//
// It signs in whoever the browser's cookie `account` names, anew each time and without asking; `deny` refuses.
// Whoever's name begins with `guest` is known too; their subject is made of it.
// For tests alone it also answers GET /count and POST /token-for/NAME[/CLIENT].
// It ends with its standard input, or by SIGTERM.

import { createServer } from "node:http";
import { createRequire } from "node:module";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";

const clients = createRequire(new URL("../clients/package.json", import.meta.url));
const { Provider, interactionPolicy } = clients("oidc-provider");

const { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, REDIRECT_URIS } = process.env;
const SUBJECTS = { ada: "65f0ada0ada0ada0ada0ada0", bob: "65f0b0b0b0b0b0b0b0b0b0b0" };
const SCOPE = "openid profile";
const guests = new Map(); // subjects to names
const STRANGER = "another-application"; // somebody else's, at which the same people sign in
const PROFILE = ["name", "preferred_username", "picture", "profile", "isPro", "orgs"];
console.info = console.warn; // the library's notices; standard output is for our one line

let userinfo = 0;
const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
await once(server.listen(0, "127.0.0.1"), "listening");
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    {
      client_id: OAUTH_CLIENT_ID,
      client_secret: OAUTH_CLIENT_SECRET,
      token_endpoint_auth_method: "client_secret_basic",
      redirect_uris: REDIRECT_URIS.split(" "),
      application_type: "native", // the port of a loopback redirect may vary, as it may at Hugging Face
    },
    { client_id: STRANGER, client_secret: STRANGER, redirect_uris: ["https://stranger.example/callback"] },
  ],
  routes: {
    authorization: "/oauth/authorize",
    token: "/oauth/token",
    userinfo: "/oauth/userinfo",
    jwks: "/oauth/jwks",
  },
  scopes: SCOPE.split(" "),
  claims: { openid: ["sub"], profile: PROFILE },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  ttl: { AccessToken: 8 * 3600, AuthorizationCode: 60, Grant: 8 * 3600, IdToken: 3600, Interaction: 600, Session: 600 },
  cookies: { keys: [randomBytes(32).toString("hex")] },
  jwks: { keys: [signingKey()] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}`, policy: policy() },
  loadExistingGrant: ({ oidc }) => granted(oidc.session.accountId, oidc.client.clientId),
  findAccount: (_, subject) => ({ accountId: subject, claims: () => person(subject) }),
});
const openid = provider.callback();

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" };
}

function policy() {
  const prompts = interactionPolicy.base();
  prompts.remove("consent"); // it would be asked anew for every native client
  return prompts;
}

function account(request) {
  return /(?:^|; )account=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
}

function forgetSession(request) {
  request.headers.cookie = request.headers.cookie?.replaceAll(/_session[.\w]*=[^;]*;? ?/g, "");
}

function person(subject) {
  const name = Object.keys(SUBJECTS).find((name) => SUBJECTS[name] === subject) ?? guests.get(subject);
  return {
    sub: subject,
    name: name[0].toUpperCase() + name.slice(1),
    preferred_username: name,
    picture: `https://huggingface.co/avatars/${name}.svg`,
    profile: `https://huggingface.co/${name}`,
    isPro: false,
    orgs: [],
  };
}

function subjectOf(name) {
  if (!name?.startsWith("guest")) return SUBJECTS[name];
  const subject = createHash("sha256").update(name).digest("hex").slice(0, 24);
  guests.set(subject, name);
  return subject;
}

async function granted(accountId, clientId) {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

async function tokenFor(accountId, clientId) {
  const client = await provider.Client.find(clientId);
  const { jti } = await granted(accountId, clientId);
  const facts = { client, accountId, grantId: jti, scope: SCOPE, gty: "authorization_code" };
  return new provider.AccessToken(facts).save();
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, issuer);
  const [, room, name, clientId = OAUTH_CLIENT_ID] = pathname.split("/");
  if (pathname === "/oauth/userinfo") userinfo += 1;
  if (pathname.startsWith("/oauth/authorize")) forgetSession(request);
  if (room === "interaction") {
    const accountId = subjectOf(account(request));
    const outcome = accountId ? { login: { accountId } } : { error: "access_denied" };
    await provider.interactionFinished(request, response, outcome, { mergeWithLastSubmission: false });
  } else if (room === "count") {
    response.end(JSON.stringify({ userinfo }));
  } else if (room === "token-for" && request.method === "POST" && SUBJECTS[name]) {
    response.end(JSON.stringify({ access_token: await tokenFor(SUBJECTS[name], clientId) }));
  } else {
    openid(request, response);
  }
}

const end = () => process.exit(0);
process.on("SIGTERM", end);
process.stdin.on("end", end).resume();
console.log(JSON.stringify({ issuer, subjects: SUBJECTS }));
