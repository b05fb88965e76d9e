"""A vault that can be swept, and whether its shelves are quick."""

import pytest

from shared.notes.vault import Vault
from tests.conftest import Clock
from tests.notes.sweep.swept import vault_of
from tests.shelves import Shelves


@pytest.fixture
def vault(shelves: Shelves, clock: Clock) -> Vault:
    return vault_of(shelves, clock)


@pytest.fixture
def is_local(request: pytest.FixtureRequest) -> bool:
    """Whether the shelves are those of this machine, which are quick."""
    return bool(request.node.callspec.params["shelves"] == "local")
