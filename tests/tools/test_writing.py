"""What write_note does, over the wire: on both backends and in both ways of running."""

import pytest

from tests.conftest import Person


def test_a_note_written_is_a_note_found(ada: Person):
    written = ada.call("write_note", path="garden/Moss", body="# Moss\n\nLikes shade. #plant\n")
    assert written == {"path": "garden/Moss.md", "version": 1, "created": True}
    read = ada.call("read_note", path="garden/Moss.md")
    assert read["text"] == "# Moss\n\nLikes shade. #plant\n"
    assert (read["version"], read["title"], read["tags"]) == (1, "Moss", ["plant"])
    [hit] = ada.call("search_notes", query="shade")["notes"]
    assert (hit["path"], hit["line"], hit["snippet"]) == ("garden/Moss.md", 3, "Likes shade. #plant")


def test_each_user_has_their_own_notes(ada: Person, bob: Person):
    ada.call("write_note", path="Secret", body="ada's orchid")
    bob.call("write_note", path="Secret", body="bob's cactus")
    assert ada.call("read_note", path="Secret")["text"] == "ada's orchid"
    assert bob.call("list_notes")["total"] == 1
    assert bob.call("search_notes", query="orchid")["notes"] == []
    bob.call("delete_note", path="Secret")
    assert ada.call("list_notes")["total"] == 1


def test_writing_over_a_note_needs_its_version_or_overwrite(ada: Person):
    ada.call("write_note", path="Moss", body="one")
    refusal = ada.refused("write_note", path="Moss", body="two")
    assert (refusal["code"], refusal["current_version"]) == ("conflict", 1)
    assert "version 1" in refusal["message"]
    assert ada.call("write_note", path="Moss", body="two", if_version=1)["version"] == 2
    assert ada.refused("write_note", path="Moss", body="three", if_version=1)["current_version"] == 2
    assert ada.call("write_note", path="Moss", body="three", overwrite=True)["created"] is False
    assert ada.call("read_note", path="Moss")["text"] == "three"


def test_a_version_of_a_deleted_note_never_fits_its_successor(ada: Person):
    ada.call("write_note", path="Moss", body="first")
    ada.call("delete_note", path="Moss")
    ada.call("write_note", path="Moss", body="second")
    assert ada.refused("write_note", path="Moss", body="lost", if_version=1)["current_version"] == 3


def test_a_version_for_a_note_that_is_not_there_is_a_conflict(ada: Person):
    assert ada.refused("write_note", path="Moss", body="x", if_version=3)["code"] == "conflict"
    assert ada.call("write_note", path="Moss", body="x", if_version=0)["created"] is True


def test_the_same_text_again_is_no_new_version(ada: Person):
    ada.call("write_note", path="Moss", body="same")
    assert ada.call("write_note", path="Moss", body="same", overwrite=True)["version"] == 1


def test_paths_that_differ_in_case_or_unicode_form_are_one_note(ada: Person):
    ada.call("write_note", path="Café/Übersicht", body="one")
    assert ada.refused("write_note", path="CAFE\u0301/U\u0308BERSICHT.MD", body="two")["code"] == "conflict"
    assert ada.call("read_note", path="cafe\u0301/übersicht")["path"] == "Café/Übersicht.md"
    ada.call("write_note", path="café/übersicht", body="two", overwrite=True)
    assert [note["path"] for note in ada.call("list_notes")["notes"]] == ["Café/Übersicht.md"]


@pytest.mark.parametrize(
    "text", ["", "\n", "a\r\nb\r\n", "\ufeff# BOM", "x\x00y", "no end", "🌿\u2028\u0085", "a" * 50_000]
)
def test_a_text_comes_back_as_it_was_written(ada: Person, text: str):
    ada.call("write_note", path="Odd", body=text)
    assert ada.call("read_note", path="Odd")["text"] == text


def test_front_matter_is_kept_as_it_was_written(ada: Person):
    text = "---\n# a comment\nzeta: 1   # order and spaces stay\nunknown: {a: [1, 2]}\ntags: [x]\n---\nbody\n"
    ada.call("write_note", path="Props", body=text)
    assert ada.call("read_note", path="Props")["text"] == text
    assert ada.call("read_note", path="Props")["tags"] == ["x"]


def test_a_note_has_a_largest_size(ada: Person):
    limit = 1_048_576
    assert ada.call("write_note", path="Full", body="x" * limit)["created"]
    assert ada.refused("write_note", path="Over", body="x" * (limit + 1))["code"] == "too_large"
    assert ada.refused("write_note", path="Bytes", body="é" * (limit // 2 + 1))["code"] == "too_large"
