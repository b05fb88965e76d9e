"""Both shelves for tests: a folder of its own, moto in this process, or moto's server as a process of its own.

Tests that ask the shelves themselves have moto in this process, which takes a third of the time. Whatever comes as an
event of a Lambda has the server, through the environment that anybody would set.
"""

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

from shared.storage.aws_clients import CLIENT, Clients
from shared.storage.aws_files import AwsFiles
from shared.storage.aws_records import TABLE, AwsRecords
from shared.storage.contract import Clock, Files, Records
from shared.storage.local import LocalRecords
from shared.storage.local_files import LocalFiles
from tests.aws.enforcement import enforced
from tests.aws.rights import TENANT_ROLE_ARN
from tests.cloud import emptied, environ_of, our_cloud
from tests.transactions import make_quick

BACKENDS = ("local", "aws")
TABLE_NAME, BUCKET_NAME = "notes-vault", "notes-vault"


@dataclass
class Shelves:
    records: Records
    files: Files


class OneAtATime:
    """moto puts a copy of the table back when a transaction fails, so its calls must not overlap."""

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
    """Shelves in the moto of this process."""
    return _aws_shelves(Clients(made=lambda service, **_: OneAtATime(_client(service))), clock)


@contextmanager
def moto() -> Iterator[None]:
    """An empty AWS in this process, with our table and our bucket in it."""
    make_quick()
    with pytest.MonkeyPatch.context() as environ, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environ.setenv(name, "testing")
        environ.setenv("AWS_DEFAULT_REGION", "us-east-1")
        _furnish(_client)
        yield


@contextmanager
def cloud_shelves(clock: Clock) -> Iterator[Shelves]:
    """Shelves in an AWS that is a process of its own. What a function asks for that no policy allows is refused.

    When the block ends it is told that it was.
    """
    with in_the_cloud(), enforced() as strict:
        yield shelves_there(clock)
    assert strict.denied == []


@contextmanager
def in_the_cloud() -> Iterator[None]:
    """An empty AWS as a process of its own, with our table and our bucket in it, for whoever reads the environment."""
    url = emptied(our_cloud())
    with pytest.MonkeyPatch.context() as environ:
        for name, value in environ_of(url).items():
            environ.setenv(name, value)
        _furnish(_client_there)
        yield


def shelves_there(clock: Clock) -> Shelves:
    """Shelves in that AWS, where each user's are reached with the rights of that user."""
    return _aws_shelves(Clients(role_arn=TENANT_ROLE_ARN, clock=clock, made=_client_there), clock)


def _aws_shelves(clients: Clients, clock: Clock) -> Shelves:
    return Shelves(AwsRecords(TABLE_NAME, clients, clock=clock), AwsFiles(BUCKET_NAME, clients, table=TABLE_NAME))


def _furnish(made: Any) -> None:
    made("dynamodb").create_table(TableName=TABLE_NAME, **TABLE)
    made("s3").create_bucket(Bucket=BUCKET_NAME)


@cache
def _client(service: str) -> Any:
    """A client that every moto of this process answers; making one takes longer than most tests."""
    return boto3.client(service)


def _client_there(service: str, *, config: Any = CLIENT, **credentials: str) -> Any:
    """A client for the AWS that is a process of its own; with our own rights it is always the same."""
    return boto3.client(service, config=config, **credentials) if credentials else _own_client_there(service)


@cache
def _own_client_there(service: str) -> Any:
    return boto3.client(service, config=CLIENT)
