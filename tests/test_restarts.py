"""The server is restarted between any two steps of a sign-in, and any two calls: nothing has to be done again."""

import base64
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.browser import Browser
from tests.provider import Provider, signing_in_at
from tests.running import Running, free_port

CALLBACK = "http://127.0.0.1:1/callback"
ANSWER_SECONDS_MAX = 30
LEGACY, MODERN = "2025-11-25", "2026-07-28"
INITIALIZE = {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "patient", "version": "1"}}
ENVELOPE = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": {"name": "patient", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


class Restarted(httpx.BaseTransport):
    """The way to a server that is another process at every request, or at each of so many requests.

    Whoever else is asked stays as they are.
    """

    def __init__(self, provider: Provider, folder: Path, end: str, every: int = 1) -> None:
        self._provider = provider
        self._folder = folder
        self._end = end
        self.every = every
        self._requests = itertools.count()
        self._running = ExitStack()
        self._server: Running | None = None
        self.port = free_port()
        self.processes: list[int] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.port == self.port and next(self._requests) % self.every == 0:
            self._restart()
        with httpx.HTTPTransport() as transport:
            response = transport.handle_request(request)
            response.read()
        return response

    def _restart(self) -> None:
        if self._server and self._end == "killed":
            self._server.kill()
        self._running.close()
        where = {"MCP_PORT": str(self.port), "PUBLIC_BASE_URL": self.origin}
        self._server = self._running.enter_context(signing_in_at(self._provider, self._folder, **where))
        self.processes.append(self._server.process.pid)

    def close(self) -> None:
        """Nothing: a client that is done leaves the server to the next one."""

    def end(self) -> None:
        self._running.close()


@pytest.fixture
def restarted(request: pytest.FixtureRequest, provider: Provider, tmp_path: Path) -> Iterator[Restarted]:
    way = Restarted(provider, tmp_path, *getattr(request, "param", ("killed",)))
    try:
        yield way
    finally:
        way.end()


class Assistant:
    """A client that knows the server's URL, and does each step once."""

    def __init__(self, way: Restarted) -> None:
        self._http = httpx.Client(transport=way, timeout=ANSWER_SECONDS_MAX, base_url=way.origin)
        self._ids = itertools.count(1)
        self._verifier = token_urlsafe(32)
        self.headers: dict[str, str] = {}
        self.tokens: dict[str, Any] = {}

    def register(self) -> str:
        """Where the browser is to go, once the server's documents are read and the client is registered."""
        document = self._checked(self._http.get("/.well-known/oauth-authorization-server")).json()
        facts = {"redirect_uris": [CALLBACK], "client_name": "patient"}
        registered = self._checked(self._http.post(document["registration_endpoint"], json=facts)).json()
        self._client = registered["client_id"]
        digest = sha256(self._verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": CALLBACK,
            "state": "state",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{document['authorization_endpoint']}?{urlencode(asked)}"

    def redeem(self, arrived: str) -> None:
        given = parse_qs(urlsplit(arrived).query)
        assert given["state"] == ["state"], arrived
        self._token(code=given["code"][0], grant_type="authorization_code", redirect_uri=CALLBACK)

    def refresh(self) -> None:
        self._token(grant_type="refresh_token", refresh_token=self.tokens["refresh_token"])

    def _token(self, **form: str) -> None:
        form |= {"client_id": self._client, "code_verifier": self._verifier}
        self.tokens = self._checked(self._http.post("/token", data=form)).json()
        self.headers["Authorization"] = f"Bearer {self.tokens['access_token']}"

    def post(self, method: str, params: dict[str, Any], **facts: Any) -> httpx.Response:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **facts}
        headers = {**self.headers, "Accept": "application/json, text/event-stream"}
        return self._http.post("/mcp", json=message, headers=headers)

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if self.headers.get("MCP-Protocol-Version") == MODERN:
            params = {**params, "_meta": ENVELOPE}
        answer = self._checked(self.post(method, params, id=next(self._ids)))
        result: dict[str, Any] = answer.json()["result"]
        if "Mcp-Session-Id" in answer.headers:
            self.headers["Mcp-Session-Id"] = answer.headers["Mcp-Session-Id"]
        return result

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        if self.headers.get("MCP-Protocol-Version") == MODERN:
            self.headers |= {"Mcp-Method": "tools/call", "Mcp-Name": tool}
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})
        assert not result["isError"], result
        structured: dict[str, Any] = result["structuredContent"]
        return structured

    def leave(self) -> int:
        return self._http.delete("/mcp", headers=self.headers).status_code

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        assert answer.is_success, f"{answer.status_code} at {answer.url}: {answer.text}"
        return answer


def signed_in(way: Restarted) -> Assistant:
    """An assistant whose user has signed in, each step at another process."""
    assistant, browser = Assistant(way), Browser(transport=way)
    page = browser.open(assistant.register())
    assert page.action, page.text
    assistant.redeem(browser.decide(page, "allow"))
    ours = [(hop.request.method, hop.status_code) for hop in browser.hops if hop.url.port == way.port]
    assert ours == [("GET", 200), ("POST", 303), ("GET", 303)], "the user was asked more than once"
    return assistant


STOPPED = [("stopped", 3), pytest.param(("stopped", 1), marks=pytest.mark.slow)]


@pytest.mark.parametrize("restarted", STOPPED, indirect=True, ids=["every third", "every"])
def test_a_sign_in_goes_on_at_another_process_after_any_step(provider: Provider, restarted: Restarted):
    calls = provider.userinfo_calls()
    assistant = signed_in(restarted)
    assert assistant.call("write_note", path="Patience", body="moss")["created"]
    first = assistant.tokens
    assistant.refresh()
    assert assistant.tokens["refresh_token"] != first["refresh_token"]
    assert assistant.call("read_note", path="Patience")["text"] == "moss"
    assistant.headers["Authorization"] = f"Bearer {first['access_token']}"
    assert assistant.call("list_notes")["total"] == 2, "the first access token is good for as long as it said"
    assert provider.userinfo_calls() == calls + 1
    steps = ["document", "register", "authorize", "consent", "callback", "token", "call", "refresh", "call", "call"]
    assert len(set(restarted.processes)) == len(steps[:: restarted.every])


def talk(assistant: Assistant) -> None:
    """Calls that each need what an earlier one left behind."""
    version = assistant.call("write_note", path="a/Moss", body="# Moss\nshade [[Fern]]")["version"]
    again = assistant.call("write_note", path="a/Moss", body="# Moss\nlight [[Fern]]", if_version=version)
    assert [note["path"] for note in assistant.call("search_notes", query="light")["notes"]] == ["a/Moss.md"]
    assert assistant.call("get_backlinks", path="a/Moss")["links"][0]["link"] == "Fern"
    assert assistant.call("delete_note", path="a/Moss", if_version=again["version"])["version"] == again["version"]


def by_exchange(provider: Provider, way: Restarted) -> Assistant:
    """An assistant with a token for one of the provider's: what a session needs, without the browser."""
    assistant = Assistant(way)
    theirs = {"Authorization": f"Bearer {provider.token_for('ada')}"}
    with httpx.Client(transport=way, timeout=ANSWER_SECONDS_MAX) as http:
        ours = http.post(f"{way.origin}/api/auth/create-token", headers=theirs, json={}).json()
    assistant.headers["Authorization"] = f"Bearer {ours['token']}"
    return assistant


@pytest.mark.slow
def test_a_session_goes_on_at_another_process_after_every_call(provider: Provider, restarted: Restarted):
    assistant = by_exchange(provider, restarted)
    assert assistant.ask("initialize", INITIALIZE)["protocolVersion"] == LEGACY
    session = assistant.headers["Mcp-Session-Id"]
    assistant.headers["MCP-Protocol-Version"] = LEGACY
    assert assistant.post("notifications/initialized", {}).status_code == 202
    talk(assistant)
    assert assistant.headers["Mcp-Session-Id"] == session
    assert assistant.leave() == 204
    assert assistant.post("tools/list", {}, id=1).status_code == 404, "an ended session stays ended"
    assert len(set(restarted.processes)) == 10


@pytest.mark.slow
def test_calls_without_a_session_go_on_at_another_process(provider: Provider, restarted: Restarted):
    assistant = by_exchange(provider, restarted)
    assistant.headers |= {"MCP-Protocol-Version": MODERN, "Mcp-Method": "server/discover"}
    assert MODERN in assistant.ask("server/discover", {})["supportedVersions"]
    talk(assistant)
    assert len(set(restarted.processes)) == 7
