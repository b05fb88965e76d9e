"""A site for /api/vault/import: a service in each of its ways, and somebody with a token whose zips become jobs."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest

from handlers import account
from shared.access.gate import ALL_SCOPES, Caller
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, CONTEXT, ORIGIN, Response, Send, send_asgi
from tests.notes.imports.sample import zip_of
from tests.shelves import Shelves

IMPORT = "/api/vault/import"
FILES = [(f"{number}.md", b"moss %d" % number) for number in range(5)]


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as the event of an HTTP API (payload format 2.0)."""
    parts, host = urlsplit(path), ORIGIN.removeprefix("https://")
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": parts.path,
        "rawQueryString": parts.query,
        "headers": {"host": host, **{name.lower(): value for name, value in headers.items()}},
        "requestContext": {
            "http": {"method": method, "path": parts.path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "domainName": host,
            "stage": "$default",
            "requestId": "1",
        },
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }
    answer = account.handler(event, CONTEXT)
    text = answer.get("body") or ""
    payload = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return Response(answer["statusCode"], {name.lower(): value for name, value in answer["headers"].items()}, payload)


WAYS: dict[str, tuple[str, Send]] = {"space": ("space", send_asgi), "lambda": ("lambda", send_lambda)}


@dataclass(frozen=True)
class User:
    """Somebody with a token."""

    send: Send
    token: str

    def ask(self, method: str, path: str, body: bytes = b"") -> Response:
        return self.send(method, path, {"Authorization": f"Bearer {self.token}"}, body)

    def job(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        """The job that an answer tells of; it must be one."""
        answer = self.ask(method, path, body)
        assert answer.status == (202 if body else 200), answer.body
        told: dict[str, Any] = answer.json()
        return told

    def start(self, *files: tuple[str, bytes], query: str = "") -> dict[str, Any]:
        return self.job("POST", IMPORT + query, zip_of(*files).getvalue())

    def look(self, job: dict[str, Any]) -> dict[str, Any]:
        return self.job("GET", f"{IMPORT}/{job['id']}")

    def go_on(self, job: dict[str, Any]) -> dict[str, Any]:
        return self.job("POST", f"{IMPORT}/{job['id']}")

    def finish(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended, asked to go on as often as that takes."""
        while (told := self.go_on(job))["state"] == "running":
            pass
        return told

    def refusal(self, method: str, path: str, body: bytes = b"") -> tuple[int, str]:
        answer = self.ask(method, path, body)
        return answer.status, answer.json()["error"]


@dataclass(frozen=True)
class Site:
    """A service as it runs in one of its ways."""

    vaults: Service
    shelves: Shelves
    send: Send

    def user(self, user_id: str = ADA, scopes: Any = ALL_SCOPES, folder: str = "") -> User:
        grant = self.vaults.grants.start(user_id, kind="oauth", client="page", scopes=scopes, folder=folder)
        token = self.vaults.tokens.create_jwt(user_id, scope=" ".join(scopes), client="page", grant=grant.id)
        return User(self.send, token)

    def vault(self, user_id: str = ADA) -> Vault:
        return self.vaults.vault(Caller(user_id))


Open = Callable[..., Site]
on_a_space = pytest.mark.parametrize("opened", ["space"], indirect=True)
on_lambda = pytest.mark.parametrize("opened", ["lambda"], indirect=True)
