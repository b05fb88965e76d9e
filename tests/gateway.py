"""A front door that gives one header of the answers another name, as API Gateway does before a Lambda."""

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

CHALLENGE, RENAMED = re.compile(rb"(?im)^www-authenticate:"), b"x-amzn-remapped-www-authenticate:"


@dataclass
class Gateway:
    """Where people come in, the loopback port of the server behind it, and how many challenges it has renamed."""

    url: str = ""
    target: int = 0
    renamed: int = 0


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway on a free port, until the block ends."""
    front = Gateway()

    class Clerk(_Clerk):
        gateway = front

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clerk) as proxy:
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        front.url = f"http://127.0.0.1:{proxy.server_address[1]}/mcp"
        yield front
        proxy.shutdown()


class _Clerk(socketserver.StreamRequestHandler):
    """Passes one request on, and its response back as it comes, but for one header's name."""

    gateway: ClassVar[Gateway]

    def handle(self) -> None:
        head = self._head(self.rfile)
        if not head:
            return
        length = re.search(rb"\ncontent-length: *(\d+)", head.lower())
        body = self.rfile.read(int(length[1]) if length else 0)
        with socket.create_connection(("127.0.0.1", self.gateway.target)) as server, suppress(ConnectionError):
            server.sendall(head + b"Connection: close\r\n\r\n" + body)
            answer = server.makefile("rb")
            renamed, times = CHALLENGE.subn(RENAMED, self._head(answer))
            self.gateway.renamed += times
            self.wfile.write(renamed + b"Connection: close\r\n\r\n")
            while part := answer.read1():
                self.wfile.write(part)

    def _head(self, stream: BinaryIO) -> bytes:
        """The lines before the body, without what is said of the connection."""
        lines = iter(lambda: stream.readline().rstrip(b"\r\n"), b"")
        return b"".join(line + b"\r\n" for line in lines if not line.lower().startswith(b"connection:"))
