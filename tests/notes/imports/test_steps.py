"""The steps of an import: in batches, tried again when one failed, and gone on with by others."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Unavailable
from shared.notes import imports
from shared.notes.imports import Import, Report, import_notes
from shared.notes.sources import Source
from shared.notes.vault import Vault
from shared.storage.contract import Write
from tests.conftest import Clock
from tests.notes.imports.sample import counts, folder_of, held, vault_of, zip_of
from tests.shelves import Shelves, local_shelves


def test_an_import_goes_in_batches_and_tells_how_far_it_is(ada: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "BATCH_BYTES_MAX", 30)
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 4)
    root = folder_of(tmp_path / "in", {f"{number:02}.md": bytes(10 * (number < 6)) for number in range(14)})
    told: list[tuple[int, int]] = []
    assert counts(import_notes(ada, root, progress=lambda done, total: told.append((done, total)))) == (14, 0, 0)
    in_batches = [(0, 14), (3, 14), (6, 14), (10, 14), (14, 14)]
    assert told == in_batches
    assert ada.seq() == 4
    import_notes(ada, root, progress=lambda done, total: told.append((done, total)))
    assert told == in_batches * 2
    (tmp_path / "refused.zip").write_bytes(zip_of(*((f"../{number}.md", b"x") for number in range(9))).getvalue())
    told.clear()
    import_notes(ada, tmp_path / "refused.zip", progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 9), (4, 9), (8, 9), (9, 9)]


class Failing:
    """Records that do not answer every other commit, before or after it took effect."""

    def __init__(self, records: Any, *, after: bool) -> None:
        self._records = records
        self._after = after
        self._commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write) -> None:
        self._commits += 1
        if self._commits % 2 and not self._after:
            raise Unavailable("The storage did not answer.")
        self._records.commit(user_id, *writes)
        if self._commits % 2:
            raise Unavailable("The storage did not answer.")


@pytest.mark.parametrize("after", [True, False])
def test_a_step_that_failed_is_tried_again_and_told_once(
    shelves: Shelves, clock: Clock, monkeypatch: pytest.MonkeyPatch, after: bool
):
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 2)
    vault = vault_of(Shelves(Failing(shelves.records, after=after), shelves.files), clock)
    files = [("a.md", b"1"), ("A.md", b"2"), ("b\n.md", b"3"), ("c.md", b"\xff"), ("d.png", b"4"), ("e/../x", b"5")]
    importing = Import(vault, Source.open(zip_of(*files)), overwrite=False)
    while importing.done < importing.total:
        before = importing.done
        with suppress(Unavailable):
            importing.step()
        assert importing.done >= before
    assert counts(importing.report) == (3, 0, 0)
    assert sorted(name for name, _ in importing.report.refused) == ["a.md", "c.md", "e/../x"]
    assert [path for _, path, _ in importing.report.renamed] == ["b_.md"]


PIECES = st.sampled_from(
    ("a", "A", "b", "é", "e\u0301", "x\n", "x\t", "x_", "/", "..", ".md", ".md", ".png", "\\", " ")
)
HOSTILE = st.lists(
    st.tuples(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.sampled_from((b"1", b"2", b"\xff"))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(files=HOSTILE, cuts=st.lists(st.integers(1, 12), max_size=4), overwrite=st.booleans())
def test_an_import_that_others_go_on_with_ends_as_one_that_was_never_stopped(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]], cuts: list[int], overwrite: bool
):
    zipped = zip_of(*files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "EDITS_PER_COMMIT", 1)
        folders = [tmp_path_factory.mktemp(name) for name in ("whole", "cut")]
        whole, cut = (vault_of(local_shelves(folder, Clock()), Clock()) for folder in folders)
        expected = import_notes(whole, zipped, overwrite=overwrite)
        importing = Import(cut, Source.open(zipped), overwrite)
        while importing.done < importing.total:
            importing.step()
            if importing.done in cuts:
                told = Report.of(importing.report.value())
                importing = Import(cut, Source.open(zipped), overwrite, done=importing.done, report=told)
    assert held(cut) == held(whole)
    assert importing.report.value() == expected.value()
    assert len(expected.refused) + sum(counts(expected)) == importing.total
