"""A file is on the disk whole under its name, or nothing of it is."""

from pathlib import Path

import pytest

from shared.disk import write_whole


def test_a_new_text_takes_the_place_of_the_old_one(tmp_path: Path):
    write_whole(str(tmp_path), "moss.md", b"one")
    state = write_whole(str(tmp_path), "moss.md", b"and two")
    assert (tmp_path / "moss.md").read_bytes() == b"and two"
    assert (state.st_size, state.st_mtime_ns) == (7, (tmp_path / "moss.md").stat().st_mtime_ns)
    assert [file.name for file in tmp_path.iterdir()] == ["moss.md"]


def test_what_cannot_have_its_name_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "moss.md").mkdir()
    with pytest.raises(IsADirectoryError):
        write_whole(str(tmp_path), "moss.md", b"one")
    assert [file.name for file in tmp_path.iterdir()] == ["moss.md"]


def test_it_may_be_begun_in_another_folder(tmp_path: Path):
    (tmp_path / "a").mkdir()
    with pytest.raises(FileNotFoundError):
        write_whole(str(tmp_path / "a"), "moss.md", b"one", begun_in=str(tmp_path / "b"))
    assert [*(tmp_path / "a").iterdir()] == []
    (tmp_path / "b").mkdir()
    write_whole(str(tmp_path / "a"), "moss.md", b"one", begun_in=str(tmp_path / "b"))
    assert [*(tmp_path / "b").iterdir()] == []
    assert (tmp_path / "a" / "moss.md").read_bytes() == b"one"
