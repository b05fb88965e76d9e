"""The people, the clock, the backends and the ways of running that every test shares."""

import asyncio
import gc
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

import local_server
from handlers import edge
from shared.config import Config
from shared.service import Service
from tests.lambda_events import answered
from tests.provider import provider as provider
from tests.sentence import is_sentence
from tests.shelves import BACKENDS, Shelves, aws_shelves, cloud_shelves, local_shelves, moto

ADA, BOB = "hf-ada", "hf-bob"
ORIGIN = "https://notes.example"
KEY = "a key of thirty-two bytes or more"


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so that the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


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


SENDING = {"send", "opened"}
"""Fixtures through which a test sends requests; on AWS those are events of the Lambdas."""


@pytest.fixture(params=BACKENDS)
def shelves(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Shelves]:
    """Records and Files, on every backend."""
    with ExitStack() as stack:
        if request.param == "local":
            yield local_shelves(tmp_path, clock)
        elif SENDING & set(request.fixturenames):
            yield stack.enter_context(cloud_shelves(clock))
        else:
            stack.enter_context(moto())
            yield aws_shelves(clock)


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


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as it reaches the Lambdas."""
    answer = answered(method, path, {"host": ORIGIN.removeprefix("https://"), **_in_lower_case(headers)}.items(), body)
    return Response(answer.status, dict(answer.headers), answer.body)


def _in_lower_case(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


WAYS: dict[str, Send] = {"local": send_asgi, "aws": send_lambda}
"""By backend: as a laptop's one process, and as Lambdas."""


@pytest.fixture
def send(request: pytest.FixtureRequest, vaults: Service, monkeypatch: pytest.MonkeyPatch) -> Send:
    """Sends a raw request to the service, in every way it runs: `send(method, path, headers, body)`."""
    serve(vaults, monkeypatch)
    return WAYS[request.node.callspec.params["shelves"]]


def serve(vaults: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every handler of this process answer for these vaults."""
    edge.renew_service()
    monkeypatch.setattr(edge, "build", lambda config: vaults)


@pytest.fixture(autouse=True)
def no_service_is_left_over() -> Iterator[None]:
    yield
    edge.renew_service()


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
        assert is_sentence(error["message"]), error
        return error


@pytest.fixture
def ada(vaults: Service, send: Send) -> Person:
    return Person(ADA, vaults.tokens.create_jwt(ADA), send)


@pytest.fixture
def bob(vaults: Service, send: Send) -> Person:
    return Person(BOB, vaults.tokens.create_jwt(BOB), send)
