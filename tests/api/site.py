"""A site for /api: a service behind one application as it is served, and somebody with a token at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from shared.access.gate import ALL_SCOPES
from shared.service import Service
from tests.conftest import ADA
from tests.shelves import Shelves

ADDRESS = "127.0.0.1"
SECRET = "the wharf at midnight"


@dataclass(frozen=True)
class User:
    """Somebody with a token, at a server that is one application."""

    web: httpx.Client
    token: str

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """The response to a request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return self.web.request(method, path, headers=headers, **given)

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers that must succeed."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rpc(self, method: str, **params: Any) -> Any:
        return self.ask("POST", "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def call(self, tool: str, **arguments: Any) -> Any:
        """The structured answer of a tool, be it a refusal."""
        return self.rpc("tools/call", name=tool, arguments=arguments).json()["result"]["structuredContent"]

    def activity(self, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/activity", **query)["activity"]
        return found

    def did(self, **query: Any) -> list[tuple[str, str]]:
        """Action and outcome of every record, the oldest first."""
        return [(line["action"], line["outcome"]) for line in reversed(self.activity(**query))]


@dataclass(frozen=True)
class Site:
    """A service behind one application, as it is served."""

    vaults: Service
    web: httpx.Client
    shelves: Shelves

    def user(self, user_id: str = ADA, **claims: Any) -> User:
        """Somebody with a token that no grant stands behind."""
        return User(self.web, self.vaults.tokens.create_jwt(user_id, **claims))

    def connected(self, user_id: str = ADA, client: str = "editor", folder: str = "", scopes: Any = ALL_SCOPES) -> User:
        """Somebody whose client has a grant, and has used it before: a first use is written down and not counted."""
        grant = self.vaults.grants.start(user_id, kind="oauth", client=client, scopes=scopes, folder=folder)
        token = self.vaults.tokens.create_jwt(user_id, scope=" ".join(scopes), client=client, grant=grant.id)
        self.vaults.gate.admit(token)
        return User(self.web, token)


Open = Callable[..., Site]
on_a_laptop = pytest.mark.parametrize("shelves", ["local"], indirect=True)
"""For what no backend has a part in."""
