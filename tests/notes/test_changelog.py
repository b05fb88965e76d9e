"""A change of many notes over storage that fails in its middle: it is done once and whole, by whoever comes next."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.errors import Conflict, Unavailable
from shared.notes import changelog
from shared.notes.change import Edit
from shared.notes.changelog import Outpaced
from shared.notes.history import Filter, History
from shared.notes.sweep import Sweep
from shared.notes.undo import undo
from shared.notes.vault import Vault
from tests.conftest import ADA, Clock
from tests.notes.test_vault import vault_on
from tests.notes.wire import Crash, Failing, before, wired
from tests.shelves import Shelves

EDITS_PER_COMMIT = 4
NOTES = 2 * EDITS_PER_COMMIT + 2
PARTS = 3


@pytest.fixture(autouse=True)
def a_commit_holds_few_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a change of ten notes takes three parts, as one of a hundred does."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", EDITS_PER_COMMIT)


def failing(shelves: Shelves, good: int, *, error: type[Exception] = Crash, **how: Any) -> Shelves:
    return Shelves(Failing(shelves.records, good, error=error, **how), shelves.files)


def many(body: str) -> list[Edit]:
    return [Edit(f"garden/n{number}.md", f"{body} {number}".encode()) for number in range(NOTES)]


def texts(vault: Vault) -> dict[str, str]:
    return {note.path: vault.body(note.digest).decode() for note in vault.notes()}


def expected(body: str) -> dict[str, str]:
    return {edit.path: (edit.body or b"").decode() for edit in many(body)}


def next_writer(vault: Vault, shelves: Shelves, clock: Clock) -> None:
    vault.write("Next", "written by bob")


def settler(vault: Vault, shelves: Shelves, clock: Clock) -> None:
    vault.log.settle()


def sweeper(vault: Vault, shelves: Shelves, clock: Clock) -> None:
    Sweep(vault, shelves.records, shelves.files, clock=clock).run(30)


WHOEVER_COMES = {"a writer": next_writer, "a sweep": sweeper, "who is asked to": settler}
Comer = Callable[[Vault, Shelves, Clock], None]


@pytest.fixture(params=WHOEVER_COMES)
def comes(request: pytest.FixtureRequest) -> Comer:
    return WHOEVER_COMES[request.param]


@pytest.mark.parametrize("takes_effect", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("good", range(PARTS))
def test_whoever_comes_next_completes_a_change_that_broke_off(
    shelves: Shelves, clock: Clock, good: int, takes_effect: bool, comes: Comer
):
    vault = vault_on(shelves, clock)
    with pytest.raises(Crash):
        vault_on(failing(shelves, good, takes_effect=takes_effect), clock).change(many("one"), "import")
    done = good + takes_effect
    assert len(texts(vault)) == min(done * EDITS_PER_COMMIT, NOTES)
    comes(vault, shelves, clock)
    left = {path: text for path, text in texts(vault).items() if path != "Next.md"}
    assert left == (expected("one") if done else {})
    assert vault.log.head().plan == ""
    assert vault.usage()[0] == len(texts(vault))


@pytest.mark.parametrize("good", range(PARTS))
def test_a_time_out_after_a_part_took_effect_is_a_success(shelves: Shelves, clock: Clock, good: int):
    vault = vault_on(failing(shelves, good, takes_effect=True, error=Unavailable, fails_once=True), clock)
    vault.change(many("one"), "import")
    assert texts(vault) == expected("one")
    assert vault.seq() == PARTS


@pytest.mark.parametrize("good", range(PARTS))
def test_a_time_out_before_a_part_is_said_and_the_change_is_made_whole_or_not_at_all(
    shelves: Shelves, clock: Clock, good: int
):
    vault = vault_on(shelves, clock)
    with pytest.raises(Unavailable):
        vault_on(failing(shelves, good, error=Unavailable), clock).change(many("one"), "import")
    vault.log.settle()
    assert texts(vault) == (expected("one") if good else {})


def test_two_who_complete_the_same_change_do_it_once(shelves: Shelves, clock: Clock):
    with pytest.raises(Crash):
        vault_on(failing(shelves, 1), clock).change(many("one"), "import")

    overtaken = wired(shelves, before("commit", vault_on(shelves, clock).log.settle))
    vault_on(overtaken, clock).log.settle()
    vault = vault_on(shelves, clock)
    assert texts(vault) == expected("one")
    assert (vault.seq(), vault.usage()[0]) == (PARTS, NOTES)


def test_a_change_in_parts_is_one_in_the_history_and_for_an_undo(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock)
    vault.change(many("one"), "import")
    vault.change(many("two"), "rewrite")
    told = list(History(vault).of_vault(Filter()))
    assert [(change.what, change.seq, len(change.notes)) for change in told] == [
        ("rewrite", PARTS + 1, NOTES),
        ("import", 1, NOTES),
    ]
    done = undo(vault, changes=[PARTS + 2])
    assert (texts(vault), done.left) == (expected("one"), [])
    assert [change.what for change in History(vault).of_vault(Filter())] == ["undo", "rewrite", "import"]
    undo(vault, changes=[2 * PARTS + 1])
    assert texts(vault) == expected("two")


def test_a_conflict_on_one_of_many_notes_leaves_all_as_they_were(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock)
    vault.write("garden/n9", "hers")
    with pytest.raises(Conflict):
        vault.change([*many("one")[:9], Edit("garden/n9.md", b"his", 0)], "import")
    assert (texts(vault), vault.seq()) == ({"garden/n9.md": "hers"}, 1)


def test_a_change_worked_out_against_an_older_vault_is_not_made(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock)
    vault.write("Moss", "one")
    with pytest.raises(Outpaced):
        vault.change([Edit("Fern.md", b"one")], "move", if_seq=0)
    assert vault.seq() == 1


def test_a_vault_whose_plan_is_gone_says_so_and_loses_nothing(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock)
    with pytest.raises(Crash):
        vault_on(failing(shelves, 1), clock).change(many("one"), "import")
    shelves.files.remove(ADA, vault.log.head().plan)
    with pytest.raises(Unavailable, match="half done"):
        vault.write("Moss", "one")
    assert len(texts(vault)) == EDITS_PER_COMMIT


def deep(folder: str, number: int) -> str:
    return f"{folder}/n{number}.md"


def test_a_note_that_moves_has_arrived_before_another_takes_its_place(shelves: Shelves, clock: Clock):
    """As when a/a moves to a: each a/a/n takes the place of an a/n that moves on itself."""
    vault = vault_on(shelves, clock)
    vault.change([Edit(deep("a", n), f"first {n}".encode()) for n in range(6)], "import")
    vault.change([Edit(deep("a/a", n), f"second {n}".encode()) for n in range(6)], "import")
    before = {note.path: note for note in vault.notes()}

    def move(old: str, new: str) -> Edit:
        note, there = before[old], before.get(new)
        return Edit(new, note_body(vault, old), there.version if there else 0, moved_from=note)

    edits = [move(deep("a/a", n), deep("a", n)) for n in range(6)]
    edits += [move(deep("a", n), deep("b", n)) for n in range(6)]
    edits += [Edit(deep("a/a", n), None) for n in range(6)]
    texts_before = set(texts(vault).values())
    with pytest.raises(Crash):
        vault_on(failing(shelves, 1), clock).change(edits, "move")
    while vault.log.head().plan:
        assert texts_before == set(texts(vault).values())
        with pytest.raises(Crash):
            vault_on(failing(shelves, 1), clock).write("Next", "")
    assert texts(vault)["a/n3.md"] == "second 3"
    assert texts(vault)["b/n3.md"] == "first 3"
    assert len(texts(vault)) == 12


def note_body(vault: Vault, path: str) -> bytes:
    return vault.read(path)[1].encode()
