"""The house, as a laptop's one process and as Lambdas."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.service import Service
from tests.apart.furnishing import furnish
from tests.apart.house import House
from tests.conftest import WAYS, Clock, config_in, serve
from tests.shelves import cloud_shelves, local_shelves


@pytest.fixture(params=["local", "aws", pytest.param("aws-all", marks=pytest.mark.slow)])
def house(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    backend, *every = request.param.split("-")
    with ExitStack() as stack:
        cloud = backend == "aws"
        shelves = stack.enter_context(cloud_shelves(clock)) if cloud else local_shelves(tmp_path, clock)
        config = config_in(tmp_path, mode="lambda" if cloud else "local")
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        house = House(vaults, shelves, WAYS[backend], one_in=17 if cloud and not every else 1)
        furnish(house, clock)
        yield house
