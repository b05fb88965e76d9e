"""A gate and the rooms behind it, and records on a disk that is full."""

from pathlib import Path
from typing import Any

import jwt

from shared.access.gate import ALL_SCOPES, Caller, Gate
from shared.access.grants import Grant, Grants
from shared.access.limits import RateLimits
from shared.access.sessions import Sessions
from shared.access.tokens import AuthService
from shared.errors import Unavailable
from shared.storage.contract import Records
from tests.conftest import ADA, KEY, ORIGIN, Clock, config_in

DAY = 86_400


class House:
    """A gate and the rooms behind it, and whom it told of."""

    def __init__(self, records: Records, clock: Clock, per_minute: int = 60) -> None:
        self.records, self.clock = records, clock
        self.grants = Grants(records, refresh_days=90, clock=clock)
        self.sessions = Sessions(records, idle_seconds=7 * DAY, clock=clock)
        self.limits = RateLimits(records, per_minute=per_minute, clock=clock)
        self.admitted: list[Caller] = []
        self.limited: list[Caller] = []
        told = {"admitted": self.admitted.append, "limited": self.limited.append}
        tokens = AuthService(config_in(Path()), clock=clock)
        self.gate = Gate(tokens, self.grants, self.limits, self.sessions, **told)

    def grant(self, **facts: Any) -> Grant:
        given = {"kind": "oauth", "client": "editor", "client_id": "client-1", "scopes": ["notes:write"], **facts}
        return self.grants.start(ADA, **given)

    def token(self, **claims: Any) -> str:
        """A token of ours that says this too."""
        now = int(self.clock.now)
        ours = {"iss": ORIGIN, "aud": f"{ORIGIN}/mcp", "sub": ADA, "iat": now, "exp": now + DAY}
        return jwt.encode({**ours, "scope": " ".join(ALL_SCOPES), **claims}, KEY)


class Full:
    """Records on a disk that is full, which takes no commit and no count."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, *given: Any, **how: Any) -> None:
        raise Unavailable("The disk is full.", reason="no space left")

    add = commit
