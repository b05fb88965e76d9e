"""What the server can be made to fetch: a client's document, from a public address."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from shared.access import fetch as fetching
from shared.access.clients import DOCUMENT_BYTES_MAX
from shared.access.fetch import Reply, fetch_public
from shared.errors import Invalid, Unavailable, VaultError
from tests.internet import ADDRESSES, INSIDE, OPEN, self_signed
from tests.sign_in.document import DOCUMENT, ID

PUBLIC, METADATA = ADDRESSES[OPEN], "169.254.169.254"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def no_connection(*_: Any, **__: Any) -> socket.socket:
    raise AssertionError("a connection was opened")


@pytest.mark.parametrize(
    "url",
    [
        f"http://{OPEN}/client.json",
        f"https://{OPEN}:8443/client.json",
        f"https://{OPEN}:99999/client.json",
        f"https://{OPEN}:x/client.json",
        f"https://user@{OPEN}/client.json",
        f"https://{OPEN}@{INSIDE}/client.json",
        "https:///client.json",
        "https://[/client.json",
        f"gopher://{OPEN}/",
        "file:///etc/passwd",
        "/etc/passwd",
        "",
    ],
)
def test_only_a_plain_https_url_is_fetched(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setattr(socket, "create_connection", no_connection)
    with pytest.raises(VaultError):
        fetch_public(url, bytes_max=100, resolve=lambda host: [PUBLIC])


@pytest.mark.parametrize(
    "addresses",
    [
        [METADATA],
        ["127.0.0.1"],
        ["127.8.8.8"],
        ["0.0.0.0"],
        ["10.0.0.5"],
        ["172.16.0.1"],
        ["192.168.1.1"],
        ["100.64.0.1"],
        ["198.18.0.1"],
        ["192.0.2.1"],
        ["224.0.0.1"],
        ["239.255.255.250"],
        ["255.255.255.255"],
        ["::"],
        ["::1"],
        ["fd00:ec2::254"],
        ["fe80::1%eth0"],
        ["ff02::1"],
        ["2001:db8::1"],
        [f"::ffff:{METADATA}"],
        ["::ffff:10.0.0.5"],
        ["64:ff9b::a9fe:a9fe"],
        ["64:ff9b:1::a9fe:a9fe"],
        ["2002:a9fe:a9fe::1"],
        ["2002:7f00:1::"],
        ["fe80::5efe:10.0.0.5"],
        ["2606:4700::5efe:10.0.0.5"],
        ["::127.0.0.1"],
        [PUBLIC, METADATA],
        [METADATA, PUBLIC],
        [PUBLIC, "::1"],
        [],
        ["not an address"],
    ],
    ids=str,
)
def test_a_name_with_an_address_that_is_not_public_is_never_connected_to(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
):
    monkeypatch.setattr(socket, "create_connection", no_connection)
    with pytest.raises((Invalid, Unavailable)):
        fetch_public(ID, bytes_max=100, resolve=lambda host: addresses)


def test_a_name_is_resolved_once_and_cannot_change_its_mind(monkeypatch: pytest.MonkeyPatch):
    """DNS rebinding: the connection goes to the address that was checked, whatever the name says afterwards."""
    answers, connected = [[PUBLIC], [METADATA], [METADATA]], []

    def connect(where: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(where)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(socket, "getaddrinfo", no_connection)
    with pytest.raises(Unavailable):
        fetch_public(ID, bytes_max=100, resolve=lambda host: answers.pop(0))
    assert (connected, len(answers)) == ([(PUBLIC, 443)], 2)


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch):
    connected = []

    def connect(where: tuple[str, int], *_: Any, **__: Any) -> socket.socket:
        connected.append(where)
        raise OSError

    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Unavailable):
        fetch_public(ID, bytes_max=100, resolve=lambda host: [PUBLIC])
    assert connected == [(PUBLIC, 443)]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@contextmanager
def host(monkeypatch: pytest.MonkeyPatch, certificate: Path, *pieces: bytes, pause: float = 0) -> Iterator[list[str]]:
    """The public address leads to a host that says these pieces to everybody; what it was asked for."""
    tls, asked, is_over = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), [], threading.Event()
    tls.load_cert_chain(certificate)
    connect, listener = socket.create_connection, socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def answer() -> None:
        while True:
            try:
                plain, _ = listener.accept()
                with tls.wrap_socket(plain, server_side=True) as line:
                    asked.append(line.recv(9_999).split(b" ")[1].decode())
                    for piece in pieces:
                        line.sendall(piece)
                        if is_over.wait(pause):
                            return
            except OSError:
                if listener.fileno() < 0 or is_over.is_set():
                    return

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(socket, "create_connection", lambda where, *a, **k: connect(("127.0.0.1", port), *a, **k))
    with listener:
        yield asked
        is_over.set()
        with connect(("127.0.0.1", port)):
            """Let it see that it is over."""
    thread.join(5)


def fetched(url: str = ID) -> Reply:
    return fetch_public(url, bytes_max=DOCUMENT_BYTES_MAX, resolve=lambda host: [PUBLIC])


def test_a_document_is_fetched_from_its_host(monkeypatch: pytest.MonkeyPatch, certificate: Path):
    body = json.dumps(DOCUMENT).encode()
    with host(monkeypatch, certificate, HEAD + b"Connection: close\r\n\r\n" + body) as asked:
        assert json.loads(fetched().body) == DOCUMENT
    assert asked == ["/client.json"]


def test_a_redirect_is_not_followed(monkeypatch: pytest.MonkeyPatch, certificate: Path):
    moved = b"HTTP/1.1 302 Found\r\nLocation: https://client.example/other\r\nContent-Length: 0\r\n\r\n"
    with host(monkeypatch, certificate, moved) as asked:
        assert fetched().status == 302
    assert asked == ["/client.json"]


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"Content-Length: 6000\r\n\r\n", b"x" * 6_000],
        [HEAD + b"Connection: close\r\n\r\n", *[b"x" * 1_000] * 50],
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"3e8\r\n" + b"x" * 1_000 + b"\r\n"] * 50],
    ],
    ids=["of a stated size", "of no stated size", "in chunks"],
)
def test_a_document_that_is_too_large_is_refused(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, pieces: list[bytes]
):
    with host(monkeypatch, certificate, *pieces), pytest.raises(Unavailable):
        fetched()


def test_a_host_with_another_certificate_is_refused(monkeypatch: pytest.MonkeyPatch, certificate: Path):
    other = "https://another.example/client.json"
    with host(monkeypatch, certificate, HEAD + b"Content-Length: 2\r\n\r\n{}") as asked, pytest.raises(Unavailable):
        fetched(other)
    assert asked == []


@pytest.mark.parametrize(
    "pieces",
    [
        [HEAD + b"Content-Length: 500\r\n\r\n", *[b" "] * 40],
        [*(bytes([letter]) for letter in HEAD[:40])],
        [HEAD, *[b"X-Wait: x\r\n"] * 40],
    ],
    ids=["in its body", "in its status", "in its headers"],
)
def test_a_host_that_dawdles_is_given_up(monkeypatch: pytest.MonkeyPatch, certificate: Path, pieces: list[bytes]):
    """Each piece comes in time; all of them would not. Otherwise a few documents would hold every thread."""
    monkeypatch.setattr(fetching, "SECONDS_MAX", 0.3)
    with host(monkeypatch, certificate, *pieces, pause=0.05):
        began = time.monotonic()
        with suppress(Unavailable):
            fetched()
        assert time.monotonic() - began < 1.5, "it listened for five times the time it gives"
