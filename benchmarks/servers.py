"""The server processes under load, each on a free port of this machine alone and ended by its own handle."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environments import BASIC_MEMORY, FASTMCP, MARKDOWN_VAULT, ROOT, program, python
from benchmarks.vaults import config_in, environ_of

START_SECONDS_MAX = 60
END_SECONDS_MAX = 15
NO_NEWS = {"FASTMCP_CHECK_FOR_UPDATES": "off"}


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
    environ = {**NO_NEWS, "FASTMCP_HOME": str(folder)}
    command = [python(FASTMCP), str(ROOT / "benchmarks" / "echo_fastmcp.py"), str(port), *settings]
    with running(command, port, environ, folder) as server:
        yield server


@contextmanager
def basic_memory(folder: Path, notes: Path) -> Iterator[Server]:
    """basic-memory over the files in `notes`, which it reads in the background; without vectors."""
    port = free_port()
    environ = NO_NEWS | {
        "HOME": str(folder),
        "BASIC_MEMORY_HOME": str(notes),
        "BASIC_MEMORY_CONFIG_DIR": str(folder / "config"),
        "BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED": "false",
        "BASIC_MEMORY_AUTO_UPDATE": "false",
    }
    command = [program(BASIC_MEMORY), "mcp", "--transport", "streamable-http", "--host", "127.0.0.1"]
    with running([*command, "--port", str(port)], port, environ, folder) as server:
        yield server


@contextmanager
def markdown_vault(folder: Path, notes: Path, **settings: str) -> Iterator[Server]:
    """markdown-vault-mcp over the files in `notes`, which it reads in the background; without vectors."""
    port = free_port()
    settings |= {"SOURCE_DIR": str(notes), "INDEX_PATH": str(folder / "index.db"), "FILE_WATCHER": "false"}
    environ = NO_NEWS | {"HOME": str(folder)}
    environ |= {f"MARKDOWN_VAULT_MCP_{name}": value for name, value in settings.items()}
    command = [program(MARKDOWN_VAULT), "serve", "--transport", "http", "--host", "127.0.0.1", "--port", str(port)]
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
