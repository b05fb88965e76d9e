"""A made-up internet: one host that serves clients' documents, and our server (`python -m tests.internet PORT`) on it.

Nothing of ours is replaced. A name resolves to an address as the server's guard wants to see it, and a connection to
that address is led to a loopback port, as if this machine were the router in between.
"""

import json
import socket
import ssl
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import local_server

OPEN, INSIDE = "client.example", "inside.example"
ADDRESSES = {OPEN: "93.184.215.14", INSIDE: "10.0.0.5"}
"""A host that anybody reaches, and one that only a server inside could."""
CONNECT, LOOK_UP = socket.create_connection, socket.getaddrinfo


@dataclass
class Internet:
    """Where the documents lie (`certificate` vouches for their host), and which were asked for by what name."""

    port: int
    certificate: Path
    asked: list[str] = field(default_factory=list)


@contextmanager
def internet(folder: Path, documents: Mapping[str, Any]) -> Iterator[Internet]:
    """Serve JSON documents by path over https, until the block ends."""
    certificate = self_signed(folder)

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            net.asked.append(f"{self.headers['Host']}{self.path}")
            body = json.dumps(documents.get(self.path)).encode()
            self.send_response(200 if self.path in documents else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        net = Internet(server.server_address[1], certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield net
        server.shutdown()


def self_signed(folder: Path) -> Path:
    """A key and a certificate for the hosts, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, OPEN)])
    names = x509.SubjectAlternativeName([x509.DNSName(host) for host in ADDRESSES])
    usage = dict.fromkeys(
        ("content_commitment", "data_encipherment", "encipher_only", "decipher_only", "crl_sign", "key_agreement"),
        False,
    )
    usage |= dict.fromkeys(("digital_signature", "key_encipherment", "key_cert_sign"), True)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(minutes=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file = folder / "certificate.pem"
    file.write_bytes(private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return file


def lead_to(port: int) -> None:
    """From now on the hosts are at the other end of a loopback port."""

    def looked_up(host: Any, *rest: Any, **options: Any) -> Any:
        return LOOK_UP(ADDRESSES.get(host, host), *rest, **options)

    def connected(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
        is_ours = address[0] in ADDRESSES.values()
        return CONNECT(("127.0.0.1", port) if is_ours else address, *rest, **options)

    socket.getaddrinfo, socket.create_connection = looked_up, connected


if __name__ == "__main__":
    lead_to(int(sys.argv[-1]))
    sys.exit(local_server.main())
