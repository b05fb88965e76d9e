"""Tickets: what one grant may fetch or send once, by a link that is good for a few minutes."""

from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any

from shared.access.gate import Caller
from shared.access.grants import Grants, with_implied
from shared.access.hashes import hashed
from shared.errors import NotFound, Unauthorized
from shared.storage.contract import ABSENT, Clock, Record, Records, StaleRecord, Write

TICKET = "ticket#"
TICKET_SECONDS = 600
SECRET_BYTES = 32
FETCH, SEND = "fetch", "send"
NOT_GOOD = "This link is not good, or not any more. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a link is good for, once: to fetch the file with a digest, or to send one to a path."""

    action: str
    path: str
    digest: str = ""
    if_version: int | None = None
    overwrite: bool = False


class Tickets:
    """Gives tickets to callers and takes them back, each once. Only a hash of a ticket's secret is stored."""

    def __init__(self, records: Records, grants: Grants, *, clock: Clock) -> None:
        self._records = records
        self._grants = grants
        self._clock = clock

    def make(self, caller: Caller, ticket: Ticket) -> str:
        """The secret of a new ticket, for a link to carry."""
        secret, now = token_urlsafe(SECRET_BYTES), int(self._clock())
        whose = {"user_id": caller.user_id, "client": caller.client, "grant": caller.grant, "folder": caller.folder}
        value = {**whose, "scopes": sorted(caller.scopes), "made_at": now, "ticket": asdict(ticket)}
        write = Write("ticket", value, expects=ABSENT, expires_at=now + TICKET_SECONDS)
        self._records.commit(TICKET + hashed(secret), write)
        return secret

    def caller(self, untrusted_secret: str, action: str) -> Caller:
        """Whose a ticket is, which it stays until it is taken.

        Raises:
            NotFound: there is none, it was used, is over, or its grant has ended.
        """
        return self._caller(self._record(untrusted_secret, action).value)

    def take(self, untrusted_secret: str, action: str) -> tuple[Caller, Ticket]:
        """Whose a ticket is and what it is good for; it is good for nothing afterwards.

        Raises:
            NotFound: as `caller`.
        """
        record = self._record(untrusted_secret, action)
        caller = self._caller(record.value)
        try:
            self._records.commit(TICKET + hashed(untrusted_secret), Write("ticket", None, expects=record.version))
        except StaleRecord as error:
            raise NotFound(NOT_GOOD, reason="used by somebody else at this moment") from error
        return caller, Ticket(**record.value["ticket"])

    def _record(self, untrusted_secret: str, action: str) -> Record:
        record = self._records.get(TICKET + hashed(untrusted_secret), "ticket")
        if not record or record.value["ticket"]["action"] != action:
            raise NotFound(NOT_GOOD)
        return record

    def _caller(self, value: dict[str, Any]) -> Caller:
        """The one who asked for the link, with no more rights than they still have."""
        folder, scopes = value["folder"], set(value["scopes"])
        try:
            if value["grant"]:
                grant, *_ = self._grants.standing(value["user_id"], value["grant"])
                folder, scopes = grant.folder, scopes & with_implied(grant.scopes)
            else:
                self._grants.check_account(value["user_id"], value["made_at"])
        except Unauthorized as error:
            raise NotFound(NOT_GOOD, reason=error.reason) from error
        return Caller(value["user_id"], value["client"], value["grant"], frozenset(scopes), folder)
