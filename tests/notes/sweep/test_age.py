"""The sweep: what is too old goes, and what anything names stays."""

import pytest

from shared.errors import NotFound
from shared.notes.history import History
from shared.notes.sweep import DAY_SECONDS, Swept
from shared.notes.vault import Vault
from tests.conftest import ADA, Clock
from tests.notes.sweep.swept import DAYS, check_nothing_is_unreachable, digest, swept
from tests.shelves import Shelves


def test_history_and_trash_go_when_they_are_too_old_and_their_texts_with_them(
    vault: Vault, shelves: Shelves, clock: Clock
):
    vault.write("Moss", "one")
    vault.write("Moss", "two", if_version=1)
    vault.write("Fern", "fern")
    vault.delete("Fern")
    clock.forward((DAYS - 1) * DAY_SECONDS)
    assert swept(shelves, clock) == Swept(0, 0, 0)
    vault.write("Moss", "three", if_version=2)
    clock.forward(2 * DAY_SECONDS)
    assert swept(shelves, clock) == Swept(4, 1, 2)
    assert [vault.keeps(digest(text)) for text in ("one", "two", "three", "fern")] == [False, True, True, False]
    assert vault.read("Moss")[1] == "three"
    assert list(vault.trash()) == []
    with pytest.raises(NotFound):
        History(vault).restore("Fern")
    check_nothing_is_unreachable(shelves, vault)


def test_what_a_crash_left_behind_goes_and_what_others_hold_stays(vault: Vault, shelves: Shelves, clock: Clock):
    vault.write("Moss", "one")
    for text in ("left by a crash", "a zip of bob's", "one"):
        shelves.files.put(ADA, text.encode())
    assert swept(shelves, clock, held=lambda: {digest("a zip of bob's")}).files == 1
    assert vault.keeps(digest("a zip of bob's"))
    assert vault.read("Moss")[1] == "one"


def test_an_empty_vault_has_nothing_to_sweep(shelves: Shelves, clock: Clock):
    assert swept(shelves, clock) == Swept(0, 0, 0)
