"""What one assistant and one server say to each other over one task, counted as a model would read it."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import count
from typing import Any

from benchmarks.tasks.vault import DAY_SECONDS
from benchmarks.wire import ANSWER_SECONDS_MAX, CLIENT, MODERN

_META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientInfo": CLIENT,
    "io.modelcontextprotocol/clientCapabilities": {},
}


class Refused(Exception):
    """The server answered with an error; its text is what a model would read."""


class NeverSaid(Exception):
    """A script uses what neither the user nor an answer told."""


@dataclass
class Server:
    """A running MCP server that speaks 2026-07-28, where a request needs no handshake."""

    port: int
    token: str = ""
    _ids: Any = field(default_factory=lambda: count(1))

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one request.

        Raises:
            Refused: the answer is a JSON-RPC error.
        """
        message = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": {**params, "_meta": _META}}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS_MAX)
        try:
            connection.request("POST", "/mcp", compact(message), self._headers(method, params.get("name", "")))
            reply = _reply(connection.getresponse().read().decode())
        finally:
            connection.close()
        if "result" not in reply:
            raise Refused(compact(reply.get("error", reply)).decode())
        result: dict[str, Any] = reply["result"]
        return result

    def call(self, tool: str, /, **arguments: Any) -> str:
        """What a tool says to a model, without counting it."""
        return said(self.ask("tools/call", name=tool, arguments=arguments))

    def tools_bytes(self) -> int:
        """What the list of tools costs, once per conversation."""
        return len(compact(self.ask("tools/list")["tools"]))

    def _headers(self, method: str, name: str) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        headers |= {"MCP-Protocol-Version": MODERN, "Mcp-Method": method}
        if name:
            headers["Mcp-Name"] = name
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


@dataclass(slots=True)
class Talk:
    """One task: `wish` is what the user said. `bytes_out` is the content a model reads, `whole` the result with all."""

    server: Server
    wish: str
    now: int
    calls: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    bytes_whole: int = 0
    heard: str = ""

    def __call__(self, tool: str, /, **arguments: Any) -> str:
        """Call a tool and answer what it says.

        Raises:
            Refused: it answered with an error.
        """
        self.calls += 1
        self.bytes_in += len(compact({"name": tool, "arguments": arguments}))
        result = self.server.ask("tools/call", name=tool, arguments=arguments)
        told = said(result)
        self.bytes_out += len(told.encode())
        self.bytes_whole += len(compact(result))
        self.heard += f"{told}\n{_strings_of(told)}\n"
        if result.get("isError"):
            raise Refused(told)
        return told

    def saw(self, *texts: str) -> None:
        """Hold that an assistant could know these texts by now.

        Raises:
            NeverSaid: it could not.
        """
        for text in texts:
            if text not in self.heard and text not in self.wish:
                raise NeverSaid(f"nobody has told the assistant {text!r}")

    def ago(self, days: float) -> str:
        """The time so many days ago, as tools take it."""
        moment = datetime.fromtimestamp(self.now - int(days * DAY_SECONDS), UTC)
        return moment.isoformat().replace("+00:00", "Z")


def said(result: dict[str, Any]) -> str:
    """The content of a result: its texts, and blocks of another kind as they stand."""
    blocks = result["content"]
    return "\n".join(block["text"] if block["type"] == "text" else compact(block).decode() for block in blocks)


def compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _reply(text: str) -> dict[str, Any]:
    """The JSON-RPC reply in a response, which may be a stream of events that ends with it."""
    events = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    reply: dict[str, Any] = json.loads(events[-1] if events else text)
    return reply


def _strings_of(told: str) -> str:
    """The strings of an answer that is JSON, one per line, as a model reads them: without their escapes."""
    try:
        return "\n".join(_strings(json.loads(told)))
    except ValueError:
        return ""


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [string for item in value.values() for string in _strings(item)]
    if isinstance(value, list):
        return [string for item in value for string in _strings(item)]
    return [value] if isinstance(value, str) else []
