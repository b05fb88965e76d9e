"""Where one request ends and the next begins: what could be read in two ways is refused, with all behind it."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import Running, running

FINAL_CHUNK = b"0\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Path(tmp_path_factory.mktemp("framing"))) as server:
        yield server


def answers(server: Running, framing: bytes, body: bytes) -> bytes:
    """All that comes back for a request and another one hidden behind it, until the server hangs up."""
    address = ("127.0.0.1", server.config.mcp_port)
    host = b"Host: %s:%d\r\n" % (address[0].encode(), address[1])
    hidden = b"GET /healthz HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n"
    head = b"POST /mcp HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\n" + framing
    with socket.create_connection(address, timeout=10) as line:
        line.sendall(head + b"\r\n" + body + hidden)
        return b"".join(iter(lambda: line.recv(65_536), b""))


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", FINAL_CHUNK),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 200\r\n", FINAL_CHUNK),
        (b"Content-Length: 0\r\nContent-Length: 99\r\n", b""),
        (b"Content-Length: +0\r\n", b""),
        (b"Transfer-Encoding: xchunked\r\nContent-Length: 0\r\n", b""),
        (b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n", b""),
        (b"Transfer-Encoding: chunked, identity\r\nContent-Length: 0\r\n", b""),
        (b"X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", b""),
    ],
    ids=str,
)
def test_a_request_that_could_end_in_two_places_is_refused_with_all_behind_it(
    server: Running, framing: bytes, body: bytes
):
    told = answers(server, framing, body)  # RFC 9112 sections 5.1, 6.1 and 6.3
    assert told.startswith(b"HTTP/1.1 400 ")
    assert told.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize(
    ("framing", "body"), [(b"Content-Length: 0\r\n", b""), (b"Transfer-Encoding: chunked\r\n", FINAL_CHUNK)], ids=str
)
def test_requests_that_say_where_they_end_are_both_answered(server: Running, framing: bytes, body: bytes):
    told = answers(server, framing, body)
    assert told.count(b"HTTP/1.1 ") == 2
    assert told.endswith(b"ok\n")
