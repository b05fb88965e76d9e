"""The house of the table, and carl, who may write in it."""

from collections.abc import Iterator

import pytest

from shared.service import Service
from tests.conftest import Clock, Person, config_in, serve
from tests.hostile.house import House
from tests.hostile.line import one_way
from tests.shelves import local_shelves


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One service on local shelves for the whole table; when it is through, nobody's notes have changed."""
    folder = tmp_path_factory.mktemp("house")
    clock = Clock()
    shelves = local_shelves(folder, clock)
    house = House.of(Service(config_in(folder), shelves.records, shelves.files, clock=clock))
    before = house.state()
    with pytest.MonkeyPatch.context() as patch:
        serve(house.vaults, patch)
        yield house
    assert house.state() == before


@pytest.fixture
def carl(house: House) -> Person:
    """Somebody who may write in the house of the table."""
    return one_way(house.vaults, "hf-carl")
