"""What everybody counts together while they work: calls, answers by code, broken promises."""

from collections import Counter
from threading import Condition


class Tally:
    """Counts of the whole run and of the stretch that is under way; several threads add to it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.stretch = "start"
        self.codes: dict[str, Counter[str]] = {}
        self.acts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.checks: Counter[str] = Counter()
        self.doubts_made = 0
        self._working = 0

    def begin(self, stretch: str) -> None:
        with self._changed:
            self.stretch = stretch

    def works(self, workers: int) -> None:
        """So many more are at work, or fewer."""
        with self._changed:
            self._working += workers
            self._changed.notify_all()

    def answered(self, code: str) -> None:
        """An answer came, or the line broke (`dropped`, `refused`)."""
        with self._changed:
            self.codes.setdefault(self.stretch, Counter())[code] += 1
            self._changed.notify_all()

    def acted(self, name: str) -> None:
        with self._changed:
            self.acts[name] += 1

    def break_promise(self, said: str) -> None:
        with self._changed:
            self.broken.append(f"{self.stretch}: {said}")
            self._changed.notify_all()

    def checked(self, name: str, count: int = 1) -> None:
        with self._changed:
            self.checks[name] += count

    def calls(self) -> int:
        return sum(counter.total() for counter in self.codes.values())

    def of(self, code: str) -> int:
        """How often a code was answered in this stretch."""
        return self.codes.get(self.stretch, Counter())[code]

    def wait_for(self, more: int, code: str = "", *, seconds: float = 120) -> bool:
        """Wait until so many more answers have come (of one code); False where nobody works any more, or too slowly."""

        def now() -> int:
            return self.of(code) if code else self.calls()

        with self._changed:
            goal = now() + more
            self._changed.wait_for(lambda: now() >= goal or not self._working, timeout=seconds)
            return now() >= goal
