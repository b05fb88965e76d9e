"""A whole vault taken in: what comes in, what is refused or renamed and told by name, and that twice is once."""

import io
import os
import random
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.access.gate import Caller
from shared.errors import Invalid, TooLarge, Unavailable, VaultError
from shared.notes import imports
from shared.notes.change import Author
from shared.notes.imports import Import, Report, import_notes
from shared.notes.names import COMPOSED, path_for
from shared.notes.path import key_of
from shared.notes.sources import BOMB, Source
from shared.notes.vault import Limits, Vault
from shared.service import Service
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock
from tests.notes import zips_by_hand as by_hand
from tests.notes.zips_by_hand import Entry, zip_by_hand
from tests.shelves import Shelves, local_shelves

KEPT = "There is another text at this path, which was kept; overwrite replaces it."
SAME = "Here it is the same as {}; letter case and accents' form do not count."
DAMAGED = "It is damaged in the zip."
FILES = {
    "Moss.md": b"# Moss\n\nLikes shade.\n",
    "garden/Fern.MD": b"crlf\r\nline\r\n",
    "日本語/メモ.md": "庭の苔\n".encode(),
    "deep/er/Café.md": "\ufeffcafe\u0301, décomposé\n".encode(),
    "🌿.md": b"",
    'Odd "name" (1) #tag & more.md': b"no end\x00",
    "Moss.png": bytes(range(256)),
    "garden/Moss.md.txt": b"\xff\xfe",
    "LICENSE": b"MIT",
    "LICENSE/really.md": b"a file and a folder of one name",
    "CON.md": b"reserved",
    "aux": b"",
    "trailing dot./sp ace .pdf": b"%PDF-1.7\n\x00\xff",
    "drawing.canvas": b"{}",
    "a" * 250 + ".md": b"long",
}


@pytest.fixture
def ada(vaults: Service) -> Vault:
    return vaults.vault(Caller(ADA, client="import"))


@pytest.fixture
def bob(vaults: Service) -> Vault:
    return vaults.vault(Caller(BOB, client="import"))


def vault_of(shelves: Shelves, clock: Clock, **limits: int) -> Vault:
    return Vault(shelves.records, shelves.files, ADA, author=Author("import"), limits=Limits(**limits), clock=clock)


def zip_of(*files: tuple[str, bytes]) -> io.BytesIO:
    return io.BytesIO(zip_by_hand(*(Entry(name.encode(errors="surrogateescape"), body) for name, body in files)))


def folder_of(root: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    return root


def held(vault: Vault) -> dict[str, bytes]:
    return {note.path: vault.body(note.digest) for note in (*vault.notes(), *vault.attachments())}


def counts(report: Report) -> tuple[int, int, int]:
    """How many notes and attachments were created, changed and left as they were."""
    created, changed, unchanged = ((report.notes + report.attachments)[name] for name in imports.COUNTED)
    return created, changed, unchanged


# What comes in


def test_notes_and_attachments_of_every_kind_come_in_byte_for_byte(ada: Vault, bob: Vault):
    report = import_notes(ada, zip_of(*FILES.items()))
    assert held(ada) == FILES
    assert (report.refused, report.renamed, report.hidden) == ([], [], 0)
    assert (report.notes["created"], report.attachments["created"]) == (9, 6)
    assert ada.log.head().attachments == 6
    assert held(bob) == {}


def test_a_folder_comes_in_as_its_zip_does(ada: Vault, tmp_path: Path):
    files = {name: body for name, body in FILES.items() if name != "LICENSE"}
    report = import_notes(ada, folder_of(tmp_path / "in", files))
    assert counts(report) == (len(files), 0, 0)
    assert held(ada) == files


@pytest.mark.parametrize("made", by_hand.MAKERS)
def test_a_zip_of_any_program_comes_in_and_a_second_time_changes_nothing(
    ada: Vault, made: Callable[[dict[str, bytes]], bytes]
):
    raw = made(FILES)
    first = import_notes(ada, io.BytesIO(raw))
    seq = ada.seq()
    assert held(ada) == FILES
    assert first.refused == []
    assert {why for _, _, why in first.renamed} <= {COMPOSED}
    second = import_notes(ada, io.BytesIO(raw))
    assert ada.seq() == seq
    assert counts(second) == (0, 0, len(FILES))
    assert (second.renamed, second.refused, second.hidden) == (first.renamed, [], first.hidden)
    assert counts(import_notes(ada, io.BytesIO(raw), overwrite=True)) == (0, 0, len(FILES))
    assert ada.seq() == seq


def test_a_file_is_as_old_in_the_vault_as_it_was_outside(ada: Vault, tmp_path: Path):
    times = {"now.md": 1_763_000_001, "old.png": 3, "new.md": 4_000_000_000, "older.md": -5}
    for name, at in times.items():
        file = folder_of(tmp_path / "in", {name: name.encode()}) / name
        os.utime(file, (at, at))
    import_notes(ada, tmp_path / "in")
    seen = {note.path: note.updated_at for note in (*ada.notes(), *ada.attachments())}
    assert seen == {**times, "older.md": 0}


def test_the_folder_around_a_vault_is_told(ada: Vault):
    report = import_notes(ada, zip_of(("My Vault/a.md", b"x"), ("My Vault/.obsidian/app.json", b"{}")))
    assert (list(held(ada)), report.around, report.hidden) == (["a.md"], "My Vault/", 1)


# What is there already


def test_another_content_is_kept_and_told_unless_it_may_be_replaced(ada: Vault):
    ada.write("Moss", "ada's own")
    ada.attach("Cat.png", b"ada's own")
    again = zip_of(("Moss.md", b"incoming"), ("Cat.png", b"incoming"), ("Fern.md", b"new"))
    report = import_notes(ada, again)
    assert counts(report) == (1, 0, 0)
    assert report.value()["refused"] == [{"name": "Cat.png", "why": KEPT}, {"name": "Moss.md", "why": KEPT}]
    assert ada.read("Moss")[1] == "ada's own"
    report = import_notes(ada, again, overwrite=True)
    assert (counts(report), report.refused) == ((0, 2, 1), [])
    assert held(ada) == {"Moss.md": b"incoming", "Cat.png": b"incoming", "Fern.md": b"new"}


def test_a_note_that_is_there_in_another_spelling_keeps_it_and_that_is_told(ada: Vault):
    ada.write("Moss", "moss")
    for _ in range(2):
        report = import_notes(ada, zip_of(("moss.MD", b"moss")))
        assert counts(report) == (0, 0, 1)
        assert report.renamed == [("moss.MD", "Moss.md", imports.SPELLED)]
    assert list(held(ada)) == ["Moss.md"]


def test_an_import_that_was_stopped_goes_on_and_a_third_time_changes_nothing(ada: Vault, tmp_path: Path):
    source = folder_of(
        tmp_path / "in", {f"{number:02}.{'md' if number % 2 else 'png'}": b"moss" for number in range(60)}
    )

    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_notes(ada, source, progress=stop)
    assert [counts(import_notes(ada, source, overwrite=True)) for _ in range(2)] == [(12, 0, 48), (0, 0, 60)]
    assert ada.seq() == 2


# What may not come in, and what comes in under another name


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


def test_a_name_is_changed_where_it_can_be_and_told_with_the_reason(ada: Vault, tmp_path: Path):
    files = {"book.md/a.md": b"1", "back\\slash.md": b"2", "line\nbreak.md": b"3", "Cafe\u0301.png": b"4"}
    root = folder_of(tmp_path / "in", files)
    (root / os.fsdecode(b"\xff.md")).write_bytes(b"5")
    report = import_notes(ada, root)
    assert held(ada) == {
        "book-md/a.md": b"1",
        "back_slash.md": b"2",
        "line_break.md": b"3",
        "Café.png": b"4",
        "_.md": b"5",
    }
    assert report.refused == []
    controls = "A path cannot hold control characters or line breaks."
    assert {name: (path, why) for name, path, why in report.renamed} == {
        "?.md": ("_.md", controls),
        "Cafe\u0301.png": ("Café.png", COMPOSED),
        "back\\slash.md": ("back_slash.md", "A path uses / between folders; it cannot hold a backslash."),
        "book.md/a.md": ("book-md/a.md", "A folder cannot end with .md."),
        "line\nbreak.md": ("line_break.md", controls),
    }
    assert import_notes(ada, root).renamed == report.renamed


def test_two_names_of_one_file_are_told_and_the_first_that_is_sound_comes_in(ada: Vault):
    twins = [
        ("CAFE\u0301.md", b"1"),
        ("café.md", b"2"),
        ("b/x.png", b"3"),
        ("B/X.png", b"4"),
        ("y.md", b"5"),
        ("Y.md", b"\xff"),
    ]
    report = import_notes(ada, zip_of(*twins))
    assert sorted(report.refused) == [
        ("Y.md", "It is not UTF-8 text."),
        ("b/x.png", SAME.format("B/X.png")),
        ("café.md", SAME.format("CAFE\u0301.md")),
    ]
    assert held(ada) == {"CAFÉ.md": b"1", "B/X.png": b"4", "y.md": b"5"}


def test_a_name_that_had_to_change_never_takes_anothers_place(ada: Vault):
    report = import_notes(ada, zip_of(("a\nb.md", b"changed"), ("a_b.md", b"as it is"), ("a\tb.md", b"changed too")))
    assert held(ada) == {"a_b.md": b"as it is"}
    assert {name for name, _ in report.refused} == {"a\nb.md", "a\tb.md"}
    assert report.renamed == []


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


def test_a_zip_in_a_zip_is_an_attachment(ada: Vault):
    inner = zip_by_hand(*(Entry(b"%d.bin" % number, bytes(1_000_000)) for number in range(16)))
    outer = zip_by_hand(*(Entry(b"lib %d.zip" % number, inner) for number in range(16)))
    assert counts(import_notes(ada, zip_of(("a.zip", outer), ("b.zip", outer)))) == (2, 0, 0)
    assert set(held(ada).values()) == {outer}


def test_a_name_is_not_told_at_any_length(ada: Vault):
    report = import_notes(ada, zip_of(("x" * 60_000, b"x")))
    assert [len(name) for name, _ in report.refused] == [imports.NAME_CHARACTERS_MAX]


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


# How it goes


def test_a_full_vault_takes_what_fits_names_the_rest_and_keeps_nothing_of_it(shelves: Shelves, clock: Clock):
    files = zip_of(("a.md", b"1"), ("b.md", b"22"), ("c.md", b"3"), ("d.png", b"4444"), ("e.png", b"5"))
    few = vault_of(shelves, clock, vault_notes_max=2)
    assert import_notes(few, files).refused == [("c.md", "This vault may hold 2 notes and is full.")]
    assert len(held(few)) == len(shelves.files.under(ADA)) == 4
    for path in ("a", "b", "d.png", "e.png"):
        few.delete(path)
    small = vault_of(shelves, clock, vault_bytes_max=5)
    report = import_notes(small, files)
    assert report.refused == [("d.png", "This vault may hold 5 bytes and is full.")]
    assert set(held(small)) == {"a.md", "b.md", "c.md", "e.png"}


def test_what_replaces_counts_only_for_what_it_is_larger(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock, vault_bytes_max=10, vault_notes_max=1)
    vault.write("a", "1234567890")
    assert counts(import_notes(vault, zip_of(("a.md", b"0987654321")), overwrite=True)) == (0, 1, 0)
    report = import_notes(vault, zip_of(("a.md", b"0987654321+")), overwrite=True)
    assert report.refused == [("a.md", "This vault may hold 10 bytes and is full.")]


def test_an_import_goes_in_batches_and_tells_how_far_it_is(ada: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(imports, "BATCH_BYTES_MAX", 30)
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 4)
    root = folder_of(tmp_path / "in", {f"{number:02}.md": bytes(10 * (number < 6)) for number in range(14)})
    told: list[tuple[int, int]] = []
    assert counts(import_notes(ada, root, progress=lambda done, total: told.append((done, total)))) == (14, 0, 0)
    in_batches = [(0, 14), (3, 14), (6, 14), (10, 14), (14, 14)]
    assert told == in_batches
    assert ada.seq() == 4
    import_notes(ada, root, progress=lambda done, total: told.append((done, total)))
    assert told == in_batches * 2
    (tmp_path / "refused.zip").write_bytes(zip_of(*((f"../{number}.md", b"x") for number in range(9))).getvalue())
    told.clear()
    import_notes(ada, tmp_path / "refused.zip", progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 9), (4, 9), (8, 9), (9, 9)]


class Failing:
    """Records that do not answer every other commit, before or after it took effect."""

    def __init__(self, records: Any, *, after: bool) -> None:
        self._records = records
        self._after = after
        self._commits = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write) -> None:
        self._commits += 1
        if self._commits % 2 and not self._after:
            raise Unavailable("The storage did not answer.")
        self._records.commit(user_id, *writes)
        if self._commits % 2:
            raise Unavailable("The storage did not answer.")


@pytest.mark.parametrize("after", [True, False])
def test_a_step_that_failed_is_tried_again_and_told_once(
    shelves: Shelves, clock: Clock, monkeypatch: pytest.MonkeyPatch, after: bool
):
    monkeypatch.setattr(imports, "EDITS_PER_COMMIT", 2)
    vault = vault_of(Shelves(Failing(shelves.records, after=after), shelves.files), clock)
    files = [("a.md", b"1"), ("A.md", b"2"), ("b\n.md", b"3"), ("c.md", b"\xff"), ("d.png", b"4"), ("e/../x", b"5")]
    importing = Import(vault, Source.open(zip_of(*files)), overwrite=False)
    while importing.done < importing.total:
        before = importing.done
        with suppress(Unavailable):
            importing.step()
        assert importing.done >= before
    assert counts(importing.report) == (3, 0, 0)
    assert sorted(name for name, _ in importing.report.refused) == ["a.md", "c.md", "e/../x"]
    assert [path for _, path, _ in importing.report.renamed] == ["b_.md"]


PIECES = st.sampled_from(
    ("a", "A", "b", "é", "e\u0301", "x\n", "x\t", "x_", "/", "..", ".md", ".md", ".png", "\\", " ")
)
HOSTILE = st.lists(
    st.tuples(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.sampled_from((b"1", b"2", b"\xff"))),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(files=HOSTILE, cuts=st.lists(st.integers(1, 12), max_size=4), overwrite=st.booleans())
def test_an_import_that_others_go_on_with_ends_as_one_that_was_never_stopped(
    tmp_path_factory: pytest.TempPathFactory, files: list[tuple[str, bytes]], cuts: list[int], overwrite: bool
):
    zipped = zip_of(*files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(imports, "EDITS_PER_COMMIT", 1)
        folders = [tmp_path_factory.mktemp(name) for name in ("whole", "cut")]
        whole, cut = (vault_of(local_shelves(folder, Clock()), Clock()) for folder in folders)
        expected = import_notes(whole, zipped, overwrite=overwrite)
        importing = Import(cut, Source.open(zipped), overwrite)
        while importing.done < importing.total:
            importing.step()
            if importing.done in cuts:
                told = Report.of(importing.report.value())
                importing = Import(cut, Source.open(zipped), overwrite, done=importing.done, report=told)
    assert held(cut) == held(whole)
    assert importing.report.value() == expected.value()
    assert len(expected.refused) + sum(counts(expected)) == importing.total


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=20).filter(".".__ne__)
ZIPS = st.dictionaries(
    st.tuples(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.sampled_from(("", ".md", ".png"))).map("".join),
    st.binary(max_size=50),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(untrusted=ZIPS)
def test_whatever_is_packed_is_in_the_vault_or_in_the_report(tmp_path_factory: pytest.TempPathFactory, untrusted):
    vault = vault_of(local_shelves(tmp_path_factory.mktemp("vault"), Clock()), Clock())
    report = import_notes(vault, zip_of(*untrusted.items()))
    refused, renamed = {name for name, _ in report.refused}, {name: path for name, path, _ in report.renamed}
    shown = {
        name: body
        for name, body in untrusted.items()
        if name not in refused and not any(part.startswith(".") and part != ".." for part in name.split("/"))
    }
    assert held(vault) == {renamed.get(name, name): body for name, body in shown.items()}
    assert all(unicodedata.is_normalized("NFC", path) for path in held(vault))
    for name in shown:
        assert (path_for(name)[1] == "") == (name not in renamed)
    assert len({key_of(path) for path in held(vault)}) == sum(counts(report))
    seq = vault.seq()
    again = import_notes(vault, zip_of(*untrusted.items()))
    assert (vault.seq(), counts(again)[:2], again.renamed) == (seq, (0, 0), report.renamed)
