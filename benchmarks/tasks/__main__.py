"""`make tasks`: do the twenty tasks with our tools and with two peers', print what they took, end everything."""

import argparse
import json
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import environments
from benchmarks.tasks import report
from benchmarks.tasks.run import Record, record
from benchmarks.tasks.systems import OURS, PEERS


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.tasks", description=__doc__)
    parser.add_argument("--ours", action="store_true", help="our tools alone, without the peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every figure to FILE")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        ours, *peers = _records(with_peers=not options.ours)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    print("\n".join(report.lines(ours, peers)))
    faults = list(report.faults(ours, peers))
    if options.json:
        facts = {"records": [found.facts() for found in (ours, *peers)], "faults": faults}
        options.json.write_text(json.dumps(facts, indent=1))
    print("\n".join(["", *faults] if faults else ["", "Everything is as it must be."]))
    return 1 if faults else 0


def _records(*, with_peers: bool) -> list[Record]:
    if with_peers:
        try:
            environments.install(environments.BASIC_MEMORY, environments.MARKDOWN_VAULT)
        except environments.Missing as error:
            sys.exit(f"{error} Without the peers: .venv/bin/python -m benchmarks.tasks --ours")
    systems = [OURS, *(PEERS if with_peers else ())]
    with TemporaryDirectory(prefix="notes-vault-tasks-") as folder:
        return [record(system, Path(folder) / str(number), _tell) for number, system in enumerate(systems)]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
