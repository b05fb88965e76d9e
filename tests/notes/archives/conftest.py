"""Two vaults on every backend: ada's, to which everything has happened, and bob's, which is empty."""

import pytest

from shared.access.gate import Caller
from shared.notes import changelog, replay
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import BOB, Clock
from tests.notes.archives.lived import live


@pytest.fixture(autouse=True)
def a_commit_holds_few_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (changelog, replay):
        monkeypatch.setattr(module, "EDITS_PER_COMMIT", 4)


@pytest.fixture
def ada(vaults: Service, clock: Clock) -> Vault:
    return live(vaults, clock)


@pytest.fixture
def bob(vaults: Service) -> Vault:
    return vaults.vault(Caller(BOB, client="import"))
