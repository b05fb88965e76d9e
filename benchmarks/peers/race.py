"""The race: every server in turn, round by round, at each kind of work with so many clients."""

import subprocess
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks.corpus import Corpus
from benchmarks.driver import Job, Load, drive
from benchmarks.peers.systems import OURS, SYSTEMS, NotReady, System
from benchmarks.servers import Server
from benchmarks.wire import MODERN, Line

WORK = ("read", "list", "search", "write")
"""Writes come last, so that what is searched is what the corpus knows."""
CALLS = 1_000
WRITES = 2_500
PATIENCE_SECONDS = 120
SLOW_SECONDS = 8
"""Who takes longer than this for one round is not measured again in that row."""
ANSWERS_LEAST = 16
"""Without so many answers, or one for each client, a round goes on."""

Requests = Sequence[tuple[str, str]]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Course:
    """How much is measured."""

    notes: Sequence[int] = (100, 10_000, 50_000)
    clients: Sequence[int] = (1, 8, 64)
    rounds: int = 3
    seconds: float = 0.8
    systems: Sequence[System] = SYSTEMS


@dataclass(slots=True)
class Row:
    """One kind of work with so many notes and clients: what each server did, round by round, or why it did not."""

    work: str
    notes: int
    clients: int
    loads: dict[str, list[Load]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """The median of a server's rounds, in answers per second."""
        return median(load.per_second for load in self.loads[name])

    @property
    def lead(self) -> float:
        """Ours divided by the fastest of the others."""
        return self.rate(OURS.name) / max(self.rate(name) for name in self.loads if name != OURS.name)


@dataclass(frozen=True, slots=True)
class Runner:
    """A started server, and the line to it."""

    system: System
    server: Server
    line: Line


def run(folder: Path, course: Course, say: Say) -> list[Row]:
    """Every row of a course; `say` is told what happens."""
    rows: list[Row] = []
    absent: dict[str, str] = {}
    for notes in course.notes:
        corpus = Corpus(notes)
        with ExitStack() as stack:
            runners = []
            for system in reversed(course.systems):
                if system.name not in absent:
                    place = folder / f"{notes}-{system.name.partition(' ')[0].lower()}"
                    place.mkdir()
                    try:
                        runners.append(_started(stack, system, place, corpus))
                    except NotReady as error:
                        absent[system.name] = f"{error} at {notes:,} notes"
                say(f"{system.name}, {notes:,} notes: {absent.get(system.name, 'ready')}")
            rows += _rows(runners[::-1], corpus, course, absent, say)
    return rows


def _started(stack: ExitStack, system: System, folder: Path, corpus: Corpus) -> Runner:
    server = stack.enter_context(system.running(folder, corpus))
    return Runner(system, server, Line(server.port, MODERN, system.token(folder, server)))


def _rows(runners: list[Runner], corpus: Corpus, course: Course, absent: dict[str, str], say: Say) -> list[Row]:
    rows = []
    for work in WORK:
        for clients in course.clients:
            row = Row(work, corpus.count, clients, absent=dict(absent))
            for number in range(course.rounds):
                for at in range(len(runners)):
                    _measure(row, runners[(at + number) % len(runners)], corpus, course, number)
            rows.append(row)
            say(f"{work}, {corpus.count:,} notes, {clients} clients")
    return rows


def _measure(row: Row, runner: Runner, corpus: Corpus, course: Course, number: int) -> None:
    name = runner.system.name
    if name in row.absent or (name in row.loads and row.loads[name][-1].seconds > SLOW_SECONDS):
        return
    requests = _requests(row, runner, corpus, number)
    job = Job(runner.server.port, requests, row.clients, course.seconds, number * 97)
    job = replace(
        job, least=min(row.clients, ANSWERS_LEAST), patience_seconds=PATIENCE_SECONDS, repeats=row.work != "write"
    )
    before = runner.server.cpu_seconds()
    try:
        load = drive(job)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        row.absent[name] = f"{row.work} with {row.clients} clients: {' '.join(str(error).split())[:160]}"
        row.loads.pop(name, None)
        return
    cpu_ms = (runner.server.cpu_seconds() - before) * 1000 / load.answers
    row.loads.setdefault(name, []).append(replace(load, cpu_ms=cpu_ms))


def _requests(row: Row, runner: Runner, corpus: Corpus, number: int) -> Requests:
    words, call = runner.system.words, runner.line.call
    if row.work == "read":
        asked = [(words.read(corpus.path(note)), corpus.unique_word(note)) for note in corpus.reads(CALLS)]
    elif row.work == "list":
        folders = sorted({corpus.path(note).partition("/")[0] for note in range(min(corpus.count, 100))})
        asked = [(words.list(folder), f"{folder}/") for folder in folders]
    elif row.work == "search":
        asked = [
            (words.search(query.text), _found(query.text, corpus, words.hit))
            for query in corpus.queries(CALLS)
            if query.total
        ]
    else:
        stems = [f"new/{row.clients}-{number}-{note:05d}" for note in range(WRITES)]
        texts = [corpus.text(note % corpus.count) for note in range(WRITES)]
        asked = [(words.write(f"{stem}.md", text), stem[4:]) for stem, text in zip(stems, texts, strict=True)]
    return [(call(*asking, request_id=at), marker) for at, (asking, marker) in enumerate(asked, 1)]


def _found(query: str, corpus: Corpus, hit: str) -> str:
    """What an answer must hold: the one note that has a word of its own, or any note at all."""
    is_unique = query.startswith("x") and query[1:].isdigit()
    return corpus.name(int(query[1:6])) if is_unique else hit
