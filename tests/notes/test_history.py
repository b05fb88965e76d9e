"""What the log tells of a note and of the vault: every name it bore, every text that is kept, and the way back."""

import pytest

from shared.access.gate import Caller
from shared.errors import Conflict, Invalid, NotFound
from shared.notes.change import Edit
from shared.notes.changelog import EDITS_PER_COMMIT
from shared.notes.history import Filter, History
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock
from tests.notes.test_vault import vault_on
from tests.notes.wire import before, wired
from tests.shelves import Shelves

CLAUDE, CURSOR = Caller(ADA, client="Claude"), Caller(ADA, client="Cursor")


@pytest.fixture
def vault(vaults: Service) -> Vault:
    return vaults.vault(CLAUDE)


def call(vaults: Service, tool: str, **arguments: object) -> dict[str, object]:
    return vaults.call(CLAUDE, tool, arguments).structured


def texts(vault: Vault, path: str) -> list[str | None]:
    """What a note said, newest first; None where it was deleted."""
    return [
        vault.body(note.digest).decode() if (note := change.notes[0].after) else None
        for change in History(vault).of_note(path)
    ]


def told(vault: Vault, **asked: object) -> list[tuple[int, str]]:
    return [(change.seq, change.what) for change in History(vault).of_vault(Filter(**asked))]  # type: ignore[arg-type]


def test_a_note_has_every_text_it_had_newest_first(vault: Vault):
    for text in ("one", "two", "three"):
        vault.write("Moss", text, overwrite=True)
    vault.write("Fern", "another note")
    assert texts(vault, "Moss") == texts(vault, "moss.md") == ["three", "two", "one"]


def test_a_history_follows_a_note_through_its_names(vaults: Service, vault: Vault):
    vault.write("Moss", "one")
    call(vaults, "move_note", path="Moss", to="garden/Fern")
    vault.write("garden/Fern", "two", overwrite=True)
    call(vaults, "move_note", path="garden/", to="park")
    changes = list(History(vault).of_note("park/Fern"))
    assert [change.notes[0].path for change in changes] == [
        "park/Fern.md",
        "garden/Fern.md",
        "garden/Fern.md",
        "Moss.md",
    ]
    assert texts(vault, "park/Fern") == ["two", "two", "one", "one"]


def test_a_note_brought_back_from_the_trash_has_its_whole_history(vaults: Service, vault: Vault):
    vault.write("Moss", "one")
    vault.write("Moss", "two", overwrite=True)
    vault.delete("Moss")
    History(vault).restore("Moss")
    assert texts(vault, "Moss") == ["two", None, "two", "one"]


def test_a_deletion_that_was_undone_leaves_the_history_whole(vaults: Service, vault: Vault):
    vault.write("Moss", "one")
    call(vaults, "move_note", path="Moss", to="Fern")
    vault.delete("Fern")
    call(vaults, "undo_changes", changes=[2, 3])
    assert texts(vault, "Moss") == ["one", None, "one", "one"]


def test_moves_that_were_undone_leave_the_history_whole(vaults: Service, vault: Vault):
    vault.write("Moss", "one")
    for old, new in (("Moss", "Fern"), ("Fern", "park/Fern"), ("park/Fern", "Reed")):
        call(vaults, "move_note", path=old, to=new)
    call(vaults, "undo_changes", changes=[2, 3, 4])
    assert texts(vault, "Moss") == ["one"] * 5
    assert list(vault.trash()) == []


def test_a_note_whose_place_an_undo_gives_to_another_lies_in_the_trash_and_keeps_its_history(
    vaults: Service, vault: Vault
):
    vault.write("Moss", "one")
    call(vaults, "move_note", path="Moss", to="Fern")
    vault.write("Moss", "another")
    call(vaults, "undo_changes", changes=[2, 3])
    assert texts(vault, "Moss") == ["one", "one", "one"]
    assert [vault.body(note.digest) for _, note in vault.trash()] == [b"another"]
    call(vaults, "undo_changes", changes=[4])
    assert (texts(vault, "Moss"), list(vault.trash())) == (["another", None, "another"], [])


def test_a_new_note_in_the_place_of_a_deleted_one_has_the_history_of_both(vault: Vault):
    vault.write("Moss", "one")
    vault.delete("Moss")
    vault.write("Moss", "another")
    assert texts(vault, "Moss") == ["another", None, "one"]
    vault.delete("Moss")
    assert texts(vault, "Moss") == [None, "another", None, "one"]


def test_a_note_that_never_was_has_no_history(vault: Vault):
    with pytest.raises(NotFound):
        list(History(vault).of_note("Moss"))
    with pytest.raises(NotFound):
        History(vault).restore("Moss")


def test_any_version_can_be_read_and_brought_back(vaults: Service, vault: Vault, clock: Clock):
    created, _ = vault.write("Moss", "one")
    clock.forward(60)
    vault.write("Moss", "two", overwrite=True)
    call(vaults, "move_note", path="Moss", to="Fern")
    history = History(vault)
    assert vault.body(history.version("Fern", 1).digest) == b"one"
    assert vault.body(history.version("Fern", 2).digest) == b"two"
    touched = history.restore("Fern", 1)
    assert touched.after and (touched.after.path, touched.after.version) == ("Fern.md", 4)
    assert touched.after.created_at == created.created_at
    assert vault.read("Fern")[1] == "one"
    with pytest.raises(NotFound, match="Its last ones: 4, 3, 2, 1"):
        history.version("Fern", 9)


def test_a_deleted_note_comes_back_with_its_last_text_or_another(vault: Vault):
    vault.write("Moss", "one")
    vault.write("Moss", "two", overwrite=True)
    vault.delete("Moss")
    history = History(vault)
    history.restore("moss")
    assert vault.read("Moss")[1] == "two"
    vault.delete("Moss")
    history.restore("Moss", 1)
    assert vault.read("Moss")[1] == "one"
    assert list(vault.trash()) == []


def test_a_note_that_is_there_is_not_brought_back_without_a_version(vault: Vault):
    vault.write("Moss", "one")
    with pytest.raises(Invalid, match="not deleted"):
        History(vault).restore("Moss")


def test_a_note_comes_back_only_where_there_is_none(vault: Vault, shelves: Shelves, clock: Clock):
    vault.write("Moss", "one")
    vault.delete("Moss")
    meanwhile = before("commit", lambda: vault.write("Moss", "bob's"))
    with pytest.raises(Conflict):
        History(vault_on(wired(shelves, meanwhile), clock)).restore("Moss")
    assert vault.read("Moss")[1] == "bob's"


def test_an_attachment_has_a_history_as_a_note_has(vault: Vault):
    vault.attach("pic.png", b"one")
    vault.attach("pic.png", b"two", overwrite=True)
    vault.delete("pic.png")
    History(vault).restore("pic.png")
    assert texts(vault, "pic.png") == ["two", None, "two", "one"]


def test_the_changes_of_a_vault_are_told_by_time_and_client(vaults: Service, vault: Vault, clock: Clock):
    start = vault.now()
    vault.write("Moss", "one")
    clock.forward(100)
    vaults.vault(CURSOR).write("Fern", "one")
    clock.forward(100)
    vault.delete("Moss")
    assert told(vault) == [(3, "delete"), (2, "write"), (1, "write")]
    assert told(vault, client="Claude") == [(3, "delete"), (1, "write")]
    assert told(vault, since=start + 100) == [(3, "delete"), (2, "write")]
    assert told(vault, since=start + 1, until=start + 200) == [(2, "write")]


def test_a_history_in_pages_is_the_whole_history(vaults: Service, vault: Vault):
    vault.change([Edit(f"n{number}.md", b"x") for number in range(EDITS_PER_COMMIT + 1)], "import")
    for number in range(5):
        vault.write("Moss", str(number), overwrite=True)
    found, cursor = [], None
    while True:
        page = call(vaults, "get_history", limit=2, **({"cursor": cursor} if cursor else {}))
        found += [(change["change"], len(change["notes"])) for change in page["changes"]]  # type: ignore[attr-defined]
        if not (cursor := page["next_cursor"]):
            break
    assert found == [(7, 1), (6, 1), (5, 1), (4, 1), (3, 1), (1, EDITS_PER_COMMIT + 1)]


@pytest.fixture
def limited(vaults: Service) -> Vault:
    return vaults.vault(Caller(ADA, client="Claude", folder="garden"))


def test_a_limited_view_sees_a_note_from_where_it_came_into_its_folder(vaults: Service, vault: Vault, limited: Vault):
    vault.write("secret/Plan", "what ada wrote before")
    call(vaults, "move_note", path="secret/Plan", to="garden/Plan")
    limited.write("garden/Plan", "open", overwrite=True)
    changes = list(History(limited).of_note("garden/Plan"))
    assert [(change.seq, change.notes[0].moved_from) for change in changes] == [(3, None), (2, None)]
    with pytest.raises(NotFound):
        History(limited).version("garden/Plan", 1)
    assert "secret" not in str(list(History(limited).of_vault(Filter())))


def test_a_limited_view_is_not_told_where_a_note_went(vaults: Service, vault: Vault, limited: Vault):
    vault.write("garden/Plan", "open")
    call(vaults, "move_note", path="garden/Plan", to="secret/Plan")
    assert "secret" not in str(list(History(limited).of_vault(Filter())))
    with pytest.raises(NotFound):
        list(History(limited).of_note("garden/Plan"))
