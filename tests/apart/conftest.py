"""The house, as a laptop's one process and as Lambdas."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.service import Service
from tests.apart.furnishing import furnish
from tests.apart.house import House
from tests.conftest import WAYS, Clock, config_in, serve
from tests.shelves import BACKENDS, cloud_shelves, local_shelves

ONE_IN = {"local": 5, "aws": 23}
"""Of so many attempts one is made where there is no time for all."""


@pytest.fixture(
    params=["local", "aws", *(pytest.param(f"{backend}-all", marks=pytest.mark.slow) for backend in BACKENDS)]
)
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
        house = House(vaults, shelves, WAYS[backend], one_in=1 if every else ONE_IN[backend])
        furnish(house, clock)
        yield house
