"""The load: a process of its own that sends ready-made requests on kept connections and checks every answer.

It reads a job as JSON from standard input and writes what it measured to standard output. An answer that is not 200,
or lacks the text expected of it, ends everything.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import cast

import uvloop

ANSWER_SECONDS_MAX = 20
WARM_UP_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Job:
    """Requests, each beside the text its answer must hold; `start` says which of them comes first.

    It goes on until `seconds` are over and at least so many answers have come, or until there is nothing left to send:
    what does not repeat is sent once, from the first on.
    """

    port: int
    requests: Sequence[tuple[str, str]]
    connections: int
    seconds: float
    start: int = 0
    least: int = 0
    repeats: bool = True
    patience_seconds: float = ANSWER_SECONDS_MAX


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a job: the answers that came after the warm-up, and how long those took that were asked after it.

    `busy` is the part of the time in which the driver itself was computing.

    `cpu_ms`: the processor time that the server spent on an answer, which other programs do not change.
    """

    per_second: float
    p50_ms: float
    p95_ms: float
    busy: float
    answers: int
    cpu_ms: float = 0
    seconds: float = 0


def drive(job: Job) -> Load:
    """Run a job in a process of its own.

    Raises:
        RuntimeError: an answer was wrong; the message has its beginning.
    """
    command = [sys.executable, "-m", "benchmarks.driver"]
    root = Path(__file__).parents[1]
    limit = job.seconds + job.patience_seconds + ANSWER_SECONDS_MAX
    ended = subprocess.run(
        command, input=json.dumps(asdict(job)), capture_output=True, text=True, cwd=root, timeout=limit
    )
    if ended.returncode:
        raise RuntimeError(f"the load was stopped: {ended.stderr.strip()[-2000:]}")
    return Load(**json.loads(ended.stdout))


class _Work:
    """What all connections share: the requests to come, the answers' times, and when to stop."""

    def __init__(self, job: Job) -> None:
        pairs = [(text.encode(), marker.encode()) for text, marker in job.requests]
        self.requests = islice(cycle(pairs), job.start, None) if job.repeats else iter(pairs)
        self.least = job.least
        self.took_ms: list[float] = []
        self.in_time = 0
        self.began = time.perf_counter() + WARM_UP_SECONDS
        self.until = self.began + job.seconds
        self.ended = self.began
        self.answers = 0
        self.failure = ""


class _Connection(asyncio.Protocol):
    """One kept connection with one request under way at any time."""

    def __init__(self, work: _Work) -> None:
        self._work = work
        self.done = asyncio.Event()
        self._received = bytearray()

    def itself(self) -> "_Connection":
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        request, self._marker = next(self._work.requests, (b"", b""))
        if not request:
            self._end()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        body = _body_of(self._received)
        if body is None:
            return
        now = time.perf_counter()
        if not self._received.startswith(b"HTTP/1.1 200 ") or self._marker not in body:
            self._fail(f"expected 200 and {self._marker.decode()!r}, got {bytes(self._received[:1500]).decode()}")
            return
        self._received.clear()
        self._work.answers += 1
        is_wanted = now <= self._work.until or len(self._work.took_ms) < self._work.least
        if now >= self._work.began and is_wanted:
            self._work.in_time += 1
            self._work.ended = now
            if self._sent >= self._work.began:
                self._work.took_ms.append((now - self._sent) * 1000)
        if is_wanted and not self._work.failure:
            self._send()
        else:
            self._end()

    def _end(self) -> None:
        self.done.set()
        self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.is_set():
            self._fail(f"the server closed the connection: {error}")

    def _fail(self, why: str) -> None:
        self._work.failure = self._work.failure or why
        self.done.set()


def _body_of(received: bytearray) -> bytes | None:
    """The body of a response, or None while it is not whole."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head, start = bytes(received[:end]).lower(), end + 4
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        return _unchunked(received, start)
    line_end = head.find(b"\r\n", at + 2)
    size = int(head[at + 17 : line_end if line_end > 0 else end])
    return bytes(received[start:]) if len(received) - start >= size else None


def _unchunked(received: bytearray, start: int) -> bytes | None:
    """The body of a response in chunks (RFC 9112 section 7.1), or None while it is not whole."""
    parts: list[bytes] = []
    while (line_end := received.find(b"\r\n", start)) >= 0:
        size = int(received[start:line_end].partition(b";")[0], 16)
        start = line_end + 2 + size + 2
        if len(received) < start:
            return None
        if size == 0:
            return b"".join(parts)
        parts.append(bytes(received[line_end + 2 : start - 2]))
    return None


async def _run(job: Job) -> Load:
    work = _Work(job)
    loop = asyncio.get_running_loop()
    before = time.process_time(), time.perf_counter()
    connections = [_Connection(work) for _ in range(job.connections)]
    for connection in connections:
        await loop.create_connection(connection.itself, "127.0.0.1", job.port)
    async with asyncio.timeout(WARM_UP_SECONDS + job.seconds + job.patience_seconds):
        for connection in connections:
            await connection.done.wait()
    busy = (time.process_time() - before[0]) / (time.perf_counter() - before[1])
    if work.failure or not work.took_ms:
        raise SystemExit(work.failure or "no answer came in time")
    took_ms = sorted(work.took_ms)
    count = len(took_ms)
    seconds = work.ended - work.began
    p50_ms, p95_ms = took_ms[count // 2], took_ms[int(count * 0.95)]
    return Load(work.in_time / seconds, p50_ms, p95_ms, busy, work.answers, seconds=seconds)


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(_run(Job(**json.load(sys.stdin)))))))
