"""`make audit`: whether a vulnerability is known in what the server and the page are made of.

It is asked of whoever keeps the advisories, over the network. Ends with 0: none is known; 1: at least one is; 3:
somebody did not answer, so that nothing can be said, which `--unreached-warns` makes a warning.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BIN = ROOT / ".venv/bin"
NONE_KNOWN, KNOWN, UNREACHED = 0, 1, 3
ANSWER_SECONDS_MAX = 300
LINES_SHOWN_MAX = 6


@dataclass(frozen=True)
class Audit:
    """One program that asks, and how many packages and vulnerabilities its report counts."""

    what: str
    command: list[str]
    folder: Path
    counted: Callable[[dict[str, Any]], tuple[int, int]]

    def ended(self) -> int:
        """Ask, and say what came of it."""
        ran = subprocess.run(
            self.command, cwd=self.folder, capture_output=True, text=True, timeout=ANSWER_SECONDS_MAX, check=False
        )
        try:
            packages, vulnerabilities = self.counted(json.loads(ran.stdout))
        except (KeyError, TypeError, ValueError):
            packages = vulnerabilities = 0
        if not packages:
            said = "\n".join(ran.stderr.strip().splitlines()[-LINES_SHOWN_MAX:])
            print(f"{self.what}: NOT AUDITED, for no advisory service answered:\n{said}")
            return UNREACHED
        print(f"{self.what}: {vulnerabilities} known vulnerabilities in {packages} packages.")
        if ran.returncode == 0 and not vulnerabilities:
            return NONE_KNOWN
        print(ran.stdout)
        return KNOWN


def audits(service_url: str | None) -> list[Audit]:
    """Of Python's packages, with those of the tests; and of the page's, with those that build it."""
    elsewhere = ["--service-url", service_url] if service_url else []
    uv = [str(BIN / "uv"), "audit", "--frozen", "--preview-features", "audit-command", "--output-format", "json"]
    npm = [str(BIN / "npm"), "audit", "--package-lock-only", "--json"]
    return [
        Audit("Python", [*uv, *elsewhere], ROOT, _counted_by_uv),
        Audit("The page", npm, ROOT / "web", _counted_by_npm),
    ]


def _counted_by_uv(report: dict[str, Any]) -> tuple[int, int]:
    return report["summary"]["audited_packages"], report["summary"]["vulnerabilities"]


def _counted_by_npm(report: dict[str, Any]) -> tuple[int, int]:
    return report["metadata"]["dependencies"]["total"], report["metadata"]["vulnerabilities"]["total"]


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    asked.add_argument("--unreached-warns", action="store_true", help="end with 0 where nobody answered, and say so")
    asked.add_argument("--service-url", metavar="URL", help="who keeps Python's advisories (OSV's API)")
    given = asked.parse_args()
    ends = [audit.ended() for audit in audits(given.service_url)]
    if KNOWN in ends:
        return KNOWN
    if UNREACHED not in ends:
        return NONE_KNOWN
    print("WARNING: the dependencies were not audited, or not all; nothing is known of their vulnerabilities.")
    return NONE_KNOWN if given.unreached_warns else UNREACHED


if __name__ == "__main__":
    sys.exit(main())
