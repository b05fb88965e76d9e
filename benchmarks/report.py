"""What was measured, as lines to read and as JSON."""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.driver import Load
from benchmarks.growth import Spread
from benchmarks.peers.race import Row
from benchmarks.shares import told
from benchmarks.throughput import AS_IT_COMES, REQUIRED, Duel, Probe, best_of
from benchmarks.wire import LEGACY, MODERN

WIRES = {LEGACY: f"{LEGACY} (legacy)", MODERN: f"{MODERN} (modern)"}


@dataclass(slots=True)
class Report:
    """Everything one run measured."""

    is_quick: bool
    disk_wait_ms: float = 0
    notes: int = 0
    races: list[Row] = field(default_factory=list)
    shares: dict[str, dict[str, float]] = field(default_factory=dict)
    fill_seconds: dict[int, float] = field(default_factory=dict)
    probes: list[Probe] = field(default_factory=list)
    duels: list[Duel] = field(default_factory=list)
    searches: dict[int, Spread] = field(default_factory=dict)
    writes: dict[int, Spread] = field(default_factory=dict)
    neighbours: dict[str, list[Spread]] = field(default_factory=dict)
    memory_mib: dict[int, float] = field(default_factory=dict)
    took_seconds: float = 0

    def save(self, file: Path) -> None:
        facts: dict[str, Any] = {"machine": machine(), **asdict(self)}
        for fact, duel in zip(facts["duels"], self.duels, strict=True):
            fact["ratio"] = duel.ratio
        file.write_text(json.dumps(facts, indent=1))


def machine() -> str:
    """The machine and the versions that the figures belong to."""
    packages = " ".join(f"{name} {version(name)}" for name in ("mcp", "starlette", "uvicorn", "pydantic"))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {python}, {packages}"


def opening(report: Report) -> Iterator[str]:
    yield f"Notes Vault benchmark{', quick: too short to quote' if report.is_quick else ''}"
    yield machine()
    load = f"load average {os.getloadavg()[0]:.1f} before the start"
    yield f"{load}, one small file made durable on this disk: {report.disk_wait_ms:.2f} ms"


def shares(report: Report) -> Iterator[str]:
    yield "Of the processor time between a request that is read and a response that is written, milliseconds a call"
    for work, parts in report.shares.items():
        yield f"  {told(work, parts)}"


def filling(report: Report) -> Iterator[str]:
    for notes, seconds in report.fill_seconds.items():
        yield (
            f"filled a vault of {notes:,} notes of 1.5 kB, with index and visible folder, in {seconds:.1f} s"
            f" ({notes / seconds:,.0f} notes/s, not waiting for the disk)"
        )


def fastmcp_settings(report: Report) -> Iterator[str]:
    yield "FastMCP 4.1.2, an async tool that answers its argument, no login: requests per second by its settings"
    for version_ in WIRES:
        best = best_of(report.probes, version_)
        for probe in (probe for probe in report.probes if probe.version == version_):
            mark = "  <- as it comes" if probe.settings == AS_IT_COMES else "  <- its best" if probe is best else ""
            yield f"  {version_}  {_shown(probe.settings):<44}{probe.load.per_second:8,.0f}{mark}"


def _shown(settings: Sequence[str]) -> str:
    stacks = {"fast": "uvloop + httptools", "plain": "asyncio + h11"}
    return f"{settings[0]}, {settings[1]}, {stacks[settings[2]]}"


def throughput(report: Report) -> Iterator[str]:
    yield (
        f"Requests per second, one process each, loopback, in turn. Ours: signed token, {report.notes:,} notes, varied"
        " notes and words."
    )
    for duel in report.duels:
        held = "session on both sides" if _in_session(duel) else "no session"
        them = "as it comes" if duel.settings == AS_IT_COMES else "with its best settings"
        connections = f"{duel.connections} connection{'s' * (duel.connections > 1)}"
        yield f"  {WIRES[duel.version]}, {held}, {connections}, FastMCP {them}"
        yield f"    {_loads(f'ours   {duel.tool}', duel.ours)}"
        yield f"    {_loads('theirs echo', duel.theirs)}"
        required = REQUIRED[duel.tool]
        verdict = "met" if duel.ratio >= required else "MISSED"
        by_cpu = f"; by the servers' processor time {duel.cpu_ratio:.2f}" if duel.cpu_ratio else ""
        yield f"    {duel.tool} / echo = {duel.ratio:.2f}   (required {required:.1f}: {verdict}{by_cpu})"
    busy = max(load.busy for duel in report.duels for load in [*duel.ours, *duel.theirs])
    yield f"  the driver was computing for at most {busy:.0%} of the time, so it held nobody up"


def _in_session(duel: Duel) -> bool:
    return duel.version == LEGACY and duel.settings[0] == "stateful"


def _loads(name: str, loads: Sequence[Load]) -> str:
    rates = " ".join(f"{load.per_second:6,.0f}" for load in loads)
    middle = median(load.per_second for load in loads)
    p50, p95 = median(load.p50_ms for load in loads), median(load.p95_ms for load in loads)
    cpu = median(load.cpu_ms for load in loads)
    return f"{name:<20} median {middle:6,.0f}   rounds {rates}   p50 {p50:.2f}  p95 {p95:.2f}  cpu {cpu:.2f} ms"


def growth(report: Report) -> Iterator[str]:
    yield "Growth, through service.call in one process, milliseconds"
    yield from _spreads("search_notes", report.searches)
    yield from _spreads("write_note", report.writes)


def _spreads(tool: str, spreads: dict[int, Spread]) -> Iterator[str]:
    first = next(iter(spreads.values()))
    for notes, spread in spreads.items():
        ratio = f"{spread.p50 / first.p50:.2f} x the first" if spread is not first else ""
        yield f"  {tool:<13} {notes:>7,} notes   p50 {spread.p50:7.2f}   p95 {spread.p95:7.2f}   {ratio}"


def neighbours(report: Report) -> Iterator[str]:
    yield "ada's searches, alone and beside other tenants in the same process and store, p50 in milliseconds"
    middles = {}
    for beside, spreads in report.neighbours.items():
        middles[beside] = median(spread.p50 for spread in spreads)
        raw = " ".join(f"{spread.p50:.2f}" for spread in spreads)
        yield f"  {beside:<48} median {middles[beside]:.2f}   rounds {raw}"
    alone, crowded = middles.values()
    yield f"  beside / alone = {crowded / alone:.2f}"


def memory(report: Report) -> Iterator[str]:
    yield "Memory (resident) of one server process after so many tenants have searched and read"
    for tenants, mib in report.memory_mib.items():
        yield f"  {tenants:>5,} tenants   {mib:7.1f} MiB"
