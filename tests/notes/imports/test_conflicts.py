"""What is there already when a vault is taken in: kept, unless it may be replaced."""

from pathlib import Path

import pytest

from shared.notes import imports
from shared.notes.imports import import_notes
from shared.notes.vault import Vault
from tests.notes.imports.sample import counts, folder_of, held, zip_of

KEPT = "There is another text at this path, which was kept; overwrite replaces it."


def test_another_content_is_kept_and_told_unless_it_may_be_replaced(ada: Vault):
    ada.write("Moss", "ada's own")
    ada.attach("Cat.png", b"ada's own")
    again = zip_of(("Moss.md", b"incoming"), ("Cat.png", b"incoming"), ("Fern.md", b"new"))
    report = import_notes(ada, again)
    assert counts(report) == (1, 0, 0)
    assert report.value()["refused"] == [{"name": "Cat.png", "why": KEPT}, {"name": "Moss.md", "why": KEPT}]
    assert ada.read("Moss")[1] == "ada's own"
    report = import_notes(ada, again, overwrite=True)
    assert (counts(report), report.refused) == ((0, 2, 1), [])
    assert held(ada) == {"Moss.md": b"incoming", "Cat.png": b"incoming", "Fern.md": b"new"}


def test_a_note_that_is_there_in_another_spelling_keeps_it_and_that_is_told(ada: Vault):
    ada.write("Moss", "moss")
    for _ in range(2):
        report = import_notes(ada, zip_of(("moss.MD", b"moss")))
        assert counts(report) == (0, 0, 1)
        assert report.renamed == [("moss.MD", "Moss.md", imports.SPELLED)]
    assert list(held(ada)) == ["Moss.md"]


def test_an_import_that_was_stopped_goes_on_and_a_third_time_changes_nothing(ada: Vault, tmp_path: Path):
    source = folder_of(
        tmp_path / "in", {f"{number:02}.{'md' if number % 2 else 'png'}": b"moss" for number in range(60)}
    )

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_notes(ada, source, progress=stop)
    assert [counts(import_notes(ada, source, overwrite=True)) for _ in range(2)] == [(12, 0, 48), (0, 0, 60)]
    assert ada.seq() == 2
