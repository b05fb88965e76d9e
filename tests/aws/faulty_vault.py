"""Ada's vault on AWS for tests in which something goes wrong on the way there, and what is tried on it."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3

from shared.access.gate import Caller
from shared.errors import VaultError
from shared.service import Service
from shared.storage.aws_clients import CLIENT, Clients
from shared.storage.aws_files import AwsFiles
from shared.storage.aws_records import AwsRecords
from tests.aws.faults import FAULTS, Fault
from tests.aws.rights import TENANT_ROLE_ARN
from tests.conftest import ADA, Clock, config_in
from tests.shelves import BUCKET_NAME, TABLE_NAME

CALLER = Caller(ADA, client="Claude")
ALWAYS = 1_000_000


@cache
def client(service: str) -> Any:
    return boto3.client(service, config=CLIENT)


class Vault:
    """Ada's vault on AWS, reached with her own rights, and what can be seen of it."""

    refresh = ""

    def __init__(self, folder: Path, clock: Clock) -> None:
        clients = Clients(role_arn=TENANT_ROLE_ARN, clock=clock, made=lambda service, **_: client(service))
        self.records = AwsRecords(TABLE_NAME, clients, clock=clock)
        self.files = AwsFiles(BUCKET_NAME, clients, table=TABLE_NAME)
        self.service = Service(config_in(folder, mode="lambda"), self.records, self.files, clock=clock)

    def call(self, tool: str, **arguments: Any) -> Any:
        return self.service.call(CALLER, tool, arguments).structured

    @property
    def vault(self) -> Any:
        return self.service.vault(CALLER)

    def texts(self) -> dict[str, str]:
        return {note.path: self.vault.body_of(note).decode() for note in self.vault.notes()}

    def changes(self) -> list[str]:
        """What was done, each change once."""
        return [what for _, what in dict.fromkeys((change.id, change.what) for change in self.vault.changes(0))]

    def check(self) -> None:
        """Everything fits together: head, notes, log, files, search."""
        self.vault.log.settle()
        head, notes = self.vault.log.head(), list(self.vault.notes())
        assert head.notes == len(notes) and all(note.version <= head.seq for note in notes)
        assert [change.seq for change in self.vault.changes(0)] == list(range(1, head.seq + 1))
        texts = self.texts()
        assert head.bytes == sum(len(text.encode()) for text in texts.values()) + sum(
            file.bytes for file in self.vault.attachments()
        )
        assert {note["path"] for note in self.call("list_notes", limit=200)["notes"]} == texts.keys()


def trials(number: int, every: int) -> Iterator[tuple[int, Fault, int]]:
    """Each place with each fault that comes once, and with each that stays."""
    all_of_them = [(at, fault, times) for at in range(number) for fault in FAULTS for times in (1, ALWAYS)]
    yield from all_of_them[::every]


def attempt(call: Callable[..., Any], *given: Any) -> VaultError | None:
    try:
        call(*given)
    except VaultError as error:
        return error
    return None


def answered(call: Callable[..., Any], *given: Any) -> tuple[list[Any], VaultError | None]:
    """What a call answers, or how it is refused."""
    answers: list[Any] = []
    return answers, attempt(lambda: answers.append(call(*given)))
