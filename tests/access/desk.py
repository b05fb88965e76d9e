"""A desk at which ada signs in: the steps, a provider over HTTP, and who was said to have signed in."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.access.authorization import Authorization, Consent
from shared.access.clients import Client, Clients
from shared.access.fetch import Reply
from shared.access.identity import Identities, Identity
from shared.errors import Unavailable
from tests.conftest import ORIGIN, Clock, config_in
from tests.shelves import local_shelves

WEB, CHALLENGE = "https://client.example/callback?app=1", "c" * 43
PROVIDER, SIGNS = "https://provider.example", Ed25519PrivateKey.generate()


def facts_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


class Provider:
    """An OpenID provider as we hear it over HTTP: what it says, and what it was sent."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.claims: dict[str, Any] = {}
        self.nonce = ""
        self.is_away = False
        self.sent: dict[str, str] = {}

    def __call__(self, method: str, url: str, *, body: bytes = b"", **_: Any) -> Reply:
        if self.is_away:
            raise Unavailable("Another service did not answer. Please try again.")
        path = urlsplit(url).path
        if path == "/token":
            self.sent = dict(parse_qsl(body.decode()))
        return Reply(200, {}, json.dumps(self.answers()[path]).encode())

    def answers(self) -> dict[str, Any]:
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        paths = ("/authorize", "/token", "/userinfo", "/keys")
        endpoints = {name: PROVIDER + path for name, path in zip(names, paths, strict=True)}
        now = int(self.clock.now)
        claims = {"iss": PROVIDER, "aud": "vault", "sub": "ada", "iat": now, "exp": now + 60, "nonce": self.nonce}
        token = jwt.encode({**claims, **self.claims}, SIGNS, algorithm="EdDSA", headers={"kid": "k"})
        return {
            "/.well-known/openid-configuration": {"issuer": PROVIDER, **endpoints},
            "/token": {"access_token": "opaque", "id_token": token},
            "/userinfo": {"sub": "ada", "preferred_username": "Ada"},
            "/keys": {"keys": [{**jwt.algorithms.OKPAlgorithm.to_jwk(SIGNS.public_key(), True), "kid": "k"}]},
        }


class Desk:
    """Where ada signs in: the steps, the provider, and who was said to have signed in."""

    def __init__(self, folder: Path, clock: Clock, mode: str = "space") -> None:
        self.records = local_shelves(folder, clock).records
        self.clients = Clients(self.records, base_url=ORIGIN, clock=clock)
        self.client = self.clients.register({"client_name": "Editor", "redirect_uris": [WEB]})
        self.provider = Provider(clock)
        config = config_in(folder, mode=mode, openid_provider_url=PROVIDER)
        self.signed_in: list[tuple[Identity, str, str]] = []
        self.steps = Authorization(
            config,
            self.records,
            self.clients,
            Identities(config, clock=clock, fetch=self.provider),
            signed_in=lambda *who: self.signed_in.append(who),
            checked_folder=lambda folder: folder.strip("/"),
            clock=clock,
        )

    def begins(self, client: Client | None = None, browser: str = "", **changes: str | None) -> Consent:
        given = {"response_type": "code", "client_id": (client or self.client).id, "state": "kept"}
        given |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256", **changes}
        return self.steps.begin({name: value for name, value in given.items() if value is not None}, browser)

    def decides(self, consent: Consent, **changes: Any) -> str:
        answer = {"untrusted_browser": consent.browser, "untrusted_csrf": consent.csrf, "is_allowed": True}
        answer |= {"scopes": consent.scopes, "untrusted_folder": ""}
        return self.steps.decide(consent.sign_in, **{**answer, **changes})

    def arrives(self, state: str, browser: str, **changes: str) -> str:
        answer = {"untrusted_browser": browser, "untrusted_code": "theirs", "error": "", "address": "192.0.2.1"}
        return self.steps.arrive(state, **{**answer, **changes})

    def goes(self, consent: Consent, **changes: Any) -> str:
        """The state with which the browser comes back from the provider."""
        asked = facts_of(self.decides(consent, **changes))
        self.provider.nonce = asked["nonce"]
        return asked["state"]
