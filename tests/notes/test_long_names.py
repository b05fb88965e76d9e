"""A name of an import that is too long: what of it is kept, to the character."""

import hashlib

import pytest

from shared.notes.names import path_for
from tests.access.refused import words_of

TOO_LONG = "A path has at most 256 characters, .md included."


def mark_of(name: str) -> str:
    return "~" + hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("x" * 300 + ".md", ".md"),
        ("x" * 300 + ".v1.md", ".md"),
        ("x" * 300 + ".excalidr", ".excalidr"),
        ("x" * 300 + ".excalidra", ""),
        ("x" * 300, ""),
        ("x" * 300 + ".", "."),
    ],
    ids=lambda value: value[-12:],
)
def test_a_long_name_is_cut_before_its_mark_and_its_ending(name: str, ending: str):
    path, why = path_for(name)
    kept = mark_of(name) + ending
    assert path == "x" * (255 - len(kept)) + kept
    assert why == TOO_LONG


def test_a_long_folder_leaves_eighty_characters_to_the_name():
    name = "f" * 300 + "/" + "n" * 100 + ".md"
    folder, _, last = path_for(name)[0].partition("/")
    ending = mark_of(name) + ".md"
    assert folder == "f" * (256 - len(ending) - 80)
    assert last == "n" * 79 + ending
    assert len(folder) + 1 + len(last) == 256


def test_a_short_folder_stays_whole_and_leaves_the_rest_to_the_name():
    name = "a/b/" + "n" * 300 + ".md"
    path = path_for(name)[0]
    assert path == "a/b/" + "n" * (256 - 4 - 12) + mark_of(name) + ".md"
    assert len(path) == 256


def test_a_folder_like_a_note_is_none_and_what_nobody_can_say_is_a_line():
    assert path_for("a.md/b.MD/c.md") == ("a-md/b-md/c.md", "A folder cannot end with .md.")
    assert path_for("a\x00b//c\\d.md")[0] == "a_b/c_d.md"
    assert path_for("Cafe\u0301.md")[1] == "A letter and its accents are one character in a path (Unicode's form NFC)."
    assert path_for("plain.png") == ("plain.png", "")
    assert words_of(path_for, ".hidden") == (
        "No part of a path can start with a dot; .. is not allowed.",
        "a path that is none",
    )
