"""An OpenID provider as our server hears it over HTTP: what it answers by path, and what it was asked."""

import json
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.access.fetch import Reply
from tests.conftest import Clock

PROVIDER = "https://provider.example"
KEY, ANOTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
PATHS = {
    "authorization_endpoint": "/authorize",
    "token_endpoint": "/token",
    "userinfo_endpoint": "/userinfo",
    "jwks_uri": "/keys",
}


def published(key: Ed25519PrivateKey, kid: str) -> dict[str, Any]:
    jwk: dict[str, Any] = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), True)
    return {**jwk, "kid": kid}


class Provider:
    """What the provider answers by path, and what it was asked."""

    def __init__(self, clock: Clock, issuer: str = PROVIDER) -> None:
        self.clock = clock
        self.status = dict.fromkeys(("/token", "/userinfo", "/keys"), 200)
        self.document: dict[str, Any] = {"issuer": issuer, **{k: issuer + path for k, path in PATHS.items()}}
        self.claims: dict[str, Any] = {}
        self.facts: Any = {"sub": "ada", "preferred_username": "Ada"}
        self.keys: list[Any] = [published(KEY, "now")]
        self.signs, self.kid = KEY, "now"
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def __call__(self, method: str, url: str, **sent: Any) -> Reply:
        parts = urlsplit(url)
        self.asked.append((method, parts.path, sent))
        answers = {"/token": self.tokens, "/userinfo": lambda: self.facts, "/keys": lambda: {"keys": self.keys}}
        answer = answers.get(parts.path, lambda: self.document)()
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return Reply(self.status.get(parts.path, 200), {}, body)

    def tokens(self) -> dict[str, str]:
        now = int(self.clock.now)
        ours = {"iss": PROVIDER, "aud": "vault", "sub": "ada", "iat": now, "exp": now + 60, "nonce": "nonce"}
        said = {name: value for name, value in {**ours, **self.claims}.items() if value is not None}
        token = jwt.encode(said, self.signs, algorithm="EdDSA", headers={"kid": self.kid})
        return {"id_token": token, "access_token": "theirs"}

    def times(self, path: str) -> int:
        return sum(asked[1] == path for asked in self.asked)
