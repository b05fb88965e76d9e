"""The real server as a process of its own, for tests that see it from outside: `with running(folder) as server`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from shared.access.tokens import AuthService
from shared.config import Config

ROOT = Path(__file__).parent.parent
KEY = "a key of thirty-two bytes or more"
START_SECONDS_MAX, ANSWER_SECONDS_MAX, STOP_SECONDS_MAX = 60, 2, 30
PROBE_SECONDS = 0.02
PORTS_TRIED_MAX = 5
PASSED_ON = ("HOME", "LANG", "PATH", "SYSTEMROOT", "TMPDIR")

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Running:
    """A server that has answered. `url` is what a client is given."""

    config: Config
    process: Process
    log: Path

    @property
    def url(self) -> str:
        return self.config.mcp_url

    def token(self, user_id: str) -> str:
        """A token of this server for a user."""
        return AuthService(self.config).create_jwt(user_id)

    def kill(self) -> None:
        """End the server as a power cut would: nothing is flushed, nothing is said."""
        self.process.kill()
        self.process.wait(STOP_SECONDS_MAX)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """The real server over the data in `folder`, until the block ends. The same folder again is the same vaults.

    It listens where MCP_PORT says, and on a free port of its own choice otherwise.
    """
    log = folder / "server.log"

    def environ(port: int) -> dict[str, str]:
        return environ_of(folder, **{"MCP_PORT": str(port), **settings})

    with listening(lambda port: ["local_server.py"], log, environ) as (process, port):
        yield Running(Config.from_environ(environ(port)), process, log)


def environ_of(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a local server whose data lies in `folder`; no setting of the tests' own process leaks in."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    ours = {
        "MODE": "local",
        "DATABASE_PATH": str(folder / "vault.db"),
        "VAULT_BASE_PATH": str(folder / "vaults"),
        "SEARCH_CACHE_PATH": str(folder / "search"),
        "JWT_SECRET_KEY": KEY,
    }
    return {**passed_on, **ours, **settings}


class PortTaken(Exception):
    """Between choosing a port and listening there, somebody else was faster."""


@contextmanager
def listening(
    arguments: Callable[[int], Sequence[str]],
    log: Path,
    environ: Callable[[int], Mapping[str, str]],
    program: str = sys.executable,
    folder: Path = ROOT,
) -> Iterator[tuple[Process, int]]:
    """A program, our Python unless named, once it answers /healthz on a loopback port. It ends with the block."""
    process, port = _started(lambda port: [program, *arguments(port)], log, environ, folder)
    try:
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS_MAX)


def _started(
    command: Callable[[int], Sequence[str]], log: Path, environ: Callable[[int], Mapping[str, str]], folder: Path
) -> tuple[Process, int]:
    for _ in range(PORTS_TRIED_MAX):
        settings = environ(free_port())
        port = int(settings["MCP_PORT"])
        with log.open("ab") as output:
            start = output.tell()
            process = subprocess.Popen(
                command(port),
                cwd=folder,
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _await_health(process, port, log, start)
        except PortTaken:
            continue
        except BaseException:
            process.kill()
            raise
        return process, port
    raise AssertionError("no free port was found")


def free_port() -> int:
    """A loopback port on which nobody listens now."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def _await_health(process: Process, port: int, log: Path, start: int) -> None:
    """Return once the process answers. Between two questions wait for its end, which would be an answer too."""
    deadline = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < deadline:
        if _is_healthy(port) and process.poll() is None:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(PROBE_SECONDS)
            said = _said(log, start)
            if "address already in use" in said:
                raise PortTaken
            raise AssertionError(f"it ended with {process.returncode} before it answered:\n{said}")
    raise AssertionError(f"no answer within {START_SECONDS_MAX} s:\n{_said(log, start)}")


def _said(log: Path, start: int) -> str:
    return log.read_bytes()[start:].decode(errors="replace")


def _is_healthy(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS_MAX)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
