"""What is wrong with a zip or an entry of it, as the log has it; the person is told that it is damaged."""

import io

import pytest

from shared.errors import Invalid, TooLarge
from shared.notes.zips import Zip
from tests.access.refused import refused, words_of
from tests.notes.zips_by_hand import STORED, Entry, end, zip_by_hand

DAMAGED, NO_ZIP = "It is damaged in the zip.", "It is not a zip that can be read."


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry(b"a", b"moss", crc=1), "4 bytes of 4, or another checksum"),
        (Entry(b"a", b"moss", size=5), "4 bytes of 5, or another checksum"),
        (Entry(b"a", b"moss", size=3), "4 bytes of 3, or another checksum"),
        (Entry(b"a", b"moss", method=STORED, size=5), "4 bytes of 5, or another checksum"),
        (Entry(b"a", b"moss", method=STORED, size=2), "3 bytes of 2, or another checksum"),
        (Entry(b"a", b"moss", size=10_000), "more than can be packed into so little"),
        (Entry(b"a", b"moss", packed=9_999), "an entry that reaches into the directory"),
        (Entry(b"a", b"moss", offset=1), "no entry where the directory says"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_an_entry_that_is_damaged_says_how_in_the_log(entry: Entry, reason: str):
    opened = Zip(io.BytesIO(zip_by_hand(entry, Entry(b"good", b"fern", method=STORED))))
    bad, good = opened.entries
    refusal = refused(opened.read, bad)
    assert isinstance(refusal, Invalid)
    assert (refusal.message, refusal.reason) == (DAMAGED, reason)
    assert opened.read(good) == b"fern"


def test_an_entry_that_is_no_deflate_says_so_in_the_log():
    opened = Zip(io.BytesIO(zip_by_hand(Entry(b"a", b"moss", raw=b"\xff\xff\xff\xff"))))
    message, reason = words_of(opened.read, opened.entries[0])
    assert (message, reason.startswith("Error -3 while decompressing data")) == (DAMAGED, True)


WHOLE = zip_by_hand(Entry(b"a", b"moss", method=STORED))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "no end of a directory"),
        (b"PK", "no end of a directory"),
        (WHOLE[:-22], "no end of a directory"),
        (end(1, 47, 0), "a directory outside of the file"),
        (b"x" * 47 + end(1, 47, 1), "a directory outside of the file"),
        (b"x" * 47 + end(1, 47, 0), "a directory that breaks off"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_zip_says_why_in_the_log(raw: bytes, reason: str):
    assert words_of(Zip, io.BytesIO(raw)) == (NO_ZIP, reason)


def test_a_directory_that_ends_within_an_entry_is_cut_short():
    directory = bytearray(WHOLE[35 : 35 + 47])
    assert directory.startswith(b"PK\1\2")
    directory[28] = 9
    assert words_of(Zip, io.BytesIO(bytes(WHOLE[:35] + directory) + end(1, 47, 35))) == (
        NO_ZIP,
        "a directory that is cut short",
    )


@pytest.mark.parametrize("count", [250_000, 250_001])
def test_a_zip_may_hold_a_quarter_of_a_million_files(count: int):
    raw = end(count, 0, 0, is_wide=True)
    if count == 250_000:
        assert Zip(io.BytesIO(raw)).entries == []
        return
    refusal = refused(Zip, io.BytesIO(raw))
    assert isinstance(refusal, TooLarge)
    assert (refusal.message, refusal.reason) == ("A zip may hold at most 250000 files; this one holds more.", "")
