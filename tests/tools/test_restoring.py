"""What restore_note brings back, over the wire: from the trash, and from an older version."""

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.tools.past import notes_of, steps


def test_a_deleted_note_is_brought_back_and_is_nowhere_else(ada: Person):
    ada.call("write_note", path="Moss", body="shade")
    ada.call("delete_note", path="Moss")
    back = ada.call("restore_note", path="moss")
    assert back == {"path": "Moss.md", "version": 3}
    assert notes_of(ada) == {"Moss.md": "shade"}
    assert ada.call("search_notes", query="shade")["total"] == 1
    assert steps(ada, path="Moss") == [(3, "restore", ""), (2, "delete", ""), (1, "write", "")]
    assert ada.refused("restore_note", path="Moss")["code"] == "invalid"


def test_of_several_deaths_the_last_is_undone_and_another_can_be_named(ada: Person):
    for text in ("one", "two"):
        ada.call("write_note", path="Moss", body=text)
        ada.call("delete_note", path="Moss")
    assert ada.call("restore_note", path="Moss")["version"] == 5
    assert notes_of(ada) == {"Moss.md": "two"}
    assert ada.call("restore_note", path="Moss", version=1)["version"] == 6
    assert notes_of(ada) == {"Moss.md": "one"}
    ada.call("delete_note", path="Moss")
    ada.call("restore_note", path="Moss", version=3)
    assert notes_of(ada) == {"Moss.md": "two"}


def test_a_note_goes_back_to_a_version_it_had_under_another_name(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    ada.call("move_note", path="Moss", to="plants/Fern")
    ada.call("write_note", path="plants/Fern", body="two", overwrite=True)
    assert ada.call("restore_note", path="plants/Fern", version=1) == {"path": "plants/Fern.md", "version": 4}
    assert notes_of(ada) == {"plants/Fern.md": "one"}


def test_an_attachment_is_brought_back(ada: Person, vaults: Service):
    vault = vaults.vault(Caller(ADA))
    vault.attach("cat.png", b"one")
    vault.attach("cat.png", b"two", overwrite=True)
    ada.call("delete_note", path="cat.png")
    assert ada.call("restore_note", path="cat.png")["path"] == "cat.png"
    assert vault.body(vault.attachment("cat.png").digest) == b"two"
    ada.call("restore_note", path="cat.png", version=1)
    assert vault.body(vault.attachment("cat.png").digest) == b"one"
    read = ada.call("read_note", path="cat.png", version=2)
    assert (read["version"], read["bytes"]) == (2, 3)


def test_what_was_never_there_is_not_brought_back(ada: Person, bob: Person):
    bob.call("write_note", path="Moss", body="bob's")
    bob.call("delete_note", path="Moss")
    ada.call("write_note", path="Fern", body="x")
    assert ada.refused("restore_note", path="Moss")["code"] == "not_found"
    assert ada.refused("restore_note", path="Fern", version=9)["code"] == "not_found"
    assert ada.refused("restore_note", path="Moss", version=1)["code"] == "not_found"
    assert ada.refused("restore_note", path="Fern")["code"] == "invalid"
    assert ada.refused("restore_note", path="../Fern")["code"] == "invalid"
