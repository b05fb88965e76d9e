"""HTTP requests that this server makes itself: with a time limit, a size limit, and no redirects."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Timer
from urllib.parse import urlsplit

from shared.errors import Invalid, Unavailable

SECONDS_MAX = 5.0
BYTES_MAX = 1_048_576
HTTPS_PORT = 443
NAT64 = IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48")
COMPATIBLE = IPv6Network("::/96")
ISATAP = b"\x5e\xfe"

Resolve = Callable[[str], list[str]]
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolved(host: str) -> list[str]:
    """Every address of a host name.

    Raises:
        OSError: there is none.
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)]


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Reply:
    """A request to a server that the operator named.

    Raises:
        Unavailable: it did not answer in time, or with too much.
    """
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = kind(parts.hostname or "", parts.port, timeout=SECONDS_MAX)
    try:
        return _exchanged(connection, method, target or "/", dict(headers or {}), body, BYTES_MAX)
    except (OSError, HTTPException, ValueError) as error:
        reason = f"{parts.hostname} did not answer: {type(error).__name__}"
        raise Unavailable("Another service did not answer. Please try again.", reason=reason) from error


def fetch_public(untrusted_url: str, *, bytes_max: int, resolve: Resolve = resolved) -> Reply:
    """GET an https URL that a stranger named, with no way to a private address.

    The name is resolved once, every address it has must be public, and the connection goes to one of those very
    addresses, so that a name cannot change its mind in between (SSRF; OWASP, and MCP's security best practices).

    Raises:
        Invalid: the URL is not a plain https one, or leads to where no client has its document.
        Unavailable: it did not answer in time, or with too much.
    """
    try:
        parts = urlsplit(untrusted_url)
        is_plain = parts.scheme == "https" and parts.port in (None, HTTPS_PORT) and "@" not in parts.netloc
    except ValueError:
        is_plain = False
    if not is_plain or not parts.hostname:
        raise Invalid("This must be a plain https URL.", reason="not a plain https URL")
    try:
        addresses = [ip_address(text.partition("%")[0]) for text in resolve(parts.hostname)]
    except (OSError, ValueError, UnicodeError) as error:
        raise Unavailable("The client's document could not be read.", reason=f"{parts.hostname}: no address") from error
    if not addresses or not all(map(is_public, addresses)):
        raise Invalid("The client's document could not be read.", reason=f"{parts.hostname} is not a public host")
    connection = _Pinned(parts.hostname, str(addresses[0]))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return _exchanged(connection, "GET", target, {"Accept": "application/json"}, None, bytes_max)
    except (OSError, HTTPException, ValueError) as error:
        reason = f"{parts.hostname} did not answer: {type(error).__name__}"
        raise Unavailable("The client's document could not be read.", reason=reason) from error


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, also when an IPv4 address is wrapped in an IPv6 one."""
    if isinstance(address, IPv6Address):
        if any(address in network for network in NAT64) or address.packed[10:12] == ISATAP:
            return is_public(IPv4Address(address.packed[-4:]))
        if address in COMPATIBLE:
            return False
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class _Pinned(HTTPSConnection):
    """An https connection to one address, under the name whose certificate must hold."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, HTTPS_PORT, timeout=SECONDS_MAX, context=ssl.create_default_context())
        self._address = address
        self._tls = ssl.create_default_context()

    def connect(self) -> None:
        plain = socket.create_connection((self._address, HTTPS_PORT), timeout=SECONDS_MAX)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _exchanged(
    connection: HTTPConnection, method: str, target: str, headers: dict[str, str], body: bytes | None, bytes_max: int
) -> Reply:
    until = time.monotonic() + SECONDS_MAX
    connection.connect()
    hang_up = Timer(SECONDS_MAX, partial(_hang_up, connection.sock))
    hang_up.start()
    try:
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        payload = response.read(bytes_max + 1)
        if len(payload) > bytes_max or time.monotonic() > until:
            raise ValueError("the answer is too large or too slow")
        return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, payload)
    finally:
        hang_up.cancel()
        connection.close()


def _hang_up(sock: socket.socket) -> None:
    """End a connection whose other side answers byte by byte, so that it cannot hold a thread."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
