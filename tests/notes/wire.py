"""The wire to the storage, for tests: it tells of every call before it is made, or breaks at a chosen commit."""

from collections.abc import Callable
from typing import Any

from shared.errors import Unavailable
from shared.notes.head import HEAD
from shared.storage.contract import Write
from tests.shelves import Shelves

Told = Callable[[str], None]


class Crash(Exception):
    """The process ends here."""


class Wire:
    """A shelf that tells somebody the name of every call before it is made."""

    def __init__(self, shelf: Any, told: Told) -> None:
        self._shelf = shelf
        self._told = told

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._shelf, name)

        def made(*arguments: Any, **named: Any) -> Any:
            self._told(name)
            return call(*arguments, **named)

        return made


def wired(shelves: Shelves, told: Told) -> Shelves:
    return Shelves(Wire(shelves.records, told), Wire(shelves.files, told))


def before(name: str, act: Callable[[], Any], *, number: int = 1) -> Told:
    """Does something once, just before the call of a name; of several, the one of that number."""
    made: list[str] = []

    def told(call: str) -> None:
        if call == name:
            made.append(call)
            if len(made) == number:
                act()

    return told


def crash() -> None:
    raise Crash


class Failing:
    """Records whose commits of the head fail from the one after `good` on: before it takes effect, or after it.

    With `good` None all succeed; with `fails_once` those after the first failure do.
    """

    def __init__(
        self,
        records: Any,
        good: int | None = None,
        *,
        takes_effect: bool = False,
        error: type[Exception] = Unavailable,
        fails_once: bool = False,
    ) -> None:
        self._records = records
        self.good = good
        self.takes_effect = takes_effect
        self.error = error
        self.fails_once = fails_once

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write, may_be_lost: bool = False) -> None:
        is_change = self.good is not None and any(write.key == HEAD for write in writes)
        if is_change and self.good == 0:
            self._fail(user_id, writes)
        elif is_change and self.good:
            self.good -= 1
        self._records.commit(user_id, *writes, may_be_lost=may_be_lost)

    def _fail(self, user_id: str, writes: tuple[Write, ...]) -> None:
        if self.takes_effect:
            self._records.commit(user_id, *writes)
        self.takes_effect = False
        self.good = None if self.fails_once else 0
        raise self.error("The storage did not answer.")
