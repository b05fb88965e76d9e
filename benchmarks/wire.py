"""A tool call as it goes over the wire, in both protocol eras, and the handshake that the older one has."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

LEGACY, MODERN = "2025-11-25", "2026-07-28"
CLIENT = {"name": "benchmark", "version": "1"}
ANSWER_SECONDS_MAX = 300
_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": CLIENT,
    "io.modelcontextprotocol/clientCapabilities": {},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One server, and how it is spoken to: the protocol version, the token and the session, where it has them."""

    port: int
    version: str
    token: str = ""
    session: str = ""

    def call(self, tool: str, arguments: dict[str, Any], *, request_id: int = 1) -> str:
        """A whole HTTP request, ready to be sent, that calls a tool. Ids are not repeated within a session."""
        params: dict[str, Any] = {"name": tool, "arguments": arguments}
        if self.version == MODERN:
            params["_meta"] = _META
        body = _message("tools/call", params, request_id=request_id)
        lines = [f"{name}: {value}" for name, value in self._headers("tools/call", tool).items()]
        lines += [f"Host: 127.0.0.1:{self.port}", f"Content-Length: {len(body.encode())}"]
        return "\r\n".join(["POST /mcp HTTP/1.1", *lines, "", body])

    def asked(self, method: str) -> str:
        """What a method without parameters answers, on the wire that needs no session."""
        return _post(self.port, self._headers(method), _message(method, {"_meta": _META}, request_id=1))[1]

    def answer(self, tool: str, arguments: dict[str, Any]) -> str:
        """Call a tool once and wait for what it answers."""
        head, _, body = self.call(tool, arguments).partition("\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
        _, text = _post(self.port, headers, body)
        return text

    def _headers(self, method: str, name: str = "") -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        headers["MCP-Protocol-Version"] = self.version
        if self.version == MODERN:
            headers |= {"Mcp-Method": method, **({"Mcp-Name": name} if name else {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.session:
            headers["Mcp-Session-Id"] = self.session
        return headers

    def in_session(self) -> "Line":
        """The same line after the handshake of the older era, in the session it opened."""
        params = {"protocolVersion": self.version, "capabilities": {}, "clientInfo": CLIENT}
        headers, _ = _post(self.port, self._headers("initialize"), _message("initialize", params, request_id=0))
        line = Line(self.port, self.version, self.token, headers["mcp-session-id"])
        _post(self.port, line._headers("notifications/initialized"), _message("notifications/initialized"))
        return line


def _message(method: str, params: dict[str, Any] | None = None, *, request_id: int | None = None) -> str:
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
    if request_id is not None:
        message["id"] = request_id
    return json.dumps({**message, **({"params": params} if params else {})})


def _post(port: int, headers: dict[str, str], body: str) -> tuple[dict[str, str], str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request("POST", "/mcp", body.encode(), headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    if response.status not in (200, 202):
        raise RuntimeError(f"the handshake or first call was answered with {response.status}: {text[:300]}")
    return {name.lower(): value for name, value in response.getheaders()}, text
