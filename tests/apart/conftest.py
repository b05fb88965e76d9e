"""The house, on each backend in one way of running."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.service import Service
from tests.apart.furnishing import furnish
from tests.apart.house import WAYS, House
from tests.conftest import Clock, config_in, serve
from tests.shelves import aws_shelves, local_shelves, moto


@pytest.fixture(params=["local-asgi", "aws-lambda", pytest.param("aws-lambda-all", marks=pytest.mark.slow)])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    backend, way, *every = request.param.split("-")
    with ExitStack() as stack:
        if backend == "aws":
            stack.enter_context(moto())
        shelves = aws_shelves(clock) if backend == "aws" else local_shelves(tmp_path, clock)
        config = config_in(tmp_path, mode="lambda" if backend == "aws" else "local")
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        house = House(vaults, shelves, WAYS[way], one_in=7 if backend == "aws" and not every else 1)
        furnish(house, clock)
        yield house
