"""What is said of moves, deletions, what came back, and what was done in all."""

from typing import Any

import pytest

from shared.access.gate import Caller
from shared.notes.answers import Answer, Quoted
from shared.service import Service
from tests.access.refused import words_of
from tests.conftest import ADA
from tests.notes.said.conftest import Ask, Says


@pytest.mark.usefixtures("garden")
def test_a_move_says_what_moved_and_which_links_were_rewritten(answer: Ask):
    assert answer("move_note", path="garden/Moss", to="plants/Moss") == Answer(
        ["Moved garden/Moss.md -> plants/Moss.md. Rewrote 2 links in 1 note: Fern.md."],
        {
            "moved": [{"from": "garden/Moss.md", "to": "plants/Moss.md"}],
            "version": 5,
            "rewritten": [{"path": "Fern.md", "links": 2}],
            "ambiguous": [],
        },
    )
    answer("write_note", path="plants/Ivy", body="")
    moved = answer("move_note", path="plants/", to="deep/")
    assert moved.texts == ["Moved plants/ -> deep/plants/, 2 files."]
    assert [pair["to"] for pair in moved.structured["moved"]] == ["deep/plants/Ivy.md", "deep/plants/Moss.md"]


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("path", "to", "message"),
    [
        ("plants/", "deep/", "There is no note and no folder at plants."),
        ("garden/", "garden/er/", "A folder cannot move into itself."),
        ("/", "er/", "The whole vault cannot be moved."),
        ("Fern", "Fern", "That is where it is."),
        ("Fern", "garden/Moss", "There is something at garden/Moss.md already; nothing was moved."),
    ],
)
def test_a_move_that_is_not_made_is_told_why(answer: Ask, path: str, to: str, message: str):
    assert words_of(answer, "move_note", path=path, to=to)[0] == message


@pytest.mark.usefixtures("garden")
def test_a_deletion_says_which_links_lead_nowhere_or_elsewhere(answer: Ask):
    answer("write_note", path="a/Moss", body="")
    assert answer("delete_note", path="garden/moss") == Answer(
        [
            "Moved garden/Moss.md to the trash. 2 links meant it, 2 now lead nowhere:",
            Quoted("Fern.md:1: garden/Moss\nFern.md:1: garden/Moss.md"),
        ],
        {
            "path": "garden/Moss.md",
            "version": 2,
            "dangling": [
                {"path": "Fern.md", "line": 1, "link": "garden/Moss", "means": None},
                {"path": "Fern.md", "line": 1, "link": "garden/Moss.md", "means": None},
            ],
        },
    )
    assert answer("delete_note", path="a/Moss").texts == ["Moved a/Moss.md to the trash."]
    for path, to, nowhere in (("b/Ivy", " -> c/Ivy.md", "0 now lead nowhere"), ("c/Ivy", "", "1 now leads nowhere")):
        answer("write_note", path="b/Ivy" if to else "x", body="")
        answer("write_note", path="c/Ivy" if to else "y", body="")
        answer("write_note", path="Ref", body="[[Ivy]]", overwrite=True)
        said = answer("delete_note", path=path).texts
        assert said == [f"Moved {path}.md to the trash. 1 link meant it, {nowhere}:", f"Ref.md:1: Ivy{to}"]


@pytest.mark.usefixtures("garden")
def test_what_was_deleted_comes_back_and_an_earlier_version_too(answer: Ask):
    answer("delete_note", path="garden/Moss")
    facts = {"path": "garden/Moss.md", "version": 6}
    assert answer("restore_note", path="garden/Moss") == Answer(["Restored garden/Moss.md, now at version 6."], facts)
    back = answer("restore_note", path="garden/Moss", version=1)
    assert back.texts == ["Put back garden/Moss.md, now at version 7."]
    assert back.structured == {"path": "garden/Moss.md", "version": 7}


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("delete_note", {"path": "Nope"}, "There is no note at Nope.md."),
        (
            "restore_note",
            {"path": "garden/moss"},
            "garden/Moss.md is not deleted. Say which version of it: get_history lists them.",
        ),
        (
            "restore_note",
            {"path": "garden/Moss", "version": 3},
            "There is no version 3 of this note. Its last ones: 2, 1.",
        ),
        ("restore_note", {"path": "Nope"}, "There is no such note, and none of this name in the trash."),
        ("undo_changes", {}, "Say which changes to undo: either changes, or client and since."),
        ("undo_changes", {"client": "a"}, "Say which changes to undo: either changes, or client and since."),
        ("undo_changes", {"since": "2027-01-15"}, "Say which changes to undo: either changes, or client and since."),
        ("undo_changes", {"changes": [99]}, "There is no change 99 here. get_history lists them."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_taken_back_is_told_why(answer: Ask, tool: str, arguments: dict[str, Any], message: str):
    assert words_of(answer, tool, **arguments)[0] == message


@pytest.mark.usefixtures("garden")
def test_an_undo_says_what_it_did_and_what_it_left_alone(service: Service, answer: Ask):
    answer("write_note", path="Fern", body="mine", overwrite=True)
    would = answer("undo_changes", changes=[2, 3], dry_run=True)
    assert would == Answer(
        [
            "Would undo 2 changes, in 1 note. Left alone, as somebody changed it afterwards: 1 note.",
            Quoted("put back: garden/Moss.md\nleft alone: Fern.md (change 3; then change 5)"),
        ],
        {
            "changes": [2, 3],
            "version": None,
            "notes": [{"path": "garden/Moss.md", "action": "put back"}],
            "left": [{"path": "Fern.md", "change": 3, "because_of": 5}],
        },
    )
    done = answer("undo_changes", changes=[1, 2])
    assert done.texts == ["Undid 2 changes, in 1 note.", "removed: garden/Moss.md"]
    assert done.structured["version"] is None
    caller = Caller(ADA, "editor")
    message = "somebody changed nothing since then."
    given = {"client": "somebody", "since": "2027-01-15"}
    assert words_of(service.call, caller, "undo_changes", given)[0] == message
    since = {"client": "editor", "since": "2027-01-15T08:03:00Z", "dry_run": True}
    told = service.call(caller, "undo_changes", since)
    assert told.structured["changes"] == [3, 4, 5, 6]


@pytest.mark.usefixtures("garden")
def test_the_history_says_who_did_what_and_when(answer: Ask, says: Says):
    answer("edit_note", client="script", path="Fern", do="append", text="More.")
    answer("move_note", path="Fern", to="deep/Fern")
    answer("delete_note", path="garden/Moss")
    assert says("get_history") == [
        "7 changes.",
        "7  2027-01-15T08:06:00Z  editor  delete garden/Moss.md deleted\n"
        "6  2027-01-15T08:05:00Z  editor  move deep/Fern.md moved from Fern.md; Fern.md moved to deep/Fern.md\n"
        "5  2027-01-15T08:04:00Z  script  edit Fern.md\n"
        "4  2027-01-15T08:03:00Z  editor  attach pics/cat.png created\n"
        "3  2027-01-15T08:03:00Z  editor  write Fern.md created\n"
        "2  2027-01-15T08:02:00Z  editor  write garden/Moss.md\n"
        "1  2027-01-15T08:01:00Z  editor  write garden/Moss.md created",
    ]
    last = answer("get_history", path="deep/Fern", diffs=True, limit=1)
    assert last.structured["changes"] == [
        {
            "change": 6,
            "at": "2027-01-15T08:05:00Z",
            "what": "move",
            "client": "editor",
            "count": 1,
            "notes": [{"path": "deep/Fern.md", "action": "moved from Fern.md", "version": 6, "diff": ""}],
        }
    ]
    cursor = last.structured["next_cursor"]
    assert last.texts == [
        f"1 change.\nThere are more: ask again with cursor {cursor}",
        "6  2027-01-15T08:05:00Z  editor  move moved from Fern.md",
    ]
    assert says("get_history", path="deep/Fern", diffs=True, limit=1, cursor=cursor)[1] == (
        "5  2027-01-15T08:04:00Z  script  edit Fern.md\n@@ -1,0 +2 @@\n+More."
    )
    assert words_of(answer, "get_history", cursor=cursor) == (
        "This cursor does not belong to this question. Ask again without it.",
        "",
    )
