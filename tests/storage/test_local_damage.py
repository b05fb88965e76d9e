"""What lies on a disk and is not what it was: a damaged file is no file, a damaged database is put aside."""

import sqlite3
from pathlib import Path

import pytest

from shared.errors import Unavailable
from shared.storage.contract import Write
from shared.storage.local import LocalRecords, sound_records
from shared.storage.local_files import LocalFiles
from tests.conftest import ADA


def file_of(root: Path, digest: str) -> Path:
    return root / ADA / digest[:2] / digest


def test_a_file_with_another_byte_is_not_there_and_is_put_right(tmp_path: Path):
    files = LocalFiles(tmp_path)
    digest = files.put(ADA, b"one")
    file_of(tmp_path, digest).write_bytes(b"onf")
    assert files.get(ADA, digest) is None
    assert files.get_all(ADA, {digest: 3}) == {}
    assert files.put(ADA, b"one") == digest
    assert files.get(ADA, digest) == b"one"


def test_a_record_that_cannot_be_read_is_told(tmp_path: Path):
    records = LocalRecords(tmp_path / "vault.db")
    records.commit(ADA, Write("head", {"seq": 1}))
    with sqlite3.connect(tmp_path / "vault.db") as other:
        other.execute("UPDATE records SET value = 'torn {'")
    with pytest.raises(Unavailable) as refused:
        records.get(ADA, "head")
    assert "damaged" in refused.value.message
    assert refused.value.reason == "no JSON in head"


def test_a_database_that_a_disk_keeps_from_us_stays_where_it_is(tmp_path: Path):
    """As on a full or a read-only disk: it is not damaged, and an empty one in its place would lose the history."""
    path = tmp_path / "vault.db"
    path.mkdir()
    with pytest.raises(Unavailable, match="cannot be opened: unable to open database file"):
        sound_records(path)
    assert [file.name for file in tmp_path.iterdir()] == ["vault.db"]


def test_a_damaged_database_is_put_aside_whole(tmp_path: Path):
    path = tmp_path / "vault.db"
    path.write_bytes(b"no database" * 999)
    records = sound_records(path, clock=lambda: 7.0)
    assert records.get(ADA, "head") is None
    assert (tmp_path / "vault.db.damaged-7").read_bytes() == b"no database" * 999
