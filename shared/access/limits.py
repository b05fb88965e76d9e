"""How often a user, one of their connections or an address may call: counters in windows of time, kept in Records."""

from dataclasses import dataclass

from shared.access.hashes import hashed
from shared.errors import RateLimited
from shared.storage.contract import Clock, Records

COUNT = "count#"
ADDRESS = "address#"
MINUTE_SECONDS, BURST_SECONDS = 60, 10
BURST_SHARE = 3
"""A third of a minute's calls may come within ten seconds."""
GRANT_SHARE = 0.8
"""One connection leaves a fifth of its user's calls to the others."""
HOUR_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a user has left: calls in the current window, and when that ends (unix seconds)."""

    limit: int
    remaining: int
    resets_at: int


class RateLimits:
    """Counts calls per user and per grant, sustained and in bursts, with one write per call."""

    def __init__(self, records: Records, *, per_minute: int, clock: Clock) -> None:
        self._records = records
        self._per_minute = per_minute
        self._clock = clock

    def spend(self, user_id: str, grant_id: str) -> None:
        """Count one call.

        Raises:
            RateLimited: it is one too many.
        """
        now = int(self._clock())
        burst = f"@{now % MINUTE_SECONDS // BURST_SECONDS}"
        names = ["user", f"user{burst}", *([grant_id, grant_id + burst] if grant_id else [])]
        minute = now - now % MINUTE_SECONDS
        counts = self._records.add(
            user_id, f"{COUNT}{minute}", dict.fromkeys(names, 1), expires_at=minute + 2 * MINUTE_SECONDS
        )
        for name, count in counts.items():
            self._check(name, count, now, burst)

    def _check(self, name: str, count: int, now: int, burst: str) -> None:
        is_user = name.startswith("user")
        limit = self._per_minute if is_user else max(1, int(self._per_minute * GRANT_SHARE))
        window = MINUTE_SECONDS
        if name.endswith(burst):
            limit, window = max(1, limit // BURST_SHARE), BURST_SECONDS
        if count > limit:
            whose = "you" if is_user else "this connection"
            raise RateLimited(
                limit=limit, window_seconds=window, retry_after_seconds=window - now % window, whose=whose
            )

    def left(self, user_id: str) -> Allowance:
        """What the user may still call in this minute."""
        now = int(self._clock())
        minute = now - now % MINUTE_SECONDS
        record = self._records.get(user_id, f"{COUNT}{minute}")
        spent = int(record.value.get("user", 0)) if record else 0
        return Allowance(self._per_minute, max(0, self._per_minute - spent), minute + MINUTE_SECONDS)

    def spend_of_address(self, address: str, what: str, *, per_hour: int) -> None:
        """Count something that an address does before anybody is known.

        Raises:
            RateLimited: it is one too many.
        """
        now = int(self._clock())
        hour = now - now % HOUR_SECONDS
        owner = ADDRESS + hashed(address)
        counts = self._records.add(owner, f"{COUNT}{hour}", {what: 1}, expires_at=hour + HOUR_SECONDS)
        if counts[what] > per_hour:
            raise RateLimited(
                limit=per_hour,
                window_seconds=HOUR_SECONDS,
                retry_after_seconds=hour + HOUR_SECONDS - now,
                whose="this address",
            )
