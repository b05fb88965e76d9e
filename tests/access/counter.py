"""A counter where tokens are given out: a server's issuance, a client of it, and ada, who has allowed it something."""

from pathlib import Path
from typing import Any

from shared.access.gate import Caller
from shared.access.hashes import hashed
from shared.access.identity import challenge_of
from shared.access.issuance import Issued
from shared.service import Service
from shared.storage.contract import Records, Write
from tests.conftest import ADA, Clock, config_in
from tests.shelves import local_shelves

WEB, VERIFIER, ADDRESS = "https://client.example/callback", "v" * 43, "192.0.2.1"
BOTH = ["notes:read", "notes:write"]


class Counter:
    """A server's issuance, a client of it, and what stands in ada's activity."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.clock = clock
        shelves = local_shelves(folder, clock)
        self.records: Records = shelves.records
        self.service = Service(config_in(folder, mode="lambda"), shelves.records, shelves.files, clock=self.ticking)
        self.client = self.service.clients.register({"client_name": "Editor", "redirect_uris": [WEB]})

    def ticking(self) -> float:
        """The time, which is never the same twice, so that events have an order."""
        self.clock.forward(0.001)
        return self.clock.now

    def code(self, **changes: Any) -> str:
        """A code that ada has allowed."""
        value = {"user_id": ADA, "at": self.clock.now, "client_id": self.client.id, "client": "Editor"}
        value |= {"redirect_uri": WEB, "was_given": True, "challenge": challenge_of(VERIFIER)}
        value |= {"scopes": BOTH, "folder": "", **changes}
        code = f"code {self.clock.now} {len(changes)}"
        self.records.commit(f"code#{hashed(code)}", Write("step", value))
        return code

    def redeem(self, code: str, **changes: str | None) -> Issued:
        given = {"client_id": self.client.id, "code": code, "redirect_uri": WEB, "code_verifier": VERIFIER, **changes}
        form = {name: value for name, value in given.items() if value is not None}
        return self.service.issuance.redeem(form, address=ADDRESS)

    def refresh(self, token: str, **changes: str) -> Issued:
        form = {"client_id": self.client.id, "refresh_token": token, **changes}
        return self.service.issuance.refresh(form, address=ADDRESS)

    def revoke(self, token: str, **changes: str) -> None:
        self.service.issuance.revoke({"client_id": self.client.id, "token": token, **changes})

    def told(self) -> list[tuple[str, str, str, str, str]]:
        """Action, outcome, client, target and address of every event, the oldest first."""
        lines = reversed(self.service.audit.lines(ADA, lambda line: True))
        return [(line.action, line.outcome, line.client, line.target, line.address) for line in lines]

    def caller(self, issued: Issued) -> Caller:
        return self.service.gate.admit(issued.token)
