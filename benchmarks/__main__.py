"""`make bench`: fill vaults from a seed, measure, print; the whole run is also written to `docs/benchmarks.md`.

Nothing else outlives it: no process, no file, no open port.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import environments, growth, published, report, shares, throughput, vaults
from benchmarks.corpus import Corpus
from benchmarks.growth import NOTES_PER_TENANT, Tenant
from benchmarks.peers import document, race, sign_in
from benchmarks.peers.race import Course
from benchmarks.throughput import Plan
from shared.service import Service


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the vaults are, and how much is measured."""

    notes: int = 6_000
    notes_few: int = 100
    notes_many: int = 50_000
    tenants: tuple[int, ...] = (10, 100, 1_000)
    searches: int = 300
    writes: int = 100
    plan: Plan = field(default_factory=Plan)
    course: Course = field(default_factory=Course)


QUICK = Scale(
    1_000, 100, 2_000, (10, 50), 100, 20, Plan(2, 0.5, 0.2, (8,), 600), Course((100,), (1, 8), rounds=1, seconds=0.3)
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run of everything, too short to quote")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure to FILE")
    parser.add_argument("--notes", type=int, nargs="+", metavar="N", help="how many notes each server is given in turn")
    parser.add_argument("--race", action="store_true", help="the same work on five servers, and nothing else")
    options = parser.parse_args()
    scale = QUICK if options.quick else Scale()
    if options.notes:
        scale = replace(scale, course=replace(scale.course, notes=options.notes))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = report.Report(options.quick)
    began = time.monotonic()
    try:
        with TemporaryDirectory(prefix="notes-vault-bench-") as folder:
            _run(Path(folder), scale, results, is_race=options.race)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except environments.Missing as error:
        print(error, file=sys.stderr)
        return 1
    results.took_seconds = time.monotonic() - began
    _show([f"The whole run took {results.took_seconds:.0f} s."])
    if options.json:
        results.save(options.json)
    if not options.quick:
        published.publish(results)
    return 0


def _run(folder: Path, scale: Scale, results: report.Report, *, is_race: bool) -> None:
    results.disk_wait_ms = growth.disk_wait_ms(folder)
    results.notes = scale.notes
    _show(report.opening(results))
    environments.install(*environments.OLDEST_PYTHON)
    _races(folder, scale.course, results)
    if is_race:
        return
    store = folder / "store"
    store.mkdir()
    service = vaults.service_in(store)
    ada = Tenant("ada", Corpus(scale.notes))
    results.fill_seconds[scale.notes] = vaults.fill(service, ada.user_id, ada.corpus.notes())
    _throughput(store, ada, scale, results)
    alone = [growth.search(service, ada, scale.searches) for _ in range(3)]
    few, many = Tenant("cay", Corpus(scale.notes_few, 2)), Tenant("bob", Corpus(scale.notes_many, 3))
    names = _fill_others(service, few, many, ada.corpus, scale, results)
    _show(report.filling(results))
    others = f"{scale.tenants[-1]:,} tenants and {scale.notes_many:,} notes of one more"
    crowded = [growth.search(service, ada, scale.searches) for _ in range(3)]
    results.neighbours = {"nobody": alone, others: crowded}
    results.searches[scale.notes] = crowded[-1]
    results.searches[scale.notes_many] = growth.search(service, many, scale.searches)
    written = growth.write(service, [few, ada, many], scale.writes)
    results.writes = dict(zip((scale.notes_few, scale.notes, scale.notes_many), written, strict=True))
    _show(report.growth(results))
    _show(report.neighbours(results))
    results.memory_mib = growth.memory(store, names, scale.tenants, ada.corpus)
    _show(report.memory(results))


def _races(folder: Path, course: Course, results: report.Report) -> None:
    results.races = race.run(folder, course, lambda line: _show([line]))
    results.races += sign_in.race(folder, course.clients, course.rounds)
    _show([*document.tables(results.races), "", *document.absences(results.races), document.verdict(results.races)])
    (sampled := folder / "sampled").mkdir()
    results.shares = shares.shares(sampled)
    _show(report.shares(results))


def _throughput(store: Path, ada: Tenant, scale: Scale, results: report.Report) -> None:
    results.probes = throughput.probe_fastmcp(store, ada.corpus, scale.plan)
    _show(report.fastmcp_settings(results))
    results.duels = throughput.compare(store, ada.user_id, ada.corpus, scale.plan, results.probes)
    _show(report.throughput(results))


def _fill_others(
    service: Service, few: Tenant, many: Tenant, corpus: Corpus, scale: Scale, results: report.Report
) -> list[str]:
    for tenant in (few, many):
        results.fill_seconds[tenant.corpus.count] = vaults.fill(service, tenant.user_id, tenant.corpus.notes())
    names = [f"tenant-{number}" for number in range(1, scale.tenants[-1] + 1)]
    for number, name in enumerate(names, 1):
        vaults.fill(service, name, corpus.notes(number * NOTES_PER_TENANT, NOTES_PER_TENANT))
    return names


def _show(lines: Iterable[str]) -> None:
    print("\n".join(lines), end="\n\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
