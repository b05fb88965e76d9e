"""The people, the clock and the backends that every test shares."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.shelves import BACKENDS, Shelves, aws_shelves, local_shelves, moto


class Clock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=BACKENDS)
def shelves(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Shelves]:
    with ExitStack() as stack:
        if request.param == "aws":
            stack.enter_context(moto())
            yield aws_shelves(clock)
        else:
            yield local_shelves(tmp_path, clock)
