"""What undo_changes takes back, over the wire: single changes, or what a client did."""

from typing import Any

from shared.service import Service
from tests.conftest import Clock, Person
from tests.connected import connected, texts_of
from tests.tools.past import notes_of, steps


def test_what_one_client_did_since_a_time_is_taken_back(lived: Person, vaults: Service, clock: Clock):
    before = notes_of(lived)
    since = "2027-01-15T08:06:00Z"
    script = connected(vaults, lived, client="script")
    script.call("write_note", path="plants/Moss", body="spoilt", overwrite=True)
    script.call("write_note", path="New", body="litter")
    script.call("move_note", path="Fern", to="gone/Fern")
    script.call("delete_note", path="plants/Moss")
    tried = lived.call("undo_changes", client="script", since=since, dry_run=True)
    assert tried["changes"] == [7, 8, 9, 10]
    assert tried["left"] == []
    assert notes_of(lived) != before
    done = lived.call("undo_changes", client="script", since=since)
    assert {**done, "version": None} == tried
    assert notes_of(lived) == before
    assert {(note["path"], note["action"]) for note in done["notes"]} == {
        ("plants/Moss.md", "put back"),
        ("New.md", "removed"),
        ("gone/Fern.md", "removed"),
        ("Fern.md", "put back"),
    }
    assert steps(lived, limit=1) == [(11, "undo", "")]
    lived.call("undo_changes", changes=[11])
    assert set(notes_of(lived)) == {"gone/Fern.md", "New.md"}, "an undo can be undone"


def test_single_changes_are_taken_back_by_their_numbers(ada: Person):
    for path in ("Moss", "Fern", "Ivy"):
        ada.call("write_note", path=path, body="one")
        ada.call("edit_note", path=path, do="append", text="two")
    done = ada.call("undo_changes", changes=[2, 6])
    assert done["changes"] == [2, 6]
    assert notes_of(ada) == {"Moss.md": "one", "Fern.md": "one\ntwo\n", "Ivy.md": "one"}
    ada.call("undo_changes", changes=[3, 4])
    assert "Fern.md" not in notes_of(ada)
    ada.call("restore_note", path="Fern")


def test_what_was_changed_again_afterwards_is_left_alone_and_named(ada: Person, vaults: Service):
    script = connected(vaults, ada, client="script")
    script.call("write_note", path="Moss", body="script's")
    script.call("write_note", path="Fern", body="script's")
    ada.call("edit_note", path="Moss", do="append", text="ada's")
    done = ada.call("undo_changes", client="script", since="2027-01-01")
    assert done["left"] == [{"path": "Moss.md", "change": 1, "because_of": 3}]
    assert [note["path"] for note in done["notes"]] == ["Fern.md"]
    assert notes_of(ada) == {"Moss.md": "script's\nada's\n"}
    assert "left alone: Moss.md (change 1; then change 3)" in texts_of(ada, "undo_changes", changes=[1])[1]


def test_a_move_is_taken_back_with_its_links(ada: Person):
    ada.call("write_note", path="Moss", body="shade")
    ada.call("write_note", path="Index", body="[[Moss]] and [m](Moss.md)")
    before = notes_of(ada)
    ada.call("move_note", path="Moss", to="plants/Bryum")
    assert "Bryum" in notes_of(ada)["Index.md"]
    ada.call("undo_changes", changes=[3])
    assert notes_of(ada) == before


def test_taking_back_what_is_back_already_changes_nothing(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    ada.call("edit_note", path="Moss", do="append", text="two")
    ada.call("undo_changes", changes=[2])
    seq = ada.call("get_history", limit=1)["changes"][0]["change"]
    again = ada.call("undo_changes", changes=[2])
    assert (again["notes"], again["left"][0]["path"]) == ([], "Moss.md")
    assert ada.call("get_history", limit=1)["changes"][0]["change"] == seq


UNCLEAR: list[tuple[dict[str, Any], str]] = [
    ({}, "invalid"),
    ({"client": "script"}, "invalid"),
    ({"since": "2027-01-01"}, "invalid"),
    ({"changes": [1], "client": "script", "since": "2027-01-01"}, "invalid"),
    ({"client": "script", "since": "yesterday"}, "invalid"),
    ({"changes": []}, "invalid"),
    ({"changes": [0]}, "invalid"),
    ({"changes": ["1"]}, "invalid"),
    ({"changes": [99]}, "not_found"),
    ({"changes": [1, 99]}, "not_found"),
    ({"client": "nobody", "since": "2027-01-01"}, "not_found"),
    ({"client": "script", "since": "2028-01-01"}, "not_found"),
]


def test_what_to_take_back_is_said_in_one_way(lived: Person):
    before = notes_of(lived)
    for asked, code in UNCLEAR:
        assert lived.refused("undo_changes", **asked)["code"] == code, asked
    assert notes_of(lived) == before
