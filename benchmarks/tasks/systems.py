"""The three systems, each over the same vault on a free port of this machine."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from benchmarks import servers
from benchmarks.environments import BASIC_MEMORY, MARKDOWN_VAULT
from benchmarks.tasks import basic_memory, facts, markdown_vault, ours
from benchmarks.tasks.seeding import USER, seed_files, seed_git, seed_ours
from benchmarks.tasks.talk import Server
from benchmarks.tasks.vault import last_notes, linking_to
from benchmarks.vaults import config_in
from shared.access.tokens import AuthService

READY_SECONDS_MAX = 300
POLL_SECONDS = 0.5


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
    notes = folder / "notes"
    notes.mkdir()
    seed_files(notes, now)
    with servers.basic_memory(folder, notes) as started:
        server = Server(started.port)
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
    notes = folder / "notes"
    notes.mkdir()
    seed_git(notes, now)
    with servers.markdown_vault(folder, notes, INDEXED_FIELDS="tags,status") as started:
        server = Server(started.port)
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
