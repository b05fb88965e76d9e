"""The past of a folder, as a client that is limited to it is told of it and takes it back."""

import pytest

from shared.service import Service
from tests.conftest import Person
from tests.connected import connected, texts_of
from tests.tools.past import notes_of, steps


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
