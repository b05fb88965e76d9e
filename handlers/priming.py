"""What a function does once before its snapshot is taken, so that none of it is left for the first request.

It runs on a vault of its own in a temporary folder, with a key nobody knows, and both are thrown away: no secret, no
connection, no clock and no identifier gets into the snapshot (AWS Lambda Developer Guide, "Handling uniqueness with
Lambda SnapStart").
"""

import gc
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from handlers import edge
from shared.config import Config
from shared.service import Service, build
from shared.shelves import warm_clients

USER_ID = "primed"
NOTE = "Primed"
TOOLS: list[tuple[str, dict[str, Any]]] = [
    ("write_note", {"path": NOTE, "body": "# A note\n\nWith #a-tag and a [[Link]]."}),
    ("edit_note", {"path": NOTE, "do": "append", "text": "and more"}),
    ("read_note", {"path": NOTE}),
    ("search_notes", {"query": "note"}),
    ("list_notes", {}),
]
CLIENT = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": USER_ID, "version": "1"}}

Adapter = Callable[[dict[str, Any], Any], dict[str, Any]]


def prime(adapter: Adapter, app: Starlette) -> None:
    """Answer one request of each kind, and make each client of AWS, and forget what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        vaults = _vault_of_its_own(Path(folder))
        with edge.serving(vaults):
            for event in _events(app, vaults):
                adapter(event, SimpleNamespace())
        vaults.indexes.drop(USER_ID)
        del vaults
        gc.collect()
    warm_clients()
    with suppress(ImportError):
        from snapshot_restore_py import register_after_restore  # type: ignore[import-not-found] # Lambda brings it

        register_after_restore(random.seed)


def _vault_of_its_own(folder: Path) -> Service:
    paths: dict[str, Any] = {
        "database_path": folder / "vault.db",
        "vault_base_path": folder,
        "search_cache_path": folder / "search",
    }
    config = replace(Config.from_environ(), records="sqlite", files="disk", jwt_secret_key=token_hex(32), **paths)
    return build(config)


def _events(app: Starlette, vaults: Service) -> Iterator[dict[str, Any]]:
    """A request to each address, and to /mcp those that an assistant begins with."""
    config = vaults.config
    headers = {
        "host": config.base_url.partition("//")[2],
        "authorization": f"Bearer {vaults.tokens.create_jwt(USER_ID)}",
        "content-type": "application/json",
    }
    for route in app.routes:
        path = getattr(route, "path", "/")
        if path == "/mcp":
            messages = [("initialize", CLIENT), ("tools/list", {})]
            messages += [("tools/call", {"name": name, "arguments": given}) for name, given in TOOLS]
            for method, params in messages:
                body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
                yield _event("POST", path, headers, json.dumps(body))
        elif isinstance(route, Route) and "{" not in path:
            yield _event("GET" if "GET" in (route.methods or ()) else "POST", path, headers, "{}")
        else:
            yield _event("GET", "/api/me", headers, "")


def _event(method: str, path: str, headers: dict[str, str], body: str) -> dict[str, Any]:
    """As an HTTP API sends it (payload format 2.0)."""
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": ""}
    asked = {"http": http, "domainName": headers["host"], "stage": "$default", "requestId": USER_ID}
    given = {"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers}
    return {**given, "requestContext": asked, "body": body, "isBase64Encoded": False}
