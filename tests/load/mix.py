"""What a user does in an hour, and how everybody's hours go by at once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from threading import Event, Thread

from tests.load.ledger import BrokenPromise
from tests.load.person import NothingToDo, Person

MIX: dict[str, int] = {
    "read": 16,
    "search": 8,
    "list_notes": 4,
    "write": 6,
    "write_over": 5,
    "write_late": 1,
    "edit": 5,
    "move": 2,
    "delete": 1,
    "undo": 1,
    "send": 1,
    "fetch": 2,
    "page": 4,
    "renew": 1,
    "mistake": 1,
    "hang_up": 2,
}
"""Acts of one user in an hour; some take two calls."""
ACTS_AN_HOUR = sum(MIX.values())
WORKERS = 12


def acts_of(chance: Random, count: int) -> list[str]:
    """So many acts of an hour's mix, in the order in which chance brings them."""
    hours = -(-count // ACTS_AN_HOUR)
    acts = [name for name, times in MIX.items() for _ in range(times * hours)]
    chance.shuffle(acts)
    return acts[:count]


def work(persons: Sequence[Person], acts_each: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Everybody does so many acts, several at the same time, while `meanwhile` runs; it ends when all are done."""
    is_over, tally = Event(), persons[0].site.tally
    tally.works(WORKERS)

    def turns(start: int) -> None:
        try:
            _turns(persons[start::WORKERS], acts_each, is_over)
        finally:
            tally.works(-1)

    workers = [Thread(target=turns, args=(start,)) for start in range(WORKERS)]
    for worker in workers:
        worker.start()
    try:
        meanwhile()
    except BaseException:
        is_over.set()
        raise
    finally:
        for worker in workers:
            worker.join()


def _turns(persons: Sequence[Person], acts_each: int, is_over: Event) -> None:
    plans = [acts_of(person.chance, acts_each) for person in persons]
    for turn in range(acts_each):
        for person, plan in zip(persons, plans, strict=True):
            if not is_over.is_set():
                act(person, plan[turn])


def act(person: Person, name: str) -> None:
    """One act; what breaks a promise is kept and told at the end, and others go on."""
    tally = person.site.tally
    tally.acted(name)
    try:
        with suppress(NothingToDo):
            getattr(person, name)()
    except BrokenPromise as broken:
        tally.break_promise(str(broken))
