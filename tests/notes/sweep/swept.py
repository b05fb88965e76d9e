"""A vault that is swept, and what must hold of it afterwards."""

from hashlib import sha256
from typing import Any

from shared.notes.change import Author
from shared.notes.history import Filter, History
from shared.notes.sweep import DAY_SECONDS, Sweep, Swept
from shared.notes.vault import Limits, Vault
from shared.storage.contract import Clock as AnyClock
from tests.conftest import ADA, Clock
from tests.shelves import Shelves

DAYS = 30


def vault_of(shelves: Shelves, clock: AnyClock, user_id: str = ADA) -> Vault:
    return Vault(shelves.records, shelves.files, user_id, author=Author("Claude"), limits=Limits(), clock=clock)


def swept(shelves: Shelves, clock: AnyClock, user_id: str = ADA, **how: Any) -> Swept:
    return Sweep(vault_of(shelves, clock, user_id), shelves.records, shelves.files, clock=clock, **how).run(DAYS)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def check(shelves: Shelves, vault: Vault) -> None:
    """Whatever anything names can be read."""
    named = [*vault.notes(), *(note for _, note in vault.trash())]
    for change in History(vault).of_vault(Filter()):
        named += [note for told in change.notes for note in (told.before, told.after, told.moved_from) if note]
    there = set(shelves.files.under(vault.user_id))
    assert {note.digest for note in named} <= there


def check_nothing_is_unreachable(shelves: Shelves, vault: Vault) -> None:
    check(shelves, vault)
    named = {note.digest for note in vault.notes()} | {note.digest for _, note in vault.trash()}
    for change in vault.changes(0):
        named |= {note.digest for told in change.notes for note in (told.before, told.after) if note}
    assert set(shelves.files.under(vault.user_id)) == named
    assert (vault.log.head().doomed, vault.log.head().plan) == ((), "")


def with_old_texts(shelves: Shelves, clock: Clock, user_id: str) -> Vault:
    """Moss, of which only the last of four texts is young enough to stay, and a fern in the trash that is not."""
    vault = vault_of(shelves, clock, user_id)
    for text in ("one", "two", "three"):
        vault.write("Moss", text, overwrite=True)
    vault.write("Fern", "fern")
    vault.delete("Fern")
    clock.forward((DAYS + 1) * DAY_SECONDS)
    vault.write("Moss", "four", overwrite=True)
    return vault
