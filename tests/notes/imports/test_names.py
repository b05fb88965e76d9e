"""Names that have to change when a vault is taken in, and are told."""

import os
from pathlib import Path

from shared.notes import imports
from shared.notes.imports import import_notes
from shared.notes.names import COMPOSED
from shared.notes.vault import Vault
from tests.notes.imports.sample import SAME, folder_of, held, zip_of


def test_a_name_is_changed_where_it_can_be_and_told_with_the_reason(ada: Vault, tmp_path: Path):
    files = {"book.md/a.md": b"1", "back\\slash.md": b"2", "line\nbreak.md": b"3", "Cafe\u0301.png": b"4"}
    root = folder_of(tmp_path / "in", files)
    (root / os.fsdecode(b"\xff.md")).write_bytes(b"5")
    report = import_notes(ada, root)
    assert held(ada) == {
        "book-md/a.md": b"1",
        "back_slash.md": b"2",
        "line_break.md": b"3",
        "Café.png": b"4",
        "_.md": b"5",
    }
    assert report.refused == []
    controls = "A path cannot hold control characters or line breaks."
    assert {name: (path, why) for name, path, why in report.renamed} == {
        "?.md": ("_.md", controls),
        "Cafe\u0301.png": ("Café.png", COMPOSED),
        "back\\slash.md": ("back_slash.md", "A path uses / between folders; it cannot hold a backslash."),
        "book.md/a.md": ("book-md/a.md", "A folder cannot end with .md."),
        "line\nbreak.md": ("line_break.md", controls),
    }
    assert import_notes(ada, root).renamed == report.renamed


def test_two_names_of_one_file_are_told_and_the_first_that_is_sound_comes_in(ada: Vault):
    twins = [
        ("CAFE\u0301.md", b"1"),
        ("café.md", b"2"),
        ("b/x.png", b"3"),
        ("B/X.png", b"4"),
        ("y.md", b"5"),
        ("Y.md", b"\xff"),
    ]
    report = import_notes(ada, zip_of(*twins))
    assert sorted(report.refused) == [
        ("Y.md", "It is not UTF-8 text."),
        ("b/x.png", SAME.format("B/X.png")),
        ("café.md", SAME.format("CAFE\u0301.md")),
    ]
    assert held(ada) == {"CAFÉ.md": b"1", "B/X.png": b"4", "y.md": b"5"}


def test_a_name_that_had_to_change_never_takes_anothers_place(ada: Vault):
    report = import_notes(ada, zip_of(("a\nb.md", b"changed"), ("a_b.md", b"as it is"), ("a\tb.md", b"changed too")))
    assert held(ada) == {"a_b.md": b"as it is"}
    assert {name for name, _ in report.refused} == {"a\nb.md", "a\tb.md"}
    assert report.renamed == []


def test_a_name_is_not_told_at_any_length(ada: Vault):
    report = import_notes(ada, zip_of(("x" * 60_000, b"x")))
    assert [len(name) for name, _ in report.refused] == [imports.NAME_CHARACTERS_MAX]
