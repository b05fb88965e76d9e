"""What grows with the vault and with the number of tenants: search, writes, memory, and the neighbours' price."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import servers
from benchmarks.corpus import Corpus
from benchmarks.vaults import config_in
from benchmarks.wire import LEGACY, Line
from shared.access.gate import Caller
from shared.access.tokens import AuthService
from shared.service import Service

NOTES_PER_TENANT = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, took_ms: Sequence[float]) -> "Spread":
        ordered = sorted(took_ms)
        return cls(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


@dataclass(frozen=True, slots=True)
class Tenant:
    """A user and the notes in their vault."""

    user_id: str
    corpus: Corpus


def search(service: Service, tenant: Tenant, count: int) -> Spread:
    """Searches of all kinds through `service.call`, each checked for how many notes it finds."""
    caller = Caller(tenant.user_id)
    queries = tenant.corpus.queries(count)
    took_ms = []
    for query in [*queries[:30], *queries]:
        began = time.perf_counter()
        answer = service.call(caller, "search_notes", {"query": query.text})
        took_ms.append((time.perf_counter() - began) * 1000)
        if answer.structured["total"] != query.total:
            raise RuntimeError(f"{query.text} found {answer.structured['total']} notes, not {query.total}")
    return Spread.of(took_ms[30:])


def write(service: Service, tenants: Sequence[Tenant], count: int) -> list[Spread]:
    """New notes through `service.call`, in turn into each vault, each on the disk before it is acknowledged."""
    took_ms: list[list[float]] = [[] for _ in tenants]
    for number in range(count):
        for tenant, took in zip(tenants, took_ms, strict=True):
            arguments = {"path": f"new/{number:05d}.md", "body": tenant.corpus.text(number % tenant.corpus.count)}
            began = time.perf_counter()
            service.call(Caller(tenant.user_id), "write_note", arguments)
            took.append((time.perf_counter() - began) * 1000)
    return [Spread.of(took[5:]) for took in took_ms]


def memory(folder: Path, names: Sequence[str], marks: Sequence[int], corpus: Corpus) -> dict[int, float]:
    """MiB held by one server process after so many tenants have searched their vault and read a note of it."""
    held = {}
    with servers.ours(folder) as server:
        tokens = AuthService(config_in(folder, server.port))
        held[0] = server.memory_mib()
        for number, name in enumerate(names, 1):
            line = Line(server.port, LEGACY, tokens.create_jwt(name, client="benchmark"))
            path, word = corpus.path(number * NOTES_PER_TENANT), corpus.unique_word(number * NOTES_PER_TENANT)
            for tool, arguments in (("search_notes", {"query": word}), ("read_note", {"path": path})):
                if word not in line.answer(tool, arguments):
                    raise RuntimeError(f"{tool} of {name} did not answer with {word}")
            if number in marks:
                held[number] = server.memory_mib()
    return held


def disk_wait_ms(folder: Path, count: int = 50) -> float:
    """How long this disk takes to make one small file durable: what every acknowledged write has to wait for."""
    took_ms = []
    for number in range(count):
        began = time.perf_counter()
        with (folder / f"probe-{number}").open("wb") as file:
            file.write(b"x" * 1_500)
            file.flush()
            os.fsync(file.fileno())
        took_ms.append((time.perf_counter() - began) * 1000)
    return Spread.of(took_ms).p50
