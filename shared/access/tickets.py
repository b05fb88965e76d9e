"""Tickets: what one grant may fetch or send once, by a link that is good for a few minutes."""

from dataclasses import asdict, dataclass
from secrets import token_urlsafe

from shared.access.gate import Caller
from shared.access.grants import Grants, with_implied
from shared.access.hashes import hashed
from shared.errors import NotFound, Unauthorized
from shared.storage.contract import ABSENT, Clock, Records, StaleRecord, Write

TICKET = "ticket#"
TICKET_SECONDS = 600
SECRET_BYTES = 32
FETCH, SEND = "fetch", "send"


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

    def take(self, untrusted_secret: str, action: str) -> tuple[Caller, Ticket]:
        """Whose a ticket is and what it is good for; it is good for nothing afterwards.

        Raises:
            NotFound: there is none, it was used, is over, or its grant has ended.
        """
        owner = TICKET + hashed(untrusted_secret)
        record = self._records.get(owner, "ticket")
        if not record or record.value["ticket"]["action"] != action:
            raise NotFound("This link is not good, or not any more. Ask for a new one.")
        value = record.value
        try:
            self._records.commit(owner, Write("ticket", None, expects=record.version))
            if value["grant"]:
                grant, _ = self._grants.standing(value["user_id"], value["grant"])
                folder, scopes = grant.folder, set(value["scopes"]) & with_implied(grant.scopes)
            else:
                self._grants.check_account(value["user_id"], value["made_at"])
                folder, scopes = value["folder"], set(value["scopes"])
        except (StaleRecord, Unauthorized) as error:
            raise NotFound("This link is not good, or not any more. Ask for a new one.", reason=error.reason) from error
        caller = Caller(value["user_id"], value["client"], value["grant"], frozenset(scopes), folder)
        return caller, Ticket(**value["ticket"])
