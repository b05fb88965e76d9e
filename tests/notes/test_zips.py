"""A zip read by its directory: what others write is understood, what is wrong is said, what lies costs nothing."""

import io
import random
import warnings
import zlib
from contextlib import suppress
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Invalid, TooLarge
from shared.notes.zips import ENTRIES_MAX, Zip, time_field
from tests.notes import zips_by_hand as by_hand
from tests.notes.zips_by_hand import FULL, NAIVE, Entry, zip_by_hand

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
CONTENTS = st.lists(st.tuples(NAMES, st.binary(max_size=3_000), st.sampled_from((ZIP_STORED, ZIP_DEFLATED))))
COMMENTS = st.binary(max_size=50).filter(lambda comment: b"PK\5\6" not in comment)

BEFORE = st.binary(max_size=50).filter(lambda before: b"PK" not in before)
"""What Python takes for a part of the zip is no question of ours."""


def opened(raw: bytes) -> Zip:
    return Zip(io.BytesIO(raw))


def read(raw: bytes) -> list[tuple[str, bytes]]:
    archive = opened(raw)
    return [(entry.untrusted_name, archive.read(entry)) for entry in archive.entries]


@settings(max_examples=60, deadline=None)
@given(contents=CONTENTS, comment=COMMENTS, before=BEFORE)
def test_what_python_packs_is_read_as_python_reads_it(contents, comment: bytes, before: bytes):
    file = io.BytesIO()
    with ZipFile(file, "w") as packed, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        packed.comment = comment
        for name, body, method in contents:
            packed.writestr(name, body, method)
    raw = before + file.getvalue()
    with ZipFile(io.BytesIO(raw)) as packed:
        expected = [(entry.orig_filename, packed.read(entry)) for entry in packed.infolist()]
    assert read(raw) == expected


def test_a_directory_of_64_bits_is_read():
    entries = [Entry(b"a.md", b"moss"), Entry(b"b.md", b"fern" * 99, is_wide=True)]
    expected = [("a.md", b"moss"), ("b.md", b"fern" * 99)]
    assert read(zip_by_hand(*entries, is_wide=True)) == expected
    assert read(zip_by_hand(*entries, is_wide=True, before=b"before", comment=b"PK\6\7")) == expected


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (Entry("é.md".encode(), flags=by_hand.UTF8), "é.md"),
        (Entry("苔.md".encode()), "苔.md"),
        (Entry(b"\x81\x84.md"), "üä.md"),
        (Entry(b"\x81.md", flags=by_hand.UTF8), "ü.md"),
        (Entry(b"_.md", extra=by_hand.unicode_name(b"_.md", "苔.md")), "苔.md"),
        (Entry(b"renamed.md", extra=by_hand.unicode_name(b"_.md", "苔.md")), "renamed.md"),
        (Entry(b"_.md", extra=by_hand.unicode_name(b"_.md", "苔.md")[:-5]), "_.md"),
        (Entry(b"nul\0l.md"), "nul\0l.md"),
    ],
    ids=["said", "unsaid", "old", "said and wrong", "beside", "of another name", "cut off", "nul"],
)
def test_a_name_is_read_as_its_maker_meant_it(entry: Entry, name: str):
    assert [found.untrusted_name for found in opened(zip_by_hand(entry)).entries] == [name]


@pytest.mark.parametrize("at", [1_700_000_001, 3, 2**31 - 1, 2**31, 4_000_000_001, 253_402_300_799])
def test_a_time_that_is_written_is_the_time_that_is_read(at: int):
    assert [entry.at for entry in opened(zip_by_hand(Entry(b"a.md", extra=time_field(at)))).entries] == [at]


def test_a_time_of_ntfs_is_exact_and_one_of_dos_is_local():
    entries = [Entry(b"a", extra=by_hand.ntfs_time(1_700_000_001)), Entry(b"b"), Entry(b"c", extra=b"\x0a\0\xff\0x")]
    local = int(NAIVE.timestamp())
    assert [entry.at for entry in opened(zip_by_hand(*entries)).entries] == [1_700_000_001, local, local]


def test_a_date_that_is_none_is_no_time():
    raw = bytearray(zip_by_hand(Entry(b"a.md", at=datetime(1980, 1, 1))))
    raw[raw.index(b"PK\1\2") + 14 : raw.index(b"PK\1\2") + 16] = b"\0\0"
    assert [entry.at for entry in opened(bytes(raw)).entries] == [None]


@pytest.mark.parametrize(
    "entry",
    [
        Entry(b"a.md", bytes(1_000_000), size=10),
        Entry(b"a.md", b"moss", size=5),
        Entry(b"a.md", b"moss", size=3, method=by_hand.STORED),
        Entry(b"a.md", b"moss", size=2**62, packed=2**62, is_wide=True),
        Entry(b"a.md", b"moss", size=FULL, packed=FULL),
        Entry(b"a.md", b"moss", packed=3),
        Entry(b"a.md", b"moss", packed=5_000),
        Entry(b"a.md", b"moss", crc=1),
        Entry(b"a.md", b"moss", raw=b"\xff" * 20),
        Entry(b"a.md", b"moss", offset=7),
        Entry(b"a.md", b"moss", offset=2**63, is_wide=True),
    ],
)
def test_an_entry_that_is_not_what_is_stated_of_it_is_damaged_and_the_others_are_read(entry: Entry):
    archive = opened(zip_by_hand(entry, Entry(b"b.md", b"fern")))
    wrong, right = archive.entries
    with pytest.raises(Invalid, match="damaged"):
        archive.read(wrong)
    assert archive.read(right) == b"fern"


def test_no_more_is_unpacked_than_is_stated(monkeypatch: pytest.MonkeyPatch):
    unpacked: list[int] = []

    class Counting:
        def __init__(self, bits: int) -> None:
            self._real = real(bits)

        def __getattr__(self, name: str) -> object:
            return getattr(self._real, name)

        def decompress(self, raw: bytes, bytes_max: int) -> bytes:
            body = self._real.decompress(raw, bytes_max)
            unpacked.append(len(body))
            return body

    real = zlib.decompressobj
    archive = opened(zip_by_hand(Entry(b"a.md", bytes(30_000_000), size=10)))
    monkeypatch.setattr(zlib, "decompressobj", Counting)
    with pytest.raises(Invalid):
        archive.read(archive.entries[0])
    assert sum(unpacked) == 11


def test_entries_that_share_bytes_are_known():
    packed = len(Entry(b"a", b"moss" * 9).bytes())
    sound = [Entry(b"a", b"moss" * 9), Entry(b"b", b"fern", flags=by_hand.DESCRIPTOR), Entry(b"c")]
    assert opened(zip_by_hand(*sound)).sharing() == set()
    assert opened(zip_by_hand(Entry(b"a", b"moss" * 9, packed=packed + 2), *sound[1:])).sharing() == {0}
    assert len(opened(zip_by_hand(*sound, Entry(b"d", b"moss" * 9, offset=0))).sharing()) == 1
    assert opened(by_hand.bomb_of_shared_bytes(20, 1_000)).sharing() == set(range(19))
    assert opened(zip_by_hand()).sharing() == set()


def test_too_many_entries_are_refused_whatever_number_is_stated():
    with pytest.raises(TooLarge, match="at most 250000 files"):
        opened(by_hand.end(ENTRIES_MAX + 1, 0, 0, is_wide=True))
    one = zip_by_hand(Entry(b"", method=by_hand.STORED))
    local, directory = one[: one.index(b"PK\1\2")], one[one.index(b"PK\1\2") : one.index(b"PK\5\6")]
    many = directory * (ENTRIES_MAX + 1)
    with pytest.raises(TooLarge, match="at most 250000 files"):
        opened(local + many + by_hand.end(1, len(many), len(local)))


def test_what_is_no_zip_is_refused():
    whole = zip_by_hand(Entry(b"a.md", b"moss"))
    for raw in (b"", b"PK", b"PK\5\6", b"%PDF" * 99, whole[:-1], whole[:40], b"\x1f\x8b" + bytes(30), b"Rar!" * 9):
        with pytest.raises(Invalid, match="not a zip"):
            opened(raw)


def test_a_damaged_zip_is_a_refusal_and_never_a_crash():
    files = {"a.md": b"moss " * 9, "b/é.md": b"fern", "c.png": bytes(99)}
    chance = random.Random(1)
    for _ in range(3_000):
        whole = chance.choice(by_hand.MAKERS)(files)
        raw = bytearray(whole[: chance.choice((len(whole), len(whole), chance.randrange(1, len(whole))))])
        for _ in range(chance.randrange(1, 4)):
            raw[chance.randrange(len(raw))] = chance.choice((0, 255, chance.randrange(256)))
        try:
            archive = opened(bytes(raw))
        except (Invalid, TooLarge):
            continue
        archive.sharing()
        for entry in archive.entries:
            with suppress(Invalid):
                assert zlib.crc32(archive.read(entry)) == entry.crc
