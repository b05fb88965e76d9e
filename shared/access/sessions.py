"""Sessions of the protocol versions that have them: a stored record of a user, gone when unused or ended."""

from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe

from shared.errors import NotFound
from shared.storage.contract import ABSENT, Clock, Records, StaleRecord, Write

SESSION = "session#"
ID_BYTES = 24
SEEN_SECONDS_MIN = 3_600
"""How often a session's last use is written down; more often would make every read a write."""


@dataclass(frozen=True, slots=True)
class Session:
    """A user's session and the protocol version it was opened with."""

    protocol_version: str
    client: str


class Sessions:
    """Starts, resumes and ends sessions. Only the hash of an id is stored, under its user."""

    def __init__(self, records: Records, *, idle_seconds: int, clock: Clock) -> None:
        self._records = records
        self._idle_seconds = idle_seconds
        self._clock = clock

    def start(self, user_id: str, protocol_version: str, client: str) -> str:
        """A new session's id: unguessable, visible ASCII (MCP 2025-11-25, Session Management)."""
        session_id = token_urlsafe(ID_BYTES)
        value = {"protocol_version": protocol_version, "client": client, "started_at": int(self._clock())}
        self._records.commit(user_id, self._write(session_id, value, expects=ABSENT))
        return session_id

    def resume(self, user_id: str, untrusted_session_id: str) -> Session:
        """The session of this user.

        Raises:
            NotFound: unknown, ended, expired, or another user's; all four look alike.
        """
        record = self._records.get(user_id, _key(untrusted_session_id))
        if not record:
            raise NotFound("There is no such session. Start a new one with initialize.")
        if self._clock() - record.value["seen_at"] >= min(SEEN_SECONDS_MIN, self._idle_seconds / 2):
            try:
                self._records.commit(user_id, self._write(untrusted_session_id, record.value, expects=record.version))
            except StaleRecord:
                return self.resume(user_id, untrusted_session_id)
        return Session(record.value["protocol_version"], record.value["client"])

    def end(self, user_id: str, untrusted_session_id: str) -> None:
        """End the session.

        Raises:
            NotFound: as `resume`.
        """
        self.resume(user_id, untrusted_session_id)
        self._records.commit(user_id, Write(_key(untrusted_session_id), None))

    def _write(self, session_id: str, value: dict[str, object], *, expects: int) -> Write:
        now = int(self._clock())
        seen = {**value, "seen_at": now}
        return Write(_key(session_id), seen, expects=expects, expires_at=now + self._idle_seconds)


def _key(session_id: str) -> str:
    return SESSION + sha256(session_id.encode()).hexdigest()
