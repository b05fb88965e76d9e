"""A whole vault taken in: what comes in, byte for byte, and that twice is once."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.notes.imports import import_notes
from shared.notes.names import COMPOSED
from shared.notes.vault import Vault
from tests.notes import zips_by_hand as by_hand
from tests.notes.imports.sample import FILES, counts, folder_of, held, zip_of
from tests.notes.zips_by_hand import Entry, zip_by_hand


def test_notes_and_attachments_of_every_kind_come_in_byte_for_byte(ada: Vault, bob: Vault):
    report = import_notes(ada, zip_of(*FILES.items()))
    assert held(ada) == FILES
    assert (report.refused, report.renamed, report.hidden) == ([], [], 0)
    assert (report.notes["created"], report.attachments["created"]) == (9, 6)
    assert ada.log.head().attachments == 6
    assert held(bob) == {}


def test_a_folder_comes_in_as_its_zip_does(ada: Vault, tmp_path: Path):
    files = {name: body for name, body in FILES.items() if name != "LICENSE"}
    report = import_notes(ada, folder_of(tmp_path / "in", files))
    assert counts(report) == (len(files), 0, 0)
    assert held(ada) == files


@pytest.mark.parametrize("made", by_hand.MAKERS)
def test_a_zip_of_any_program_comes_in_and_a_second_time_changes_nothing(
    ada: Vault, made: Callable[[dict[str, bytes]], bytes]
):
    raw = made(FILES)
    first = import_notes(ada, io.BytesIO(raw))
    seq = ada.seq()
    assert held(ada) == FILES
    assert first.refused == []
    assert {why for _, _, why in first.renamed} <= {COMPOSED}
    second = import_notes(ada, io.BytesIO(raw))
    assert ada.seq() == seq
    assert counts(second) == (0, 0, len(FILES))
    assert (second.renamed, second.refused, second.hidden) == (first.renamed, [], first.hidden)
    assert counts(import_notes(ada, io.BytesIO(raw), overwrite=True)) == (0, 0, len(FILES))
    assert ada.seq() == seq


def test_a_file_is_as_old_in_the_vault_as_it_was_outside(ada: Vault, tmp_path: Path):
    times = {"now.md": 1_763_000_001, "old.png": 3, "new.md": 4_000_000_000, "older.md": -5}
    for name, at in times.items():
        file = folder_of(tmp_path / "in", {name: name.encode()}) / name
        os.utime(file, (at, at))
    import_notes(ada, tmp_path / "in")
    seen = {note.path: note.updated_at for note in (*ada.notes(), *ada.attachments())}
    assert seen == {**times, "older.md": 0}


def test_the_folder_around_a_vault_is_told(ada: Vault):
    report = import_notes(ada, zip_of(("My Vault/a.md", b"x"), ("My Vault/.obsidian/app.json", b"{}")))
    assert (list(held(ada)), report.around, report.hidden) == (["a.md"], "My Vault/", 1)


def test_a_zip_in_a_zip_is_an_attachment(ada: Vault):
    inner = zip_by_hand(*(Entry(b"%d.bin" % number, bytes(1_000_000)) for number in range(16)))
    outer = zip_by_hand(*(Entry(b"lib %d.zip" % number, inner) for number in range(16)))
    assert counts(import_notes(ada, zip_of(("a.zip", outer), ("b.zip", outer)))) == (2, 0, 0)
    assert set(held(ada).values()) == {outer}
