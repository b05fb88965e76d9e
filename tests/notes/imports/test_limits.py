"""A vault that is full: it takes what fits."""

from shared.notes.imports import import_notes
from tests.conftest import ADA, Clock
from tests.notes.imports.sample import counts, held, vault_of, zip_of
from tests.shelves import Shelves


def test_a_full_vault_takes_what_fits_names_the_rest_and_keeps_nothing_of_it(shelves: Shelves, clock: Clock):
    files = zip_of(("a.md", b"1"), ("b.md", b"22"), ("c.md", b"3"), ("d.png", b"4444"), ("e.png", b"5"))
    few = vault_of(shelves, clock, vault_notes_max=2)
    assert import_notes(few, files).refused == [("c.md", "This vault may hold 2 notes and is full.")]
    assert len(held(few)) == len(shelves.files.under(ADA)) == 4
    for path in ("a", "b", "d.png", "e.png"):
        few.delete(path)
    small = vault_of(shelves, clock, vault_bytes_max=5)
    report = import_notes(small, files)
    assert report.refused == [("d.png", "This vault may hold 5 bytes and is full.")]
    assert set(held(small)) == {"a.md", "b.md", "c.md", "e.png"}


def test_what_replaces_counts_only_for_what_it_is_larger(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock, vault_bytes_max=10, vault_notes_max=1)
    vault.write("a", "1234567890")
    assert counts(import_notes(vault, zip_of(("a.md", b"0987654321")), overwrite=True)) == (0, 1, 0)
    report = import_notes(vault, zip_of(("a.md", b"0987654321+")), overwrite=True)
    assert report.refused == [("a.md", "This vault may hold 10 bytes and is full.")]
