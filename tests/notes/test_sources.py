"""What an import finds in a folder or a zip: which files, under which names, and which of them may not come in."""

import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.errors import Invalid
from shared.notes.sources import BOMB, NAME_CHARACTERS_MAX, SHARING, ZIP_RATIO_BYTES_MIN, ZIP_RATIO_MAX, Source
from tests.notes import zips_by_hand as by_hand
from tests.notes.zips_by_hand import Entry, zip_by_hand

FILES = {
    "Moss.md": b"# Moss\n" * 30,
    "garden/Fern.md": b"",
    "garden/deep/er/Café.md": "é\r\n".encode() * 40,
    "attachments/cat (1).png": bytes(range(256)) * 3,
    "ümläut.pdf": b"%PDF",
    "LICENSE": b"MIT",
}
LATER = {"日本語/メモ.md": "苔".encode(), "🌿.md": b"x"}
ABSOLUTE = "Its name is absolute; a path is relative to the vault."
DOTS = "Its name leads out of the vault with `..`."


def found(raw: bytes) -> Source:
    return Source.open(io.BytesIO(raw))


def names(source: Source) -> list[str]:
    return [file.untrusted_name for file in source.files]


def refusals(source: Source) -> dict[str, str]:
    return {file.untrusted_name: file.why_not for file in source.files if file.why_not}


@pytest.mark.parametrize("made", by_hand.MAKERS)
def test_a_zip_of_any_program_gives_the_files_that_were_packed(made: Callable[[dict[str, bytes]], bytes]):
    files = {**FILES, **LATER}
    source = found(made(files))
    given = {unicodedata.normalize("NFC", file.untrusted_name): file.read(10**6) for file in source.files}
    assert given == files
    assert refusals(source) == {}
    assert source.hidden == (made is by_hand.by_finder)


@pytest.mark.parametrize("made", by_hand.MAKERS)
def test_a_vault_that_was_packed_with_its_folder_comes_in_without_it(made: Callable[[dict[str, bytes]], bytes]):
    source = found(made({f"My Vault/{name}": body for name, body in {**FILES, ".obsidian/app.json": b"{}"}.items()}))
    assert {unicodedata.normalize("NFC", name) for name in names(source)} == set(FILES)
    assert source.around == "My Vault/"


@pytest.mark.parametrize(
    ("packed", "taken"),
    [
        (["a/x.md", "a/.obsidian/app.json"], ["x.md"]),
        (["a/x.md", "a/.obsidian/app.json", "__MACOSX/a/._x.md", ".DS_Store"], ["x.md"]),
        (["a/x.md", "a/y.md"], ["a/x.md", "a/y.md"]),
        (["a/x.md", "a/.obsidian/app.json", "y.md"], ["a/x.md", "y.md"]),
        (["a/x.md", "a/.obsidian/app.json", "a2/y.md"], ["a/x.md", "a2/y.md"]),
        (["x.md", ".obsidian/app.json"], ["x.md"]),
        ([".obsidian/app.json"], []),
        (["a/b/x.md", "a/b/.obsidian/app.json"], ["a/b/x.md"]),
        (["../x.md", "../.obsidian/app.json"], ["../.obsidian/app.json", "../x.md"]),
        (["/x.md", "/.obsidian/app.json"], ["/.obsidian/app.json", "/x.md"]),
        (["C:/x.md", "C:/.obsidian/app.json"], ["C:/.obsidian/app.json", "C:/x.md"]),
        (["a/../x.md", "a//y.md", "a/.obsidian/app.json"], ["../x.md", "/y.md"]),
        ([], []),
    ],
)
def test_only_a_folder_around_a_whole_vault_is_left_out(packed: list[str], taken: list[str]):
    source = found(zip_by_hand(*(Entry(name.encode(), b"x") for name in packed)))
    assert names(source) == taken
    harmful = [name for name in taken if name.startswith(("/", "..", "C:"))]
    assert sorted(refusals(source)) == harmful


def test_what_is_hidden_or_a_systems_own_is_passed_over_and_counted(tmp_path: Path):
    shown = ["a.md", "b/c.md", "macosx.md", "b/Icon", "my Thumbs.db"]
    hidden = [
        ".b.md",
        ".obsidian/x.json",
        ".obsidian/y/z.md",
        "b/.trash/a.md",
        "Thumbs.db",
        "b/desktop.ini",
        "b/Icon\r",
    ]
    for name in [*shown, *hidden, "__MACOSX/._a.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    packed = zip_by_hand(*(Entry(name.encode(), b"x") for name in [*shown, *hidden, "__MACOSX/._a.md"]))
    for source in (Source.open(tmp_path), found(packed)):
        assert sorted(names(source)) == sorted(shown)
        assert source.hidden == 7


@pytest.mark.parametrize(
    ("name", "shown", "why"),
    [
        (b"/etc/passwd", "/etc/passwd", ABSOLUTE),
        (b"//host/share/x.md", "//host/share/x.md", ABSOLUTE),
        (b"\\\\host\\share\\x.md", "//host/share/x.md", ABSOLUTE),
        (b"C:\\x.md", "C:/x.md", ABSOLUTE),
        (b"./../x.md", "../x.md", DOTS),
        (b"..\\x.md", "../x.md", DOTS),
        (b"a/../../.git/x.md", "a/../../.git/x.md", DOTS),
        (b"..", "..", DOTS),
        (b"../", "../", DOTS),
        (b"/", "/", ABSOLUTE),
        (b"x" * 5_000, "x" * 5_000, "Its name is longer than that of any file."),
    ],
)
def test_a_name_that_means_harm_is_refused_and_the_rest_comes_in(name: bytes, shown: str, why: str):
    source = found(zip_by_hand(Entry(name, b"x"), Entry(b"good.md", b"x")))
    assert refusals(source) == {shown: why}
    assert names(source) == sorted([shown, "good.md"])


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (Entry(b"x", b"/etc/passwd", attributes=0o120777 << 16), "It is a symbolic link."),
        (Entry(b"x", b"", attributes=0o010644 << 16), "It is not a regular file."),
        (Entry(b"x", b"", attributes=0o060644 << 16), "It is not a regular file."),
        (Entry(b"x", b"x", flags=by_hand.ENCRYPTED), "It is encrypted."),
        (Entry(b"x", b"x", flags=0x40), "It is encrypted."),
        (Entry(b"x", b"x", method=12), "It is packed in a way that is not read here; stored and deflated files are."),
        (Entry(b"x", b"x", method=99), "It is packed in a way that is not read here; stored and deflated files are."),
    ],
)
def test_what_is_no_plain_file_is_refused_by_name(entry: Entry, why: str):
    assert refusals(found(zip_by_hand(entry, Entry(b"good.md", b"x")))) == {"x": why}


def test_folders_are_no_files_and_a_file_without_a_name_is_named():
    packed = zip_by_hand(
        Entry(b"a/"), Entry(b"b\\"), Entry(b"./"), Entry(b"c/./"), Entry(b"", b"x"), Entry(b"./x", b"x")
    )
    assert names(found(packed)) == ["", "x"]


# Bombs


def stated(name: str, size: int, packed: int) -> Entry:
    """An entry that takes so many bytes in the zip and claims to unpack to more."""
    return Entry(name.encode(), raw=bytes(packed), size=size)


def test_what_shares_its_bytes_is_a_bomb_and_the_rest_comes_in():
    source = found(by_hand.bomb_of_shared_bytes(250, 1_000_000))
    assert set(refusals(source).values()) == {SHARING}
    assert len(refusals(source)) == 249


def test_what_is_packed_hardest_is_the_bomb_and_never_what_lies_beside_it():
    notes = [stated(f"{number}.md", 500_000, 10_000) for number in range(20)]
    bombs = [stated(f"0bomb {number}.bin", 20_000_000, 20_000) for number in range(20)]
    room = ZIP_RATIO_BYTES_MIN - 20 * 500_000
    assert len(refusals(found(zip_by_hand(*bombs, *notes)))) == 20 - room // 20_000_000
    assert all(name.startswith("0bomb") for name in refusals(found(zip_by_hand(*bombs, *notes))))
    assert set(refusals(found(zip_by_hand(*bombs, *notes))).values()) == {BOMB}


def test_a_file_that_unpacks_to_less_than_the_ratio_is_never_a_bomb():
    honest = [stated(f"{number}.csv", ZIP_RATIO_MAX * 20_000, 20_000) for number in range(60)]
    assert refusals(found(zip_by_hand(*honest))) == {}
    assert refusals(found(zip_by_hand(*honest, stated("a.bin", 1_000_000_000, 1_000)))) == {"a.bin": BOMB}


def test_what_is_hidden_or_refused_takes_no_room():
    room = [stated(".hidden", 60_000_000, 9), stated("../x", 60_000_000, 9), stated("a.bin", 60_000_000, 9)]
    assert refusals(found(zip_by_hand(*room))) == {"../x": DOTS}


# On the disk


def test_links_and_pipes_are_named_and_what_went_away_is_said(tmp_path: Path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "good.md").write_bytes(b"x")
    (root / "link.md").symlink_to(root / "good.md")
    (root / "dangling.png").symlink_to(root / "nowhere")
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.md")
    source = Source.open(root)
    assert refusals(source) == {
        "dangling.png": "It is a symbolic link.",
        "link.md": "It is a symbolic link.",
        "linked": "It is a symbolic link.",
        "pipe.md": "It is not a regular file.",
    }
    (root / "good.md").unlink()
    [good] = [file for file in source.files if not file.why_not]
    with pytest.raises(Invalid, match="cannot be read"):
        good.read(10)


def test_what_is_neither_a_folder_nor_a_zip_is_refused(tmp_path: Path):
    (tmp_path / "note.md").write_text("x")
    for source in (tmp_path / "note.md", tmp_path / "nowhere"):
        with pytest.raises(Invalid, match=f"^{source} is neither a folder nor a zip"):
            Source.open(source)
    for raw in (b"PK", b""):
        with pytest.raises(Invalid, match=r"^This is not a zip"):
            found(raw)


def test_a_zip_on_the_disk_is_read_until_it_is_closed(tmp_path: Path):
    (tmp_path / "in.zip").write_bytes(zip_by_hand(Entry(b"a.md", b"moss")))
    source = Source.open(tmp_path / "in.zip")
    assert source.files[0].read(3) == b"mos"
    source.close()
    with pytest.raises(Invalid, match="damaged"):
        source.files[0].read(3)


def test_names_are_at_most_as_long_as_a_file_system_has_them():
    long = "x/" * (NAME_CHARACTERS_MAX // 2)
    assert refusals(found(zip_by_hand(Entry(f"{long[:-1]}y".encode(), b"x")))) == {}
