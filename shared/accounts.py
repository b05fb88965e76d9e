"""A user's account from its first sign-in, with a welcome note, to its deletion, after which nothing is left."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from shared.access.audit import Audit
from shared.access.gate import Caller
from shared.access.grants import Grants
from shared.errors import Conflict
from shared.notes.vault import Vault
from shared.storage.contract import COMMIT_RECORDS_MAX, Clock, Files, Records, Write

if TYPE_CHECKING:
    from shared.access.identity import Identity

ACCOUNT = "account"
USERS = "users#"
SERVER = "Notes Vault"
PAGE = 1_000
WELCOME_PATH = "Welcome.md"
WELCOME = """\
# Welcome to your vault

This is a note, and it is yours. Everything here is plain [Markdown](https://commonmark.org/help/).

- Ask your assistant to *write a note about the garden*, and then to *find what I wrote about the garden*.
- Notes point to each other with two brackets: [[Welcome]]. A link may come before its note.
- A word with a # before it, like #welcome, is a tag. `get_tags` lists them.

Delete this note whenever you like.
"""


@dataclass(frozen=True, slots=True)
class Account:
    """Who a user is to us: a name to greet them by, since when they are here (unix seconds), a picture's URL or ""."""

    name: str
    created_at: int
    picture: str = ""


class Accounts:
    """Opens, shows and deletes accounts."""

    def __init__(
        self, records: Records, files: Files, grants: Grants, audit: Audit, *, token_seconds: int, clock: Clock
    ) -> None:
        self._records = records
        self._files = files
        self._grants = grants
        self._audit = audit
        self._token_seconds = token_seconds
        self._clock = clock

    def of(self, user_id: str) -> Account | None:
        record = self._records.get(user_id, ACCOUNT)
        if not record:
            return None
        return Account(record.value["name"], record.value["created_at"], record.value.get("picture", ""))

    def sign_in(self, person: "Identity", client: str, vault: Vault, *, address: str) -> None:
        """Note a sign-in; at the first, the vault gets its welcome note."""
        known = self.of(person.user_id)
        now = int(self._clock())
        account = Account(person.name, known.created_at if known else now, person.picture)
        if account != known:
            self._records.commit(person.user_id, Write(ACCOUNT, asdict(account)))
        if not known:
            self._records.commit(USERS, Write(person.user_id, {"created_at": now}))
            if vault.seq() == 0:
                self._welcome(vault)
        self._audit.write(Caller(person.user_id, client), "sign_in", client, address=address)

    def _welcome(self, vault: Vault) -> None:
        try:
            vault.write(WELCOME_PATH, WELCOME)
        except Conflict:
            return

    def users(self, after: str = "") -> Iterator[str]:
        """Everybody who ever signed in and still has an account, by the bytes of their ids; those after one."""
        while page := self._records.under(USERS, "", after=after, limit=PAGE):
            yield from (record.key for record in page)
            after = page[-1].key

    def delete(self, caller: Caller) -> None:
        """Remove every record and file of the user. Every token of theirs ends with the next request."""
        user_id = caller.user_id
        self._audit.settle()
        self._grants.end_account(user_id, keep_seconds=self._token_seconds)
        while page := self._records.under(user_id, "", limit=COMMIT_RECORDS_MAX):
            self._records.commit(user_id, *(Write(record.key, None) for record in page))
        while digests := self._files.under(user_id, limit=PAGE):
            for digest in digests:
                self._files.remove(user_id, digest)
        self._records.commit(USERS, Write(user_id, None))
        self._audit.write_unknown("account.delete", "ok", "")
