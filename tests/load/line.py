"""A client's kept connection to the server, in either era of the protocol, which may hang up in the middle."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from benchmarks.wire import LEGACY, Line
from tests.load.answers import Answer, of_http, of_tool
from tests.load.ledger import BrokenPromise
from tests.load.site import Site

ANSWER_SECONDS_MAX = 60
IDLE_SECONDS_MAX = 3
"""The server closes a connection after five seconds (uvicorn); a client that knows closes it sooner."""


class KeptLine:
    """One client's connection. What it hears is held against what is documented."""

    def __init__(self, site: Site, version: str, token: Callable[[], str]) -> None:
        self._site = site
        self._version = version
        self._token = token
        self._session = ""
        self._connection: HTTPConnection | None = None
        self._used_at = 0.0
        self._opened_at = -1

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def call(self, tool: str, **arguments: Any) -> Answer:
        """Call a tool. The older era has a session, begun with the first call that finds the server well."""
        if self._version == LEGACY and not self._session:
            self._begin_session()
        headers, body = self._message(tool, arguments)
        return self._exchange("POST", "/mcp", headers, body, of_tool)

    def ask(self, method: str, path: str, body: bytes = b"", token: str | None = None) -> Answer:
        """Ask another address, as the page does; `token` is another than this client's own."""
        bearer = self._token() if token is None else token
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        return self._exchange(method, path, headers, body, of_http)

    def hang_up(self, tool: str, **arguments: Any) -> None:
        """Ask, and close without waiting for what is said."""
        headers, body = self._message(tool, arguments)
        self._site.is_up.wait(ANSWER_SECONDS_MAX)
        with suppress(OSError, HTTPException):
            self._opened().request("POST", "/mcp", body, headers)
        self.close()

    def _message(self, tool: str, arguments: dict[str, Any]) -> tuple[dict[str, str], bytes]:
        line = Line(self._site.port, self._version, self._token(), self._session)
        head, _, body = line.call(tool, arguments).partition("\r\n\r\n")
        return dict(header.split(": ", 1) for header in head.split("\r\n")[1:]), body.encode()

    def _begin_session(self) -> None:
        self._site.is_up.wait(ANSWER_SECONDS_MAX)
        try:
            self._session = Line(self._site.port, LEGACY, self._token()).in_session().session
        except (OSError, HTTPException, RuntimeError):
            self._session = ""

    def _exchange(
        self, method: str, path: str, headers: dict[str, str], body: bytes, read: Callable[[int, bytes], Answer]
    ) -> Answer:
        self._site.is_up.wait(ANSWER_SECONDS_MAX)
        ends = self._site.ends
        try:
            response, said = self._asked(method, path, headers, body)
            answer = read(response.status, said)
        except (OSError, HTTPException) as error:
            self.close()
            answer = Answer("refused" if isinstance(error, ConnectionRefusedError) else "dropped")
            if ends == self._site.ends and not self._site.is_ending:
                raise BrokenPromise(f"{path} was not answered: {error!r}") from error
        self._site.tally.answered(answer.code)
        return answer

    def _asked(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[HTTPResponse, bytes]:
        connection = self._opened()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        said = response.read()
        self._used_at = time.monotonic()
        return response, said

    def _opened(self) -> HTTPConnection:
        if time.monotonic() - self._used_at > IDLE_SECONDS_MAX or self._opened_at != self._site.ends:
            self.close()
        if not self._connection:
            self._opened_at, self._used_at = self._site.ends, time.monotonic()
            self._connection = HTTPConnection("127.0.0.1", self._site.port, timeout=ANSWER_SECONDS_MAX)
            self._connection.connect()
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection
