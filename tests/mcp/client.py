"""A client of /mcp: what it sends in either era of the protocol, and the error it is answered with."""

from typing import Any

from tests.conftest import Person, Response

LEGACY = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
LIST_NOTES = {"name": "list_notes", "arguments": {}}


def request(method: str, params: dict[str, Any] | None = None, id: Any = 1) -> dict[str, Any]:  # noqa: A002 - its name
    return {"jsonrpc": "2.0", "id": id, "method": method, **({} if params is None else {"params": params})}


def initialize(person: Person, version: str, client: str = "ada's laptop") -> Response:
    client_info = {"name": client, "version": "1"}
    return person.post(
        request("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": client_info})
    )


def session_of(person: Person, version: str = "2025-06-18", client: str = "ada's laptop") -> str:
    return initialize(person, version, client).headers["mcp-session-id"]


def ask_modern(
    person: Person,
    method: str,
    params: dict[str, Any] | None = None,
    meta: dict[str, Any] | None = None,
    **headers: str,
) -> Response:
    """A 2026-07-28 request with its envelope and its routing headers; `meta` and `headers` change them."""
    envelope = {"protocolVersion": MODERN, "clientCapabilities": {}, **(meta or {})}
    kept = {META + name: value for name, value in envelope.items() if value is not None}
    routing = {"MCP_Protocol_Version": MODERN, "Mcp_Method": method}
    if params and "name" in params:
        routing["Mcp_Name"] = params["name"]
    sent = {name: value for name, value in {**routing, **headers}.items() if value}
    return person.post(request(method, {**(params or {}), "_meta": kept}), **sent)


def error_of(response: Response) -> tuple[int, int]:
    return response.status, response.json()["error"]["code"]
