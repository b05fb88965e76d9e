"""The rules of a vault under many hands, full quotas and storage that fails half-way; on both backends."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.errors import Conflict, QuotaExceeded, TooLarge, Unavailable
from shared.notes.change import Author, Edit
from shared.notes.changelog import EDITS_PER_COMMIT
from shared.notes.vault import Limits, Vault
from shared.storage.contract import Write
from tests.conftest import ADA, Clock
from tests.shelves import Shelves

CLAUDE = Author(client="Claude", grant="g1")


def vault_on(shelves: Shelves, clock: Clock, **limits: int) -> Vault:
    return Vault(shelves.records, shelves.files, ADA, author=CLAUDE, limits=Limits(**limits), clock=clock)


@pytest.fixture
def vault(shelves: Shelves, clock: Clock) -> Vault:
    return vault_on(shelves, clock)


def test_the_log_tells_who_changed_what_and_when(vault: Vault, clock: Clock):
    vault.write("Moss", "one")
    clock.forward(60)
    vault.write("Moss", "two", if_version=1)
    vault.delete("Moss")
    first, second, third = vault.changes(0)
    assert (first.seq, first.what, first.client, first.grant) == (1, "write", "Claude", "g1")
    assert first.notes[0].before is None
    assert second.notes[0].before == first.notes[0].after
    assert second.at == first.at + 60
    assert (third.what, third.notes[0].after) == ("delete", None)
    assert [vault.body(entry.notes[0].after.digest) for entry in (first, second)] == [b"one", b"two"]


def test_a_deleted_note_lies_in_the_trash(vault: Vault, shelves: Shelves):
    vault.write("Moss", "one")
    vault.delete("Moss")
    [trashed] = shelves.records.under(ADA, "trash#")
    assert (trashed.value["path"], trashed.value["by"]) == ("Moss.md", "Claude")
    assert vault.body(trashed.value["digest"]) == b"one"


def test_a_note_keeps_the_time_of_its_creation(vault: Vault, clock: Clock):
    created, _ = vault.write("Moss", "one")
    clock.forward(100)
    changed, _ = vault.write("Moss", "two", overwrite=True)
    assert (changed.created_at, changed.updated_at) == (created.created_at, created.created_at + 100)


def test_the_head_counts_notes_and_bytes(vault: Vault):
    vault.write("a", "12345")
    vault.write("b", "é")
    vault.write("a", "1", overwrite=True)
    assert vault.usage() == (2, 3)
    vault.delete("b")
    assert vault.usage() == (1, 1)


def test_a_full_vault_takes_no_more_but_lets_go(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock, vault_notes_max=2, vault_bytes_max=10)
    vault.write("a", "12345")
    vault.write("b", "12345")
    with pytest.raises(QuotaExceeded):
        vault.write("c", "")
    with pytest.raises(QuotaExceeded):
        vault.write("a", "123456", overwrite=True)
    vault.write("a", "1", overwrite=True)
    vault.delete("b")
    vault.write("c", "123456789")


def test_a_note_too_large_leaves_no_trace(shelves: Shelves, clock: Clock):
    vault = vault_on(shelves, clock, note_bytes_max=4)
    with pytest.raises(TooLarge):
        vault.write("a", "12345")
    assert (vault.seq(), list(shelves.files.under(ADA))) == (0, [])


def test_many_notes_are_one_change_in_as_many_commits_as_it_takes(vault: Vault):
    vault.change([Edit(f"n{n:03d}.md", b"x") for n in range(2 * EDITS_PER_COMMIT + 1)], "import")
    entries = list(vault.changes(0))
    assert [len(entry.notes) for entry in entries] == [EDITS_PER_COMMIT, EDITS_PER_COMMIT, 1]
    assert len({entry.id for entry in entries}) == 1
    vault.change([Edit(f"n{n:03d}.md", None) for n in range(EDITS_PER_COMMIT)], "delete")
    assert vault.usage()[0] == EDITS_PER_COMMIT + 1


def test_a_conflict_on_one_note_leaves_all_of_its_commit_undone(vault: Vault):
    vault.write("b", "old")
    with pytest.raises(Conflict):
        vault.change([Edit("a.md", b"new"), Edit("b.md", b"new", 7)], "import")
    assert vault.note("a") is None
    assert vault.seq() == 1


def test_of_fifty_writers_with_one_version_one_wins(vault: Vault):
    vault.write("Moss", "start")

    def write(n: int) -> str:
        try:
            vault.write("Moss", f"writer {n}", if_version=1)
            return f"writer {n}"
        except Conflict:
            return ""

    with ThreadPoolExecutor(8) as pool:
        winners = [text for text in pool.map(write, range(50)) if text]
    assert winners == [vault.read("Moss")[1]]
    assert vault.seq() == 2


def test_writers_of_different_notes_all_succeed(vault: Vault):
    with ThreadPoolExecutor(8) as pool:
        versions = sorted(note.version for note, _ in pool.map(lambda n: vault.write(f"n{n}", str(n)), range(48)))
    assert versions == list(range(1, 49))
    assert vault.usage()[0] == 48


class Flaky:
    """Records whose next commit times out, before or after it took effect."""

    def __init__(self, records: Any, *, after: bool) -> None:
        self._records = records
        self._after = after
        self.is_broken = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write) -> None:
        if self.is_broken and self._after:
            self._records.commit(user_id, *writes)
        if self.is_broken:
            self.is_broken = False
            raise Unavailable("The storage did not answer.")
        self._records.commit(user_id, *writes)


def test_a_time_out_after_the_commit_is_a_success(shelves: Shelves, clock: Clock):
    vault = vault_on(Shelves(Flaky(shelves.records, after=True), shelves.files), clock)
    note, is_new = vault.write("Moss", "one")
    assert (note.version, is_new, vault.seq()) == (1, True, 1)


def test_a_time_out_before_the_commit_is_said_and_can_be_repeated(shelves: Shelves, clock: Clock):
    vault = vault_on(Shelves(Flaky(shelves.records, after=False), shelves.files), clock)
    with pytest.raises(Unavailable):
        vault.write("Moss", "one")
    assert vault.seq() == 0
    assert vault.write("Moss", "one")[0].version == 1
