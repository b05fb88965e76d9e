"""A long stretch without any fault, at one process: what it holds of the machine must not grow."""

import time

from tests.load.gauge import GROWTH_MAX, INDEX_FILES_MAX, Gauge
from tests.load.house import House

SAMPLES = 60
SETTLE_SECONDS, SETTLED_TIMES, TRIES_MAX = 0.1, 5, 150


def calm(house: House, acts_each: int, *, is_long: bool) -> Gauge:
    """Warm up, note what is open at rest, work, and look again; memory is judged in a long stretch alone."""
    house.work(acts_each=max(2, acts_each // 3))
    before = _at_rest(house)
    gauge = Gauge(house.site.pid)
    step = max(1, acts_each * len(house.persons) // SAMPLES)

    def meanwhile() -> None:
        while house.tally.wait_for(step):
            gauge.sample()

    house.work(meanwhile, acts_each)
    after = _at_rest(house)
    gauge.at_rest = (before, after)
    if (indexes := gauge.indexes_now()) > INDEX_FILES_MAX:
        house.broken(f"{indexes} files of indexes are open")
    if after > before:
        house.broken(f"{after - before} more files are open at rest than before the work")
    if is_long and gauge.growth() > GROWTH_MAX:
        house.broken(f"memory grew by {gauge.growth():.0%}")
    return gauge


def _at_rest(house: House) -> int:
    """How many files the server has open when nobody is connected any more."""
    for person in house.persons:
        person.close()
    gauge, seen = Gauge(house.site.pid), list[int]()
    for _ in range(TRIES_MAX):
        seen.append(gauge.open_now())
        if seen[-SETTLED_TIMES:] == seen[-1:] * SETTLED_TIMES:
            break
        time.sleep(SETTLE_SECONDS)
    return seen[-1]
