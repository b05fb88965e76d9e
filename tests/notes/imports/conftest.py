"""The vaults into which is imported."""

import pytest

from shared.access.gate import Caller
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, BOB


@pytest.fixture
def ada(vaults: Service) -> Vault:
    return vaults.vault(Caller(ADA, client="import"))


@pytest.fixture
def bob(vaults: Service) -> Vault:
    return vaults.vault(Caller(BOB, client="import"))
