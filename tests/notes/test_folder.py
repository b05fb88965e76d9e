"""The visible folder: every note a file, every outside edit a change, and nothing lost when they meet."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from shared.access.gate import Caller
from shared.access.identity import Identity
from shared.config import Config
from shared.errors import Unavailable
from shared.service import Service, build
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


def read(vaults: Service, path: str) -> str:
    text: str = vaults.call(ada, "read_note", {"path": path}).structured["text"]
    return text


def paths(vaults: Service) -> list[str]:
    return [note["path"] for note in vaults.call(ada, "list_notes", {}).structured["notes"]]


def files(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.md"))


def edit(file: Path, text: str) -> None:
    """As another program saves: a new time, whatever the clock's resolution."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    later = file.stat().st_mtime_ns + 5_000_000_000
    os.utime(file, ns=(later, later))


def test_every_note_is_a_file_and_a_deleted_one_is_none(vaults: Service, folder: Path):
    write(vaults, "garden/Möss 🌿", "# Moss\r\n")
    assert (folder / "garden/Möss 🌿.md").read_bytes() == b"# Moss\r\n"
    vaults.call(ada, "delete_note", {"path": "garden/Möss 🌿"})
    assert files(folder) == []
    assert not (folder / "garden").exists()


def test_files_made_changed_and_removed_outside_are_taken_in(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    write(vaults, "Fern", "one")
    edit(folder / "Moss.md", "edited outside")
    edit(folder / "new/Reed.md", "made outside")
    (folder / "Fern.md").unlink()
    assert vaults.take_in(ADA) == 3
    assert read(vaults, "Moss") == "edited outside"
    assert paths(vaults) == ["Moss.md", "new/Reed.md"]
    changes = list(vaults.vault(ada).changes(2))
    assert {change.what for change in changes} == {"outside edit"}
    assert {change.client for change in changes} == {"outside edit"}
    assert vaults.take_in(ADA) == 0


def test_only_the_files_that_may_have_changed_are_looked_at(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    write(vaults, "Fern", "one")
    edit(folder / "Moss.md", "edited")
    edit(folder / "deep/Reed.md", "made")
    (folder / "Fern.md").unlink()
    edit(folder / ".trash/Old.md", "not in the vault")
    named = [folder / name for name in ("deep/Reed.md", "Fern.md", ".trash/Old.md", "never.md")]
    assert vaults.take_in_files(ADA, named) == 2
    assert (read(vaults, "Moss"), paths(vaults)) == ("one", ["deep/Reed.md", "Moss.md"])
    assert vaults.take_in_files(ADA, [folder / "Moss.md", folder / "deep/Reed.md"]) == 1
    assert read(vaults, "Moss") == "edited"


def test_a_file_moved_outside_is_a_note_moved(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    (folder / "deep").mkdir()
    (folder / "Moss.md").rename(folder / "deep/Moss.md")
    vaults.take_in(ADA)
    assert paths(vaults) == ["deep/Moss.md"]


def test_a_file_touched_but_not_changed_is_no_change(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    edit(folder / "Moss.md", "one")
    assert vaults.take_in(ADA) == 0
    assert vaults.vault(ada).seq() == 1


def test_what_is_no_note_is_left_alone(vaults: Service, folder: Path, tmp_path: Path):
    write(vaults, "Moss", "one")
    edit(folder / ".obsidian/app.md", "{}")
    edit(folder / "image.png", "x")
    (folder / "latin.md").write_bytes(b"caf\xe9")
    (tmp_path / "secret.md").write_text("of another place")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    vaults.take_in(ADA)
    assert paths(vaults) == ["Moss.md"]
    assert (folder / "latin.md").read_bytes() == b"caf\xe9"


def test_where_file_and_note_were_both_changed_both_are_kept(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    edit(folder / "Moss.md", "edited outside")
    write(vaults, "Moss", "edited by Claude")
    vaults.take_in(ADA)
    assert read(vaults, "Moss") == "edited by Claude"
    assert read(vaults, "Moss (outside edit)") == "edited outside"
    assert (folder / "Moss.md").read_text() == "edited by Claude"


def test_an_older_text_brought_back_outside_is_an_edit(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    write(vaults, "Moss", "two")
    edit(folder / "Moss.md", "one")
    assert vaults.take_in(ADA) == 1
    assert read(vaults, "Moss") == "one"


def test_a_lost_database_is_rebuilt_from_the_files(vaults: Service, config: Config, folder: Path):
    write(vaults, "garden/Moss", "---\ntags: [a]\n---\none [[Fern]]")
    write(vaults, "Fern", "two")
    shutil.rmtree(config.search_cache_path)
    for file in config.database_path.parent.glob("*.db*"):
        file.unlink()
    again = build(config)
    assert paths(again) == ["Fern.md", "garden/Moss.md"]
    assert read(again, "garden/Moss") == "---\ntags: [a]\n---\none [[Fern]]"
    assert files(folder) == ["Fern.md", "garden/Moss.md"]


def test_a_damaged_database_is_put_aside_and_the_vault_rebuilt(vaults: Service, config: Config):
    write(vaults, "Moss", "one")
    vaults._records.close()
    damage(config)
    again = build(config)
    assert read(again, "Moss") == "one"
    assert list(config.database_path.parent.glob("vault.db.damaged-*"))


def damage(config: Config) -> None:
    config.database_path.write_bytes(b"torn " * 5000)


def test_whoever_signs_in_after_the_database_was_lost_finds_their_notes(vaults: Service, config: Config):
    person = Identity(ADA, "Ada")
    vaults.sign_in(person, "page", "")
    write(vaults, "Moss", "one")
    vaults.call(ada, "delete_note", {"path": "Welcome"})
    vaults._records.close()
    damage(config)
    again = build(config)
    again.sign_in(person, "page", "")
    assert paths(again) == ["Moss.md"]
    assert read(again, "Moss") == "one"


def test_what_is_written_before_anybody_looks_takes_no_note_from_a_new_log(vaults: Service, config: Config):
    for number in range(3):
        write(vaults, f"Moss {number}", "one")
    vaults._records.close()
    damage(config)
    again = build(config)
    again.vault(ada).write("Fern", "two")
    again.show(again.vault(ada))
    assert paths(again) == ["Fern.md", "Moss 0.md", "Moss 1.md", "Moss 2.md"]


def test_a_memory_that_cannot_be_written_undoes_no_change(vaults: Service, config: Config, folder: Path):
    write(vaults, "Moss", "one")
    with sqlite3.connect(config.database_path.with_name("folders.db")) as memory:
        memory.execute("ALTER TABLE reached RENAME TO elsewhere")
    write(vaults, "Moss", "two")
    assert read(vaults, "Moss") == "two"
    with sqlite3.connect(config.database_path.with_name("folders.db")) as memory:
        memory.execute("ALTER TABLE elsewhere RENAME TO reached")
    write(vaults, "Fern", "three")
    assert (folder / "Moss.md").read_text() == "two"


def test_a_folder_that_cannot_be_read_is_told_in_our_words(vaults: Service, folder: Path):
    folder.parent.mkdir(parents=True)
    folder.touch()
    vaults.vault(ada).write("Moss", "one")
    with pytest.raises(Unavailable, match="visible folder"):
        vaults.take_in(ADA)


def test_a_lost_folder_is_written_again_and_takes_no_note_with_it(vaults: Service, config: Config, folder: Path):
    write(vaults, "Moss", "one")
    write(vaults, "Fern", "two")
    shutil.rmtree(folder)
    again = build(config)
    assert paths(again) == ["Fern.md", "Moss.md"]
    assert files(folder) == ["Fern.md", "Moss.md"]


def test_a_memory_lost_alone_takes_nothing_back(vaults: Service, config: Config, folder: Path):
    write(vaults, "Moss", "one")
    stale = (folder / "Moss.md").read_bytes()
    write(vaults, "Moss", "two")
    (folder / "Moss.md").write_bytes(stale)
    for file in config.database_path.parent.glob("folders.db*"):
        file.unlink()
    again = build(config)
    assert read(again, "Moss") == "two"
    assert (folder / "Moss.md").read_text() == "two"
    assert paths(again) == ["Moss.md"]


def test_a_file_is_whole_on_the_disk_before_it_has_its_name(
    vaults: Service, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """Else a power cut leaves an empty one, which passes for an outside edit at the next start."""
    flushed, fsync = {}, os.fsync

    def watched(opened: int) -> None:
        state = os.fstat(opened)
        flushed[state.st_ino] = state.st_size
        fsync(opened)

    monkeypatch.setattr(os, "fsync", watched)
    write(vaults, "Moss", "one")
    state = (folder / "Moss.md").stat()
    assert flushed[state.st_ino] == state.st_size == 3


def test_a_name_too_long_for_a_disk_is_shown_shortened_and_is_the_same_note(vaults: Service, folder: Path):
    long = "日" * 200
    write(vaults, f"a/{long}", "one")
    [shown] = files(folder)
    assert len(shown.encode()) < 260
    edit(folder / shown, "edited outside")
    vaults.take_in(ADA)
    assert paths(vaults) == [f"a/{long}.md"]
    assert read(vaults, f"a/{long}") == "edited outside"


def test_two_files_that_are_one_note_lose_neither(vaults: Service, folder: Path):
    write(vaults, "Moss", "one")
    edit(folder / "MOSS.md", "another file")
    vaults.take_in(ADA)
    assert read(vaults, "Moss") == "one"
    assert (folder / "MOSS.md").read_text() == "another file"


def test_a_folder_that_leads_out_of_the_vault_is_not_written_to(vaults: Service, folder: Path, tmp_path: Path):
    write(vaults, "Moss", "one")
    (tmp_path / "elsewhere").mkdir()
    (folder / "out").symlink_to(tmp_path / "elsewhere")
    write(vaults, "out/Note", "two")
    assert read(vaults, "out/Note") == "two"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_attachment_whose_name_no_editor_would_finish_with_stays(vaults: Service, folder: Path):
    names = ("LICENSE", "draft.bak", "Paper 2.1", "notes.tmp")
    for name in names:
        vaults.vault(ada).attach(name, b"kept")
    vaults.show(vaults.vault(ada))
    assert all((folder / name).read_bytes() == b"kept" for name in names)
    assert vaults.take_in(ADA) == vaults.take_in_files(ADA, [folder / name for name in names]) == 0
    assert {note.path for note in vaults.vault(ada).attachments()} == set(names)
    (folder / "LICENSE").unlink()
    assert vaults.take_in(ADA) == 1
