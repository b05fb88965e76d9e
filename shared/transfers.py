"""Attachments on their way: out of a vault and into it by links that are good once; no model reads their bytes."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from shared.access.gate import Caller
from shared.access.tickets import FETCH, SEND, Ticket
from shared.errors import NotFound
from shared.notes.answers import LinkWanted
from shared.notes.change import Note
from shared.notes.tool import READ, WRITE

if TYPE_CHECKING:
    from shared.service import Service

FILES_PATH = "/files/"


class Transfers:
    """Gives out links for a service, and serves them."""

    def __init__(self, service: "Service") -> None:
        self._service = service

    def link(self, caller: Caller, wanted: LinkWanted, *, action: str) -> str:
        """A link by which a file can be fetched, or sent."""
        digest = wanted.note.digest if wanted.note else ""
        ticket = Ticket(action, wanted.path, digest, wanted.if_version, wanted.overwrite)
        secret = self._service.tickets.make(caller, ticket)
        return f"{self._service.config.base_url}{FILES_PATH}{secret}/{quote(wanted.path.rsplit('/', 1)[-1])}"

    def fetch(self, untrusted_secret: str) -> tuple[str, bytes]:
        """The path and the bytes of a file.

        Raises:
            NotFound: the link is not good. Forbidden: its connection may no longer read there. RateLimited: one call
            too many.
        """
        caller, ticket = self._taken(untrusted_secret, FETCH)
        with self._service.audit.recorded(caller, "attachment.fetch", ticket.path):
            caller.require(READ)
            vault = self._service.vault(caller)
            vault.require(ticket.path)
            if not vault.keeps(ticket.digest):
                raise NotFound("This file is no longer kept.")
            return ticket.path, vault.body(ticket.digest)

    def send(self, untrusted_secret: str, body: bytes) -> tuple[Note, bool]:
        """Keep a file that was sent, and say whether it is new.

        Raises:
            NotFound: the link is not good. Forbidden: its connection may no longer write there. Conflict: another file
            came first. TooLarge, QuotaExceeded: it is too much. RateLimited: one call too many.
        """
        caller, ticket = self._taken(untrusted_secret, SEND)
        with self._service.audit.recorded(caller, "attachment.send", ticket.path):
            caller.require(WRITE)
            vault = self._service.vault(caller)
            kept = vault.attach(ticket.path, body, if_version=ticket.if_version, overwrite=ticket.overwrite)
            self._service.follow_up(vault)
            return kept

    def require_sendable(self, untrusted_secret: str) -> None:
        """Raise NotFound unless a file may be sent with this link, before anybody reads what is sent."""
        self._service.tickets.caller(untrusted_secret, SEND)

    def _taken(self, untrusted_secret: str, action: str) -> tuple[Caller, Ticket]:
        """The ticket of a link; who is too fast keeps theirs."""
        caller = self._service.tickets.caller(untrusted_secret, action)
        self._service.limits.spend(caller.user_id, caller.grant)
        return self._service.tickets.take(untrusted_secret, action)
