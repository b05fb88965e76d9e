"""The race as Markdown and as a chart, for `docs/benchmarks.md`."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from benchmarks.driver import Load
from benchmarks.peers.race import WORK, Row
from benchmarks.peers.systems import OURS, SYSTEMS

NAMES = [system.name for system in SYSTEMS]
CHART_CLIENTS = 8
BAR_PIXELS, ROW_PIXELS, PANEL_PIXELS = 170, 20, 430
STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #333 } .name { text-anchor: end } .head { font-weight: 600 }
.bar { fill: #9aa3b2 } .ours { fill: #6d4aff }
@media (prefers-color-scheme: dark) { text { fill: #ddd } .bar { fill: #667084 } .ours { fill: #a58fff } }
</style>"""


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """Answers per second and, in brackets, how many milliseconds half of them took at most; the fastest is bold."""
    for notes, some in groupby(rows, key=lambda row: row.notes):
        yield f"\n### {f'{notes:,} notes' if notes else 'Sign-ins'}\n"
        yield f"| work | clients | {' | '.join(NAMES)} | ours / best other |"
        yield f"|---|--:|{'--:|' * len(NAMES)}--:|"
        for row in some:
            cells = " | ".join(_cell(row, name) for name in NAMES)
            yield f"| {row.work} | {row.clients} | {cells} | {_lead(row)} |"


def absences(rows: Sequence[Row]) -> Iterator[str]:
    """Who has no figure, and why."""
    reasons = {f"{name}: {why}" for row in rows for name, why in row.absent.items()}
    yield from (f"- {reason}" for reason in sorted(reasons))


def rounds(rows: Sequence[Row]) -> Iterator[str]:
    """Every round of every row: answers per second, and the server's processor time for one."""
    for row in rows:
        for name, loads in row.loads.items():
            rates = " ".join(f"{load.per_second:,.1f}" for load in loads)
            cpu = " ".join(f"{load.cpu_ms:.2f}" for load in loads)
            yield f"{row.work:<8} {row.notes:>6} notes {row.clients:>2} clients  {name:<26} {rates:<26} cpu ms {cpu}"


def verdict(rows: Sequence[Row]) -> str:
    """In how many rows ours is first, of those in which somebody else has a figure."""
    raced = [row for row in rows if len(row.loads) > 1 and OURS.name in row.loads]
    first = [row for row in raced if row.lead >= 1]
    behind = {name for row in raced for name in row.loads if name != OURS.name and row.rate(name) > row.rate(OURS.name)}
    whom = f" Ahead of it in the others: {', '.join(sorted(behind))}." if behind else ""
    return f"Notes Vault is first in {len(first)} of {len(raced)} rows.{whom}"


def chart(rows: Sequence[Row], notes: int) -> str:
    """Answers per second at one number of notes and clients, one panel for each kind of work, as SVG."""
    shown = {row.work: row for row in rows if (row.notes, row.clients) == (notes, CHART_CLIENTS)}
    height = 2 * (len(NAMES) * ROW_PIXELS + 50)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * PANEL_PIXELS} {height}" role="img">', STYLE]
    parts.append(f"<title>Answers per second, {notes:,} notes, {CHART_CLIENTS} clients: longer is better</title>")
    for at, work in enumerate(WORK):
        if row := shown.get(work):
            left, top = at % 2 * PANEL_PIXELS, at // 2 * (height // 2)
            parts += [f'<g transform="translate({left} {top})">', *_panel(row), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _panel(row: Row) -> Iterator[str]:
    most = max(row.rate(name) for name in row.loads)
    yield f'<text x="185" y="18" class="head">{row.work}, answers per second</text>'
    for at, name in enumerate(NAMES):
        top = 30 + at * ROW_PIXELS
        yield f'<text x="180" y="{top + 12}" class="name">{name}</text>'
        if name not in row.loads:
            yield f'<text x="190" y="{top + 12}">did not get so far</text>'
            continue
        width = max(1, row.rate(name) / most * BAR_PIXELS)
        kind = "bar ours" if name == OURS.name else "bar"
        yield f'<rect x="185" y="{top}" width="{width:.0f}" height="15" rx="2" class="{kind}"/>'
        yield f'<text x="{190 + width:.0f}" y="{top + 12}">{_rate(row.rate(name))}</text>'


def _cell(row: Row, name: str) -> str:
    if name not in row.loads:
        return "–"
    loads: list[Load] = sorted(row.loads[name], key=lambda load: load.per_second)
    middle = loads[len(loads) // 2]
    text = f"{_rate(row.rate(name))} ({middle.p50_ms:,.1f})"
    return f"**{text}**" if row.rate(name) == max(map(row.rate, row.loads)) else text


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"


def _lead(row: Row) -> str:
    return f"{row.lead:.2f}" if OURS.name in row.loads and len(row.loads) > 1 else "–"
