"""Turns: threads that make their storage calls one at a time, in an order drawn by chance."""

import random
from collections.abc import Callable, Iterable
from threading import Condition, Thread
from typing import Any

from shared.errors import Conflict, NotFound, Unavailable
from tests.notes.wire import Told


class Turns:
    """Lets threads make their storage calls in an order drawn by chance, the same at every run."""

    def __init__(self, seed: int, names: Iterable[str]) -> None:
        self._chance = random.Random(seed)
        self._running = sorted(names)
        self._waiting: set[str] = set()
        self._changed = Condition()
        self._next = ""

    def of(self, name: str) -> Told:
        def told(call: str) -> None:
            with self._changed:
                self._waiting.add(name)
                self._draw()
                assert self._changed.wait_for(lambda: self._next == name, timeout=60)
                self._next = ""
                self._waiting.remove(name)

        return told

    def ends(self, name: str) -> None:
        with self._changed:
            self._running.remove(name)
            self._draw()

    def _draw(self) -> None:
        """Once everybody waits for a turn, somebody has it."""
        if not self._next and self._running and self._waiting == set(self._running):
            self._next = self._chance.choice(self._running)
            self._changed.notify_all()


def at_once(acts: dict[str, Callable[[Told], Any]], seed: int) -> None:
    """Do several things at once, each call of each in its turn; what is refused was refused."""
    turns = Turns(seed, acts)
    failures: list[BaseException] = []

    def run(name: str) -> None:
        try:
            acts[name](turns.of(name))
        except (Unavailable, NotFound, Conflict):
            pass
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            turns.ends(name)

    threads = [Thread(target=run, args=(name,)) for name in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
