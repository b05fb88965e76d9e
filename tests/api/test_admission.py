"""What the admission of a request costs."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import ALL_SCOPES
from shared.errors import RateLimited, Unauthorized
from shared.service import Service
from shared.storage.contract import Records
from tests.conftest import ADA, Clock, config_in
from tests.shelves import Shelves


class Counting:
    """Records that count how often they are asked."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._records, name)

    @property
    def reads(self) -> int:
        return self.asked["get"] + self.asked["get_all"] + self.asked["under"]

    @property
    def writes(self) -> int:
        return self.asked["commit"] + self.asked["add"]


ADMITTED: dict[str, Callable[[Service, Clock], str]] = {
    "no grant": lambda vaults, clock: vaults.tokens.create_jwt(ADA),
    "a grant": lambda vaults, clock: _granted(vaults),
    "a grant unused for long": lambda vaults, clock: _granted(vaults, rests=lambda: clock.forward(3_600)),
    "an ended grant": lambda vaults, clock: vaults.tokens.create_jwt(ADA, grant="gone"),
    "nothing": lambda vaults, clock: "",
    "nonsense": lambda vaults, clock: "nonsense",
}


def _granted(vaults: Service, rests: Callable[[], None] = lambda: None) -> str:
    grant = vaults.grants.start(ADA, kind="oauth", client="editor", scopes=ALL_SCOPES)
    rests()
    return vaults.tokens.create_jwt(ADA, grant=grant.id)


@pytest.mark.parametrize("kind", ADMITTED)
def test_admission_costs_at_most_one_read_and_one_write(shelves: Shelves, tmp_path: Path, clock: Clock, kind: str):
    records = Counting(shelves.records)
    vaults = Service(config_in(tmp_path, rate_limit_per_minute=9), records, shelves.files, clock=clock)
    token = ADMITTED[kind](vaults, clock)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2", "192.0.2.2"):
        records.asked.clear()
        with suppress(RateLimited, Unauthorized):
            vaults.gate.admit(token, address=address)
        assert records.reads <= 1, records.asked
        assert records.writes <= 1, records.asked
        assert records.asked.total() == records.reads + records.writes
