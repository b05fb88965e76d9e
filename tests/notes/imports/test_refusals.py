"""What may not come in: it is named, and the rest comes in."""

import io
import random
from pathlib import Path

import pytest

from shared.errors import Invalid, TooLarge, VaultError
from shared.notes.imports import import_notes
from shared.notes.sources import BOMB
from shared.notes.vault import Vault
from tests.conftest import Clock
from tests.notes import zips_by_hand as by_hand
from tests.notes.imports.sample import SAME, counts, folder_of, held, vault_of, zip_of
from tests.notes.zips_by_hand import Entry, zip_by_hand
from tests.shelves import local_shelves

DAMAGED = "It is damaged in the zip."


def test_a_file_that_cannot_come_in_is_named_and_the_rest_comes_in(ada: Vault, tmp_path: Path):
    full, over = ada.limits.note_bytes_max, ada.limits.attachment_bytes_max + 1
    root = folder_of(tmp_path / "in", {"good.md": b"x", "latin.md": b"caf\xe9", "big.md": b"x" * (full + 1)})
    folder_of(
        root, {"full.md": b"x" * full, "big.txt": b"x" * (full + 1), "half.md": "\ud800".encode(errors="surrogatepass")}
    )
    with (root / "huge.mov").open("wb") as sparse:
        sparse.truncate(over)
    (root / "link.md").symlink_to(root / "good.md")
    report = import_notes(ada, root)
    assert dict(report.refused) == {
        "big.md": f"A note has at most {full} bytes; this has more.",
        "half.md": "It is not UTF-8 text.",
        "huge.mov": f"A file has at most {over - 1} bytes; this has more.",
        "latin.md": "It is not UTF-8 text.",
        "link.md": "It is a symbolic link.",
    }
    assert set(held(ada)) == {"good.md", "full.md", "big.txt"}


def test_an_entry_that_is_not_what_it_should_be_is_named_and_the_rest_comes_in(ada: Vault):
    entries = [
        Entry(b"good.md", b"good"),
        Entry(b"twice.md", b"1"),
        Entry(b"twice.md", b"2"),
        Entry(b"/absolute.md", b"x"),
        Entry(b"C:\\drive.md", b"x"),
        Entry(b"../out.md", b"x"),
        Entry(b"a//b.md", b"x"),
        Entry(b"link.md", b"/etc/passwd", attributes=0o120777 << 16),
        Entry(b"bzip.md", b"x", method=12),
        Entry(b"huge.md", bytes(50_000_000)),
        Entry(b"liar.md", bytes(1_000_000), size=10),
        Entry(b"longer.md", b"x", size=11),
        Entry(b"secret.md", b"x", flags=by_hand.ENCRYPTED),
        Entry(b"wrong.md", b"x", crc=1),
    ]
    report = import_notes(ada, io.BytesIO(zip_by_hand(*entries)))
    assert dict(report.refused) == {
        "../out.md": "Its name leads out of the vault with `..`.",
        "/absolute.md": "Its name is absolute; a path is relative to the vault.",
        "C:/drive.md": "Its name is absolute; a path is relative to the vault.",
        "bzip.md": "It is packed in a way that is not read here; stored and deflated files are.",
        "huge.md": "A note has at most 1048576 bytes; this has more.",
        "liar.md": DAMAGED,
        "link.md": "It is a symbolic link.",
        "longer.md": DAMAGED,
        "secret.md": "It is encrypted.",
        "twice.md": SAME.format("twice.md"),
        "wrong.md": DAMAGED,
    }
    assert held(ada) == {"good.md": b"good", "twice.md": b"1", "a/b.md": b"x"}


def test_of_a_bomb_no_more_comes_in_than_its_size_allows(ada: Vault):
    bodies = [(f"{number}.md", bytes(1_000_000)) for number in range(70)]
    report = import_notes(ada, zip_of(*bodies, ("good.md", b"good")))
    assert {why for _, why in report.refused} == {BOMB}
    assert counts(report) == (68, 0, 0)
    assert ada.read("good")[1] == "good"


def test_of_files_that_share_their_bytes_one_comes_in(ada: Vault):
    report = import_notes(ada, io.BytesIO(by_hand.bomb_of_shared_bytes(250, 20_000_000)))
    assert (counts(report), len(report.refused)) == ((1, 0, 0), 249)


def test_what_is_neither_a_folder_nor_a_zip_is_refused(ada: Vault, tmp_path: Path):
    for source in (tmp_path / "nowhere", io.BytesIO(b"PK"), io.BytesIO()):
        with pytest.raises(Invalid, match=r"(nor|not) a zip that can be read"):
            import_notes(ada, source)
    with pytest.raises(TooLarge, match="at most 250000"):
        import_notes(ada, io.BytesIO(by_hand.end(250_001, 0, 0, is_wide=True)))
    assert ada.seq() == 0


def test_a_damaged_zip_is_a_refusal_and_never_a_crash(tmp_path: Path, clock: Clock):
    vault = vault_of(local_shelves(tmp_path, clock), clock)
    whole = zip_of(("a.md", b"moss " * 9), ("b/é.png", b"fern")).getvalue()
    chance = random.Random(1)
    for _ in range(400):
        raw = bytearray(whole[: chance.choice((len(whole), chance.randrange(1, len(whole))))])
        for _ in range(chance.randrange(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            import_notes(vault, io.BytesIO(raw))
        except VaultError as error:
            assert error.code in ("invalid", "too_large")
