"""The three systems, each over the same vault on a free port of this machine, and the installation of the two peers."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from benchmarks import servers
from benchmarks.servers import INSTALL_SECONDS_MAX, ROOT, free_port
from benchmarks.tasks import basic_memory, facts, markdown_vault, ours
from benchmarks.tasks.seeding import USER, seed_files, seed_git, seed_ours
from benchmarks.tasks.talk import Server
from benchmarks.tasks.vault import last_notes, linking_to
from benchmarks.vaults import config_in
from shared.access.tokens import AuthService

READY_SECONDS_MAX = 300
POLL_SECONDS = 0.5
BASIC_MEMORY, MARKDOWN_VAULT = "basic-memory", "markdown-vault-mcp"
PYTHON_OF = {BASIC_MEMORY: (3, 12), MARKDOWN_VAULT: (3, 11)}
"""The oldest Python that each peer runs on."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that knows every note, and the folder where its notes lie."""

    server: Server
    notes: Path


@dataclass(frozen=True, slots=True)
class System:
    """`scripts` has a function for each task it can do, and tells in CANNOT why it cannot do the others."""

    name: str
    scripts: ModuleType
    running: Callable[[Path, int], AbstractContextManager[Running]]


@contextmanager
def _ours(folder: Path, now: int) -> Iterator[Running]:
    seed_ours(folder, now)
    with servers.ours(folder) as started:
        token = AuthService(config_in(folder, started.port)).create_jwt(USER)
        yield Running(Server(started.port, token), folder / "vaults" / USER)


@contextmanager
def _basic_memory(folder: Path, now: int) -> Iterator[Running]:
    notes, port = folder / "notes", free_port()
    notes.mkdir()
    seed_files(notes, now)
    environ = {
        "HOME": str(folder),
        "BASIC_MEMORY_HOME": str(notes),
        "BASIC_MEMORY_CONFIG_DIR": str(folder / "config"),
        "BASIC_MEMORY_SEMANTIC_SEARCH_ENABLED": "false",
        "BASIC_MEMORY_AUTO_UPDATE": "false",
        "FASTMCP_CHECK_FOR_UPDATES": "off",
    }
    command = ["mcp", "--transport", "streamable-http", "--host", "127.0.0.1", "--port", str(port)]
    with servers.running([_program(BASIC_MEMORY), *command], port, environ, folder):
        server = Server(port)
        _await(lambda: _basic_memory_knows_all(server), BASIC_MEMORY)
        yield Running(server, notes)


def _basic_memory_knows_all(server: Server) -> bool:
    """It reads the files in the background: the notes first, then what they link to."""
    folders = {str(parent) for path in last_notes() for parent in Path(path).parents} - {"."}
    listed = server.call("list_directory", dir_name="/", depth=10, page_size=1)
    linked = server.call("build_context", url=facts.PERSON.removesuffix(".md"), max_related=100, output_format="text")
    has_all = f"{len(last_notes()) + len(folders)} total items" in listed
    return has_all and all(Path(path).stem in linked for path in linking_to(facts.PERSON))


@contextmanager
def _markdown_vault(folder: Path, now: int) -> Iterator[Running]:
    notes, port = folder / "notes", free_port()
    notes.mkdir()
    seed_git(notes, now)
    settings = {
        "SOURCE_DIR": str(notes),
        "INDEX_PATH": str(folder / "index.db"),
        "FILE_WATCHER": "false",
        "INDEXED_FIELDS": "tags,status",
    }
    environ = {f"MARKDOWN_VAULT_MCP_{name}": value for name, value in settings.items()}
    environ |= {"HOME": str(folder), "FASTMCP_CHECK_FOR_UPDATES": "off"}
    command = ["serve", "--transport", "http", "--host", "127.0.0.1", "--port", str(port)]
    with servers.running([_program(MARKDOWN_VAULT), *command], port, environ, folder):
        server = Server(port)
        known = f'"documents_indexed":{len(last_notes())}'
        _await(lambda: known in server.call("get_index_status"), MARKDOWN_VAULT)
        yield Running(server, notes)


def _await(is_ready: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < until:
        if is_ready():
            return
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"{name} did not know all notes within {READY_SECONDS_MAX} s")


OURS = System("Notes Vault", ours, _ours)
PEERS = (
    System(f"{BASIC_MEMORY} 0.23.2", basic_memory, _basic_memory),
    System(f"{MARKDOWN_VAULT} 5.1.0", markdown_vault, _markdown_vault),
)


def install_peers() -> None:
    """Make each peer's virtual environment with exactly the pinned packages, unless it is there.

    Raises:
        RuntimeError: uv, git or a Python that is new enough is missing.
    """
    if not shutil.which("git"):
        raise RuntimeError(f"{MARKDOWN_VAULT} keeps its history with git, which is not installed here.")
    for name, oldest in PYTHON_OF.items():
        pins, ready = ROOT / "benchmarks" / f"{name}.txt", _home(name) / "ready"
        if ready.exists() and ready.read_text() == pins.read_text():
            continue
        shutil.rmtree(_home(name), ignore_errors=True)
        _make_environment(name, oldest)
        _uv("pip", "install", "--quiet", f"--python={_home(name)}/bin/python", f"--requirement={pins}")
        ready.write_text(pins.read_text())


def _make_environment(name: str, oldest: tuple[int, int]) -> None:
    """Of our own Python, else of one that pyenv keeps and has not switched on, else of one that uv finds or fetches."""
    kept = [python for python in Path.home().glob(".pyenv/versions/3.*/bin/python3") if _version_of(python) >= oldest]
    own = [Path(sys.executable)] if sys.version_info[:2] >= oldest else []
    for python in [*own, *sorted(kept), f">={oldest[0]}.{oldest[1]}"]:
        try:
            _uv("venv", "--quiet", f"--python={python}", str(_home(name)))
        except subprocess.CalledProcessError:
            continue
        return
    raise RuntimeError(f"{name} needs Python {oldest[0]}.{oldest[1]} or newer, and there is none here.")


def _version_of(python: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in python.parent.parent.name.split(".")[:2])


def _uv(*command: str) -> None:
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if not uv:
        raise RuntimeError("The peers are installed by uv, which `make venv` puts into .venv.")
    subprocess.run([uv, *command], check=True, timeout=INSTALL_SECONDS_MAX)


def _home(name: str) -> Path:
    return ROOT / ".venv" / name


def _program(name: str) -> str:
    return str(_home(name) / "bin" / name)
