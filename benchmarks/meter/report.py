"""What was metered, as tables: what each tool asks of AWS, and where the money goes."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.meter.mix import READ_SHARE, TEXT_BYTES, Measured
from benchmarks.meter.prices import LINES, MEMORY_MB, PRICES_OF, WAIT_SECONDS

PAGE = Path(__file__).parents[2] / "docs" / "aws.md"
BEGIN, END = "<!-- make meter writes from here -->", "<!-- to here -->"


def text_of(measured: Measured) -> str:
    """Both tables in Markdown."""
    return "\n".join([*_tools(measured), "", *_money(measured)])


def write(measured: Measured) -> None:
    """Put the tables into docs/aws.md, between their marks."""
    page = PAGE.read_text()
    found = re.search(f"{BEGIN}.*{END}", page, re.DOTALL)
    assert found, f"docs/aws.md has no place marked {BEGIN}"
    PAGE.write_text(page.replace(found[0], f"{BEGIN}\n{text_of(measured)}\n{END}"))


def _tools(measured: Measured) -> Iterator[str]:
    yield (
        "| tool | requests to AWS by itself | in the mix | read units | write units | objects read | objects written"
        " | ms | $ per million |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for tool, cost in sorted(measured.by_tool.items()):
        names = ("read unit", "write unit", "object read", "object written")
        units = [cost.units[name] / cost.calls for name in names]
        figures = [cost.requests.total() / cost.calls, *units, cost.seconds / cost.calls * 1_000]
        told = " | ".join(f"{figure:.2f}" for figure in figures)
        yield f"| `{tool}` | {measured.most.get(tool, '')} | {told} | {sum(cost.dollars().values()):.2f} |"


def _money(measured: Measured) -> Iterator[str]:
    cost = measured.all
    dollars, units = cost.dollars(), cost.all_units()
    yield f"{cost.calls} calls, {READ_SHARE:.0%} of them reads, notes of {TEXT_BYTES:,} bytes; prices of {PRICES_OF}:"
    yield ""
    yield "| line of the bill | what a call takes | $ per million calls |"
    yield "|---|---|---|"
    per_call = {name: number / cost.calls for name, number in units.items()}
    ms, cpu = cost.seconds / cost.calls * 1_000, cost.cpu_seconds / cost.calls * 1_000
    waits = ", ".join(f"{name} {seconds * 1_000:.0f}" for name, seconds in WAIT_SECONDS.items())
    takes = {
        "HTTP API": "one request",
        "Lambda": f"{ms:.0f} ms at {MEMORY_MB} MB: {cpu:.1f} ms of a core, then AWS answers ({waits} ms)",
        "table, reads": f"{per_call.get('read unit', 0):.2f} read units",
        "table, writes": f"{per_call.get('write unit', 0):.2f} write units",
        "bucket, reads": f"{per_call.get('object read', 0):.3f} objects",
        "bucket, writes": f"{per_call.get('object written', 0):.3f} objects",
        "logs": f"{per_call['log byte']:.0f} bytes",
    }
    for line in LINES:
        yield f"| {line} | {takes[line]} | {dollars[line]:.2f} |"
    yield f"| **all** | | **{sum(dollars.values()):.2f}** |"
