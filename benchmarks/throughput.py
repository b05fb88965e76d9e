"""Requests per second beside FastMCP: our authenticated tools in a full vault, its empty tool without a login."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.corpus import Corpus
from benchmarks.driver import Job, Load, drive
from benchmarks.vaults import config_in
from benchmarks.wire import LEGACY, MODERN, Line
from shared.access.tokens import AuthService

REQUIRED = {"read_note": 2.0, "search_notes": 1.5}
AS_IT_COMES = ("stateful", "sse", "plain")
"""What `pip install fastmcp` and `server.run(transport="http")` give."""
SETTINGS = (
    AS_IT_COMES,
    ("stateful", "json", "fast"),
    ("stateless", "json", "fast"),
    ("stateful", "sse", "fast"),
    ("stateful", "json", "plain"),
)
"""FastMCP's own settings, and uvicorn with (`fast`) and without (`plain`) the loop and parser that our server has."""

Requests = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int = 3
    seconds: float = 1.0
    probe_seconds: float = 0.5
    connections: Sequence[int] = (8, 1)
    requests: int = 3_000


@dataclass(slots=True)
class Duel:
    """One tool against FastMCP's, round by round, on one wire with so many connections."""

    version: str
    settings: Sequence[str]
    connections: int
    tool: str
    ours: list[Load] = field(default_factory=list)
    theirs: list[Load] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(load.per_second for load in self.ours) / median(load.per_second for load in self.theirs)

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time, which tells whether other programs were in the way."""
        spent = median(load.cpu_ms for load in self.ours)
        return median(load.cpu_ms for load in self.theirs) / spent if spent else 0


@dataclass(frozen=True, slots=True)
class Probe:
    """What FastMCP does with some settings on one wire."""

    version: str
    settings: Sequence[str]
    load: Load


def probe_fastmcp(folder: Path, corpus: Corpus, plan: Plan) -> list[Probe]:
    """Try FastMCP's settings on both wires, the best of three short runs for each."""
    probes = []
    for settings in SETTINGS:
        with servers.fastmcp(folder, settings) as server:
            for version in (LEGACY, MODERN):
                requests = _echoes(_fastmcp_line(server, version, settings), corpus, plan.requests)
                tries = [_measured(server, requests, plan.connections[0], plan.probe_seconds) for _ in range(3)]
                probes.append(Probe(version, settings, max(tries, key=lambda load: load.per_second)))
    return probes


def best_of(probes: Sequence[Probe], version: str) -> Probe:
    return max((probe for probe in probes if probe.version == version), key=lambda probe: probe.load.per_second)


def compare(folder: Path, user_id: str, corpus: Corpus, plan: Plan, probes: Sequence[Probe]) -> list[Duel]:
    """Both sides on both wires, FastMCP as it comes and with its best settings. Where it holds a session, so do we."""
    duels = []
    for version, settings in [(v, s) for v in (LEGACY, MODERN) for s in (AS_IT_COMES, best_of(probes, v).settings)]:
        with ExitStack() as stack:
            us = stack.enter_context(servers.ours(folder))
            them = stack.enter_context(servers.fastmcp(folder, settings))
            token = AuthService(config_in(folder, us.port)).create_jwt(user_id, client="benchmark")
            line = Line(us.port, version, token)
            if version == LEGACY and settings[0] == "stateful":
                line = line.in_session()
            tools = {
                "read_note": _reads(line, corpus, plan.requests),
                "search_notes": _searches(line, corpus, plan.requests),
            }
            echoes = _echoes(_fastmcp_line(them, version, settings), corpus, plan.requests)
            for connections in plan.connections:
                duels += _rounds((version, settings, connections), (us, tools), (them, echoes), plan)
    return duels


def _rounds(
    setting: tuple[str, Sequence[str], int],
    us: tuple[servers.Server, dict[str, Requests]],
    them: tuple[servers.Server, Requests],
    plan: Plan,
) -> list[Duel]:
    duels = {tool: Duel(*setting, tool) for tool in us[1]}
    for number in range(plan.rounds):
        for tool, requests in us[1].items():
            start = number * 997
            duels[tool].ours.append(_measured(us[0], requests, setting[2], plan.seconds, start))
            duels[tool].theirs.append(_measured(*them, setting[2], plan.seconds, start))
    return list(duels.values())


def _measured(server: servers.Server, requests: Requests, connections: int, seconds: float, start: int = 0) -> Load:
    before = server.cpu_seconds()
    load = drive(Job(server.port, requests, connections, seconds, start, least=connections))
    return replace(load, cpu_ms=(server.cpu_seconds() - before) * 1000 / load.answers)


def _fastmcp_line(server: servers.Server, version: str, settings: Sequence[str]) -> Line:
    line = Line(server.port, version)
    return line.in_session() if version == LEGACY and settings[0] == "stateful" else line


def _reads(line: Line, corpus: Corpus, count: int) -> Requests:
    """Reads all over the vault; each answer must hold the word that only its note has."""
    calls = []
    for number, note in enumerate(corpus.reads(count), 1):
        request = line.call("read_note", {"path": corpus.path(note)}, request_id=number)
        calls.append((request, corpus.unique_word(note)))
    line.answer("read_note", {"path": corpus.path(0)})
    return calls


def _searches(line: Line, corpus: Corpus, count: int) -> Requests:
    """Searches of three kinds; each answer must say exactly how many notes hold its words."""
    calls = []
    for number, query in enumerate(corpus.queries(count), 1):
        request = line.call("search_notes", {"query": query.text}, request_id=number)
        calls.append((request, f'"total":{query.total},'))
    line.answer("search_notes", {"query": corpus.unique_word(0)})
    return calls


def _echoes(line: Line, corpus: Corpus, count: int) -> Requests:
    """The same arguments as the reads; each answer must hold what was asked."""
    paths = [corpus.path(note) for note in corpus.reads(count)]
    return [(line.call("echo", {"path": path}, request_id=number), path) for number, path in enumerate(paths, 1)]
