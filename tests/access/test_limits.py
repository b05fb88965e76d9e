"""What a user has left of a minute's calls, and an address of an hour's."""

import pytest

from shared.access.limits import Allowance, RateLimits
from shared.errors import RateLimited
from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves


def test_who_has_called_nothing_has_all_calls_left_and_each_call_takes_one(shelves: Shelves, clock: Clock):
    limits = RateLimits(shelves.records, per_minute=30, clock=clock)
    ends_at = int(clock.now) + 60
    assert limits.left(ADA) == Allowance(30, 30, ends_at)
    limits.spend(ADA, "")
    limits.spend(ADA, "a grant")
    assert (limits.left(ADA), limits.left(BOB)) == (Allowance(30, 28, ends_at), Allowance(30, 30, ends_at))
    clock.forward(60)
    assert limits.left(ADA) == Allowance(30, 30, ends_at + 60)


def test_an_address_may_do_something_so_often_in_an_hour_and_is_told_when_it_ends(shelves: Shelves, clock: Clock):
    limits = RateLimits(shelves.records, per_minute=30, clock=clock)
    clock.forward(-clock.now % 3_600 + 100)
    for _ in range(3):
        limits.spend_of_address("192.0.2.1", "exchange", per_hour=3)
    limits.spend_of_address("192.0.2.2", "exchange", per_hour=3)
    limits.spend_of_address("192.0.2.1", "register", per_hour=3)
    with pytest.raises(RateLimited) as refused:
        limits.spend_of_address("192.0.2.1", "exchange", per_hour=3)
    facts = refused.value.details
    assert (facts["limit"], facts["window_seconds"], facts["retry_after_seconds"]) == (3, 3_600, 3_500)
    clock.forward(3_500)
    limits.spend_of_address("192.0.2.1", "exchange", per_hour=3)
