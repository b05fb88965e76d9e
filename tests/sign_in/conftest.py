"""The server at which these tests sign in, as one process and as Lambdas, and an application registered there."""

from collections.abc import Iterator

import pytest

from tests.provider import Provider
from tests.sign_in.house import WAYS, App, House, house_of

IN_SHORT = {
    "test_authorization", "test_connections", "test_consent_page", "test_deletion", "test_exchange",
    "test_refresh_tokens", "test_scopes", "test_codes",
}  # fmt: skip
"""The modules that `make test` runs on Lambdas too; `make proof` runs them all."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that has a server has it in each of its ways."""
    if "way" not in metafunc.fixturenames:
        return
    is_short = metafunc.module.__name__.rpartition(".")[2] in IN_SHORT
    on_lambdas = pytest.param("lambdas", marks=() if is_short else pytest.mark.slow)
    metafunc.parametrize("way", ["process", on_lambdas], indirect=True, scope="package")


@pytest.fixture(scope="package")
def way(request: pytest.FixtureRequest) -> str:
    """How the server runs: one of WAYS."""
    assert request.param in WAYS
    return str(request.param)


@pytest.fixture(scope="package")
def house(provider: Provider, way: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_of(provider, tmp_path_factory.mktemp("house"), way) as house:
        yield house


@pytest.fixture
def app(house: House) -> App:
    return house.register()
