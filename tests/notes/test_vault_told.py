"""What a vault says when it is full, limited, busy, being swept or damaged; and what the log is told beside."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from shared.errors import Conflict, Forbidden, NotFound, QuotaExceeded, TooLarge, Unavailable
from shared.notes.change import Author, Change, Edit
from shared.notes.changelog import Outpaced
from shared.notes.exports_history import HistoryExport
from shared.notes.head import HEAD, Head
from shared.notes.keeping import keep_named
from shared.notes.note import Markdown
from shared.notes.places import block_of, only_section_of, section_of
from shared.notes.vault import Limits, Vault
from shared.storage.contract import StaleRecord, Write
from tests.access.refused import refused, words_of
from tests.conftest import ADA, Clock
from tests.notes.wire import Failing
from tests.shelves import Shelves, local_shelves

CLAUDE = Author(client="Claude", grant="g1")
BUSY = "Too many changes at once. Please try again."
MOSS = hashlib.sha256(b"moss").hexdigest()


@pytest.fixture
def shelves(tmp_path: Path, clock: Clock) -> Shelves:
    return local_shelves(tmp_path, clock)


def vault_on(shelves: Shelves, clock: Clock, folder: str = "", **limits: int) -> Vault:
    return Vault(
        shelves.records, shelves.files, ADA, author=CLAUDE, limits=Limits(**limits), clock=clock, folder=folder
    )


@pytest.fixture
def vault(shelves: Shelves, clock: Clock) -> Vault:
    return vault_on(shelves, clock)


def set_head(shelves: Shelves, **facts: Any) -> None:
    head = Head.of(shelves.records.get(ADA, HEAD))
    shelves.records.commit(ADA, Write(HEAD, {**head.value(), **facts}))


@pytest.mark.parametrize(
    ("limits", "path", "body", "kind", "message"),
    [
        ({"vault_notes_max": 1}, "b.md", b"", QuotaExceeded, "This vault may hold 1 notes and is full."),
        ({"vault_bytes_max": 5}, "b.md", b"123", QuotaExceeded, "This vault may hold 5 bytes and is full."),
        ({"vault_bytes_max": 5}, "b.png", b"123", QuotaExceeded, "This vault may hold 5 bytes and is full."),
        ({"note_bytes_max": 4}, "b.md", b"12345", TooLarge, "A note has at most 4 bytes; this one has 5."),
        (
            {"note_bytes_max": 4, "attachment_bytes_max": 6},
            "b.png",
            b"1234567",
            TooLarge,
            "A file has at most 6 bytes; this one has 7.",
        ),
    ],
)
def test_a_vault_that_is_full_says_what_it_may_hold(
    shelves: Shelves, clock: Clock, limits: dict[str, int], path: str, body: bytes, kind: type, message: str
):
    vault = vault_on(shelves, clock, **limits)
    vault.change([Edit("a.md", b"123")], "write")
    refusal = refused(vault.change, [Edit(path, body)], "write")
    assert type(refusal) is kind and refusal.message == message
    vault.change([Edit("a.md", b"12")], "write")


def test_an_attachment_may_be_as_large_as_a_note_where_that_is_more(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock, note_bytes_max=9, attachment_bytes_max=6)
    vault.attach("b.png", b"123456789")
    message = "A file has at most 6 bytes; this one has 10."
    assert words_of(vault.attach, "c.png", b"1234567890")[0] == message


def test_a_limited_view_says_to_what(shelves: Shelves, clock: Clock, vault: Vault, tmp_path: Path):
    limited = vault_on(shelves, clock, folder="Work")
    for act in (lambda: limited.note("Moss"), lambda: limited.write("Workshop/Moss", "x"), lambda: limited.read("M")):
        refusal = refused(act)
        assert isinstance(refusal, Forbidden)
        assert refusal.message == "This connection may only use the folder Work."
    assert limited.write("work/Moss", "x")[0].path == "work/Moss.md"
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        refusal = refused(HistoryExport, limited, archive)
    assert isinstance(refusal, Forbidden)
    assert refusal.message == "This connection may only use the folder Work; it cannot have the history."


def test_a_text_that_the_store_has_lost_is_named_in_the_log_alone(shelves: Shelves, vault: Vault):
    vault.write("Moss", "moss")
    shelves.files.remove(ADA, MOSS)
    message = "The text of this note is missing or damaged in the store."
    assert words_of(vault.read, "Moss") == (message, f"no file {MOSS}")
    assert not vault.keeps(MOSS)
    vault.delete("Moss")
    [(key, note)] = vault.trash()
    refusal = refused(vault.change, [Edit("Moss.md", None, 0, as_was=note, untrashed=key)], "restore")
    assert isinstance(refusal, NotFound) and refusal.message == "This text is no longer kept."


class Taken(Failing):
    """Records in which somebody else is always quicker."""

    def commit(self, user_id: str, *writes: Write, may_be_lost: bool = False) -> None:
        raise StaleRecord(HEAD)


def test_who_is_never_quick_enough_is_told_to_try_again(shelves: Shelves, clock: Clock, vault: Vault):
    busy = vault_on(Shelves(Taken(shelves.records), shelves.files), clock)
    assert words_of(busy.write, "Moss", "x") == (BUSY, "the head was always taken")
    plan = shelves.files.put(ADA, json.dumps([{**change_value(vault), "seq": 2}]).encode())
    set_head(shelves, plan=plan)
    assert words_of(busy.log.settle) == (BUSY, "a plan was never completed")
    shelves.files.remove(ADA, plan)
    message = "A change of this vault is half done and cannot go on."
    assert words_of(vault.log.settle) == (message, "its plan is gone")


def test_an_entry_made_elsewhere_is_repeated_only_as_what_comes_next(shelves: Shelves, clock: Clock, vault: Vault):
    change = Change.of({**change_value(vault), "seq": 2, "id": "f" * 32})
    [told] = change.notes
    again = replace(change, notes=[replace(told, path="Fern.md", after=replace(told.after, path="Fern.md", version=2))])
    busy = vault_on(Shelves(Taken(shelves.records), shelves.files), clock)
    assert busy.log.repeat(again, lambda digest: b"moss") is False
    assert words_of(vault.log.repeat, again, lambda digest: b"fern")[0] == "A text is not what its digest says."
    assert isinstance(refused(vault.log.repeat, replace(again, seq=3), lambda digest: b"moss"), Outpaced)
    assert isinstance(refused(vault.log.repeat, change, lambda digest: b"moss"), Outpaced)
    assert vault.seq() == 1
    assert vault.log.repeat(again, lambda digest: b"moss") is True
    assert list(vault.changes(1)) == [again]
    assert (vault.read("Fern")[1], vault.usage()) == ("moss", (2, 8))


def change_value(vault: Vault) -> dict[str, Any]:
    vault.write("Moss", "moss")
    [change] = vault.changes(0)
    return change.value()


def test_a_change_worked_out_for_another_state_is_outpaced(vault: Vault):
    vault.write("Moss", "one")
    refusal = refused(vault.change, [Edit("Fern.md", b"x")], "write", if_seq=0)
    assert isinstance(refusal, Outpaced) and isinstance(refusal, Conflict)
    assert refusal.message == "Somebody else is changing this vault at this moment. Please try again."


def test_a_text_that_is_being_cleared_away_is_written_a_little_later(shelves: Shelves, clock: Clock, vault: Vault):
    vault.write("Fern", "x")
    set_head(shelves, doomed=[MOSS], doomed_until=int(clock()) + 60)
    told = ("This text is just being cleared away. Please try again.", "a doomed file")
    assert words_of(vault.write, "Moss", "moss") == told

    def naming(digest: str) -> Write:
        return Write("named", {"digest": digest})

    def keep() -> str:
        return keep_named(shelves.records, shelves.files, ADA, b"moss", naming, clock=clock)

    refusal = refused(keep)
    assert isinstance(refusal, Unavailable)
    assert (refusal.message, refusal.reason) == (
        "The vault is just being cleared up. Please try again.",
        "a doomed file",
    )
    clock.forward(60)
    assert keep() == MOSS
    assert shelves.records.get(ADA, "named").value == {"digest": MOSS}
    assert vault.write("Moss", "moss")[0].version == 2


NAMES = [f"h{number:02}" for number in range(21)]


@pytest.mark.parametrize(
    ("headings", "known"),
    [
        ([], "none"),
        (NAMES[:20], ", ".join(NAMES[:20])),
        (NAMES, ", ".join(NAMES[:20]) + " and more"),
        (["x" * 100, "y" * 101], "x" * 100 + ", " + "y" * 100 + "…"),
    ],
)
def test_of_what_a_note_has_twenty_names_are_told(headings: list[str], known: str):
    note = Markdown("Moss.md", "".join(f"# {name}\n" for name in headings))
    told = words_of(section_of, note, "Nope")
    assert told == (f"There is no such heading in this note. Its headings: {known}.", "")
    blocks = Markdown("Moss.md", "".join(f"text ^{name}\n\n" for name in headings))
    known = ", ".join(f"^{name}" if len(name) < 100 else f"^{name[:99]}…" for name in headings[:20]) or "none"
    more = " and more" if len(headings) > 20 else ""
    told = words_of(block_of, blocks, "#^" + "z" * 101)
    assert told == (f"There is no block ^{'z' * 100} in this note. Its blocks: {known}{more}.", "")


def test_headings_that_several_bear_are_told_with_what_is_above_them():
    note = Markdown("Moss.md", "# A\n## Tasks\n# B\n## Tasks\n")
    assert words_of(only_section_of, note, "tasks")[0] == "Several headings read so. Say which: A#Tasks, B#Tasks."
    assert words_of(only_section_of, note, " # ")[0] == "Name the heading of the section."
