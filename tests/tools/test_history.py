"""What get_history tells, over the wire: versions, moves and deaths, by client and by time."""

import itertools
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.notes import answers_change
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import ADA, Person
from tests.connected import texts_of
from tests.tools.past import steps


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
