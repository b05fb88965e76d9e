"""What a user has left of a minute's calls."""

from shared.access.limits import Allowance, RateLimits
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
