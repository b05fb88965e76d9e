"""What every fault works on: the server, the people, the disk where there is one, and how much they do."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.wire import MODERN
from tests.load.check import check
from tests.load.disk import Disk
from tests.load.line import KeptLine
from tests.load.mix import work
from tests.load.person import Person
from tests.load.site import Site
from tests.load.tally import Tally

WORDS_EACH = 1


@dataclass
class House:
    """`acts_each` is what everybody does in a stretch with a fault; `times` is how often what may be repeated is."""

    site: Site
    persons: list[Person]
    chance: Random
    acts_each: int
    times: int
    disk: Disk | None = None

    @property
    def tally(self) -> Tally:
        return self.site.tally

    @property
    def few(self) -> int:
        """So many answers that traffic is well under way."""
        return max(10, len(self.persons) * self.acts_each // 10)

    def work(self, meanwhile: Callable[[], None] = lambda: None, acts_each: int | None = None) -> None:
        """Traffic, while something happens."""
        work(self.persons, acts_each or self.acts_each, meanwhile)

    def visitor(self, person: Person) -> KeptLine:
        """Another client of somebody's, beside those they work with."""
        return KeptLine(self.site, MODERN, lambda: person.token)

    def broken(self, said: str) -> None:
        self.tally.break_promise(said)

    def check(self, *, words_each: int = WORDS_EACH) -> None:
        """End the server, ask the doctor, and hold everything against the ledgers at a fresh one, which goes on."""
        self.site.end()
        self.doctor()
        self.site.start()
        check(self.site, self.persons, words_each=words_each)

    def doctor(self, *, finds: str = "Nothing is wrong.") -> None:
        _, said = self.site.run("-m", "shared", "doctor")
        if finds not in said or (finds == "Nothing is wrong." and said.strip() != finds):
            self.broken(f"the doctor said {said!r}")
        self.tally.checked("doctor asked")
