"""A search index folded into a file, for a process that has none of its own: kept, unfolded, and never older."""

import hashlib
from pathlib import Path

import pytest

from shared.notes.fold import CHUNK_BYTES, FOLD, Fold, Folded
from shared.notes.head import HEAD, Head
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves, local_shelves


@pytest.fixture
def shelves(tmp_path: Path, clock: Clock) -> Shelves:
    return local_shelves(tmp_path, clock)


@pytest.fixture
def fold(shelves: Shelves, clock: Clock) -> Fold:
    return Fold(shelves.records, shelves.files, ADA, clock=clock)


def index(folder: Path, body: bytes) -> Path:
    file = folder / "index.db"
    file.write_bytes(body)
    return file


@pytest.mark.parametrize(
    "body", [b"", b"moss", b"moss " * CHUNK_BYTES, bytes(range(256)) * 9_000], ids=["empty", "short", "long", "odd"]
)
def test_an_index_that_was_folded_comes_back_byte_for_byte(fold: Fold, shelves: Shelves, tmp_path: Path, body: bytes):
    assert fold.now() is None
    fold.keep(index(tmp_path, body), 7, "rules 1")
    kept = fold.now()
    assert kept and (kept.seq, kept.stamp) == (7, "rules 1")
    packed = shelves.files.get(ADA, kept.digest)
    assert packed and kept == Folded(7, hashlib.sha256(packed).hexdigest(), "rules 1", len(packed))
    if len(body) > 1_000:
        assert len(packed) < len(body) / 2
    assert fold.unfold(tmp_path / "back.db", "rules 1") is True
    assert (tmp_path / "back.db").read_bytes() == body


def test_an_index_of_other_rules_or_of_somebody_else_is_none(
    fold: Fold, shelves: Shelves, clock: Clock, tmp_path: Path
):
    assert fold.unfold(tmp_path / "back.db", "rules 1") is False
    fold.keep(index(tmp_path, b"moss"), 7, "rules 1")
    assert fold.unfold(tmp_path / "back.db", "rules 2") is False
    bobs = Fold(shelves.records, shelves.files, BOB, clock=clock)
    assert (bobs.now(), bobs.unfold(tmp_path / "back.db", "rules 1")) == (None, False)


@pytest.mark.parametrize(
    ("seq", "stamp", "is_kept"), [(6, "rules 1", False), (7, "rules 1", False), (8, "rules 1", True), (6, "r2", True)]
)
def test_a_fold_that_has_seen_more_stays(fold: Fold, tmp_path: Path, seq: int, stamp: str, is_kept: bool):
    fold.keep(index(tmp_path, b"moss"), 7, "rules 1")
    fold.keep(index(tmp_path, b"fern"), seq, stamp)
    kept = fold.now()
    assert kept and (kept.seq, kept.stamp) == ((seq, stamp) if is_kept else (7, "rules 1"))
    assert fold.unfold(tmp_path / "back.db", kept.stamp)
    assert (tmp_path / "back.db").read_bytes() == (b"fern" if is_kept else b"moss")


def test_a_fold_that_is_damaged_or_gone_is_none(fold: Fold, shelves: Shelves, tmp_path: Path):
    fold.keep(index(tmp_path, b"moss" * 1_000), 7, "rules 1")
    whole = fold.now()
    assert whole
    packed = shelves.files.get(ADA, whole.digest) or b""
    for damaged in (packed[:-1], b"x" + packed, packed[:9] + b"\0\0\0" + packed[12:], b""):
        digest = shelves.files.put(ADA, damaged)
        value = {"seq": 7, "digest": digest, "stamp": "rules 1", "size_bytes": len(damaged)}
        shelves.records.commit(ADA, Write(FOLD, value))
        assert fold.unfold(tmp_path / "back.db", "rules 1") is False
    shelves.records.commit(ADA, Write(FOLD, {**value, "digest": "0" * 64}))
    assert fold.unfold(tmp_path / "back.db", "rules 1") is False


def test_of_two_who_fold_at_once_the_first_is_kept_and_no_head_is_touched(
    fold: Fold, shelves: Shelves, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    head = Head(seq=3, notes=1, bytes=4, doomed=("x",), doomed_until=9, sweeps=2)
    shelves.records.commit(ADA, Write(HEAD, head.value()))
    put = shelves.files.put

    def meanwhile(user_id: str, body: bytes) -> str:
        monkeypatch.undo()
        fold.keep(index(tmp_path, b"fern"), 9, "rules 1")
        return put(user_id, body)

    monkeypatch.setattr(shelves.files, "put", meanwhile)
    fold.keep(index(tmp_path, b"moss"), 8, "rules 1")
    kept = fold.now()
    assert kept and kept.seq == 9
    assert Head.of(shelves.records.get(ADA, HEAD)) == head
