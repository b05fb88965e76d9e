"""A sweep that crashes at any moment, is slow, or meets another sweep."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.errors import Unavailable
from shared.notes.sweep import DOOM_SECONDS, Swept
from shared.notes.vault import Vault
from tests.conftest import ADA, Clock
from tests.notes.sweep.swept import check, check_nothing_is_unreachable, digest, swept, with_old_texts
from tests.notes.wire import Crash, Told, before, crash, wired
from tests.shelves import Shelves


def calls_of(act: Callable[[Told], Any]) -> int:
    """How many storage calls something makes."""
    made: list[str] = []
    act(made.append)
    return len(made)


def ending(after: int) -> Told:
    """Ends the process before the call that follows so many."""
    left = iter(range(after))

    def told(name: str) -> None:
        if next(left, None) is None:
            raise Crash

    return told


def test_a_sweep_that_crashes_anywhere_harms_nothing_and_the_next_completes_it(
    shelves: Shelves, clock: Clock, is_local: bool
):
    with_old_texts(shelves, clock, "counted")
    calls = calls_of(lambda told: swept(wired(shelves, told), clock, "counted"))
    for after in range(0, calls, 1 if is_local else 6):
        user_id = f"ada-{after}"
        vault = with_old_texts(shelves, clock, user_id)
        with pytest.raises(Crash):
            swept(wired(shelves, ending(after)), clock, user_id)
        check(shelves, vault)
        for text in ("one", "two", "three", "fern"):
            write_in_time(vault, clock, text)
        check(shelves, vault)
        swept(shelves, clock, user_id)
        check_nothing_is_unreachable(shelves, vault)
        assert {vault.read(text)[1] for text in ("one", "two", "three", "fern")} == {"one", "two", "three", "fern"}


def write_in_time(vault: Vault, clock: Clock, text: str) -> None:
    """Write a text to a note of its name, after the lease of a sweep that never ended if need be."""
    try:
        vault.write(text, text)
    except Unavailable:
        assert digest(text) in vault.log.head().doomed
        clock.forward(DOOM_SECONDS + 1)
        vault.write(text, text)


def test_a_sweep_leaves_another_sweep_that_is_at_it_alone(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)
    other: list[Swept] = []
    meanwhile = before("remove", lambda: other.append(swept(shelves, clock)))
    assert swept(wired(shelves, meanwhile), clock).files == 3
    assert other == [Swept(0, 0, 0)]
    check_nothing_is_unreachable(shelves, vault)


def test_a_slow_sweep_stops_before_its_lease_is_over(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)

    def told(name: str) -> None:
        if name == "remove":
            clock.forward(40)

    assert swept(wired(shelves, told), clock).files == 2
    check(shelves, vault)
    assert swept(shelves, clock).files == 1
    check_nothing_is_unreachable(shelves, vault)


def test_a_sweep_whose_lease_is_over_leaves_the_mark_of_the_next_alone(shelves: Shelves, clock: Clock):
    vault = with_old_texts(shelves, clock, ADA)

    def another_begins_later() -> None:
        clock.forward(DOOM_SECONDS + 1)
        with pytest.raises(Crash):
            swept(wired(shelves, before("remove", crash)), clock)

    swept(wired(shelves, before("remove", another_begins_later)), clock)
    head = vault.log.head()
    assert (len(head.doomed), head.sweeps) == (3, 2)
    with pytest.raises(Unavailable):
        vault.write("Moss", "two", overwrite=True)
