"""One system's way through all tasks, one after the other over one vault: what each took, and whether it was done."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.tasks.catalog import TASKS, Task
from benchmarks.tasks.outcome import Outcome, body_of
from benchmarks.tasks.systems import Running, System
from benchmarks.tasks.talk import Refused, Talk
from benchmarks.tasks.vault import last_notes

DISK_SECONDS_MAX = 15
POLL_SECONDS = 0.2


@dataclass(slots=True)
class Result:
    """One task in one system. `cannot` says why it was not tried; `faults` what is wrong with what came of it."""

    key: str
    calls: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    bytes_whole: int = 0
    cannot: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        return self.bytes_in + self.bytes_out

    @property
    def is_done(self) -> bool:
        return not self.cannot and not self.faults


@dataclass(slots=True)
class Record:
    """All of one system. `harm` names notes that no task was to change and that are another than before."""

    name: str
    tools_bytes: int = 0
    results: list[Result] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)

    def of(self, key: str) -> Result:
        return next(result for result in self.results if result.key == key)

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def record(system: System, folder: Path, told: Callable[[str], None] = lambda line: None) -> Record:
    """Start a system in a folder of its own, do every task that it can do, end it."""
    folder.mkdir()
    now = int(time.time())
    told(f"{system.name}: filling and starting ...")
    with system.running(folder, now) as running:
        found = Record(system.name, running.server.tools_bytes())
        for task in TASKS:
            told(f"{system.name}: {task.name}")
            found.results.append(_done(system, running, task, now))
        found.harm = list(_harm(running.notes))
    return found


def _done(system: System, running: Running, task: Task, now: int) -> Result:
    if reason := system.scripts.CANNOT.get(task.key):
        return Result(task.key, cannot=reason)
    talk = Talk(running.server, task.wish, now)
    faults = []
    try:
        getattr(system.scripts, task.key)(talk)
    except Refused as refused:
        faults = [f"refused: {refused}"]
    faults = faults or _faults(task, Outcome(running.notes, talk.heard))
    return Result(task.key, talk.calls, talk.bytes_in, talk.bytes_out, talk.bytes_whole, faults=faults)


def _faults(task: Task, outcome: Outcome) -> list[str]:
    """What is wrong with an outcome, once the server has had time to write its files."""
    until = time.monotonic() + DISK_SECONDS_MAX
    while (faults := list(task.faults(outcome))) and task.touched and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    return faults


def _harm(folder: Path) -> Iterator[str]:
    touched = {path for task in TASKS for path in task.touched}
    outcome = Outcome(folder, "")
    for path, text in last_notes().items():
        if path not in touched and outcome.body(path) != body_of(text):
            yield path
