"""What the log is told of files that are no notes, and what a file is called that must stand beside another."""

import os
from pathlib import Path

import pytest

from shared.access.gate import Caller
from shared.config import Config
from shared.errors import Unavailable
from shared.service import Service, build
from tests.access.refused import refused
from tests.conftest import ADA, config_in

ada = Caller(ADA, client="Claude")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return config_in(tmp_path, mode="local")


@pytest.fixture
def vaults(config: Config) -> Service:
    return build(config)


@pytest.fixture
def folder(config: Config) -> Path:
    return config.vault_base_path / ADA


def write(vaults: Service, path: str, body: str) -> None:
    vaults.call(ada, "write_note", {"path": path, "body": body, "overwrite": True})


def edit(file: Path, text: bytes, seconds: int = 5) -> None:
    """As another program saves: a new time, whatever the clock's resolution."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text)
    later = file.stat().st_mtime_ns + seconds * 1_000_000_000
    os.utime(file, ns=(later, later))


def names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("[!.]*") if file.is_file())


def told_of_folders(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    return [(line.levelname, line.getMessage()) for line in caplog.records if line.name == "notes_vault.folder"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("latin.md", b"caf\xe9", "a file that cannot be a note was left alone: UnicodeDecodeError"),
        ("x.md/y.md", b"x", "a file that cannot be a note was left alone: Invalid"),
        ("a\\b.md", b"x", "a file that cannot be a note was left alone: Invalid"),
        ("big.md", b"x" * 1_048_577, "an outside edit was left alone: too_large "),
        ("MOSS.md", b"two", "two files are one note; one of them was left alone"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_left_alone_stands_in_the_log_without_its_name_and_the_others_are_taken_in(
    vaults: Service, folder: Path, caplog: pytest.LogCaptureFixture, name: str, text: bytes, told: str
):
    write(vaults, "Moss", "one")
    edit(folder / name, text)
    edit(folder / "Fern.md", b"fine")
    assert vaults.take_in(ADA) == 1
    assert told_of_folders(caplog) == [("WARNING", told)]
    assert names(folder) == sorted(["Fern.md", "Moss.md", name])


def test_what_no_note_can_be_shown_as_stands_in_the_log(
    vaults: Service, folder: Path, caplog: pytest.LogCaptureFixture
):
    write(vaults, "Moss", "one")
    (folder / "Fern.md").mkdir()
    write(vaults, "Fern", "two")
    told = "a note cannot be shown, because a file and a folder would have one name"
    assert told_of_folders(caplog) == [("ERROR", told)]


def test_a_disk_that_refuses_is_told_in_one_sentence_and_in_the_log_by_its_own(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    (folder / "away").symlink_to(folder.parent)
    write(vaults, "away/Fern", "two")
    vault = vaults.vault(ada)
    refusal = refused(vaults._folders().of(ADA).publish, vault)
    assert isinstance(refusal, Unavailable)
    assert refusal.reason == "a folder of the vault leads out of it"


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("Moss.md", ["Moss (outside edit).md", "Moss (outside edit 2).md", "Moss (outside edit 3).md"]),
        ("a/b/Moss.md", ["a/b/Moss (outside edit).md", "a/b/Moss (outside edit 2).md", "a/b/Moss (outside edit 3).md"]),
    ],
)
def test_each_outside_edit_that_meets_another_change_has_a_file_of_its_own(
    vaults: Service, folder: Path, path: str, beside: list[str]
):
    write(vaults, path, "one")
    for number in range(3):
        service = build(vaults.config)
        edit(folder / path, f"outside {number}".encode(), seconds=number + 5)
        vault = service.vault(ada)
        vault.write(path, f"inside {number}", overwrite=True)
        assert service.take_in(ADA) == 1
    assert names(folder) == sorted([path, *beside])
    assert [(folder / name).read_text() for name in (path, *beside)] == [
        "inside 2",
        *(f"outside {number}" for number in range(3)),
    ]
    assert {change.client for change in vaults.vault(ada).changes(0)} == {"Claude", "outside edit"}


def test_a_long_name_is_cut_where_it_must_stand_beside_another(vaults: Service, folder: Path):
    write(vaults, "x" * 220, "one")
    edit(folder / f"{'x' * 220}.md", b"outside")
    vault = vaults.vault(ada)
    vault.write("x" * 220, "inside", overwrite=True)
    assert vaults.take_in(ADA) == 1
    assert names(folder) == sorted([f"{'x' * 200} (outside edit).md", f"{'x' * 220}.md"])


def test_a_file_without_an_ending_is_nothing_of_a_vault(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    for name in ("Makefile", "a/LICENSE", ".hidden.md", "b/.c/d.md", "draft.md~", "x.tmp"):
        edit(folder / name, b"x")
    edit(folder / "cat.png", b"x")
    assert vaults.take_in(ADA) == 1
    assert [note.path for note in vaults.vault(ada).attachments()] == ["cat.png"]
    assert [note.path for note in vaults.vault(ada).notes()] == ["Moss.md"]
