"""One note moves in a large vault and hundreds of others link to it: one change, which one undo takes back whole."""

from dataclasses import dataclass

import pytest

from shared.access.gate import Caller
from shared.notes import changelog
from shared.notes.change import Edit
from shared.notes.graph import Graph
from shared.notes.history import Filter, History
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA
from tests.corpus import SMALL

CLAUDE = Caller(ADA, client="Claude")
HUB, MOVED = "plants/Moss 苔.md", "archive/2026/Bryum (moss).md"
LINKS_TO_HUB = (
    "[[Moss 苔]]",
    "[[plants/Moss 苔|the moss]] and again [[MOSS 苔#Care]]",
    "[moss](../plants/Moss%20苔.md#Care)",
    "> ![[Moss 苔#^first]]",
    "[moss](<../plants/Moss 苔.md>)",
)
OTHER_LINKS = ("[[note {next}]]", "[[Nowhere {next}|none]]", "[next](<note {next}.md>)", "`[[Moss 苔]]`", "[[#Top]]")

Resolved = set[tuple[str, int, str, str]]
"""Links that mean something: where each stands, the line, the part of the note it names, and what it means."""


@dataclass(frozen=True)
class Size:
    """How many notes there are, how many of them link to the one that moves, and how many changes fill a commit."""

    notes: int
    linking: int
    edits_per_commit: int = changelog.EDITS_PER_COMMIT


SMALL_VAULT = Size(60, 30, edits_per_commit=4)
LARGE_VAULT = {"local": Size(6_000, 300), "aws": Size(600, 300)}
"""By backend: moto looks through all of a table for every page of it."""


@pytest.fixture(params=["small", pytest.param("large", marks=pytest.mark.slow)])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Size:
    size = SMALL_VAULT if request.param == "small" else LARGE_VAULT[request.node.callspec.params["shelves"]]
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", size.edits_per_commit)
    return size


@pytest.fixture
def vault(vaults: Service, size: Size) -> Vault:
    """Ada's vault: notes in many scripts and forms, each with a link to the next, some of them to the hub."""
    texts = list(SMALL.values())
    apart = (size.notes - 1) // size.linking
    edits = [Edit(HUB, b"# Care\r\nshade ^first\r\n[[note 1]] [[#Care]]\r\n")]
    for number in range(1, size.notes):
        lines = [texts[number % len(texts)], OTHER_LINKS[number % len(OTHER_LINKS)].format(next=number + 1)]
        if number % apart == 0 and number // apart <= size.linking:
            lines.append(LINKS_TO_HUB[number // apart % len(LINKS_TO_HUB)])
        edits.append(Edit(f"{number % 60}/note {number}.md", "\n\n".join(lines).encode()))
    vault = vaults.vault(Caller(ADA, client="Import"))
    vault.change(edits, "import")
    return vault


def texts_of(vault: Vault) -> dict[str, bytes]:
    return {note.path: vault.body(note.digest) for note in vault.notes()}


def resolved_in(vaults: Service, vault: Vault) -> Resolved:
    graph = Graph(vaults.search(vault))
    pointers = [pointer for note in vault.notes() for pointer in graph.outgoing(note.path)]
    return {(link.source, link.line, link.subpath, link.path) for link in pointers if link.path}


def after_the_move(links: Resolved) -> Resolved:
    now = {HUB: MOVED}
    return {(now.get(source, source), line, part, now.get(path, path)) for source, line, part, path in links}


def told(vaults: Service) -> list[tuple[str, str, int]]:
    """What get_history tells: every change with its client and how many records of notes it touched."""
    changes = vaults.call(CLAUDE, "get_history", {}).structured["changes"]
    return [(change["what"], change["client"], change["count"]) for change in changes]


def test_a_move_that_hundreds_of_notes_follow_is_one_change_and_one_undo_brings_back_every_byte_and_link(
    vaults: Service, vault: Vault, size: Size
):
    texts, links, nowhere = texts_of(vault), resolved_in(vaults, vault), Graph(vaults.search(vault)).unresolved()
    assert (len(texts), len({link[0] for link in links if link[3] == HUB} - {HUB})) == (size.notes, size.linking)

    done = vaults.call(CLAUDE, "move_note", {"path": HUB, "to": MOVED}).structured
    assert (len(done["rewritten"]), done["ambiguous"]) == (size.linking, [])
    moved = texts_of(vault)
    assert len([path for path in texts if moved.get(path) != texts[path]]) == size.linking + 1
    assert resolved_in(vaults, vault) == after_the_move(links)
    assert Graph(vaults.search(vault)).unresolved() == nowhere
    both_names_and_those_that_link = size.linking + 2
    assert told(vaults) == [("move", "Claude", both_names_and_those_that_link), ("import", "Import", size.notes)]
    move = next(History(vault).of_vault(Filter()))
    assert vault.seq() - move.seq > 1, "it takes several commits"

    undone = vaults.call(CLAUDE, "undo_changes", {"changes": [move.seq]}).structured
    assert (len(undone["notes"]), undone["left"]) == (both_names_and_those_that_link, [])
    assert texts_of(vault) == texts
    assert resolved_in(vaults, vault) == links
    assert Graph(vaults.search(vault)).unresolved() == nowhere
    assert [what for what, _, _ in told(vaults)] == ["undo", "move", "import"]
    assert told(vaults)[0] == ("undo", "Claude", both_names_and_those_that_link)
    assert list(vault.trash()) == []
