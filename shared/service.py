"""Where the rooms meet: settings in, a service out, and one door for every tool call."""

import logging
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import fastjsonschema

from shared.access.gate import Caller, Gate
from shared.access.sessions import Sessions
from shared.access.tokens import AuthService
from shared.config import Config
from shared.errors import Invalid, NotFound
from shared.notes.answers import Answer
from shared.notes.change import Author
from shared.notes.folder import OUTSIDE_EDIT, Folder
from shared.notes.folder_memory import FolderMemory
from shared.notes.index import Index
from shared.notes.search import Search
from shared.notes.tools import TOOLS, WRITE, Tool
from shared.notes.vault import Limits, Vault
from shared.storage.contract import Clock, Files, Records

OPEN_INDEXES_MAX = 64
QUICK_CHANGES_MAX = 16

log = logging.getLogger("notes_vault")

_CHECKS = {name: fastjsonschema.compile(tool.takes) for name, tool in TOOLS.items()}


class Service:
    """Everything a handler may ask for, over one pair of shelves."""

    def __init__(self, config: Config, records: Records, files: Files, *, clock: Clock = time.time) -> None:
        self.config = config
        self.tokens = AuthService(config, clock=clock)
        self.gate = Gate(self.tokens)
        self.sessions = Sessions(records, idle_seconds=config.session_idle_seconds, clock=clock)
        self.folders = None if config.mode == "lambda" else _Folders(config)
        self._records = records
        self._files = files
        self._clock = clock
        self._indexes = _Indexes(config.search_cache_path)
        self._looked_at: set[str] = set()

    def call(self, caller: Caller, name: str, untrusted_arguments: dict[str, Any]) -> Answer:
        """Run one tool for one caller.

        Raises:
            NotFound, Invalid, Forbidden: as `admitted`. Any other VaultError: as the tool says.
        """
        return self.admitted(caller, name, untrusted_arguments).run()

    def admitted(self, caller: Caller, name: str, untrusted_arguments: dict[str, Any]) -> "Call":
        """A call that may be made, for whoever wants to know whether it is quick before it is run.

        Raises:
            NotFound: no such tool. Invalid: the arguments break its schema. Forbidden: the scope is missing.
        """
        tool = TOOLS.get(name)
        if not tool:
            raise NotFound("There is no such tool.")
        caller.require(tool.scope)
        arguments = _checked(name, untrusted_arguments)
        vault = self.vault(caller)
        return Call(self, tool, vault, self.search(vault), arguments)

    def has_looked_at(self, user_id: str) -> bool:
        """Whether this process has taken in what other programs changed before it started."""
        return user_id in self._looked_at

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

    def show(self, vault: Vault) -> None:
        """Write a change that has already happened to the visible folder; a full disk there cannot undo it."""
        if self.folders:
            try:
                self.folders.of(vault.user_id).publish(vault)
            except OSError as error:
                log.error("the visible folder could not be written: %s", error.strerror)

    def vault(self, caller: Caller) -> Vault:
        """The caller's vault, with their name on whatever they change in it."""
        config = self.config
        return Vault(
            self._records,
            self._files,
            caller.user_id,
            author=Author(caller.client, caller.grant),
            limits=Limits(config.note_bytes_max, config.vault_bytes_max, config.vault_notes_max),
            clock=self._clock,
        )

    def search(self, vault: Vault) -> Search:
        return Search(self._indexes.of(vault.user_id), vault)


@dataclass(frozen=True, slots=True)
class Call:
    """One tool, one caller's vault, arguments that keep the schema."""

    service: Service
    tool: Tool
    vault: Vault
    search: Search
    arguments: dict[str, Any]

    def is_quick(self) -> bool:
        """Whether it only reads what is at hand, in less time than a thread takes to start on it."""
        if self.tool.scope == WRITE or not self.service.has_looked_at(self.vault.user_id):
            return False
        return not self.tool.needs_index or self.search.lag() <= QUICK_CHANGES_MAX

    def run(self) -> Answer:
        """Raises: any VaultError, as the tool says."""
        if not self.service.has_looked_at(self.vault.user_id):
            self.service.take_in(self.vault.user_id)
        answer = self.tool.run(self.vault, self.search, self.arguments)
        if self.tool.scope == WRITE:
            self.search.catch_up()
            self.service.show(self.vault)
        return answer


def _checked(name: str, untrusted_arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        str(untrusted_arguments.values()).encode()
        arguments: dict[str, Any] = _CHECKS[name](untrusted_arguments)
    except fastjsonschema.JsonSchemaValueException as error:
        raise Invalid(_sentence(error)) from error
    except UnicodeEncodeError as error:
        raise Invalid("The arguments must be valid Unicode.") from error
    return arguments


def _sentence(error: fastjsonschema.JsonSchemaValueException) -> str:
    given: dict[str, Any] = error.value
    if error.rule == "required":
        missing = [name for name in error.rule_definition if name not in given]
        return f"{' and '.join(missing)} must be given."
    if error.rule == "additionalProperties":
        unknown = sorted(set(given) - set(error.definition["properties"]))
        return (
            f"There is no argument {', '.join(unknown)[:200]}. There are: {', '.join(error.definition['properties'])}."
        )
    return f"{error.message.removeprefix('data.')}."


class _Indexes:
    """The search indexes of the users last seen, each opened once; the longest unused lets go of its file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._open: OrderedDict[str, Index] = OrderedDict()

    def of(self, user_id: str) -> Index:
        with self._lock:
            index = self._open.pop(user_id, None) or Index(self._folder / f"{user_id}.db")
            self._open[user_id] = index
            if len(self._open) > OPEN_INDEXES_MAX:
                _, unused = self._open.popitem(last=False)
                unused.close()
        return index


class _Folders:
    """The visible folders of this machine's users, under `VAULT_BASE_PATH`."""

    def __init__(self, config: Config) -> None:
        self._base = config.vault_base_path.resolve()
        self._memory = FolderMemory(config.database_path.with_name("folders.db"))
        self._lock = Lock()
        self._known: dict[str, Folder] = {}

    def of(self, user_id: str) -> Folder:
        with self._lock:
            return self._known.setdefault(user_id, Folder(self._base / user_id, self._memory))


def build(config: Config) -> Service:
    """The service on the shelves that the settings name.

    Raises:
        Misconfigured: a setting is missing or wrong.
    """
    if config.mode == "lambda":
        from shared.storage.aws import AwsFiles, AwsRecords

        return Service(config, AwsRecords(config.table_name), AwsFiles(config.bucket_name))
    from shared.storage.local import LocalFiles, sound_records

    records = sound_records(config.database_path, exclusive=config.mode == "space")
    return Service(config, records, LocalFiles(config.vault_base_path / ".files"))
