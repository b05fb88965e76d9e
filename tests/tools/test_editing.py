"""What edit_note does, over the wire: a part of a note changed and the rest left alone."""

import threading
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Clock, Person
from tests.connected import connected, texts_of

NOTE = "---\nstatus: open # for now\n---\n\n# Garden\n\n## Tasks\n\n- water ^first\n\n## Notes\n\nMoss likes shade.\n"

EDITS: list[tuple[dict[str, Any], str, str]] = [
    ({"do": "append", "text": "The end."}, "shade.\n", "shade.\nThe end.\n"),
    ({"do": "append", "heading": "Garden#Tasks", "text": "- weed"}, "^first\n", "^first\n- weed\n"),
    ({"do": "append", "block": "first", "text": "- weed"}, "- water ^first", "- water\n- weed ^first"),
    ({"do": "prepend", "text": "Hello."}, "# Garden\n\n## T", "Hello.\n\n# Garden\n\n## T"),
    ({"do": "prepend", "heading": "notes", "text": "- fern"}, "\nMoss", "\n- fern\n\nMoss"),
    ({"do": "insert_before", "heading": "Notes", "text": "## Log"}, "## Notes", "## Log\n\n## Notes"),
    ({"do": "insert_after", "block": "^first", "text": "- weed"}, "^first\n", "^first\n- weed\n"),
    ({"do": "replace_section", "heading": "Notes", "text": "None."}, "Moss likes shade.", "None."),
    ({"do": "replace_text", "old_text": "likes", "text": "loves"}, "likes", "loves"),
    ({"do": "set_property", "property": "Status", "value": "done"}, "open", "done"),
    ({"do": "set_property", "property": "tags", "value": ["a", "b"]}, "now\n", "now\ntags:\n  - a\n  - b\n"),
    ({"do": "remove_property", "property": "STATUS"}, "---\nstatus: open # for now\n---\n", ""),
]


@pytest.fixture
def moss(ada: Person) -> Person:
    """Ada, who has a note."""
    ada.call("write_note", path="Moss", body=NOTE)
    return ada


def test_every_kind_of_edit_changes_its_part_and_answers_what_became_of_it(moss: Person):
    version, expected = 1, NOTE
    for given, old, new in EDITS:
        assert expected.count(old) == 1, given
        moss.call("write_note", path="Moss", body=NOTE, overwrite=True)
        before = moss.call("read_note", path="Moss")["version"]
        done = moss.call("edit_note", path="moss", **given)
        read = moss.call("read_note", path="Moss")
        assert read["text"] == NOTE.replace(old, new), given
        assert (done["path"], done["version"]) == ("Moss.md", read["version"])
        assert done["version"] == before + 1
        assert set(done) == {"path", "version", "diff"}
        version = done["version"]
    assert moss.call("get_history", path="Moss")["changes"][0]["what"] == "edit"
    assert moss.call("get_history")["changes"][0]["change"] == version


def test_an_edit_answers_the_lines_that_changed_and_never_the_whole(moss: Person):
    done = moss.call("edit_note", path="Moss", do="replace_text", old_text="water", text="rain")
    assert done["diff"] == "@@ -9 +9 @@\n-- water ^first\n+- rain ^first"
    long_line = f"{'fern ' * 10_000}moss {'fern ' * 10_000}"
    moss.call("write_note", path="Long", body="\n".join([f"line {n}" for n in range(2_000)] + [long_line]))
    for given in (
        {"do": "append", "text": "The end."},
        {"do": "replace_text", "old_text": "line 500\n", "text": "line five hundred\n"},
        {"do": "replace_text", "old_text": "moss", "text": "ivy"},
        {"do": "replace_text", "old_text": "line", "text": "row", "expected_count": 2_000},
    ):
        diff = moss.call("edit_note", path="Long", dry_run=True, **given)["diff"]
        assert given["text"].strip() in diff
        assert len(diff) < 10_000
        [head, quoted] = texts_of(moss, "edit_note", path="Long", **given)
        assert len(head) + len(quoted) < 10_000


def test_a_dry_run_tells_the_same_and_changes_nothing(moss: Person):
    for given, _, _ in EDITS:
        tried = moss.call("edit_note", path="Moss", dry_run=True, **given)
        assert tried["version"] == 1
        assert tried["diff"]
    assert moss.call("read_note", path="Moss")["text"] == NOTE
    assert len(moss.call("get_history")["changes"]) == 1
    given = EDITS[0][0]
    tried = moss.call("edit_note", path="Moss", dry_run=True, **given)["diff"]
    assert tried == moss.call("edit_note", path="Moss", **given)["diff"]


def test_an_edit_that_changes_nothing_is_no_new_version(moss: Person):
    for given in (
        {"do": "replace_text", "old_text": "Moss", "text": "Moss"},
        {"do": "set_property", "property": "status", "value": "open"},
        {"do": "remove_property", "property": "nothing"},
        {"do": "append", "text": ""},
        {"do": "replace_section", "heading": "Notes", "text": "Moss likes shade."},
    ):
        assert moss.call("edit_note", path="Moss", **given) == {"path": "Moss.md", "version": 1, "diff": ""}
    assert len(moss.call("get_history")["changes"]) == 1


def test_an_edit_of_another_version_than_was_read_is_a_conflict(moss: Person):
    moss.call("edit_note", path="Moss", do="append", text="two", if_version=1)
    for dry_run in (False, True):
        refusal = moss.refused("edit_note", path="Moss", do="append", text="x", if_version=1, dry_run=dry_run)
        assert (refusal["code"], refusal["current_version"]) == ("conflict", 2)
    assert moss.call("read_note", path="Moss")["text"] == NOTE + "two\n"


def test_a_text_that_stands_there_another_number_of_times_is_not_replaced(moss: Person):
    refusal = moss.refused("edit_note", path="Moss", do="replace_text", old_text="##", text="#")
    assert (refusal["code"], refusal["found"]) == ("conflict", 2)
    assert "in lines 7, 11" in refusal["message"]
    assert moss.refused("edit_note", path="Moss", do="replace_text", old_text="Ivy", text="")["found"] == 0
    moss.call("edit_note", path="Moss", do="replace_text", old_text="##", text="#", expected_count=2)
    assert moss.call("read_note", path="Moss")["text"] == NOTE.replace("##", "#")


def test_a_wrong_heading_or_block_is_answered_with_what_there_is(moss: Person):
    refusal = moss.refused("edit_note", path="Moss", do="append", heading="Ebb", text="x")
    assert (refusal["code"], "Its headings: Garden, Tasks, Notes." in refusal["message"]) == ("not_found", True)
    refusal = moss.refused("edit_note", path="Moss", do="append", block="second", text="x")
    assert (refusal["code"], "Its blocks: ^first." in refusal["message"]) == ("not_found", True)
    refusal = moss.refused("read_note", path="Moss", section="^second")
    assert (refusal["code"], "Its blocks: ^first." in refusal["message"]) == ("not_found", True)
    moss.call("write_note", path="Week", body="# Mon\n## Tasks\n# Tue\n## Tasks\n")
    refusal = moss.refused("edit_note", path="Week", do="append", heading="Tasks", text="x")
    assert (refusal["code"], "Mon#Tasks, Tue#Tasks" in refusal["message"]) == ("invalid", True)


def test_only_a_note_that_is_there_can_be_edited(ada: Person, bob: Person):
    bob.call("write_note", path="Moss", body="bob's")
    for path in ("Moss", "cat.png"):
        assert ada.refused("edit_note", path=path, do="append", text="x")["code"] == "not_found"
    assert ada.refused("edit_note", path="../Moss", do="append", text="x")["code"] == "invalid"
    assert ada.refused("edit_note", path="Moss", do="shred", text="x")["code"] == "invalid"
    assert ada.call("list_notes")["total"] == 0


@pytest.mark.parametrize(
    ("text", "put", "end"),
    [
        ("", "moss", "moss\n"),
        ("fern", "moss", "fern\nmoss\n"),
        ("fern\r\n", "moss\nivy", "fern\r\nmoss\r\nivy\r\n"),
        ("\ufeff# Fern\n", "- moss", "\ufeff# Fern\n- moss\n"),
    ],
)
def test_the_line_ends_of_a_note_stay_what_they_are(ada: Person, text: str, put: str, end: str):
    ada.call("write_note", path="Odd", body=text)
    ada.call("edit_note", path="Odd", do="append", text=put)
    assert ada.call("read_note", path="Odd")["text"] == end


def test_a_property_that_is_set_is_found_by_it(ada: Person):
    ada.call("write_note", path="Moss", body="Likes shade.")
    for name, value in (("status", "done"), ("height", 4.5), ("due", "2026-11-21"), ("tags", ["plant/green"])):
        ada.call("edit_note", path="Moss", do="set_property", property=name, value=value)
    text = ada.call("read_note", path="Moss")["text"]
    assert text == ("---\nstatus: done\nheight: 4.5\ndue: 2026-11-21\ntags:\n  - plant/green\n---\nLikes shade.")
    for asked in ("status:done", "height:>4", "due:2026-11-21"):
        assert ada.call("list_notes", property=asked)["total"] == 1
    assert ada.call("list_notes", tag="plant")["total"] == 1
    ada.call("edit_note", path="Moss", do="set_property", property="Status", value=None)
    assert ada.call("list_notes", property="status:null")["total"] == 1
    for name in ("status", "height", "due", "tags"):
        ada.call("edit_note", path="Moss", do="remove_property", property=name)
    assert ada.call("read_note", path="Moss")["text"] == "Likes shade."


@pytest.mark.parametrize("block", ["a: [1", "just words", "{a: 1}", "a: {b: 1}", "a: &x 1\nb: *x"])
def test_front_matter_that_cannot_be_read_is_not_destroyed(ada: Person, block: str):
    text = f"---\n{block}\n---\nbody\n"
    ada.call("write_note", path="Odd", body=text)
    assert ada.refused("edit_note", path="Odd", do="set_property", property="a", value="x")["code"] == "invalid"
    assert ada.refused("edit_note", path="Odd", do="set_property", property="a", value={"b": 1})["code"] == "invalid"
    assert ada.call("read_note", path="Odd")["text"] == text


def test_edits_of_several_clients_at_once_are_all_kept(vaults: Service):
    ada = Caller(ADA)
    vaults.call(ada, "write_note", {"path": "Log", "body": "# Log\n"})
    lines = [f"- line {number}" for number in range(8)]

    def edit(line: str) -> None:
        vaults.call(ada, "edit_note", {"path": "Log", "do": "append", "text": line})

    threads = [threading.Thread(target=edit, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    text = vaults.call(ada, "read_note", {"path": "Log"}).structured["text"]
    assert sorted(text.splitlines()[1:]) == lines


def test_a_note_does_not_grow_beyond_its_limit(ada: Person):
    ada.call("write_note", path="Full", body="a" * 1_048_000)
    assert ada.refused("edit_note", path="Full", do="append", text="b" * 1_000)["code"] == "too_large"
    given = {"old_text": "a", "text": "b" * 100_000, "expected_count": 1_048_000}
    assert ada.refused("edit_note", path="Full", do="replace_text", **given)["code"] == "too_large"
    assert ada.call("read_note", path="Full", characters_max=5)["version"] == 1


def test_a_client_of_a_folder_edits_nothing_beside_it(ada: Person, vaults: Service):
    for path in ("Work/Plan", "Diary"):
        ada.call("write_note", path=path, body="one\n")
    limited = connected(vaults, ada, folder="Work")
    assert limited.call("edit_note", path="Work/Plan", do="append", text="two")["version"] == 3
    for given in ({"do": "append", "text": "x"}, {"do": "append", "text": "x", "dry_run": True}):
        assert limited.refused("edit_note", path="Diary", **given)["code"] == "forbidden"
        assert limited.refused("edit_note", path="Missing", **given)["code"] == "forbidden"
    assert ada.call("read_note", path="Diary")["text"] == "one\n"


def test_an_edit_is_signed_by_the_client_that_made_it(moss: Person, vaults: Service, clock: Clock):
    clock.forward(60)
    connected(vaults, moss, client="Claude").call("edit_note", path="Moss", do="append", text="x")
    latest, first = moss.call("get_history", path="Moss")["changes"]
    assert (latest["client"], latest["what"], latest["at"]) == ("Claude", "edit", "2027-01-15T08:01:00Z")
    assert first["client"] == ""
