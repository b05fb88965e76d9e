"""What write_note and edit_note say, word by word: what was done, and why something was not."""

from typing import Any

import pytest

from shared.notes.answers import Answer, LinkWanted, Quoted
from tests.access.refused import refused, words_of
from tests.notes.said.conftest import Ask


def test_a_note_that_is_written_is_named_with_its_version(answer: Ask):
    made = answer("write_note", path="garden/Moss", body="one")
    assert made == Answer(
        ["Created garden/Moss.md, now at version 1."], {"path": "garden/Moss.md", "version": 1, "created": True}
    )
    again = answer("write_note", path="garden/Moss", body="two", overwrite=True)
    assert again == Answer(
        ["Wrote garden/Moss.md, now at version 2."], {"path": "garden/Moss.md", "version": 2, "created": False}
    )


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("arguments", "message", "details"),
    [
        (
            {"path": "garden/moss", "body": "x"},
            "garden/Moss.md is at version 2, so nothing was written. Read it, then pass if_version, or overwrite: true"
            " to replace it.",
            {"current_version": 2},
        ),
        (
            {"path": "garden/Moss", "body": "x", "if_version": 1},
            "garden/Moss.md is at version 2, not 1; somebody changed it. Read it again before you write.",
            {"current_version": 2},
        ),
        (
            {"path": "None", "body": "x", "if_version": 1},
            "There is no note at None.md; it may have been deleted.",
            {"current_version": None},
        ),
        (
            {"path": "pics/cat.png"},
            "pics/cat.png is at version 4. Pass if_version, or overwrite: true to replace it.",
            {"current_version": 4},
        ),
        (
            {"path": "pics/cat.png", "if_version": 3},
            "pics/cat.png is at version 4. Pass if_version, or overwrite: true to replace it.",
            {"current_version": 4},
        ),
        (
            {"path": "pics/dog.png", "if_version": 3},
            "There is no file at pics/dog.png; it may have been deleted.",
            {"current_version": None},
        ),
        ({"path": "pics/cat"}, "body must be given.", {}),
        ({"path": "pics.d/cat"}, "body must be given.", {}),
        ({"path": "pics/cat.md"}, "body must be given.", {}),
        ({"path": "a", "body": "\ud800"}, "The text of a note must be valid Unicode.", {}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_note_that_is_not_written_is_told_why(
    answer: Ask, arguments: dict[str, Any], message: str, details: dict[str, Any]
):
    refusal = refused(answer, "write_note", **arguments)
    assert (refusal.message, refusal.details) == (message, details)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "", "body": ""}, "A path cannot be empty."),
        ({"path": "/a", "body": ""}, "A path is relative to the vault; it cannot start with /."),
        ({"path": "a//b", "body": ""}, "A path cannot have an empty part between its slashes."),
        ({"path": "a/.b", "body": ""}, "No part of a path can start with a dot; .. is not allowed."),
        ({"path": "a\\b", "body": ""}, "A path uses / between folders; it cannot hold a backslash."),
        ({"path": "a\nb", "body": ""}, "A path cannot hold control characters or line breaks."),
        ({"path": "a.md/b", "body": ""}, "A folder cannot end with .md."),
        ({"path": "a" * 254, "body": ""}, "A path has at most 256 characters, .md included."),
        ({"path": "a.md/b.png"}, "What ends with .md is a note."),
        ({"path": "b" * 253 + ".png"}, "A path has at most 256 characters, .md included."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_path_that_is_none_is_told_why_and_counted_as_such(answer: Ask, arguments: dict[str, Any], message: str):
    assert words_of(answer, "write_note", **arguments) == (message, "a path that is none")


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("arguments", "version", "if_version", "overwrite"),
    [
        ({"path": "pics/dog.png"}, 0, 0, False),
        ({"path": "pics/dog.png", "overwrite": True}, 0, None, True),
        ({"path": "pics/cat.png", "if_version": 4}, 4, 4, False),
        ({"path": "pics/cat.png", "overwrite": True}, 4, None, True),
    ],
)
def test_a_file_without_a_body_is_awaited_at_a_link(
    answer: Ask, arguments: dict[str, Any], version: int, if_version: int | None, overwrite: bool
):
    path, awaited = arguments["path"], answer("write_note", **arguments)
    assert awaited.texts[0] == f"Send the bytes of {path} with PUT to this link; it is good once."
    told = {name: awaited.structured[name] for name in ("path", "version", "created")}
    assert told == {"path": path, "version": version, "created": version == 0}
    wanted = awaited.link
    assert wanted and wanted == LinkWanted(path, wanted.note, if_version, overwrite)
    assert (wanted.note.version if wanted.note else 0) == version


@pytest.mark.usefixtures("garden")
def test_an_edit_says_what_it_changed_or_would(answer: Ask):
    done = answer("edit_note", path="Fern", do="append", text="More.")
    diff = "@@ -1,0 +2 @@\n+More."
    assert done == Answer(["Edited, now at version 5.", Quoted(diff)], {"path": "Fern.md", "version": 5, "diff": diff})
    assert isinstance(done.texts[1], Quoted)
    diff = "@@ -2,0 +3 @@\n+More."
    assert answer("edit_note", path="Fern", do="append", text="More.", dry_run=True) == Answer(
        ["This would change, still at version 5.", Quoted(diff)], {"path": "Fern.md", "version": 5, "diff": diff}
    )
    for dry_run in (True, False):
        same = answer("edit_note", path="Fern", do="replace_text", old_text="More.", text="More.", dry_run=dry_run)
        facts = {"path": "Fern.md", "version": 5, "diff": ""}
        assert same == Answer(["Nothing to change, still at version 5."], facts)


@pytest.mark.usefixtures("garden")
@pytest.mark.parametrize(
    ("arguments", "message", "details"),
    [
        ({"do": "append"}, "text must be given for this edit.", {}),
        ({"do": "append", "text": "x", "heading": "a", "block": "b"}, "Name a heading or a block, not both.", {}),
        ({"do": "insert_before", "text": "x"}, "heading or block must be given for this edit.", {}),
        ({"do": "insert_after", "text": "x"}, "heading or block must be given for this edit.", {}),
        (
            {"do": "replace_text", "text": "x"},
            "old_text and text must be given to replace one by the other.",
            {},
        ),
        (
            {"do": "replace_text", "old_text": "x"},
            "old_text and text must be given to replace one by the other.",
            {},
        ),
        (
            {"do": "replace_text", "old_text": "", "text": "x"},
            "old_text and text must be given to replace one by the other.",
            {},
        ),
        ({"do": "set_property", "property": "a"}, "value must be given to set a property.", {}),
        ({"do": "set_property", "value": 1}, "property must be given for this edit.", {}),
        ({"do": "remove_property"}, "property must be given for this edit.", {}),
        (
            {"do": "replace_text", "old_text": "nope", "text": "x"},
            "old_text stands 0 times in Fern.md, not 1. Nothing was changed.",
            {"found": 0},
        ),
        (
            {"do": "replace_text", "old_text": "Beside", "text": "x", "expected_count": 2},
            "old_text stands 1 times in Fern.md, not 2. Nothing was changed.",
            {"found": 1},
        ),
        (
            {"do": "replace_text", "old_text": "oss", "text": "x"},
            "old_text stands 3 times in Fern.md, not 1. Nothing was changed. It stands in lines 1, 1, 1.",
            {"found": 3},
        ),
        (
            {"do": "append", "text": "x", "heading": "Nope"},
            "There is no such heading in this note. Its headings: none.",
            {},
        ),
        ({"do": "append", "text": "x", "heading": "# "}, "Name the heading of the section.", {}),
        ({"do": "append", "text": "x", "block": "^no"}, "There is no block ^no in this note. Its blocks: none.", {}),
        (
            {"do": "append", "text": "x", "if_version": 2},
            "Fern.md is at version 3, not 2; somebody changed it. Read it again.",
            {"current_version": 3},
        ),
        (
            {"do": "replace_text", "old_text": "Beside", "text": "x" * 1_048_576},
            "A note has at most 1048576 bytes; this one would have more.",
            {},
        ),
        (
            {"do": "set_property", "property": "a", "value": {"b": 1}},
            "A property holds text, a number, true, false, null, or a list of these.",
            {},
        ),
        (
            {"do": "set_property", "property": "a", "value": [1] * 4_097},
            "A property holds at most 4096 values.",
            {},
        ),
        (
            {"do": "set_property", "property": "a" * 101, "value": 1},
            "A property has a name of 1 to 100 characters, on one line.",
            {},
        ),
        (
            {"do": "set_property", "property": " ", "value": 1},
            "A property has a name of 1 to 100 characters, on one line.",
            {},
        ),
        (
            {"do": "remove_property", "property": "a\nb"},
            "A property has a name of 1 to 100 characters, on one line.",
            {},
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_an_edit_that_is_not_done_is_told_why(
    answer: Ask, arguments: dict[str, Any], message: str, details: dict[str, Any]
):
    refusal = refused(answer, "edit_note", path="Fern", **arguments)
    assert (refusal.message, refusal.details) == (message, details)


def test_lines_that_hold_a_text_are_counted_in_the_whole_note_and_ten_are_named(answer: Ask):
    answer("write_note", path="Long", body="# One\nx\n# Two\n" + "x\n" * 12)
    told = words_of(answer, "edit_note", path="Long", do="replace_text", old_text="x", text="y", heading="Two")[0]
    sentence = "old_text stands 12 times in Long.md, not 1. Nothing was changed."
    assert told == f"{sentence} It stands in lines 4, 5, 6, 7, 8, 9, 10, 11, 12, 13."


@pytest.mark.parametrize(
    ("front_matter", "message"),
    [
        ("{a: 1}", "The front matter of this note is one line; change it as text."),
        ("a: 1\nA: 2", "The property a stands 2 times in this note; change it as text."),
        ("a: {b: 1}", "The property a is nested; change it as text."),
        ("a: [[1]]", "The property a is nested; change it as text."),
        ("a: [", "The front matter of this note cannot be read; change it as text."),
    ],
)
def test_front_matter_that_cannot_be_changed_is_told_why(answer: Ask, front_matter: str, message: str):
    answer("write_note", path="Moss", body=f"---\n{front_matter}\n---\n")
    assert words_of(answer, "edit_note", path="Moss", do="set_property", property="a", value=7) == (message, "")


def test_a_text_is_replaced_in_one_block_alone_and_as_long_as_there_is_room(answer: Ask):
    answer("write_note", path="Note", body="moss ^one\n\nmoss ^two\n")
    done = answer("edit_note", path="Note", do="replace_text", old_text="moss", text="fern", block="two")
    assert done.structured["diff"] == "@@ -3 +3 @@\n-moss ^two\n+fern ^two"
    answer("write_note", path="Full", body="x" * 1_048_575 + "y")
    whole = {"path": "Full", "do": "replace_text", "old_text": "y"}
    assert answer("edit_note", **whole, text="z").structured["version"] == 4
    refused(answer, "edit_note", path="Full", do="replace_text", old_text="z", text="zz")
