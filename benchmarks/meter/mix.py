"""An everyday mix of calls on a vault of notes of 2 kB: four reads to a write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.meter.deployed import Client
from benchmarks.meter.watch import Cost

NOTES = 200
TEXT_BYTES = 2_000
READS, WRITES = ("read_note", "read_note", "read_note", "search_notes", "search_notes"), ("write_note", "edit_note")
CALLS_A_WRITE = 5
READ_SHARE = 1 - 1 / CALLS_A_WRITE
PROSE = (Path(__file__).parents[2] / "docs" / "decisions.md").read_text()
"""English as people write it, for it is kept compressed."""
WORDS = ("moss", "shade", "vault", "record", "change", "index", "sweep", "grant", "client", "search")


@dataclass
class Measured:
    """What each tool's calls came to, and all together; the most requests a call of a tool made on a warm index."""

    by_tool: dict[str, Cost] = field(default_factory=dict)
    all: Cost = field(default_factory=Cost)
    most: dict[str, int] = field(default_factory=dict)

    def add(self, tool: str, cost: Cost) -> None:
        self.by_tool.setdefault(tool, Cost()).add(cost)
        self.all.add(cost)


def text(random: Random, number: int) -> str:
    """A note of 2 kB."""
    start = random.randrange(len(PROSE) - TEXT_BYTES)
    return f"# Note {number}\n\n[[Note {number // 2}]] #tag{number % 9} {PROSE[start:]}"[:TEXT_BYTES]


def filled(client: Client, random: Random, notes: int = NOTES) -> None:
    for number in range(notes):
        client.call("write_note", path=f"Note {number}", body=text(random, number))
    client.call("search_notes", query="moss")


def run(client: Client, random: Random, calls: int, notes: int = NOTES) -> Measured:
    """So many calls, one after another, as chance mixes them; folds and renewals fall where they do."""
    measured = Measured()
    for tool, arguments in _calls(random, calls, notes):
        cost, _ = client.call(tool, **arguments)
        measured.add(tool, cost)
    for tool, arguments in _alone(random):
        cost, _ = client.call(tool, **arguments)
        measured.most[tool] = max(measured.most.get(tool, 0), cost.requests.total())
    return measured


def _calls(random: Random, calls: int, notes: int) -> Iterator[tuple[str, dict[str, object]]]:
    for number in range(calls):
        path = f"Note {random.randrange(notes)}"
        tool = random.choice(READS) if number % CALLS_A_WRITE else random.choice(WRITES)
        if tool == "write_note":
            yield tool, {"path": f"New {number}", "body": text(random, number)}
        elif tool == "edit_note":
            yield tool, {"path": path, "do": "append", "text": f"\nand {random.choice(WORDS)}"}
        elif tool == "read_note":
            yield tool, {"path": path}
        else:
            yield tool, {"query": f"{random.choice(WORDS)} {random.choice(WORDS)}"}


def _alone(random: Random) -> Iterator[tuple[str, dict[str, object]]]:
    """Each tool by itself, the search on an index that has seen the last change."""
    yield "read_note", {"path": "Note 7"}
    yield "search_notes", {"query": "moss"}
    yield "search_notes", {"query": "fern"}
    yield "write_note", {"path": "Alone", "body": text(random, 7)}
