"""The people, the clock, the backends and the ways of running that every test shares."""

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import local_server
from handlers import edge, mcp
from shared.config import Config
from shared.service import Service
from tests.provider import provider as provider
from tests.shelves import BACKENDS, Shelves, aws_shelves, local_shelves, moto

ADA, BOB = "hf-ada", "hf-bob"
ORIGIN = "https://notes.example"
KEY = "a key of thirty-two bytes or more"


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=BACKENDS)
def shelves(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Shelves]:
    """Records and Files, on every backend."""
    with ExitStack() as stack:
        if request.param == "aws":
            stack.enter_context(moto())
            yield aws_shelves(clock)
        else:
            yield local_shelves(tmp_path, clock)


def config_in(folder: Path, **settings: Any) -> Config:
    """Settings of a server whose data lies in a folder of its own."""
    paths = {"vault_base_path": folder / "vaults", "database_path": folder / "vault.db"}
    given = {"public_base_url": ORIGIN, "jwt_secret_key": KEY, "search_cache_path": folder / "search", **paths}
    given |= {"oauth_client_id": "vault", "rate_limit_per_minute": 1_000_000}
    return Config(**{**given, **settings})


@pytest.fixture
def vaults(shelves: Shelves, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Service:
    """The service on every backend. Like the Lambdas it has no visible folder where it has no disk."""
    mode = "local" if request.node.callspec.params["shelves"] == "local" else "lambda"
    return Service(config_in(tmp_path, mode=mode), shelves.records, shelves.files, clock=clock)


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


Send = Callable[..., Response]


def send_asgi(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as it reaches the one process of a laptop or a Space."""

    async def exchange() -> Response:
        transport = httpx.ASGITransport(app=local_server.app())
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            answer = await client.request(method, path, headers=headers, content=body)
        return Response(answer.status_code, dict(answer.headers), answer.content)

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(exchange())
    finally:
        loop.close()


CONTEXT = SimpleNamespace(
    function_name="mcp",
    memory_limit_in_mb=1024,
    invoked_function_arn="arn:aws:lambda:::function:mcp",
    aws_request_id="r-1",
)


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as the event of an HTTP API (payload format 2.0)."""
    host = headers.get("host", ORIGIN.removeprefix("https://"))
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": host, **{name.lower(): value for name, value in headers.items()}},
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": ""},
            "domainName": host,
            "stage": "$default",
            "requestId": "1",
            "time": "21/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1_795_000_000_000,
        },
        "body": body.decode("latin-1") if body.isascii() else base64.b64encode(body).decode(),
        "isBase64Encoded": not body.isascii(),
    }
    answer = mcp.handler(event, CONTEXT)
    text = answer.get("body") or ""
    payload = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    return Response(answer["statusCode"], {k.lower(): v for k, v in answer["headers"].items()}, payload)


WAYS: dict[str, Send] = {"asgi": send_asgi, "lambda": send_lambda}


@pytest.fixture(params=WAYS)
def send(request: pytest.FixtureRequest, vaults: Service, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Sends a raw request to the service, in every way it runs: `send(method, path, headers, body)`."""
    serve(vaults, monkeypatch)
    return WAYS[request.param]


def serve(vaults: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every handler of this process answer for these vaults."""
    edge.service.cache_clear()
    monkeypatch.setattr(edge, "build", lambda config: vaults)


@pytest.fixture(autouse=True)
def no_service_is_left_over() -> Iterator[None]:
    yield
    edge.service.cache_clear()
    mcp._exchange.cache_clear()


@dataclass(frozen=True)
class Person:
    """A signed-in user with a client that speaks JSON-RPC as the deployment guide prints it."""

    user_id: str
    token: str
    send: Send

    def post(self, body: Any, **headers: str) -> Response:
        """POST /mcp with nothing but a token and a content type, and what else is given."""
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", "/mcp", {**given, **extra}, raw)

    def ask(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """The JSON-RPC reply to one request."""
        answer = self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}})
        reply: dict[str, Any] = answer.json()
        lacks_a_scope = "scope" in (reply.get("error", {}).get("data") or {})
        assert answer.status == (403 if lacks_a_scope else 200), answer.body
        return reply

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured answer of a tool that must succeed."""
        result = self.ask("tools/call", {"name": tool, "arguments": arguments})["result"]
        assert not result["isError"], result
        structured: dict[str, Any] = result["structuredContent"]
        return structured

    def refused(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The error of a tool that must refuse: its code, its sentence and its facts."""
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        answer = self.post(message)
        result = answer.json()["result"]
        assert result["isError"], result
        error: dict[str, Any] = result["structuredContent"]["error"]
        assert answer.status == (403 if "scope" in error else 200)
        assert result["content"] == [{"type": "text", "text": error["message"]}]
        return error


@pytest.fixture
def ada(vaults: Service, send: Send) -> Person:
    return Person(ADA, vaults.tokens.create_jwt(ADA), send)


@pytest.fixture
def bob(vaults: Service, send: Send) -> Person:
    return Person(BOB, vaults.tokens.create_jwt(BOB), send)
