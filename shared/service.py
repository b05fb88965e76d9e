"""Where the rooms meet: settings in, a service out, and one door for every tool call."""

import logging
import time
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shared.access.audit import Audit
from shared.access.clients import Clients
from shared.access.gate import Caller, Gate
from shared.access.grants import DAY_SECONDS, Grant, Grants
from shared.access.limits import RateLimits
from shared.access.sessions import Sessions
from shared.access.tickets import Tickets
from shared.accounts import SERVER, Accounts
from shared.call import Call, checked
from shared.config import Config
from shared.errors import NotFound, Unavailable
from shared.indexes import Folds, Indexes
from shared.notes.answers import Answer
from shared.notes.change import OUTSIDE_EDIT, Author
from shared.notes.path import safe_folder
from shared.notes.search import Search
from shared.notes.tools import READ, TOOLS
from shared.notes.vault import Limits, Vault
from shared.shelves import shelves_of
from shared.storage.contract import Clock, Files, Records
from shared.transfers import Transfers

if TYPE_CHECKING:
    from shared.access.authorization import Authorization
    from shared.access.identity import Identities, Identity
    from shared.access.issuance import Issuance, Issued
    from shared.folders import Folders
    from shared.jobs import Jobs
    from shared.notes.sweep import Swept
    from shared.rounds import Rounds

log = logging.getLogger("notes_vault")


class Service:
    """Everything a handler may ask for, over one pair of shelves. What only some ask for is loaded when they do."""

    def __init__(self, config: Config, records: Records, files: Files, *, clock: Clock = time.time) -> None:
        from shared.access.tokens import AuthService

        self.config = config
        self.tokens = AuthService(config, clock=clock)
        self.grants = Grants(records, refresh_days=config.refresh_expires_days, clock=clock)
        self.limits = RateLimits(records, per_minute=config.rate_limit_per_minute, clock=clock)
        self.audit = Audit(records, keep_days=config.activity_days, clock=clock)
        self.sessions = Sessions(records, idle_seconds=config.session_idle_seconds, clock=clock)
        told = {"admitted": self.audit.count_request, "limited": self.audit.tell_limited}
        self.gate = Gate(self.tokens, self.grants, self.limits, self.sessions, **told)
        self.clients = Clients(records, base_url=config.base_url, clock=clock)
        self.tickets = Tickets(records, self.grants, clock=clock)
        self.transfers = Transfers(self, files)
        token_seconds = config.jwt_expires_days * DAY_SECONDS
        self.accounts = Accounts(records, files, self.grants, self.audit, token_seconds=token_seconds, clock=clock)
        self.folders = None if config.mode == "lambda" else self._folders()
        self._records = records
        self._files = files
        self._clock = clock
        folds = Folds(records, files, clock, config.search_cache_bytes_max) if config.mode == "lambda" else None
        self.indexes = Indexes(config.search_cache_path, folds)
        self._looked_at: set[str] = set()
        self._vault_limits = Limits(
            config.note_bytes_max, config.vault_bytes_max, config.vault_notes_max, config.attachment_bytes_max
        )

    @cached_property
    def authorization(self) -> "Authorization":
        """Sign-ins, step by step."""
        from shared.access.authorization import Authorization

        rooms, then = (self.config, self._records, self.clients, self.identities), self.sign_in
        return Authorization(*rooms, signed_in=then, checked_folder=safe_folder, clock=self._clock)

    @cached_property
    def identities(self) -> "Identities":
        """Who somebody is, as the provider says."""
        from shared.access.identity import Identities

        return Identities(self.config, clock=self._clock)

    @cached_property
    def issuance(self) -> "Issuance":
        """What clients are given out."""
        from shared.access.issuance import Issuance

        return Issuance(
            self.config,
            self._records,
            tokens=self.tokens,
            grants=self.grants,
            sessions=self.sessions,
            clients=self.clients,
            audit=self.audit,
            clock=self._clock,
        )

    @cached_property
    def jobs(self) -> "Jobs":
        """Imports that go on step by step."""
        from shared.jobs import Jobs

        return Jobs(self, self._records, self._files, clock=self._clock)

    @cached_property
    def rounds(self) -> "Rounds":
        """Sweeps of every vault."""
        from shared.rounds import Rounds

        return Rounds(self, self._records, clock=self._clock)

    def call(self, caller: Caller, name: str, untrusted_arguments: dict[str, Any]) -> Answer:
        """Run one tool for one caller.

        Raises:
            NotFound, Invalid, Forbidden: as `admitted`. Any other VaultError: as the tool says.
        """
        return self.admitted(caller, name, untrusted_arguments).run()

    def admitted(self, caller: Caller, name: str, untrusted_arguments: dict[str, Any]) -> Call:
        """A call that may be made, for whoever wants to know whether it is quick before it is run.

        Raises:
            NotFound: no such tool. Invalid: the arguments break its schema. Forbidden: the scope is missing.
        """
        tool = TOOLS.get(name)
        if not tool:
            raise NotFound("There is no such tool.")
        target = str(untrusted_arguments.get("path") or untrusted_arguments.get("folder") or "")
        with self.audit.refusals(caller, name, target):
            caller.require(tool.scope)
            arguments = checked(name, untrusted_arguments)
        vault = self.vault(caller)
        return Call(self, caller, tool, target, vault, self.search(vault), arguments)

    def view(self, caller: Caller) -> Search:
        """What a caller may see, up to the last change, for whatever asks for names of notes and is no tool.

        Raises:
            Forbidden: they may not read.
        """
        with self.audit.refusals(caller, "list_notes"):
            caller.require(READ)
        self.look(caller.user_id)
        search = self.search(self.vault(caller))
        search.catch_up()
        return search

    def usage(self, user_id: str) -> tuple[int, int]:
        """How many notes a vault has, and how many bytes they hold."""
        return self.vault(Caller(user_id)).usage()

    def left(self, caller: Caller) -> dict[str, dict[str, int]]:
        """What the caller's vault holds and may hold, and how many calls are left in this minute."""
        head, calls = self.vault(caller).log.head(), self.limits.left(caller.user_id)
        config = self.config
        vault = {
            "seq": head.seq,
            "notes": head.notes,
            "notes_max": config.vault_notes_max,
            "bytes": head.bytes,
            "bytes_max": config.vault_bytes_max,
        }
        minute = {"limit_per_minute": calls.limit, "remaining": calls.remaining, "resets_at": calls.resets_at}
        return {"vault": vault, "calls": minute}

    def now(self) -> float:
        """The time, in unix seconds."""
        return self._clock()

    def sign_in(self, person: "Identity", client: str, address: str) -> None:
        """Note who has signed in for which client; at the first time their vault is made."""
        self.look(person.user_id)
        vault = self.vault(Caller(person.user_id, client=SERVER))
        self.accounts.sign_in(person, client, vault, address=address)
        self.show(vault)

    def personal_token(
        self, caller: Caller, name: str, *, scopes: Sequence[str], untrusted_folder: str, days: int, address: str
    ) -> "Issued":
        """A named token; see `Issuance.personal`."""
        with self.audit.refusals(caller, "token.create"):
            folder = safe_folder(untrusted_folder)
            return self.issuance.personal(caller, name, scopes=scopes, folder=folder, days=days, address=address)

    def change_grant(self, caller: Caller, grant_id: str, scopes: Sequence[str], untrusted_folder: str) -> Grant:
        """Let one of the caller's connections do more or less.

        Raises:
            NotFound: they have no such connection. Forbidden: it would do more than the caller. Invalid: no folder.
        """
        for scope in scopes:
            caller.require(scope)
        changed = self.grants.change(caller.user_id, grant_id, scopes=scopes, folder=safe_folder(untrusted_folder))
        self.audit.write(caller, "grant.change", changed.client)
        return changed

    def delete_account(self, caller: Caller) -> None:
        """Remove everything that is the caller's, on the shelves and on this machine."""
        self.accounts.delete(caller)
        self.indexes.drop(caller.user_id)
        self._looked_at.discard(caller.user_id)
        if self.folders:
            self.folders.drop(caller.user_id)

    def has_looked_at(self, user_id: str) -> bool:
        """Whether this process has taken in what other programs changed before it started."""
        return user_id in self._looked_at

    def look(self, user_id: str) -> None:
        """Take that in, unless it has been: whoever works on a vault first may have a new database to fill."""
        if user_id not in self._looked_at:
            self.take_in(user_id)

    def take_in(self, user_id: str) -> int:
        """Take in what other programs changed in a user's visible folder, and answer how many notes that were."""
        if not self.folders:
            return 0
        taken = self.folders.of(user_id).take_in(self.vault(Caller(user_id, client=OUTSIDE_EDIT)))
        self._looked_at.add(user_id)
        return taken

    def take_in_files(self, user_id: str, files: Iterable[Path]) -> int:
        """The same for these files of the folder alone."""
        if not self.folders:
            return 0
        return self.folders.of(user_id).take_in_files(self.vault(Caller(user_id, client=OUTSIDE_EDIT)), files)

    def sweep(self, user_id: str) -> "Swept":
        """Sweep what is older than `HISTORY_DAYS` out of a user's vault, and fold its index where that is due.

        Not while a history is still coming in.
        """
        from shared.notes.sweep import Sweep, Swept

        if self.jobs.is_history_coming(user_id):
            return Swept(0, 0, 0)
        vault = self.vault(Caller(user_id, client=SERVER))
        indexed_seq = self.indexes.before_sweep(vault)
        sweep = Sweep(
            vault,
            self._records,
            self._files,
            clock=self._clock,
            held=lambda: self.jobs.held(user_id) | self.indexes.held(user_id),
        )
        return sweep.run(self.config.history_days, indexed_seq=indexed_seq)

    def follow_up(self, vault: Vault) -> None:
        """Let index and folder follow a change. It has happened: what keeps them from it now they do the next time."""
        try:
            self.indexes.learn(vault)
        except Unavailable as error:
            log.warning("the index could not follow: %s", error.reason)
        self.show(vault)

    def show(self, vault: Vault) -> None:
        """Write a change that has already happened to the visible folder; a full disk there cannot undo it."""
        if self.folders:
            try:
                whole = self.vault(Caller(vault.user_id, client=OUTSIDE_EDIT))
                self.folders.of(vault.user_id).publish(whole)
            except Unavailable as error:
                log.error("the visible folder could not be written: %s", error.reason)

    def vault(self, caller: Caller) -> Vault:
        """The caller's vault, with their name on whatever they change in it."""
        return Vault(
            self._records,
            self._files,
            caller.user_id,
            author=Author(caller.client, caller.grant),
            limits=self._vault_limits,
            clock=self._clock,
            folder=caller.folder,
        )

    def _folders(self) -> "Folders":
        from shared.folders import Folders

        return Folders(self.config)

    def search(self, vault: Vault) -> Search:
        return Search(self.indexes.of(vault.user_id), vault)


def build(config: Config) -> Service:
    """The service on the shelves that the settings name.

    Raises:
        Misconfigured: a setting is missing or wrong.
    """
    return Service(config, *shelves_of(config))
