"""`doctor`: what it finds wrong with a machine and its settings, and that it leaves everything as it is."""

import os
import sqlite3
from pathlib import Path

import pytest

from shared import doctor
from tests.command_line.settings import AWS, SPACE, Run
from tests.running import KEY
from tests.shelves import moto


def test_the_doctor_finds_nothing_on_a_fresh_machine_and_leaves_nothing(run: Run, tmp_path: Path):
    assert run("doctor")[:2] == (0, "Nothing is wrong.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_names_every_folder_that_cannot_be_written(run: Run, tmp_path: Path):
    (tmp_path / "file").touch()
    code, out, _ = run("doctor", VAULT_BASE_PATH=str(tmp_path / "file/x"), SEARCH_CACHE_PATH=str(tmp_path / "file"))
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()] == ["VAULT_BASE_PATH", "SEARCH_CACHE_PATH"]
    assert run("doctor", DATABASE_PATH=str(tmp_path / "file/x.db"))[1].startswith("DATABASE_PATH needs a folder")


def test_the_doctor_sees_a_damaged_database_and_leaves_it_as_it_is(run: Run, tmp_path: Path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/vault.db").write_bytes(b"no database" * 999)
    code, out, _ = run("doctor")
    assert (code, out.count("\n")) == (1, 1)
    assert "is damaged" in out
    assert (tmp_path / "data/vault.db").read_bytes() == b"no database" * 999


def test_the_doctor_asks_for_a_good_key(run: Run, tmp_path: Path):
    assert run("doctor", JWT_SECRET_KEY="short")[1].startswith("JWT_SECRET_KEY is too short.")
    assert run("doctor", JWT_SECRET_KEY="", **SPACE)[1].startswith("JWT_SECRET_KEY is missing.")
    assert run("doctor", JWT_SECRET_KEY="")[:2] == (0, "Nothing is wrong.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_warns_of_a_space_without_a_volume_or_https(run: Run, monkeypatch: pytest.MonkeyPatch):
    lost = "is on no mounted volume: everything is lost at the next restart."
    assert lost in run("doctor", **SPACE)[1].replace("which ", "")
    assert "https://" in run("doctor", **{**SPACE, "PUBLIC_BASE_URL": "http://notes.example"})[1]
    monkeypatch.setattr(os.path, "ismount", lambda path: path.name == "data")
    assert run("doctor", **SPACE)[:2] == (0, "Nothing is wrong.\n")


def test_the_doctor_sees_a_full_disk_and_a_python_without_full_text_search(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "DISK_BYTES_MIN", 1 << 60)
    assert "MiB left" in run("doctor")[1]
    monkeypatch.undo()

    class Bare(sqlite3.Connection):
        def execute(self, *arguments: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such module: fts5")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path: connect(path, factory=Bare))
    assert "no FTS5" in run("doctor")[1]


def test_the_doctor_asks_the_table_and_the_bucket_on_aws(run: Run):
    with moto():
        assert run("doctor", **AWS)[:2] == (0, "Nothing is wrong.\n")
        assert "the table elsewhere: " in run("doctor", **{**AWS, "TABLE_NAME": "elsewhere"})[1]
        code, out, _ = run("doctor", **{**AWS, "BUCKET_NAME": "elsewhere"})
    assert (code, out.count("\n")) == (1, 1)
    assert "the bucket elsewhere: " in out
    assert KEY not in out
