"""The server processes under load, each on a free port of this machine alone and ended by its own handle."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.vaults import config_in, environ_of

ROOT = Path(__file__).parents[1]
FASTMCP = ROOT / ".venv" / "fastmcp"
PINS = ROOT / "benchmarks" / "fastmcp.txt"
START_SECONDS_MAX = 60
END_SECONDS_MAX = 15
INSTALL_SECONDS_MAX = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A running server process."""

    port: int
    process: subprocess.Popen[bytes]

    def memory_mib(self) -> float:
        """What it holds of the machine's memory now (resident set)."""
        status = Path(f"/proc/{self.process.pid}/status")
        if status.exists():
            [line] = [line for line in status.read_text().splitlines() if line.startswith("VmRSS:")]
            return int(line.split()[1]) / 1024
        asked = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(asked.stdout) / 1024

    def cpu_seconds(self) -> float:
        """The processor time it has spent so far; 0 where the system does not say."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return 0
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """`local_server.py` as `make run` starts it, on the data in `folder`."""
    port = free_port()
    environ = environ_of(config_in(folder, port))
    with running([sys.executable, str(ROOT / "local_server.py")], port, environ, folder) as server:
        yield server


@contextmanager
def fastmcp(folder: Path, settings: Sequence[str]) -> Iterator[Server]:
    """FastMCP with the echo tool. `settings` are those of `echo_fastmcp.py`."""
    port = free_port()
    environ = {"FASTMCP_CHECK_FOR_UPDATES": "off", "FASTMCP_HOME": str(folder)}
    command = [str(FASTMCP / "bin" / "python"), str(ROOT / "benchmarks" / "echo_fastmcp.py"), str(port), *settings]
    with running(command, port, environ, folder) as server:
        yield server


@contextmanager
def running(command: list[str], port: int, environ: dict[str, str], folder: Path) -> Iterator[Server]:
    log = folder / f"server-{port}.log"
    base = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**base, **environ}, cwd=folder, stdout=output, stderr=output)
    try:
        _await_port(port, process, log)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def install_fastmcp() -> None:
    """Make FastMCP's virtual environment with exactly the pinned packages, unless it is there."""
    ready = FASTMCP / "ready"
    if ready.exists() and ready.read_text() == PINS.read_text():
        return
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if not uv:
        raise RuntimeError("FastMCP is installed by uv, which `make venv` puts into .venv.")
    shutil.rmtree(FASTMCP, ignore_errors=True)
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(FASTMCP)],
        [uv, "pip", "install", "--quiet", "--python", str(FASTMCP / "bin" / "python"), "--requirement", str(PINS)],
    ):
        subprocess.run(command, check=True, timeout=INSTALL_SECONDS_MAX)
    ready.write_text(PINS.read_text())
