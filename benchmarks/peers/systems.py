"""The five servers, each over the same notes on a free port of this machine, and each one's words for the same work."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt

from benchmarks import servers
from benchmarks.corpus import Corpus
from benchmarks.environments import BASIC_MEMORY, FASTMCP, MARKDOWN_VAULT, ROOT, python
from benchmarks.peers.store import Store
from benchmarks.servers import Server
from benchmarks.tasks.talk import Server as Asked
from benchmarks.vaults import JWT_SECRET_KEY, config_in, fill, service_in
from shared.access.tokens import AuthService

USER = "ada"
DAY_SECONDS = 86_400
READY_SECONDS_MAX = 240
POLL_SECONDS = 2
PAGE_NOTES = 100
"""How many notes of a folder are listed; markdown-vault-mcp always lists all of them."""

Call = tuple[str, dict[str, Any]]


class NotReady(Exception):
    """A server did not know all notes in time; the message says how far it came."""


@dataclass(frozen=True, slots=True)
class Words:
    """How one server is asked to write, read, search and list.

    `hit` stands in an answer that found anything; markdown-vault-mcp finds two words only where one section holds both.
    """

    write: Callable[[str, str], Call]
    read: Callable[[str], Call]
    search: Callable[[str], Call]
    list: Callable[[str], Call]
    hit: str


@dataclass(frozen=True, slots=True)
class System:
    """A server, how it is started over a corpus, and the token that it wants."""

    name: str
    words: Words
    running: Callable[[Path, Corpus], AbstractContextManager[Server]]
    token: Callable[[Path, Server], str] = lambda folder, server: ""


@contextmanager
def _ours(folder: Path, corpus: Corpus) -> Iterator[Server]:
    fill(service_in(folder), USER, corpus.notes())
    with servers.ours(folder) as server:
        yield server


def _our_token(folder: Path, server: Server) -> str:
    return AuthService(config_in(folder, server.port)).create_jwt(USER, client="benchmark")


def _small(interpreter: Callable[[], str], script: str) -> Callable[[Path, Corpus], AbstractContextManager[Server]]:
    @contextmanager
    def running(folder: Path, corpus: Corpus) -> Iterator[Server]:
        port = servers.free_port()
        Store(folder / USER).fill(corpus.notes())
        command = [interpreter(), str(ROOT / "benchmarks" / "peers" / script), str(port), str(folder), JWT_SECRET_KEY]
        with servers.running(command, port, servers.NO_NEWS | {"FASTMCP_HOME": str(folder)}, folder) as server:
            yield server

    return running


def _small_token(folder: Path, server: Server) -> str:
    claims = {"sub": USER, "aud": f"http://127.0.0.1:{server.port}/mcp", "exp": int(time.time()) + DAY_SECONDS}
    return jwt.encode(claims, JWT_SECRET_KEY)


@contextmanager
def _markdown_vault(folder: Path, corpus: Corpus) -> Iterator[Server]:
    notes = _as_files(folder, corpus)
    with servers.markdown_vault(folder, notes, WRITE_PROTECT_EXISTING="false") as server:
        asked, known = Asked(server.port), f'"documents_indexed":{corpus.count}'
        _await(lambda: known in asked.call("get_index_status"), lambda: "")
        yield server


@contextmanager
def _basic_memory(folder: Path, corpus: Corpus) -> Iterator[Server]:
    notes = _as_files(folder, corpus)
    with servers.basic_memory(folder, notes) as server:
        asked = Asked(server.port)
        folders = len({path.partition("/")[0] for path, _ in corpus.notes()})

        def listed() -> int:
            _, _, count = asked.call("list_directory", dir_name="/", depth=10, page_size=1).partition("page size 1, ")
            return int(count.partition(" ")[0] or folders) - folders

        _await(lambda: listed() >= corpus.count, lambda: f" but {listed():,} of {corpus.count:,}")
        yield server


def _as_files(folder: Path, corpus: Corpus) -> Path:
    notes = folder / "notes"
    for path, text in corpus.notes():
        (notes / path).parent.mkdir(parents=True, exist_ok=True)
        (notes / path).write_text(text)
    return notes


def _await(is_ready: Callable[[], bool], progress: Callable[[], str]) -> None:
    until = time.monotonic() + READY_SECONDS_MAX
    while not is_ready():
        if time.monotonic() > until:
            raise NotReady(f"did not know the notes after {READY_SECONDS_MAX} s{progress()}")
        time.sleep(POLL_SECONDS)


_SMALL = Words(
    write=lambda path, text: ("write_note", {"path": path, "text": text}),
    read=lambda path: ("read_note", {"path": path}),
    search=lambda query: ("search_notes", {"query": query, "limit": 10}),
    list=lambda folder: ("list_notes", {"folder": folder, "limit": PAGE_NOTES}),
    hit="path",
)
_OURS = Words(
    write=lambda path, text: ("write_note", {"path": path, "body": text}),
    read=_SMALL.read,
    search=_SMALL.search,
    list=_SMALL.list,
    hit=_SMALL.hit,
)
_MARKDOWN_VAULT = Words(
    write=lambda path, text: ("write", {"path": path, "content": text}),
    read=lambda path: ("read", {"path": path}),
    search=lambda query: ("search", {"query": query, "limit": 10, "mode": "keyword"}),
    list=lambda folder: ("list_documents", {"folder": folder}),
    hit='"result"',
)
_BASIC_MEMORY = Words(
    write=lambda path, text: (
        "write_note",
        {"title": Path(path).stem, "directory": str(Path(path).parent), "content": text},
    ),
    read=lambda path: ("read_note", {"identifier": path.removesuffix(".md")}),
    search=lambda query: ("search_notes", {"query": query, "page_size": 10, "search_type": "text"}),
    list=lambda folder: ("list_directory", {"dir_name": f"/{folder}", "page_size": PAGE_NOTES}),
    hit="permalink",
)

OURS = System("Notes Vault", _OURS, _ours, _our_token)
SYSTEMS = (
    OURS,
    System("plain SDK", _SMALL, _small(lambda: sys.executable, "small_sdk.py"), _small_token),
    System("FastMCP 4.1.2", _SMALL, _small(lambda: python(FASTMCP), "small_fastmcp.py"), _small_token),
    System(f"{MARKDOWN_VAULT} 5.1.0", _MARKDOWN_VAULT, _markdown_vault),
    System(f"{BASIC_MEMORY} 0.23.2", _BASIC_MEMORY, _basic_memory),
)
