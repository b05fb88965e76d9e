"""Sessions of the protocol versions that have them: a stored record of a user, gone when unused or ended."""

from dataclasses import dataclass
from secrets import token_urlsafe

from shared.access.hashes import hashed
from shared.errors import NotFound
from shared.storage.contract import ABSENT, Clock, Record, Records, StaleRecord, Write

SESSION = "session#"
ID_BYTES = 24
SESSIONS_MAX = 1_000
SEEN_SECONDS_MIN = 3_600
"""How often a session's last use is written down; more often would make every read a write."""


@dataclass(frozen=True, slots=True)
class Session:
    """A user's session and the protocol version it was opened with. `id` names it to its user, and resumes nothing."""

    protocol_version: str
    client: str
    grant: str = ""
    id: str = ""
    started_at: int = 0
    seen_at: int = 0


class Sessions:
    """Starts, resumes and ends sessions. Only the hash of an id is stored, under its user."""

    def __init__(self, records: Records, *, idle_seconds: int, clock: Clock) -> None:
        self._records = records
        self._idle_seconds = idle_seconds
        self._clock = clock

    def start(self, user_id: str, protocol_version: str, client: str, grant: str = "") -> str:
        """A new session's id: unguessable, visible ASCII (MCP 2025-11-25, Session Management)."""
        session_id = token_urlsafe(ID_BYTES)
        value = {"protocol_version": protocol_version, "client": client, "started_at": int(self._clock())}
        value["grant"] = grant
        self._records.commit(user_id, self._write(session_id, value, expects=ABSENT))
        return session_id

    def resume(self, user_id: str, untrusted_session_id: str) -> Session:
        """The session of this user.

        Raises:
            NotFound: unknown, ended, expired, or another user's; all four look alike.
        """
        return self.resumed(user_id, untrusted_session_id, self.found(user_id, untrusted_session_id))

    def found(self, user_id: str, untrusted_session_id: str) -> Record | None:
        """What is stored under the key of a session, as `resumed` takes it."""
        return self._records.get(user_id, session_key(untrusted_session_id))

    def resumed(self, user_id: str, untrusted_session_id: str, record: Record | None) -> Session:
        """The same as `resume` for whoever has read its record.

        Raises:
            NotFound: as `resume`.
        """
        if not record:
            raise NotFound("There is no such session. Start a new one with initialize.")
        if self._clock() - record.value["seen_at"] >= min(SEEN_SECONDS_MIN, self._idle_seconds / 2):
            try:
                self._records.commit(user_id, self._write(untrusted_session_id, record.value, expects=record.version))
            except StaleRecord:
                return self.resume(user_id, untrusted_session_id)
        return _session(record)

    def all(self, user_id: str) -> list[Session]:
        """Every session of a user, the last used first."""
        records = self._records.under(user_id, SESSION, limit=SESSIONS_MAX)
        return sorted(map(_session, records), key=lambda session: -session.seen_at)

    def end_one(self, user_id: str, untrusted_id: str) -> None:
        """End the session with the id it is listed by.

        Raises:
            NotFound: the user has no such session.
        """
        if not self._records.get(user_id, SESSION + untrusted_id):
            raise NotFound("There is no such session.")
        self._records.commit(user_id, Write(SESSION + untrusted_id, None))

    def end_of(self, user_id: str, grant_id: str) -> None:
        """End every session that was started with a grant."""
        for session in self.all(user_id):
            if session.grant == grant_id:
                self._records.commit(user_id, Write(SESSION + session.id, None))

    def end(self, user_id: str, untrusted_session_id: str) -> None:
        """End the session.

        Raises:
            NotFound: as `resume`.
        """
        self.resume(user_id, untrusted_session_id)
        self._records.commit(user_id, Write(session_key(untrusted_session_id), None))

    def _write(self, session_id: str, value: dict[str, object], *, expects: int) -> Write:
        now = int(self._clock())
        seen = {**value, "seen_at": now}
        return Write(session_key(session_id), seen, expects=expects, expires_at=now + self._idle_seconds)


def _session(record: Record) -> Session:
    value = record.value
    return Session(
        value["protocol_version"],
        value["client"],
        value["grant"],
        record.key.removeprefix(SESSION),
        value["started_at"],
        value["seen_at"],
    )


def session_key(session_id: str) -> str:
    """The key of a session's record."""
    return SESSION + hashed(session_id)
