"""When an index learns what is written: several notes at once, and always before it is asked."""

from pathlib import Path

import pytest

from shared.access.gate import Caller
from shared.indexes import LEARNED_AFTER_CHANGES
from shared.service import Service, build
from tests.conftest import ADA, config_in

ada = Caller(ADA)
NOTES = 2 * LEARNED_AFTER_CHANGES + 3


@pytest.fixture
def vaults(tmp_path: Path) -> Service:
    return build(config_in(tmp_path, mode="local"))


def write(vaults: Service, path: str) -> None:
    vaults.call(ada, "write_note", {"path": path, "body": "moss"})


def found(vaults: Service) -> int:
    total: int = vaults.call(ada, "search_notes", {"query": "moss"}).structured["total"]
    return total


def test_notes_written_one_after_another_are_learned_several_at_once(vaults: Service):
    seen = []
    for number in range(NOTES):
        write(vaults, str(number))
        seen.append(vaults.indexes.of(ADA).seq())
    assert sorted(set(seen)) == [0, LEARNED_AFTER_CHANGES, 2 * LEARNED_AFTER_CHANGES]
    assert found(vaults) == NOTES


def test_what_was_just_written_is_found(vaults: Service):
    for number in range(3):
        write(vaults, str(number))
        assert found(vaults) == number + 1


def test_a_change_of_many_notes_is_learned_before_it_is_answered(vaults: Service):
    write(vaults, "a/one")
    vaults.call(ada, "write_note", {"path": "two", "body": "[[a/one]]"})
    vaults.call(ada, "move_note", {"path": "a/one", "to": "b/other"})
    assert vaults.indexes.of(ADA).seq() == 3
