"""A hostile request: what goes out, made of an honest question of bob's with something changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.conftest import ORIGIN
from tests.hostile.house import House

MODERN = "2026-07-28"
MIB = 1_048_576
Header = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """One HTTP request as it goes out."""

    body: bytes
    headers: list[Header]
    method: str = "POST"
    target: str = "/mcp"


Make = Callable[[House], Sent]


def message(method: Any, params: Any = None, **changed: Any) -> dict[str, Any]:
    whole = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params, **changed}
    return {name: value for name, value in whole.items() if value is not None}


LIST = message("tools/call", {"name": "list_notes", "arguments": {}})


def bytes_of(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def with_headers(body: Any, *changed: Header | str, method: str = "POST", target: str = "/mcp") -> Make:
    """A request of bob's; a pair replaces a header, or stands beside its like; a name alone leaves one out."""
    named = {header.lower() if isinstance(header, str) else header[0].lower() for header in changed}
    extra = [header for header in changed if not isinstance(header, str)]

    def make(house: House) -> Sent:
        usual = [
            ("host", ORIGIN.removeprefix("https://")),
            ("authorization", f"Bearer {house.bob}"),
            ("content-type", "application/json"),
        ]
        return Sent(bytes_of(body), [pair for pair in usual if pair[0] not in named] + extra, method, target)

    return make


def post(body: Any, **changed: Any) -> Make:
    return with_headers(body, **changed)


def tool(name: Any, arguments: Any) -> Make:
    return post(message("tools/call", {"name": name, "arguments": arguments}))


def raw_arguments(name: str, text: bytes) -> Make:
    """A tool call whose arguments are this text, JSON or not."""
    head = f'{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{name}","arguments":'
    return post(head.encode() + text + b"}}")


def modern(method: str, params: Any = None, *changed: Header | str, name: str = "", **meta: Any) -> Make:
    """A 2026-07-28 request with its envelope and its routing headers, and what is changed about them."""
    envelope = {"protocolVersion": MODERN, "clientCapabilities": {}, **meta}
    kept = {f"io.modelcontextprotocol/{key}": value for key, value in envelope.items() if value is not ...}
    headers: list[Header] = [("mcp-protocol-version", MODERN), ("mcp-method", method)]
    headers += [("mcp-name", name)] if name else []
    named = {header.lower() if isinstance(header, str) else header[0].lower() for header in changed}
    extra = [header for header in changed if not isinstance(header, str)]
    usual = [pair for pair in headers if pair[0] not in named]
    return with_headers(message(method, {**(params or {}), "_meta": kept}), *usual, *extra)


MODERN_LIST = {"name": "list_notes", "arguments": {}}


def bearing(*credentials: str | Callable[[House], str], body: Any = LIST) -> Make:
    """A request whose Authorization headers are these, and no other."""

    def make(house: House) -> Sent:
        values = [given if isinstance(given, str) else given(house) for given in credentials]
        return with_headers(body, "authorization", *[("authorization", value) for value in values])(house)

    return make


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth
