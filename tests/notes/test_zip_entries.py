"""An entry of a zip that we write, by its time and by what its bytes are."""

import stat
from zipfile import ZIP_DEFLATED, ZIP_STORED

import pytest

from shared.notes.zip_entries import stamped
from shared.notes.zips import time_field


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (1_800_000_000, (2027, 1, 15, 8, 0, 0)),
        (315_532_800, (1980, 1, 1, 0, 0, 0)),
        (315_532_799, (1980, 1, 1, 0, 0, 0)),
        (-1, (1980, 1, 1, 0, 0, 0)),
        (4_354_819_198, (2107, 12, 31, 23, 59, 58)),
        (4_354_819_199, (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_an_entry_has_its_time_in_utc_within_what_a_zip_can_say_and_exactly_beside(
    monkeypatch: pytest.MonkeyPatch, at: int, moment: tuple[int, ...]
):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    entry = stamped("garden/Moss.md", at)
    assert (entry.filename, entry.date_time, entry.extra) == ("garden/Moss.md", moment, time_field(at))


def test_an_entry_is_a_plain_file_of_unix():
    entry = stamped("Moss.md", 0)
    assert (entry.create_system, entry.external_attr >> 16) == (3, stat.S_IFREG | 0o644)


@pytest.mark.parametrize(
    ("name", "content_of", "kind"),
    [
        ("Moss.md", "", ZIP_DEFLATED),
        ("cat.svg", "", ZIP_DEFLATED),
        ("cat.bmp", "", ZIP_DEFLATED),
        ("cat", "", ZIP_DEFLATED),
        ("cat.png", "", ZIP_STORED),
        ("cat.JPG", "", ZIP_STORED),
        ("cat.gif", "", ZIP_STORED),
        ("cat.webp", "", ZIP_STORED),
        ("cat.avif", "", ZIP_STORED),
        ("cat.zip", "", ZIP_STORED),
        ("cat.mp4", "", ZIP_STORED),
        ("cat.mp3", "", ZIP_STORED),
        ("a1b2", "cat.png", ZIP_STORED),
        ("cat.png", "Moss.md", ZIP_DEFLATED),
    ],
)
def test_what_is_packed_already_is_not_packed_again(name: str, content_of: str, kind: int):
    assert stamped(name, 0, content_of=content_of).compress_type == kind
