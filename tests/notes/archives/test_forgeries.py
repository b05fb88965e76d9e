"""A history that somebody has forged or damaged is refused before anything changes, or makes a sound vault."""

import copy
import io
import random
from pathlib import Path
from typing import Any

import pytest

from shared.errors import VaultError
from shared.notes import archive
from shared.notes.vault import Vault
from tests.conftest import Clock
from tests.notes.archives.forged import honest
from tests.notes.archives.forgeries import FORGERIES
from tests.notes.archives.lived import check_sound, taken_in
from tests.notes.imports.sample import vault_of, zip_of
from tests.shelves import Shelves, local_shelves


@pytest.fixture
def shelves(tmp_path: Path, clock: Clock) -> Shelves:
    return local_shelves(tmp_path, clock)


def refusal(vault: Vault, zipped: io.BytesIO) -> str:
    """The sentence that keeps a zip out; nothing of it is in the vault, nor any file."""
    with pytest.raises(VaultError) as refused:
        taken_in(vault, zipped)
    assert (vault.seq(), list(vault.notes()), list(vault.trash())) == (0, [], [])
    assert refused.value.code in ("invalid", "too_large", "quota_exceeded")
    assert "\n" not in refused.value.message
    return refused.value.message


def test_an_honest_one_comes_in(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock)
    assert taken_in(vault, honest().zip()).changes == 7
    check_sound(vault)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_history_is_refused_before_anything_changes(shelves: Shelves, clock: Clock, name: str):
    forge, sentence = FORGERIES[name]
    forge(forged := honest())
    vault = vault_of(shelves, clock)
    assert refusal(vault, forged.zip()) == sentence
    assert list(shelves.files.under(vault.user_id)) == []


def test_the_limits_hold_for_what_comes_in(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    def limited(**limits: int) -> Vault:
        return vault_of(local_shelves(tmp_path, clock), clock, **limits)

    zipped = honest().zip()
    assert "may hold 1 notes" in refusal(limited(vault_notes_max=1), zipped)
    assert "may hold 6 bytes" in refusal(limited(vault_bytes_max=6), zipped)
    assert "Fern.md in the history of this zip is too large" in refusal(limited(note_bytes_max=3), zipped)
    monkeypatch.setattr(archive, "LOG_BYTES_MAX", 500)
    assert "has at most 500 bytes" in refusal(limited(), zipped)


def test_a_zip_without_a_history_is_none(shelves: Shelves, clock: Clock):
    assert refusal(vault_of(shelves, clock), zip_of(("Moss.md", b"moss"))) == archive.NO_HISTORY
    with pytest.raises(VaultError, match="can be read"):
        taken_in(vault_of(shelves, clock), io.BytesIO(b"PK"))


def test_no_right_comes_in_with_a_name(shelves: Shelves, clock: Clock):
    forged = honest()
    for change in forged.changes:
        change["by"] = {"client": "Claude", "grant": "the grant of another"}
    vault = vault_of(shelves, clock)
    taken_in(vault, forged.zip())
    assert {(change.client, change.grant) for change in vault.changes(0)} == {("Claude", "")}


ODD = (
    None,
    -1,
    0,
    1,
    2,
    3,
    5,
    7,
    2**63,
    "",
    "Moss.md",
    "Fern.md",
    "../x",
    [],
    {},
    "trash#00000000000000000004#000",
    True,
)


def test_whatever_is_changed_in_a_history_the_vault_stays_sound(tmp_path: Path, clock: Clock):
    chance, outcomes = random.Random(1), set[bool]()
    for number in range(30):
        forged = honest()
        for _ in range(chance.randrange(1, 3)):
            _change_something(chance, [forged.changes, forged.trash, forged.before, [forged.manifest]])
        shelves = local_shelves(tmp_path / str(number), clock)
        vault = vault_of(shelves, clock)
        try:
            taken_in(vault, forged.zip())
            outcomes.add(True)
        except VaultError as error:
            assert error.code in ("invalid", "too_large", "quota_exceeded"), error
            assert vault.seq() == 0
            outcomes.add(False)
        check_sound(vault)
        shelves.records.close()
    assert outcomes == {True, False}


def _change_something(chance: random.Random, value: Any) -> None:
    """Another value, or none, or one twice, somewhere within."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], (dict, list)) and value[key] and chance.random() < 0.9:
            value = value[key]
            continue
        if chance.random() < 0.2:
            del value[key]
        elif isinstance(value, list) and chance.random() < 0.5:
            value.insert(key, copy.deepcopy(value[key]))
        else:
            value[key] = chance.choice(ODD)
        return


def test_a_damaged_zip_is_a_refusal_and_never_a_crash(tmp_path: Path, clock: Clock):
    whole, chance = honest().zip().getvalue(), random.Random(2)
    for number in range(30):
        raw = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        shelves = local_shelves(tmp_path / str(number), clock)
        vault = vault_of(shelves, clock)
        try:
            taken_in(vault, io.BytesIO(raw))
        except VaultError as error:
            assert (error.code, vault.seq()) in (("invalid", 0), ("too_large", 0))
        check_sound(vault)
        shelves.records.close()
