"""A whole run: people, a calm stretch, one fault after another, and everything checked after each."""

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.load.calm import calm
from tests.load.clocks import jumps
from tests.load.damage import DAMAGE
from tests.load.disk import is_possible, own_disk
from tests.load.faults import PROCESSES, WITH_A_DISK
from tests.load.gauge import Gauge
from tests.load.house import House
from tests.load.mix import ACTS_AN_HOUR
from tests.load.people import signed_in
from tests.load.site import Site
from tests.load.tally import Tally

Fault = Callable[[House], None]
ALL: dict[str, Fault] = {**PROCESSES, **WITH_A_DISK, "the clock jumps": jumps, **DAMAGE}
"""The database comes last, for with it goes the history that all others are checked by."""
CALM_SHARE = 0.45


@dataclass(frozen=True)
class Plan:
    """How many people, how many acts of each in all, and which faults; `times` is how often a process is ended.

    A short run judges no memory, and checks what was acknowledged once.
    """

    users: int = 200
    acts_each: int = ACTS_AN_HOUR
    faults: tuple[str, ...] = tuple(ALL)
    times: int = 5
    seed: int = 7
    is_long: bool = True


@dataclass
class Ran:
    """What came of it."""

    plan: Plan
    tally: Tally
    gauge: Gauge
    starts: int
    seconds: Mapping[str, float]
    not_done: list[str]


def run(plan: Plan, folder: Path, say: Callable[[str], None] = print) -> Ran:
    """Run a plan on data below `folder`; what needs a disk of our own is left out where none can be mounted."""
    tally, seconds = Tally(), dict[str, float]()
    with ExitStack() as stack:
        wants_disk = bool(set(plan.faults) & WITH_A_DISK.keys())
        disk = stack.enter_context(own_disk(folder)) if wants_disk and is_possible() else None
        data = (disk.folder if disk else folder) / "data"
        data.mkdir()
        site = Site(data, folder / "server.log", tally)
        stack.callback(site.end)
        persons = signed_in(site, plan.users, plan.seed)
        calm_acts = int(plan.acts_each * CALM_SHARE)
        faults = {name: ALL[name] for name in plan.faults if disk or name not in WITH_A_DISK}
        acts = max(2, (plan.acts_each - calm_acts) // max(1, len(faults)))
        house = House(site, persons, Random(plan.seed), acts, plan.times, disk)
        site.start()
        started = time.monotonic()
        tally.begin("calm")
        gauge = calm(house, calm_acts, is_long=plan.is_long)
        seconds["calm"] = time.monotonic() - started
        for name, fault in faults.items():
            seconds[name] = _one(house, name, fault, say, is_checked=plan.is_long)
        tally.begin("everything once more")
        house.check(words_each=10_000)
        for traceback in site.tracebacks():
            tally.break_promise(f"the log holds an error nobody thought of:\n{traceback}")
    return Ran(plan, tally, gauge, site.starts, seconds, [name for name in plan.faults if name not in faults])


def _one(house: House, name: str, fault: Fault, say: Callable[[str], None], *, is_checked: bool) -> float:
    """One fault during traffic, and after it everything held against the ledgers; in a short run only at the end."""
    started = time.monotonic()
    house.tally.begin(name)
    say(f"{name} ...")
    fault(house)
    if is_checked:
        house.tally.begin(f"{name}, checked")
        house.check()
    return time.monotonic() - started
