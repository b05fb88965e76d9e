"""The house that hostile input is sent to: a service with ada's secret in it, and what bob has in his hands."""

from dataclasses import dataclass
from typing import Any

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, BOB

SECRET = "the orchid blooms at midnight"


@dataclass(frozen=True)
class House:
    """A service with ada's secret in it, and what bob has in his hands."""

    vaults: Service
    ada: str
    bob: str
    session: str
    """Ada's."""

    @classmethod
    def of(cls, vaults: Service) -> "House":
        vaults.vault(Caller(ADA)).write("Secret", SECRET)
        vaults.vault(Caller(BOB)).write("Moss", "# Moss\nlikes shade #plant")
        vaults.call(Caller(BOB), "search_notes", {"query": "moss"})
        tokens = vaults.tokens.create_jwt
        return cls(vaults, tokens(ADA), tokens(BOB), vaults.sessions.start(ADA, "2025-06-18", "hers"))

    def state(self) -> list[Any]:
        """Everything both users have, as it lies on the shelves."""
        vaults = [self.vaults.vault(Caller(user)) for user in (ADA, BOB)]
        return [(vault.seq(), [(note, vault.body(note.digest)) for note in vault.notes()]) for vault in vaults]
