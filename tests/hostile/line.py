"""A line to the application: a request goes one way, as the ASGI server hands it on, with nothing put right."""

import asyncio
import traceback
from typing import Any

import local_server
from shared.service import Service
from tests.conftest import Person, Response
from tests.hostile.request import Sent


def send_one_way(sent: Sent) -> Response:
    """The request as the ASGI server hands it on: header lines as they came, the URL's path as it stood."""
    path, _, query = sent.target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.headers],
        "client": ("192.0.2.1", 1),
        "server": ("notes.example", 443),
    }
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    async def answer(event: Any) -> None:
        told.append(event)

    async def exchange() -> None:
        try:
            await local_server.app()(scope, receive, answer)
        except Exception:  # noqa: BLE001 - Starlette answers 500 and raises; the answer is what counts here
            traceback.print_exc()

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(exchange())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
    headers = {name.decode(): value.decode("latin-1") for name, value in told[0]["headers"]}
    return Response(told[0]["status"], headers, b"".join(event.get("body", b"") for event in told[1:]))


def one_way(vaults: Service, user_id: str) -> Person:
    """A user whose requests go one way."""

    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        return send_one_way(Sent(body, [("host", "notes.example"), *headers.items()], method, path))

    return Person(user_id, vaults.tokens.create_jwt(user_id), send)
