"""A sweep among writers at the same moment, whatever the order of their calls."""

import random
from collections.abc import Callable

import pytest

from shared.errors import Unavailable
from shared.notes import changelog
from shared.notes import sweep as sweeping
from shared.notes.change import Edit
from shared.notes.history import History
from shared.notes.sweep import DOOM_SECONDS
from shared.notes.undo import undo
from shared.notes.vault import Vault
from tests.conftest import ADA, Clock
from tests.notes.sweep.swept import check, check_nothing_is_unreachable, swept, vault_of, with_old_texts
from tests.notes.sweep.turns import at_once
from tests.notes.wire import Crash, Told, before, crash, wired
from tests.shelves import Shelves


def write_again(vault: Vault) -> None:
    vault.write("Again", "one")
    vault.write("Again", "three", overwrite=True)


def go_back(vault: Vault) -> None:
    History(vault).restore("Moss", version=1)


def bring_back(vault: Vault) -> None:
    History(vault).restore("Fern")


def write_many(vault: Vault) -> None:
    texts = ["two", "new", "fern", "one", "newer", "three", "newest"]
    vault.change([Edit(f"many/{text}.md", text.encode()) for text in texts], "import")


def undo_the_last(vault: Vault) -> None:
    undo(vault, changes=[vault.seq()])


WRITERS = (write_again, go_back, bring_back, write_many, undo_the_last)


def sweep_among_writers(shelves: Shelves, clock: Clock, seed: int) -> None:
    user_id = f"ada-{seed}"
    vault = with_old_texts(shelves, clock, user_id)
    chosen = random.Random(seed).sample(WRITERS, 2)

    def writing(act: Callable[[Vault], None]) -> Callable[[Told], None]:
        return lambda told: act(vault_of(wired(shelves, told), clock, user_id))

    def sweeps(told: Told) -> None:
        swept(wired(shelves, told), clock, user_id)

    sweepers = {"sweep": sweeps, "second sweep": sweeps} if seed % 3 == 0 else {"sweep": sweeps}
    at_once({**sweepers, **{act.__name__: writing(act) for act in chosen}}, seed)
    vault.log.settle()
    check(shelves, vault)
    clock.forward(DOOM_SECONDS + 1)
    swept(shelves, clock, user_id)
    check_nothing_is_unreachable(shelves, vault)


@pytest.fixture
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit holds three notes and a sweep dooms two files at a time, so that everything takes several rounds."""
    monkeypatch.setattr(changelog, "EDITS_PER_COMMIT", 3)
    monkeypatch.setattr(sweeping, "DOOMED_MAX", 2)


@pytest.mark.usefixtures("little_at_once")
def test_no_order_of_calls_loses_a_text_to_the_sweep(shelves: Shelves, clock: Clock, is_local: bool):
    for seed in range(60 if is_local else 4):
        sweep_among_writers(shelves, clock, seed)


@pytest.mark.slow
@pytest.mark.usefixtures("little_at_once")
def test_no_order_of_thousands_loses_a_text_to_the_sweep(shelves: Shelves, clock: Clock, is_local: bool):
    for seed in range(4_000 if is_local else 100):
        sweep_among_writers(shelves, clock, seed)


@pytest.mark.usefixtures("little_at_once")
def test_the_texts_of_a_change_that_is_half_done_are_not_swept(vault: Vault, shelves: Shelves, clock: Clock):
    """A change of many notes begins after the sweep looked for one, and breaks off."""
    vault.write("Moss", "one")

    def begins() -> None:
        with pytest.raises(Crash):
            write_many(vault_of(wired(shelves, before("commit", crash, number=2)), clock))

    swept(wired(shelves, before("get", begins, number=2)), clock)
    assert vault.log.head().plan
    vault.log.settle()
    assert {note.path for note in vault.notes()} >= {"many/newest.md", "many/three.md"}
    check(shelves, vault)


@pytest.mark.usefixtures("little_at_once")
def test_the_plan_of_a_large_change_is_not_swept_between_its_writing_and_the_first_commit(
    vault: Vault, shelves: Shelves, clock: Clock
):
    """The plan lies in Files before any record names it, and a sweep that saw it there may be about to remove it."""
    write_many(vault)

    def is_seen_by_a_sweep() -> None:
        with pytest.raises(Crash):
            swept(wired(shelves, before("remove", crash)), clock)

    deletions = [Edit(note.path, None) for note in vault.notes()]
    with pytest.raises(Unavailable):
        vault_of(wired(shelves, before("commit", is_seen_by_a_sweep)), clock).change(deletions, "delete")
    for left in vault.log.head().doomed:
        shelves.files.remove(ADA, left)
    vault.log.settle()
    clock.forward(DOOM_SECONDS + 1)
    vault.change(deletions, "delete")
    assert list(vault.notes()) == []
    check(shelves, vault)
