"""Both shelves for tests: a folder of its own, or moto's DynamoDB and S3 in this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from shared.storage.aws_clients import Clients
from shared.storage.aws_files import AwsFiles
from shared.storage.aws_records import TABLE, AwsRecords
from shared.storage.contract import Clock, Files, Records
from shared.storage.local import LocalFiles, LocalRecords

BACKENDS = ("local", "aws")
TABLE_NAME, BUCKET_NAME = "notes-vault", "notes-vault"


@dataclass
class Shelves:
    records: Records
    files: Files


class OneAtATime:
    """moto restores a whole copy of the table when a transaction fails, so its calls must not overlap."""

    _lock = threading.RLock()

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def locked(**arguments: Any) -> Any:
            with self._lock:
                return call(**arguments)

        return locked


def local_shelves(folder: Path, clock: Clock) -> Shelves:
    return Shelves(LocalRecords(folder / "vault.db", clock=clock), LocalFiles(folder / "files"))


def aws_shelves(clock: Clock) -> Shelves:
    clients = Clients(made=lambda service, **_: OneAtATime(_client(service)))
    return Shelves(AwsRecords(TABLE_NAME, clients, clock=clock), AwsFiles(BUCKET_NAME, clients, table=TABLE_NAME))


@contextmanager
def moto() -> Iterator[None]:
    """An empty AWS with our table and our bucket in it."""
    with pytest.MonkeyPatch.context() as environ, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environ.setenv(name, "testing")
        environ.setenv("AWS_DEFAULT_REGION", "us-east-1")
        _client("dynamodb").create_table(TableName=TABLE_NAME, **TABLE)
        _client("s3").create_bucket(Bucket=BUCKET_NAME)
        yield


@cache
def _client(service: str) -> Any:
    """A client that every moto of this process answers; making one takes longer than most tests."""
    return boto3.client(service)
