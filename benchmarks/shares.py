"""Where the time of a call goes, from a request that is read to a response that is written: the SDK, SQLite, or us.

A timer looks at the stack so many times per second of processor time. What Python's library does counts for whoever
called it. The HTTP server around it, which is the same for everybody, is left out.
"""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

import local_server
from benchmarks.corpus import Corpus
from benchmarks.vaults import config_in, fill
from benchmarks.wire import MODERN, Line
from handlers.edge import serving
from shared.access.tokens import AuthService
from shared.service import build

EVERY_SECONDS = 0.0005
CALLS, WARM_UP_CALLS, NOTES = 6_000, 300, 1_000
USER = "ada"
SDK, SQLITE, OURS = "the SDK", "SQLite", "ours"
PARTS = (SDK, SQLITE, OURS)
SDK_FOLDERS = tuple(f"/site-packages/{name}" for name in ("mcp", "pydantic", "starlette", "anyio", "opentelemetry"))
OUR_FOLDERS = tuple(str(Path(local_server.__file__).parent / room) for room in ("shared", "handlers"))
ASKS_SQLITE = {("local.py", "_rows"), ("index.py", "rows"), ("folder_memory.py", "_rows")}
"""The functions that do nothing but ask SQLite."""


def shares(folder: Path) -> dict[str, dict[str, float]]:
    """For each kind of work, a call's milliseconds of processor time in the SDK, in SQLite, and in what is ours."""
    config = replace(config_in(folder), rate_limit_per_minute=10**9)
    service, corpus = build(config), Corpus(NOTES)
    fill(service, USER, corpus.notes())
    line = Line(config.mcp_port, MODERN, AuthService(config).create_jwt(USER, client="benchmark"))
    found = {}
    with serving(service), patch("anyio.to_thread.run_sync", _at_once):
        for work, requests in _requests(line, corpus).items():
            seen: Counter[str] = Counter()
            asyncio.run(_answered(requests[:WARM_UP_CALLS]))
            began = time.process_time()
            with _sampled(seen):
                asyncio.run(_answered(requests[WARM_UP_CALLS:]))
            call_ms = (time.process_time() - began) * 1_000 / CALLS
            found[work] = {part: call_ms * seen[part] / seen.total() for part in PARTS}
    return found


def _requests(line: Line, corpus: Corpus) -> dict[str, list[str]]:
    several = CALLS + WARM_UP_CALLS
    queries = [query.text for query in corpus.queries(CALLS)]
    folders = sorted({corpus.path(note).partition("/")[0] for note in range(corpus.count)})
    return {
        "read": [line.call("read_note", {"path": corpus.path(note)}) for note in corpus.reads(several)],
        "list": [line.call("list_notes", {"folder": folders[at % len(folders)]}) for at in range(several)],
        "search": [line.call("search_notes", {"query": queries[at % len(queries)]}) for at in range(several)],
        "write": [
            line.call("write_note", {"path": f"new/{at:05d}.md", "body": corpus.text(at % corpus.count)})
            for at in range(several)
        ],
    }


async def _answered(requests: Sequence[str]) -> None:
    """Each request through the whole application, one after another."""
    app = local_server.app()
    for request in requests:
        head, _, body = request.partition("\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.split("\r\n")[1:]]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/mcp",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers],
            "client": ("127.0.0.1", 1),
        }
        sent: list[dict[str, Any]] = []

        async def receive(body: bytes = body.encode()) -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any, sent: list[dict[str, Any]] = sent) -> None:
            sent.append(message)

        await app(scope, receive, send)
        if sent[0]["status"] != 200 or b'"isError":false' not in sent[1]["body"]:
            raise RuntimeError(f"a call was answered with {sent}")


@contextmanager
def _sampled(seen: Counter[str]) -> Iterator[None]:
    def look(number: int, frame: FrameType | None) -> None:
        if part := _part_of(frame):
            seen[part] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _part_of(frame: FrameType | None) -> str | None:
    while frame:
        file, name = frame.f_code.co_filename, frame.f_code.co_name
        if (Path(file).name, name) in ASKS_SQLITE:
            return SQLITE
        if any(folder in file for folder in SDK_FOLDERS):
            return SDK
        if file.startswith(OUR_FOLDERS):
            return OURS
        frame = frame.f_back
    return None


def told(work: str, parts: dict[str, float]) -> str:
    """A line of the report: of how many milliseconds each part has which share."""
    call_ms = sum(parts.values())
    shown = [f"{part} {ms / call_ms:>4.0%} {ms:.2f}" for part, ms in parts.items()]
    return "   ".join([f"{work:<8} {call_ms:.2f} ms", *shown])


async def _at_once(work: Callable[[], Any]) -> Any:
    """In the place of a thread: a timer's signal is heard by the main one alone."""
    return work()


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="notes-vault-bench-") as name:
        for work, parts in shares(Path(name)).items():
            print(told(work, parts))
