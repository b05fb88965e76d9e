"""The round through all vaults that keeps them clean: a bounded time each, going on where the last one stopped."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.errors import VaultError
from shared.storage.contract import Clock, Records, Write

if TYPE_CHECKING:
    from shared.service import Service

ROUNDS = "rounds#"
UNDER_WAY = "sweep"

log = logging.getLogger("notes_vault")


@dataclass(frozen=True, slots=True)
class Round:
    """What a run came to: how many vaults it swept, how many it could not, and whether that ended the round."""

    swept: int
    failed: int
    is_whole: bool


class Rounds:
    """Sweeps every vault in turn, and drops what has expired."""

    def __init__(self, service: "Service", records: Records, *, clock: Clock) -> None:
        self._service = service
        self._records = records
        self._clock = clock

    def run(self, *, until: float, users: Iterable[str] | None = None) -> Round:
        """Go on with the round until a time, in unix seconds; at least one vault is swept. `users`: a round of these.

        A vault whose sweep fails is left for the next round: it must not keep the others waiting.

        Raises:
            Unavailable: the storage does not answer at all.
        """
        self._records.drop_expired()
        swept = failed = 0
        for user_id in users or self._service.accounts.users(self._after()):
            if swept + failed and self._clock() >= until:
                return Round(swept, failed, is_whole=False)
            try:
                self._sweep(user_id)
                swept += 1
            except VaultError as error:
                log.warning("a vault was not swept: %s (%s)", error.code, error.reason)
                failed += 1
            self._records.commit(ROUNDS, Write(UNDER_WAY, {"after": user_id}), may_be_lost=True)
        self._records.commit(ROUNDS, Write(UNDER_WAY, None), may_be_lost=True)
        return Round(swept, failed, is_whole=True)

    def _sweep(self, user_id: str) -> None:
        """Sweep one vault, and tell whoever reads the log how large it is."""
        self._service.sweep(user_id)
        notes, size = self._service.usage(user_id)
        log.info("swept %s", user_id, extra={"user_id": user_id, "vault_notes": notes, "vault_bytes": size})

    def _after(self) -> str:
        record = self._records.get(ROUNDS, UNDER_WAY)
        return str(record.value["after"]) if record else ""
