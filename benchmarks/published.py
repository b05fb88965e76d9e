"""A whole run as `docs/benchmarks.md` and its chart; only `make bench` writes them."""

from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks import report
from benchmarks.environments import ROOT
from benchmarks.peers import document
from benchmarks.report import Report

PAGE, CHART = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "benchmarks.svg"
ABOUT = """\
Written by `make bench`; not by hand. {when}, {machine}. Every figure is from this one run; compare within it
alone, for the machine is shared and its speed changes from hour to hour.

## The same work on five servers

Each server holds the same notes of 1.5 kB and is asked for the same notes, folders, words and new notes, in turn,
round by round. A read answers the whole note, a list the first hundred paths of a folder, a search the best ten notes
with where they say it; a write is on the disk before it is answered. Every answer is checked for what it must hold.

- **Notes Vault** as `make run` starts it, with everything on: token and its connection, limits, activity, history,
  links, visible folder.
- **plain SDK** and **FastMCP 4.1.2**: the smallest server of many users that can be written with each
  (`benchmarks/peers`): a signed token, each user's Markdown files in a folder, SQLite's full-text search of them.
  Stateless, JSON answers, uvloop and httptools, as fast as each goes. No history, no links, no limits, no activity.
- **markdown-vault-mcp 5.1.0** and **basic-memory 0.23.2** as they come, without vectors: one user, no login. The first
  lists whole folders, and answers a write before it can be found.

{verdict}

![Answers per second at {notes:,} notes and {clients} clients](benchmarks.svg)

Answers per second, and in brackets the milliseconds in which half of them came."""


def publish(results: Report) -> None:
    """Write the page and the chart."""
    PAGE.write_text("\n".join(_page(results)) + "\n")
    CHART.write_text(document.chart(results.races, _charted(results)))


def _page(results: Report) -> Iterator[str]:
    races = results.races
    yield "# Benchmarks\n"
    yield ABOUT.format(
        when=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=report.machine(),
        verdict=document.verdict(races),
        notes=_charted(results),
        clients=document.CHART_CLIENTS,
    )
    yield from document.tables(races)
    yield "\nWho has no figure:\n"
    yield from document.absences(races)
    yield "- sign-ins: the plain SDK and basic-memory have none of their own, markdown-vault-mcp has FastMCP's"
    yield "\n## Where the time of a call goes\n"
    yield from _block(report.shares(results))
    if not results.writes:
        yield "\n## Every round\n"
        yield from _block(document.rounds(races))
        return
    yield "\n## As a vault and the number of users grow\n"
    yield from _block([*report.growth(results), *report.neighbours(results), *report.memory(results)])
    yield "\n## Beside a tool of FastMCP's that does nothing, and asks nobody for a token\n"
    yield from _block(report.throughput(results))
    yield "\n## Every round\n"
    yield from _block(document.rounds(races))


def _charted(results: Report) -> int:
    """The middle one of the sizes that were raced with."""
    sizes = sorted({row.notes for row in results.races if row.notes})
    return sizes[len(sizes) // 2]


def _block(lines: Iterator[str] | list[str]) -> Iterator[str]:
    yield "```text"
    yield from lines
    yield "```"
