"""What every backend promises of counters. One body for all of them."""

from concurrent.futures import ThreadPoolExecutor

from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves


def test_a_counter_counts_and_starts_again_when_it_has_expired(shelves: Shelves, clock: Clock):
    minute = int(clock.now) + 60
    assert shelves.records.add(ADA, "count#1", {"calls": 1}, expires_at=minute) == {"calls": 1}
    assert shelves.records.add(ADA, "count#1", {"calls": 5, "g#1": 2}, expires_at=minute + 1000) == {
        "calls": 6,
        "g#1": 2,
    }
    assert shelves.records.add(BOB, "count#1", {"calls": 1}, expires_at=minute) == {"calls": 1}
    assert shelves.records.get(ADA, "count#1").value == {"calls": 6, "g#1": 2}
    clock.forward(61)
    assert shelves.records.get(ADA, "count#1") is None
    assert shelves.records.add(ADA, "count#1", {"calls": 2}, expires_at=minute + 120) == {"calls": 2}
    assert shelves.records.get(ADA, "count#1").value == {"calls": 2}


def test_a_counter_loses_no_count_between_threads(shelves: Shelves, clock: Clock):
    def count(_: int) -> int:
        return shelves.records.add(ADA, "count#1", {"calls": 1}, expires_at=int(clock.now) + 60)["calls"]

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(count, range(96))) == list(range(1, 97))
