"""What history tells and what can be taken back, over the wire: versions, the trash, undoing what a client did."""

import itertools
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.notes import answers_change
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import ADA, BOB, Clock, Person
from tests.connected import connected, texts_of


def steps(person: Person, **asked: Any) -> list[tuple[int, str, str]]:
    """Number, kind and client of every change, newest first."""
    return [
        (change["change"], change["what"], change["client"])
        for change in person.call("get_history", **asked)["changes"]
    ]


def notes_of(person: Person) -> dict[str, str]:
    """Every note and its text."""
    listed = person.call("list_notes")["notes"]
    return {note["path"]: person.call("read_note", path=note["path"])["text"] for note in listed}


@pytest.fixture
def lived(ada: Person, vaults: Service, clock: Clock) -> Person:
    """Ada, whose note Moss was written, edited, moved, deleted and written anew, with minutes between."""
    script = connected(vaults, ada, client="script")
    for act in (
        lambda: ada.call("write_note", path="Moss", body="one\n"),
        lambda: script.call("edit_note", path="Moss", do="append", text="two"),
        lambda: ada.call("move_note", path="Moss", to="plants/Moss"),
        lambda: script.call("delete_note", path="plants/Moss"),
        lambda: ada.call("write_note", path="plants/Moss", body="anew"),
        lambda: ada.call("write_note", path="Fern", body="[[Moss]]"),
    ):
        act()
        clock.forward(60)
    vaults.vault(Caller(BOB)).write("Moss", "bob's")
    return ada


# History


def test_the_history_of_a_note_goes_back_over_its_moves_and_deaths(lived: Person):
    told = lived.call("get_history", path="plants/moss")["changes"]
    assert [(change["change"], change["what"], change["client"]) for change in told] == [
        (5, "write", ""),
        (4, "delete", "script"),
        (3, "move", ""),
        (2, "edit", "script"),
        (1, "write", ""),
    ]
    assert [change["at"] for change in told][-2:] == ["2027-01-15T08:01:00Z", "2027-01-15T08:00:00Z"]
    assert [note["action"] for change in told for note in change["notes"]] == [
        "created",
        "deleted",
        "moved from Moss.md",
        "changed",
        "created",
    ]
    assert all(len(change["notes"]) == change["count"] == 1 for change in told)


def test_the_history_of_a_deleted_note_is_told_and_of_one_that_never_was_is_not(lived: Person):
    lived.call("delete_note", path="Fern")
    assert steps(lived, path="Fern") == [(7, "delete", ""), (6, "write", "")]
    assert lived.refused("get_history", path="Ivy")["code"] == "not_found"
    assert lived.refused("get_history", path="../Ivy")["code"] == "invalid"


def test_a_move_tells_both_names_in_the_history_of_the_vault(lived: Person):
    [move] = [change for change in lived.call("get_history")["changes"] if change["what"] == "move"]
    assert {(note["path"], note["action"]) for note in move["notes"]} == {
        ("plants/Moss.md", "moved from Moss.md"),
        ("Moss.md", "moved to plants/Moss.md"),
    }


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [6, 5, 4, 3, 2, 1]),
    ({"client": "script"}, [4, 2]),
    ({"client": "nobody"}, []),
    ({"since": "2027-01-15T08:03:00Z"}, [6, 5, 4]),
    ({"until": "2027-01-15T08:03:00Z"}, [3, 2, 1]),
    ({"since": "2027-01-15T09:01+01:00", "until": "2027-01-15T08:03:00"}, [3, 2]),
    ({"since": "2027-01-15", "until": "2027-01-15"}, [6, 5, 4, 3, 2, 1]),
    ({"until": "2027-01-14"}, []),
    ({"path": "plants/Moss", "client": "script", "since": "2027-01-15T08:02:00Z"}, [4]),
    ({"limit": 2}, [6, 5]),
]


def test_history_is_filtered_by_client_and_time(lived: Person):
    for asked, numbers in FILTERS:
        assert [number for number, _, _ in steps(lived, **asked)] == numbers, asked


def test_history_comes_in_pages_that_neither_skip_nor_repeat(lived: Person):
    for asked, limit in itertools.product(({}, {"path": "plants/Moss"}), (1, 2, 4)):
        seen, cursor = list[Any](), None
        while len(seen) < 10:
            page = lived.call("get_history", limit=limit, **asked, **({"cursor": cursor} if cursor else {}))
            seen += page["changes"]
            if not (cursor := page["next_cursor"]):
                break
            assert lived.refused("get_history", cursor=cursor, client="script")["code"] == "invalid"
        assert seen == lived.call("get_history", **asked)["changes"]


def test_what_each_change_did_is_told_when_asked(lived: Person):
    diffs = [
        (change["change"], note["diff"])
        for change in lived.call("get_history", path="plants/Moss", diffs=True)["changes"]
        for note in change["notes"]
        if note.get("diff")
    ]
    assert diffs == [
        (5, "@@ -0,0 +1 @@\n+anew"),
        (4, "@@ -1,2 +0,0 @@\n-one\n-two"),
        (2, "@@ -1,0 +2 @@\n+two"),
        (1, "@@ -0,0 +1 @@\n+one"),
    ]
    assert "diff" not in str(lived.call("get_history"))
    assert "+anew" in texts_of(lived, "get_history", diffs=True)[1]


def test_a_history_with_large_changes_stays_short(ada: Person, vaults: Service, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers_change, "LISTED_MAX", 50)
    monkeypatch.setattr(answers_change, "DIFFS_CHARACTERS_MAX", 5_000)
    edits = [Edit(f"n/{number}.md", b"x\n" * 300) for number in range(60)]
    vaults.vault(Caller(ADA)).change(edits, "import")
    ada.call("write_note", path="Moss", body="shade")
    write, imported = ada.call("get_history", diffs=True)["changes"]
    assert (write["count"], imported["count"], imported["what"]) == (1, 60, "import")
    assert len(imported["notes"]) == 49
    assert 0 < sum("diff" in note for note in imported["notes"]) < 10
    [_, told] = texts_of(ada, "get_history", diffs=True)
    assert "; and 40 more" in told
    assert "There is no room for what the others did." in told


# Bringing back


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


# Taking back


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


# A folder's client


@pytest.fixture
def limited(ada: Person, vaults: Service) -> Person:
    """A client of ada's that may only use Work, in a vault with more than that."""
    client = connected(vaults, ada, client="worker", folder="Work")
    ada.call("write_note", path="Diary", body="orchid [[Work/Plan]]")
    ada.call("write_note", path="Work/Plan", body="[[Diary]]")
    ada.call("delete_note", path="Diary")
    ada.call("write_note", path="Diary", body="[[Work/Plan]] again orchid")
    return client


def test_a_client_of_a_folder_sees_in_history_what_is_in_it(limited: Person):
    assert [number for number, _, _ in steps(limited)] == [2]
    told = str(limited.call("get_history", diffs=True)) + str(texts_of(limited, "get_history", diffs=True))
    assert "orchid" not in told
    assert limited.refused("get_history", path="Diary")["code"] == "forbidden"
    assert limited.refused("get_history", path="Nothing")["code"] == "forbidden"


def test_a_client_of_a_folder_takes_back_only_what_is_in_it(limited: Person, ada: Person):
    before = notes_of(ada)
    for number in (1, 3, 4):
        assert limited.refused("undo_changes", changes=[number])["code"] == "not_found"
    assert limited.refused("undo_changes", changes=[2, 4])["code"] == "not_found"
    for version in ({}, {"version": 1}, {"version": 4}):
        assert limited.refused("restore_note", path="Diary", **version)["code"] == "forbidden"
    assert notes_of(ada) == before
    done = limited.call("undo_changes", changes=[2])
    assert [note["path"] for note in done["notes"]] == ["Work/Plan.md"]
    assert "Diary.md" in notes_of(ada)


def test_a_move_inside_a_folder_repairs_links_outside_and_names_none(limited: Person, ada: Person):
    answers = [str(limited.call("move_note", path="Work/Plan", to="Work/Roadmap"))]
    assert notes_of(ada)["Diary.md"] == "[[Work/Roadmap]] again orchid"
    answers.append(str(limited.call("get_history", diffs=True)))
    answers.append(str(limited.call("undo_changes", changes=[5], dry_run=True)))
    answers.append(str(limited.call("undo_changes", changes=[5])))
    assert notes_of(ada)["Diary.md"] == "[[Work/Plan]] again orchid"
    answers += [str(limited.call("get_history"))]
    assert [answer for answer in answers if "Diary.md" in answer or "orchid" in answer] == []


def test_what_left_a_folder_or_came_into_it_keeps_the_rest_of_its_past(limited: Person, ada: Person):
    ada.call("move_note", path="Diary", to="Work/Diary")
    ada.call("move_note", path="Work/Plan", to="Secret/Plan")
    told = [note for change in limited.call("get_history")["changes"] for note in change["notes"]]
    assert {(note["path"], note["action"]) for note in told} == {
        ("Work/Diary.md", "changed"),
        ("Work/Plan.md", "deleted"),
        ("Work/Diary.md", "created"),
        ("Work/Plan.md", "created"),
    }
    assert "Secret" not in texts_of(limited, "get_history")[1]
    assert [number for number, _, _ in steps(limited, path="Work/Diary")] == [6, 5]
    assert limited.refused("restore_note", path="Work/Plan")["code"] == "not_found"
    for number in (5, 6):
        assert limited.refused("undo_changes", changes=[number])["code"] == "not_found"
    assert limited.refused("restore_note", path="Work/Diary", version=4)["code"] == "not_found"
