"""A site for /api/vault/import: a service in each of its ways, and somebody with a token whose zips become jobs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from shared.access.gate import ALL_SCOPES, Caller
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Response, Send, send_asgi, send_lambda
from tests.notes.imports.sample import zip_of
from tests.shelves import Shelves

IMPORT = "/api/vault/import"
FILES = [(f"{number}.md", b"moss %d" % number) for number in range(5)]


WAYS: dict[str, tuple[str, Send]] = {"local": ("space", send_asgi), "aws": ("lambda", send_lambda)}
"""By backend: as a Space's one process, and as Lambdas."""


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
on_a_space = pytest.mark.parametrize("shelves", ["local"], indirect=True)
on_lambda = pytest.mark.parametrize("shelves", ["aws"], indirect=True)
