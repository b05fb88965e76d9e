"""The house, on each backend in one way of running."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.service import Service
from tests.apart.furnishing import furnish
from tests.apart.house import WAYS, House
from tests.conftest import Clock, config_in, serve
from tests.shelves import BACKENDS, aws_shelves, local_shelves, moto


@pytest.fixture(params=[f"{backend}-{way}" for backend, way in zip(BACKENDS, WAYS, strict=True)])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    backend, _, way = request.param.partition("-")
    with ExitStack() as stack:
        if backend == "aws":
            stack.enter_context(moto())
        shelves = aws_shelves(clock) if backend == "aws" else local_shelves(tmp_path, clock)
        config = config_in(tmp_path, mode="lambda" if backend == "aws" else "local")
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        house = House(vaults, shelves, WAYS[way])
        furnish(house, clock)
        yield house
