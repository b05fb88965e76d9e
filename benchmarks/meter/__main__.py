"""make meter: what a million calls cost on AWS, and where the money goes; the tables go into docs/aws.md."""

import tempfile
from pathlib import Path
from random import Random

from benchmarks.meter import report
from benchmarks.meter.deployed import deployed
from benchmarks.meter.mix import filled, run

CALLS = 1_000


def main() -> None:
    random = Random(7)
    with tempfile.TemporaryDirectory() as folder, deployed(Path(folder)) as client:
        filled(client, random)
        measured = run(client, random, CALLS)
    print(report.text_of(measured))
    if report.PAGE.exists():
        report.write(measured)


main()
