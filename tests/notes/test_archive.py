"""A whole vault in and out: what comes in, what is refused and named, and that it goes out as it came."""

import io
import os
import random
import stat
import struct
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.access.gate import Caller
from shared.errors import Invalid, TooLarge, Unavailable, VaultError
from shared.notes import archive
from shared.notes.archive import ATTACHMENT, export_notes, import_notes
from shared.notes.change import Author
from shared.notes.path import key_of, safe_path
from shared.notes.vault import Limits, Vault
from shared.service import Service
from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves, local_shelves

TEXTS = {
    "Moss.md": b"# Moss\n\nLikes shade.\n",
    "garden/Fern.MD": b"crlf\r\nline\r\n",
    "日本語/メモ.md": "庭の苔\n".encode(),
    "deep/er/Café.md": "\ufeffcafe\u0301, décomposé\n".encode(),
    "🌿.md": b"",
    'Odd "name" (1) #tag & more.md': b"no end\x00",
}


@pytest.fixture
def ada(vaults: Service) -> Vault:
    return vaults.vault(Caller(ADA, client="import"))


@pytest.fixture
def bob(vaults: Service) -> Vault:
    return vaults.vault(Caller(BOB, client="import"))


def vault_of(shelves: Shelves, clock: Clock, **limits: int) -> Vault:
    return Vault(shelves.records, shelves.files, ADA, author=Author("import"), limits=Limits(**limits), clock=clock)


def folder_of(root: Path, texts: dict[str, bytes]) -> Path:
    for name, body in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    return root


def zip_of(*entries: tuple[ZipInfo | str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for entry, body in entries:
            packed.writestr(entry, body)
    return file


def exported(vault: Vault) -> dict[str, bytes]:
    file = io.BytesIO()
    export_notes(vault, file)
    with ZipFile(file) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def test_what_came_in_goes_out_byte_for_byte(ada: Vault, bob: Vault, tmp_path: Path):
    report = import_notes(ada, folder_of(tmp_path / "in", TEXTS))
    assert (report.created, report.changed, report.unchanged, report.skipped) == (len(TEXTS), 0, 0, [])
    assert exported(ada) == TEXTS
    assert exported(bob) == {}
    assert export_notes(ada, tmp_path / "out.zip") == len(TEXTS)
    assert import_notes(bob, tmp_path / "out.zip").created == len(TEXTS)
    assert exported(bob) == TEXTS


def test_an_import_that_was_stopped_goes_on_and_a_third_time_changes_nothing(ada: Vault, tmp_path: Path):
    source = folder_of(tmp_path / "in", {f"{number:02}.md": b"moss" for number in range(60)})

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_notes(ada, source, progress=stop)
    reports = [import_notes(ada, source, overwrite=True) for _ in range(2)]
    assert [(report.created, report.changed, report.unchanged) for report in reports] == [(12, 0, 48), (0, 0, 60)]
    assert ada.seq() == 2


def test_another_text_is_kept_and_told_unless_it_may_be_replaced(ada: Vault):
    ada.write("Moss", "ada's own")
    again = zip_of(("moss.md", b"incoming"), ("Fern.md", b"new"))
    report = import_notes(ada, again)
    assert (report.created, report.changed) == (1, 0)
    assert report.refused == [("moss.md", "There is another text at this path, which was kept; overwrite replaces it.")]
    assert ada.read("Moss")[1] == "ada's own"
    report = import_notes(ada, again, overwrite=True)
    assert (report.created, report.changed, report.unchanged, report.skipped) == (0, 1, 1, [])
    assert exported(ada) == {"Moss.md": b"incoming", "Fern.md": b"new"}


def test_attachments_are_named_and_dot_files_are_only_counted(ada: Vault, tmp_path: Path):
    texts = dict.fromkeys(("a.md", "img/cat.png", ".obsidian/app.json", ".obsidian/x/y.md", ".b.md"), b"a")
    folder = folder_of(tmp_path / "in", texts)
    for report in (import_notes(ada, folder), import_notes(ada, zip_of(*texts.items()))):
        assert (report.skipped, report.refused, report.hidden) == ([("img/cat.png", ATTACHMENT)], [], 2)
    assert exported(ada) == {"a.md": b"a"}


def test_a_file_that_cannot_be_a_note_is_named_and_the_rest_comes_in(ada: Vault, tmp_path: Path):
    root = folder_of(tmp_path / "in", {"good.md": b"x", "latin.md": b"caf\xe9", "big.md": b"x" * 1_048_577})
    folder_of(
        root, {"folder.md/a.md": b"x", "back\\slash.md": b"x", "line\nbreak.md": b"x", "full.md": b"x" * 1_048_576}
    )
    (root / "link.md").symlink_to(root / "good.md")
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.md")
    (root / os.fsdecode(b"\xff.md")).write_bytes(b"x")
    report = import_notes(ada, root)
    assert dict(report.refused) == {
        "?.md": "A path cannot hold control characters or line breaks.",
        "back\\slash.md": "A path uses / between folders; it cannot hold a backslash.",
        "big.md": "A note has at most 1048576 bytes; this file has more.",
        "folder.md/a.md": "A folder cannot end with .md.",
        "latin.md": "It is not UTF-8 text.",
        "line\nbreak.md": "A path cannot hold control characters or line breaks.",
        "link.md": "It is a symbolic link.",
        "linked": "It is a symbolic link.",
        "pipe.md": "It is not a regular file.",
    }
    assert set(exported(ada)) == {"good.md", "full.md"}


def test_two_names_of_one_note_are_told_and_the_first_comes_in(ada: Vault, tmp_path: Path):
    root = folder_of(tmp_path / "in", {"CAFE\u0301.md": b"1", "café.md": b"2", "b/x.md": b"3", "B/X.md": b"\xff"})
    report = import_notes(ada, root)
    [(name, why)] = [skipped for skipped in report.refused if "same note" in skipped[1]]
    assert (name, why.split(";")[0]) == ("café.md", "It is the same note as CAFE\u0301.md")
    assert exported(ada) == {"CAFÉ.md": b"1", "b/x.md": b"3"}


def test_the_names_of_a_zip_are_read_as_its_maker_wrote_them(ada: Vault):
    maker = zip_of(
        ("Vault/", b""),
        ("Vault/flagged é.md", b"1"),
        ("Vault\\windows\\b.md", b"2"),
        ("./Vault/dotted.md", b"3"),
        ("Vault/XXXX unsaid.md", b"4"),
        ("Vault/YY old.md", b"5"),
    )
    raw = maker.getvalue().replace(b"XXXX", "苔".encode() + b"!").replace(b"YY", b"\x81\x84")
    assert import_notes(ada, io.BytesIO(raw)).skipped == []
    assert sorted(exported(ada)) == [
        "Vault/dotted.md",
        "Vault/flagged é.md",
        "Vault/windows/b.md",
        "Vault/üä old.md",
        "Vault/苔! unsaid.md",
    ]


def test_a_zip_entry_that_cannot_be_a_note_is_named_and_the_rest_comes_in(ada: Vault):
    link, bzip = ZipInfo("link.md"), ZipInfo("bzip.md")
    link.external_attr, bzip.compress_type = (stat.S_IFLNK | 0o777) << 16, ZIP_BZIP2
    with pytest.warns(UserWarning, match="Duplicate name"):
        source = zip_of(
            ("good.md", b"good"),
            ("twice.md", b"1"),
            ("twice.md", b"2"),
            ("/absolute.md", b"x"),
            ("C:\\drive.md", b"x"),
            ("../out.md", b"x"),
            ("a/../../.git/out.md", b"x"),
            ("a//b.md", b"x"),
            (link, b"/etc/passwd"),
            (bzip, b"x"),
            ("huge.md", bytes(50_000_000)),
            ("liar.md", bytes(1_000_000)),
            ("secret.md", b"x"),
            ("wrong.md", b"crc of this"),
        )
    raw = bytearray(source.getvalue())
    struct.pack_into("<L", raw, raw.rindex(b"liar.md") - 46 + 24, 10)
    raw[raw.rindex(b"secret.md") - 46 + 8] |= 1
    raw[raw.rindex(b"wrong.md") - 46 + 16] ^= 0xFF
    report = import_notes(ada, io.BytesIO(raw))
    assert dict(report.refused) == {
        "../out.md": "Its name leads out of the vault with `..`.",
        "/absolute.md": "Its name is absolute; a path is relative to the vault.",
        "C:/drive.md": "Its name is absolute; a path is relative to the vault.",
        "a/../../.git/out.md": "Its name leads out of the vault with `..`.",
        "a//b.md": "A path cannot have an empty part between its slashes.",
        "bzip.md": "It is packed in a way that is not read here; stored and deflated files are.",
        "huge.md": "A note has at most 1048576 bytes; this file has more.",
        "liar.md": "It is damaged in the zip.",
        "link.md": "It is a symbolic link.",
        "secret.md": "It is encrypted.",
        "twice.md": "It is the same note as twice.md; letter case and accents' form do not count.",
        "wrong.md": "It is damaged in the zip.",
    }
    assert exported(ada) == {"good.md": b"good", "twice.md": b"1"}


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(ada: Vault, monkeypatch: pytest.MonkeyPatch):
    bomb = zip_of(*((f"{number}.md", bytes(1_048_576)) for number in range(70)))
    with pytest.raises(TooLarge, match="would unpack"):
        import_notes(ada, bomb)
    monkeypatch.setattr(archive, "ZIP_ENTRIES_MAX", 69)
    with pytest.raises(TooLarge, match="holds 70"):
        import_notes(ada, bomb)
    assert ada.seq() == 0


def test_what_is_neither_a_folder_nor_a_zip_is_refused(ada: Vault, tmp_path: Path):
    (tmp_path / "note.md").write_text("x")
    for source in (tmp_path / "note.md", tmp_path / "nowhere", io.BytesIO(b"PK"), io.BytesIO()):
        with pytest.raises(Invalid, match="neither a folder nor a zip"):
            import_notes(ada, source)


def test_a_damaged_zip_is_a_refusal_and_never_a_crash(tmp_path: Path, clock: Clock):
    vault = vault_of(local_shelves(tmp_path, clock), clock)
    whole = zip_of(("a.md", b"moss " * 9), ("b/é.md", b"fern")).getvalue()
    chance = random.Random(1)
    for _ in range(400):
        raw = bytearray(whole[: chance.choice((len(whole), chance.randrange(1, len(whole))))])
        for _ in range(chance.randrange(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            import_notes(vault, io.BytesIO(raw))
        except VaultError as error:
            assert error.code in ("invalid", "too_large")


def test_the_time_of_a_file_is_the_time_of_its_note(ada: Vault, bob: Vault, tmp_path: Path):
    root = folder_of(tmp_path / "in", {"now.md": b"1", "old.md": b"2", "new.md": b"3"})
    times = {"now.md": 1_763_000_001, "old.md": 3, "new.md": 4_000_000_000}
    for name, at in times.items():
        os.utime(root / name, (at, at))
    import_notes(ada, root)
    assert {note.path: note.updated_at for note in ada.notes()} == times
    export_notes(ada, tmp_path / "out.zip")
    assert import_notes(bob, tmp_path / "out.zip").created == 3
    assert {note.path: note.updated_at for note in bob.notes()} == times
    assert import_notes(ada, zip_of((ZipInfo("naive.md", (2024, 0, 0, 0, 0, 0)), b"x"))).created == 1


def test_the_same_vault_gives_the_same_zip(ada: Vault, tmp_path: Path):
    import_notes(ada, folder_of(tmp_path / "in", TEXTS))
    for name in ("one.zip", "two.zip"):
        export_notes(ada, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_zip_appears_only_once_it_is_whole(ada: Vault, shelves: Shelves, tmp_path: Path):
    ada.write("a", "1")
    shelves.files.remove(ADA, ada.write("b", "2")[0].digest)
    with pytest.raises(Unavailable):
        export_notes(ada, tmp_path / "out.zip")
    assert [*tmp_path.glob("*.zip"), *tmp_path.glob(".*.part")] == []


def test_a_full_vault_takes_what_fits_and_names_the_rest(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock, vault_notes_max=2)
    report = import_notes(vault, zip_of(("a.md", b"1"), ("b.md", b"2"), ("c.md", b"3")))
    assert report.refused == [("c.md", "This vault may hold 2 notes and is full.")]


def test_an_import_goes_in_batches_and_tells_how_far_it_is(ada: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "BATCH_BYTES_MAX", 30)
    monkeypatch.setattr(archive, "EDITS_PER_COMMIT", 4)
    root = folder_of(tmp_path / "in", {f"{number:02}.md": bytes(10 * (number < 6)) for number in range(14)})
    told: list[tuple[int, int]] = []
    assert import_notes(ada, root, progress=lambda done, total: told.append((done, total))).created == 14
    assert told == [(0, 14), (3, 14), (6, 14), (10, 14), (14, 14)]
    assert ada.seq() == 4


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/:\\"), min_size=1, max_size=20).filter(".".__ne__)
ZIPS = st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.binary(max_size=50), max_size=5)


@settings(max_examples=40, deadline=None)
@given(untrusted=ZIPS)
def test_any_zip_gives_back_what_it_could_be_taken_for(tmp_path_factory: pytest.TempPathFactory, untrusted):
    wanted: dict[str, tuple[str, bytes]] = {}
    for name, body in sorted(untrusted.items()):
        with suppress(VaultError, UnicodeDecodeError):
            path, _ = safe_path(f"{name}.md"), body.decode()
            wanted.setdefault(key_of(path), (path, body))
    vault = vault_of(local_shelves(tmp_path_factory.mktemp("vault"), Clock()), Clock())
    import_notes(vault, zip_of(*((f"{name}.md", body) for name, body in untrusted.items())))
    assert exported(vault) == dict(wanted.values())
