"""Attachments on their way: out of a vault and into it by links that are good once; no model reads their bytes."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from shared.access.gate import Caller
from shared.access.hashes import hashed
from shared.access.tickets import FETCH, SEND, Ticket
from shared.errors import NotFound
from shared.notes.answers import LinkWanted
from shared.notes.change import Note
from shared.notes.tool import READ, WRITE
from shared.storage.contract import Files

if TYPE_CHECKING:
    from shared.service import Service

FILES_PATH = "/files/"
ANSWER_BYTES_MAX = 4_000_000
"""What a Lambda can answer, and be asked with: 6 MB, in which bytes take a third more."""


class Transfers:
    """Gives out links for a service, and serves them."""

    def __init__(self, service: "Service", files: Files) -> None:
        self._service = service
        self._files = files

    def link(self, caller: Caller, wanted: LinkWanted, *, action: str) -> str:
        """A link by which a file can be fetched, or sent."""
        digest = wanted.note.digest if wanted.note else ""
        ticket = Ticket(action, wanted.path, digest, wanted.if_version, wanted.overwrite)
        secret = self._service.tickets.make(caller, ticket)
        return f"{self._service.config.base_url}{FILES_PATH}{secret}/{quote(wanted.path.rsplit('/', 1)[-1])}"

    def fetch(self, untrusted_secret: str) -> tuple[str, bytes, str]:
        """The path and the bytes of a file, and the URL where to get them if a Lambda cannot answer so many.

        Raises:
            NotFound: the link is not good. Forbidden: its connection may no longer read there. RateLimited: one call
            too many.
        """
        caller, ticket = self._taken(untrusted_secret, FETCH)
        with self._service.audit.recorded(caller, "attachment.fetch", ticket.path):
            caller.require(READ)
            vault = self._service.vault(caller)
            vault.require(ticket.path)
            body = self._files.get(caller.user_id, ticket.digest)
            if body is None:
                raise NotFound("This file is no longer kept.")
            if len(body) <= ANSWER_BYTES_MAX:
                return ticket.path, body, ""
            name = ticket.path.rsplit("/", 1)[-1]
            url = self._files.link_to_fetch(caller.user_id, ticket.digest, name, size_bytes=len(body))
            return ticket.path, body, url

    def park(self, user_id: str, file: Path, name: str) -> str:
        """A URL where somebody gets a file that a Lambda cannot answer; "" where it can be answered as it is.

        Nothing names the file afterwards, so the next sweep takes it.
        """
        if file.stat().st_size <= ANSWER_BYTES_MAX or not self._files.link_to_send(user_id, name):
            return ""
        body = file.read_bytes()
        return self._files.link_to_fetch(user_id, self._files.put(user_id, body), name, size_bytes=len(body))

    def link_to_send(self, untrusted_secret: str) -> str:
        """A URL to PUT a file to that a Lambda cannot take, for `sent`; "" where none is needed.

        Raises:
            NotFound: the link is not good.
        """
        caller = self._service.tickets.caller(untrusted_secret, SEND)
        return self._files.link_to_send(caller.user_id, hashed(untrusted_secret))

    def sent(self, untrusted_secret: str) -> bytes:
        """What was sent there.

        Raises:
            NotFound: the link is not good, or nothing was sent. TooLarge: no attachment may have so many bytes.
        """
        caller = self._service.tickets.caller(untrusted_secret, SEND)
        bytes_max = self._service.config.attachment_bytes_max
        body = self._files.sent(caller.user_id, hashed(untrusted_secret), bytes_max=bytes_max)
        if body is None:
            raise NotFound("Nothing has been sent for this link.")
        return body

    def send(self, untrusted_secret: str, body: bytes) -> tuple[Note, bool]:
        """Keep a file that was sent, and say whether it is new.

        Raises:
            NotFound: the link is not good. Forbidden: its connection may no longer write there. Conflict: another file
            came first. TooLarge, QuotaExceeded: it is too much. RateLimited: one call too many.
        """
        caller, ticket = self._taken(untrusted_secret, SEND)
        with self._service.audit.recorded(caller, "attachment.send", ticket.path):
            caller.require(WRITE)
            self._service.look(caller.user_id)
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
