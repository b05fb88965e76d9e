"""`make load`: an hour's worth of 200 users, with every fault; it ends with 1 when a promise is broken."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests.load.mix import ACTS_AN_HOUR
from tests.load.report import report
from tests.load.run import ALL, Plan, run


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.load")
    asked.add_argument("faults", nargs="*", metavar="FAULT", help=f"some of: {', '.join(ALL)}")
    asked.add_argument("--users", type=int, default=200)
    asked.add_argument("--acts", type=int, default=ACTS_AN_HOUR, help="acts of each user in all")
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was mounted is taken away
    plan = Plan(given.users, given.acts, tuple(given.faults or ALL), seed=given.seed)
    with tempfile.TemporaryDirectory() as folder:
        ran = run(plan, Path(folder), lambda line: print(line, file=sys.stderr, flush=True))
    print(report(ran))
    return 1 if ran.tally.broken else 0


if __name__ == "__main__":
    sys.exit(main())
