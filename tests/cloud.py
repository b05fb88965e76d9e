"""AWS as a process of its own: moto's server on loopback, which answers one request at a time.

moto's transactions are not isolated: one that fails puts back the table as it was before. So what is asked of it must
not overlap. The process ends when its standard input does, that is, with whoever started it.
"""

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from tests.running import PASSED_ON, ROOT
from tests.transactions import make_quick

REGION = "us-east-1"
STOP_SECONDS_MAX = 10

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def environ_of(url: str) -> dict[str, str]:
    """What anybody sets whose AWS is elsewhere."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def cloud() -> Iterator[str]:
    """The URL of an AWS with nothing in it, until the block ends."""
    program = [sys.executable, "-m", "tests.cloud"]
    environ = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with subprocess.Popen(
        program, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        assert url, f"AWS ended with {process.wait(STOP_SECONDS_MAX)} before it listened"
        try:
            yield url
        finally:
            process.kill()


@cache
def our_cloud() -> str:
    """The URL of this process's own AWS, which starts when it is first asked for and ends with the process."""
    running = cloud()
    url = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return url


def emptied(url: str) -> str:
    """The same AWS, with nothing in it any more."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=STOP_SECONDS_MAX)
    connection.request("POST", "/moto-api/reset")
    answer = connection.getresponse()
    assert json.loads(answer.read()) == {"status": "ok"}
    connection.close()
    return url


def one_at_a_time(application: Wsgi) -> Wsgi:
    """An application that begins with a request when it has answered the one before."""
    lock = Lock()

    def answered(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with lock:
            return list(application(environ, start_response))

    return answered


def main() -> None:
    """Serve until standard input ends; the URL is the one line that is written."""
    from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    class Clerk(MotoRequestHandler):
        """Keeps connections, and keeps still."""

        protocol_version = "HTTP/1.1"

        def log_request(self, *said: object) -> None:
            pass

    make_quick()
    aws: Any = DomainDispatcherApplication(create_backend_app)
    aws.get_backend_for_host = cache(aws.get_backend_for_host)  # it would list a folder for every request
    server = make_server("127.0.0.1", 0, one_at_a_time(aws), threaded=True, request_handler=Clerk)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
