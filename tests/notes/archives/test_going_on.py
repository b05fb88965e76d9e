"""A replay that was stopped anywhere goes on from there, and does nothing twice; others meanwhile, and once more."""

import io
from contextlib import suppress
from typing import Any

import pytest

from shared.errors import Conflict, Unavailable
from shared.notes.change import Author
from shared.notes.changelog import HEAD, Head
from shared.notes.vault import Limits, Vault
from shared.service import Service
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock
from tests.notes.archives.lived import DAY, check_same, check_sound, held, packed, replay_of, taken_in
from tests.notes.wire import Crash, Failing, before, crash, wired
from tests.shelves import Shelves

pytestmark = pytest.mark.parametrize("shelves", ["local"], indirect=True)


@pytest.fixture
def zipped(ada: Vault, vaults: Service, clock: Clock) -> io.BytesIO:
    """Ada's vault, of whose log the oldest is swept, so that there is a state before it too."""
    clock.forward(364 * DAY)
    ada.write("Late", "late")
    vaults.sweep(ADA)
    return packed(ada)


def vault_at(shelves: Any, clock: Clock, user_id: str = BOB) -> Vault:
    return Vault(shelves.records, shelves.files, user_id, author=Author("import"), limits=Limits(), clock=clock)


@pytest.mark.parametrize("takes_effect", [False, True], ids=["before it took effect", "after it took effect"])
def test_stopped_at_any_commit_it_goes_on_from_there(
    ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock, takes_effect: bool
):
    commits = taken_in(vault_at(shelves, clock), zipped).changes
    assert commits > 8
    for number in range(commits):
        user_id = f"hf-{number}"
        records = Failing(shelves.records, number, takes_effect=takes_effect, error=Crash)
        with suppress(Crash):
            taken_in(vault_at(Shelves(records, shelves.files), clock, user_id), zipped)
        vault = vault_at(shelves, clock, user_id)
        assert vault.seq() in (number, number + takes_effect)
        check_sound(vault)
        check_same(ada, vault, taken_in(vault, zipped))


@pytest.mark.parametrize("name", ["put", "get", "under"])
def test_stopped_at_any_other_call_it_goes_on_from_there(
    ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock, name: str
):
    for number in range(1, 40, 9):
        user_id = f"hf-{number}"
        with suppress(Crash):
            taken_in(vault_at(wired(shelves, before(name, crash, number=number)), clock, user_id), zipped)
        vault = vault_at(shelves, clock, user_id)
        check_same(ada, vault, taken_in(vault, zipped))


def test_each_step_may_be_another_process_and_may_be_tried_again(
    ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock
):
    vault, done, seen = vault_at(shelves, clock), 0, []
    while done < (replay := replay_of(vault, zipped, done)).total:
        records = Failing(shelves.records, 0, takes_effect=len(seen) % 2 == 0)
        cut = replay_of(vault_at(Shelves(records, shelves.files), clock), zipped, done)
        with suppress(Unavailable):
            cut.step()
        replay.step()
        seen.append(done := replay.done)
    assert seen == sorted(set(seen))
    check_same(ada, vault, replay)


def test_two_who_take_the_same_in_at_once_do_it_once(ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock):
    one, other = (replay_of(vault_at(shelves, clock), zipped) for _ in range(2))
    while one.done < one.total:
        one.step()
        if other.done < other.total:
            other.step()
    check_same(ada, vault_at(shelves, clock), other)


def test_the_same_again_changes_nothing(ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock):
    vault = vault_at(shelves, clock)
    taken_in(vault, zipped)
    check_same(ada, vault, taken_in(vault, zipped))


def test_what_somebody_else_writes_meanwhile_ends_it_and_breaks_nothing(
    zipped: io.BytesIO, shelves: Shelves, clock: Clock
):
    vault = vault_at(shelves, clock)
    replay = replay_of(vault, zipped)
    while vault.seq() < 5:
        replay.step()
    vault.write("Mine", "mine")
    with pytest.raises(Conflict, match="Something else was written into this vault"):
        replay.step()
    with pytest.raises(Conflict, match="Something else was written into this vault"):
        replay_of(vault, zipped, replay.done)
    assert (vault.seq(), held(vault)["Mine.md"]) == (6, b"mine")
    check_sound(vault)


def test_a_sweep_that_clears_its_texts_away_meanwhile_takes_none_that_is_named(
    ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock
):
    vault = vault_at(shelves, clock)
    replay = replay_of(vault, zipped)
    while vault.seq() < 3:
        replay.step()
    head = Head.of(shelves.records.get(BOB, HEAD))
    doomed = Head(**{**head.value(), "doomed": tuple(replay._texts), "doomed_until": int(clock()) + 60})
    shelves.records.commit(BOB, Write(HEAD, doomed.value()))
    with pytest.raises(Unavailable):
        while replay.done < replay.total:
            replay.step()
    clock.forward(60)
    while replay.done < replay.total:
        replay.step()
    check_same(ada, vault, replay)


def test_a_history_comes_again_into_a_vault_that_was_emptied_under_ids_of_its_own(
    ada: Vault, zipped: io.BytesIO, shelves: Shelves, clock: Clock
):
    vault = vault_at(shelves, clock)
    for life in range(3):
        done = taken_in(vault, zipped)
        assert vault.seq() == life * (done.changes + len(held(ada))) + done.changes
        for note in (*vault.notes(), *vault.attachments()):
            vault.delete(note.path)
        check_sound(vault)
    ids = [change.id for change in vault.changes(0) if change.client != "import"]
    assert max(ids.count(id_) for id_ in ids) <= 4
    there = packed(vault)
    other = vault_at(shelves, clock, "hf-carol")
    check_same(vault, other, taken_in(other, there))


def test_only_a_vault_without_notes_takes_a_history_in(zipped: io.BytesIO, shelves: Shelves, clock: Clock):
    vault = vault_at(shelves, clock)
    vault.attach("cat.png", b"x")
    with pytest.raises(Conflict, match="only into a vault without notes; this one holds 1"):
        taken_in(vault, zipped)
    assert vault.seq() == 1


def test_the_untouched_welcome_note_goes_and_a_touched_one_stays(
    ada: Vault, zipped: io.BytesIO, vaults: Service, shelves: Shelves, clock: Clock
):
    vault = vault_at(shelves, clock)
    vaults.accounts._welcome(vault)
    taken_in(vault, zipped)
    assert held(vault) == held(ada)
    assert [change.what for change in vault.changes(0)][:3] == ["write", "delete", "import"]
    check_sound(vault)
    other = vault_at(shelves, clock, "hf-carol")
    vaults.accounts._welcome(other)
    other.write("Welcome", "touched", overwrite=True)
    with pytest.raises(Conflict, match="without notes"):
        taken_in(other, zipped)
    assert (other.seq(), ADA in other.user_id) == (2, False)
