"""Requests that the server makes itself: what is sent, what comes back, and what is told when nothing does."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from shared.access.fetch import fetch, fetch_public, is_public, resolved
from shared.errors import Invalid, Unavailable
from tests.access.refused import refused, words_of

AGAIN = "Another service did not answer. Please try again."
NOT_READ = "The client's document could not be read."
MEBIBYTE = 1_048_576


class Service(HTTPServer):
    """A service on loopback: what it answers, and what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answer = b"found"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Asked(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        service: Any = self.server
        service.asked.append((self.command, self.path, dict(self.headers), body))
        self.send_response(202)
        self.send_header("X-Kept", "Yes")
        self.send_header("Content-Length", str(len(service.answer)))
        self.end_headers()
        self.wfile.write(service.answer)

    do_GET = do_POST  # noqa: N815 - the library's own name

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as service:
        thread = threading.Thread(target=service.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield service
        service.shutdown()
        thread.join()


def test_a_request_is_sent_as_it_is_meant_and_its_answer_comes_back(service: Service):
    reply = fetch("POST", f"{service.url}/token?a=1&b=2", headers={"X-Sent": "too"}, body=b"form")
    assert (reply.status, reply.body, reply.headers["x-kept"]) == (202, b"found", "Yes")
    [(method, path, headers, body)] = service.asked
    assert (method, path, headers["X-Sent"], body) == ("POST", "/token?a=1&b=2", "too", b"form")


@pytest.mark.parametrize(("rest", "path"), [("", "/"), ("/", "/"), ("/a", "/a"), ("/a?", "/a"), ("?b", "?b")])
def test_a_request_without_a_path_is_for_the_root(service: Service, rest: str, path: str):
    assert fetch("GET", service.url + rest).body == b"found"
    [(method, asked, headers, body)] = service.asked
    assert (method, asked, body) == ("GET", path, b"")
    assert headers["Host"] == service.url.removeprefix("http://")


def test_an_answer_has_a_mebibyte_at_most(service: Service):
    service.answer = b"x" * MEBIBYTE
    assert len(fetch("GET", service.url).body) == MEBIBYTE
    service.answer += b"x"
    assert words_of(fetch, "GET", service.url) == (AGAIN, "127.0.0.1 did not answer: ValueError")


def test_a_service_that_is_away_is_named_in_the_log_alone():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    refusal = refused(fetch, "GET", f"http://127.0.0.1:{port}/")
    assert isinstance(refusal, Unavailable) and refusal.message == AGAIN
    assert refusal.reason == "127.0.0.1 did not answer: ConnectionRefusedError"


def test_a_service_with_tls_is_not_asked_without(service: Service):
    refusal = refused(fetch, "GET", service.url.replace("http:", "https:"))
    assert refusal.message == AGAIN and refusal.reason.startswith("127.0.0.1 did not answer: ")
    assert service.asked == []


@pytest.mark.parametrize("url", ["http://client.example/", "https://client.example:444/", "https:///x", "https://[/"])
def test_a_url_that_is_not_plain_is_told_so(url: str):
    refusal = refused(fetch_public, url, bytes_max=9, resolve=lambda host: ["93.184.215.14"])
    assert isinstance(refusal, Invalid)
    assert (refusal.message, refusal.reason) == ("This must be a plain https URL.", "not a plain https URL")


@pytest.mark.parametrize(
    ("addresses", "reason"),
    [
        ([], "client.example is not a public host"),
        (["10.0.0.5"], "client.example is not a public host"),
        (["93.184.215.14", "::1"], "client.example is not a public host"),
        (["no address"], "client.example: no address"),
    ],
)
def test_why_a_host_is_not_asked_stands_in_the_log_alone(addresses: list[str], reason: str):
    told = words_of(fetch_public, "https://client.example/", bytes_max=9, resolve=lambda host: addresses)
    assert told == (NOT_READ, reason)


def test_a_name_that_nobody_has_is_told_as_no_address():
    def unknown(host: str) -> list[str]:
        raise OSError(host)

    refusal = refused(fetch_public, "https://client.example/", bytes_max=9, resolve=unknown)
    assert isinstance(refusal, Unavailable)
    assert (refusal.message, refusal.reason) == (NOT_READ, "client.example: no address")


def test_a_public_host_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def away(where: tuple[str, int], timeout: float) -> socket.socket:
        asked.append((where, timeout))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", away)
    url = "https://client.example:443/client.json"
    told = words_of(fetch_public, url, bytes_max=9, resolve=lambda host: ["93.184.215.14", "93.184.215.15"])
    assert told == (NOT_READ, "client.example did not answer: ConnectionRefusedError")
    assert asked == [(("93.184.215.14", 443), 5.0)]


def test_a_host_has_the_addresses_that_it_has():
    assert resolved("192.0.2.7") == ["192.0.2.7"]
    assert set(resolved("localhost")) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("::ffff:93.184.215.14", True),
        ("::ffff:10.0.0.5", False),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::a00:5", False),
        ("64:ff9b:1::5db8:d70e", True),
        ("2002:5db8:d70e::1", True),
        ("2002:a00:5::1", False),
        ("2606:4700::5efe:5db8:d70e", True),
        ("2606:4700::5efe:a00:5", False),
        ("::5db8:d70e", False),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffa", False),
        ("2001:0:4136:e378:8000:63bf:a247:28f1", True),
        ("224.0.0.1", False),
        ("ff0e::1", False),
        ("10.0.0.5", False),
        ("fd00::1", False),
    ],
)
def test_an_address_is_public_by_what_it_leads_to(address: str, is_one: bool):
    assert is_public(ip_address(address)) == is_one
