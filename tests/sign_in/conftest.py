"""The server at which these tests sign in, and an application that is registered there."""

from collections.abc import Iterator

import pytest

from tests.provider import Provider
from tests.sign_in.house import App, House, house_of


@pytest.fixture(scope="package")
def house(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_of(provider, tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture
def app(house: House) -> App:
    return house.register()
