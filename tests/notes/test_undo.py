"""Taking changes back: all of what was asked for, nothing that somebody did afterwards, and no half of a move."""

import pytest

from shared.access.gate import Caller
from shared.errors import NotFound
from shared.notes.change import Edit
from shared.notes.history import Filter, History
from shared.notes.sweep import DAY_SECONDS
from shared.notes.undo import Left, Undone, undo
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock
from tests.notes.test_vault import vault_on
from tests.notes.wire import before, wired
from tests.shelves import Shelves

CLAUDE, CURSOR = Caller(ADA, client="Claude"), Caller(ADA, client="Cursor")


@pytest.fixture
def vault(vaults: Service) -> Vault:
    """Ada's vault, as Claude writes in it."""
    return vaults.vault(CLAUDE)


@pytest.fixture
def other(vaults: Service) -> Vault:
    """The same, as Cursor does."""
    return vaults.vault(CURSOR)


def texts(vault: Vault) -> dict[str, str]:
    everything = (*vault.notes(), *vault.attachments())
    return {note.path: vault.body(note.digest).decode() for note in everything}


def put(vault: Vault, path: str, *bodies: str) -> None:
    for body in bodies:
        vault.write(path, body, overwrite=True)


def left(done: Undone) -> list[tuple[str, int, int]]:
    return [(one.path, one.change, one.because_of) for one in done.left]


def changes_told(vault: Vault) -> list[str]:
    return [change.what for change in History(vault).of_vault(Filter())]


# What was asked for


def test_several_changes_of_a_note_go_back_to_before_the_first_of_them(vault: Vault):
    put(vault, "Moss", "one", "two", "three")
    done = undo(vault, changes=[3, 2])
    assert (texts(vault), done.changes, done.left) == ({"Moss.md": "one"}, [2, 3], [])
    assert changes_told(vault) == ["undo", "write", "write", "write"]


def test_changes_of_one_client_go_back_from_the_moment_named_and_nobody_elses(vault: Vault, other: Vault, clock: Clock):
    for second in range(3):
        put(vault, f"Moss {second}", "Claude's")
        put(other, f"Fern {second}", "Cursor's")
        clock.forward(1)
    since = int(clock()) - 2
    assert undo(other, client="Claude", since=since).changes == [3, 5]
    assert sorted(texts(vault)) == ["Fern 0.md", "Fern 1.md", "Fern 2.md", "Moss 0.md"]
    assert next(vault.log.newest()).client == "Cursor"
    with pytest.raises(NotFound, match="changed nothing"):
        undo(other, client="Claude", since=int(clock()))


def test_a_dry_run_tells_what_an_undo_does_and_does_nothing(vault: Vault, other: Vault):
    put(vault, "Moss", "one", "two")
    put(vault, "Fern", "one")
    put(other, "Fern", "Cursor's")
    tried = undo(vault, client="Claude", since=0, dry_run=True)
    assert (vault.seq(), texts(vault)) == (4, {"Moss.md": "two", "Fern.md": "Cursor's"})
    done = undo(vault, client="Claude", since=0)
    assert (tried.edits, tried.left, tried.changes) == (done.edits, done.left, done.changes)
    assert (tried.touched, [told.path for told in done.touched]) == ([], ["Moss.md"])


def test_a_note_that_an_undo_takes_away_lies_in_the_trash(vault: Vault):
    put(vault, "Moss", "one")
    undo(vault, changes=[1])
    assert texts(vault) == {}
    History(vault).restore("Moss")
    assert texts(vault) == {"Moss.md": "one"}


def test_a_deletion_is_taken_back_with_the_text_and_the_age_the_note_had(vault: Vault, clock: Clock):
    put(vault, "Moss", "one")
    vault.attach("pic.png", b"a picture")
    was = [*vault.notes(), *vault.attachments()]
    clock.forward(60)
    vault.change([Edit("Moss.md", None), Edit("pic.png", None)], "delete")
    undo(vault, changes=[3])
    now = [*vault.notes(), *vault.attachments()]
    assert [(n.path, n.digest, n.created_at, n.updated_at) for n in now] == [
        (n.path, n.digest, n.created_at, n.updated_at) for n in was
    ]
    assert list(vault.trash()) == []


# What somebody did afterwards


def test_a_note_goes_back_to_where_somebody_else_changed_it_and_each_change_that_stays_is_named(
    vault: Vault, other: Vault
):
    put(vault, "Moss", "Claude 1", "Claude 2")
    put(other, "Moss", "Cursor 3", "Cursor 4")
    put(vault, "Moss", "Claude 5", "Claude 6")
    done = undo(vault, client="Claude", since=0)
    assert texts(vault) == {"Moss.md": "Cursor 4"}
    assert left(done) == [("Moss.md", 1, 4), ("Moss.md", 2, 4)]


def test_a_deletion_stays_where_another_note_has_its_place_or_it_was_brought_back(vault: Vault, other: Vault):
    put(vault, "Moss", "one")
    put(vault, "Fern", "two")
    vault.delete("Moss")
    vault.delete("Fern")
    put(other, "Moss", "another")
    History(other).restore("Fern")
    assert left(undo(vault, changes=[3, 4])) == [("Fern.md", 4, 6), ("Moss.md", 3, 5)]
    assert (vault.seq(), texts(vault)) == (6, {"Moss.md": "another", "Fern.md": "two"})


def test_what_is_changed_while_an_undo_is_worked_out_is_left_alone_too(
    vault: Vault, other: Vault, shelves: Shelves, clock: Clock
):
    put(vault, "Moss", "one")
    put(vault, "Fern", "one")
    meanwhile = before("commit", lambda: put(other, "Moss", "Cursor's"))
    done = undo(vault_on(wired(shelves, meanwhile), clock), changes=[1, 2])
    assert done.left == [Left("Moss.md", 1, 3)]
    assert texts(vault) == {"Moss.md": "Cursor's"}


# Moves


@pytest.fixture
def moved(vaults: Service, vault: Vault) -> dict[str, str]:
    """Ada's vault as it was before a move: change 5 made plants/Bryum of Moss, and two notes follow it."""
    texts_before = {"Moss.md": "![[pic.png]]", "Index.md": "[[Moss]]", "List.md": "[m](Moss.md)", "pic.png": "a"}
    for path, text in list(texts_before.items())[:3]:
        put(vault, path, text)
    vault.attach("pic.png", b"a")
    vaults.call(CLAUDE, "move_note", {"path": "Moss", "to": "plants/Bryum"})
    assert set(texts(vault)) == {"plants/Bryum.md", "plants/pic.png", "Index.md", "List.md"}
    return texts_before


OF_THE_MOVE = ["Index.md", "List.md", "Moss.md", "pic.png", "plants/Bryum.md", "plants/pic.png"]


@pytest.mark.parametrize("path", ["plants/Bryum", "Moss", "plants/pic.png"])
def test_a_move_stays_whole_with_the_links_it_rewrote_where_anything_it_moved_was_changed_afterwards(
    vault: Vault, other: Vault, moved: dict[str, str], path: str
):
    """The note that moved, a new one in its old place, a picture that came along."""
    if path.endswith(".png"):
        other.attach(path, b"Cursor's", overwrite=True)
    else:
        put(other, path, "Cursor's")
    now = texts(vault)
    assert left(undo(vault, changes=[5])) == [(one, 5, 6) for one in OF_THE_MOVE]
    assert (vault.seq(), texts(vault)) == (6, now)


def test_a_note_that_only_links_to_what_moved_and_was_changed_afterwards_is_left_alone_and_named(
    vault: Vault, other: Vault, moved: dict[str, str]
):
    put(other, "Index", "Cursor's")
    assert left(undo(vault, changes=[5])) == [("Index.md", 5, 6)]
    assert (texts(vault), list(vault.trash())) == ({**moved, "Index.md": "Cursor's"}, [])


def test_a_move_goes_back_whole_with_what_was_changed_afterwards_when_that_is_chosen_too(
    vault: Vault, other: Vault, moved: dict[str, str]
):
    put(other, "Index", "Cursor's")
    put(other, "plants/Bryum", "Cursor's")
    assert undo(vault, changes=[5, 6, 7]).left == []
    assert (texts(vault), list(vault.trash())) == (moved, [])


def test_what_else_a_client_did_goes_back_though_its_move_stays(vault: Vault, other: Vault, moved: dict[str, str]):
    put(vault, "Fern", "litter")
    put(other, "plants/Bryum", "Cursor's")
    now = texts(vault)
    done = undo(vault, changes=[5, 6])
    assert [told.path for told in done.touched] == ["Fern.md"]
    assert texts(vault) == {path: text for path, text in now.items() if path != "Fern.md"}


def test_a_name_that_changed_its_letter_case_alone_goes_back(vaults: Service, vault: Vault):
    put(vault, "Moss", "one")
    put(vault, "Index", "[[Moss]]")
    was = texts(vault)
    vaults.call(CLAUDE, "move_note", {"path": "Moss", "to": "MOSS"})
    undo(vault, changes=[3])
    assert (texts(vault), list(vault.trash())) == (was, [])


# Undoing an undo


def test_a_move_is_there_again_whole_when_its_undo_is_undone_and_so_on(vault: Vault, moved: dict[str, str]):
    after_the_move = texts(vault)
    for seq in (5, 6, 7, 8):
        assert undo(vault, changes=[seq]).left == []
        assert texts(vault) == (moved if seq % 2 else after_the_move)
    assert changes_told(vault)[:5] == ["undo", "undo", "undo", "undo", "move"]


def test_of_an_undo_that_moved_nothing_only_what_was_changed_afterwards_stays(vault: Vault, other: Vault):
    put(vault, "Moss", "one", "two")
    put(vault, "Fern", "one", "two")
    undo(vault, changes=[2, 4])
    put(other, "Fern", "Cursor's")
    assert left(undo(vault, changes=[5])) == [("Fern.md", 5, 6)]
    assert texts(vault) == {"Moss.md": "two", "Fern.md": "Cursor's"}


# What is no longer known


def test_a_change_that_is_swept_cannot_be_taken_back_and_one_after_it_still_can(
    vaults: Service, vault: Vault, clock: Clock
):
    put(vault, "Moss", "one", "two")
    clock.forward((vaults.config.history_days + 1) * DAY_SECONDS)
    put(vault, "Moss", "three")
    put(vault, "Fern", "new")
    vaults.sweep(ADA)
    for swept in ([1], [2], [2, 3]):
        with pytest.raises(NotFound, match="no change"):
            undo(vault, changes=swept)
    assert undo(vault, client="Claude", since=0).changes == [3, 4]
    assert texts(vault) == {"Moss.md": "two"}
    with pytest.raises(NotFound):
        History(vault).version("Moss", 1)


# A folder's view


@pytest.fixture
def limited(vaults: Service) -> Vault:
    """What a grant of Claude's may see that is limited to the garden."""
    return vaults.vault(Caller(ADA, client="Claude", folder="garden"))


def test_a_limited_view_takes_back_no_change_that_reaches_out_of_its_folder(vault: Vault, limited: Vault):
    vault.change([Edit("garden/Moss.md", b"one"), Edit("Diary.md", b"one")], "import")
    with pytest.raises(NotFound, match="no change"):
        undo(limited, changes=[1])
    with pytest.raises(NotFound, match="nothing"):
        undo(limited, client="Claude", since=0)
    put(vault, "garden/Fern", "one")
    put(vault, "Plan", "one")
    assert undo(limited, client="Claude", since=0).changes == [2]
    assert set(texts(vault)) == {"garden/Moss.md", "Diary.md", "Plan.md"}


def test_a_limited_view_is_not_told_which_note_outside_an_undo_left_alone(
    vaults: Service, vault: Vault, limited: Vault, other: Vault
):
    put(vault, "garden/Moss", "one")
    put(vault, "Diary", "[[garden/Moss]]")
    vaults.call(Caller(ADA, client="Claude", folder="garden"), "move_note", {"path": "garden/Moss", "to": "garden/M"})
    put(other, "Diary", "[[garden/M]], ada's day")
    done = undo(limited, changes=[3])
    assert ({told.path for told in done.touched}, done.left) == ({"garden/Moss.md", "garden/M.md"}, [])
    assert texts(vault) == {"garden/Moss.md": "one", "Diary.md": "[[garden/M]], ada's day"}
