"""What is asked of AWS: every call of this process, in order, as boto3 is given it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore.client
import pytest

TABLE_READS = ("GetItem", "BatchGetItem", "Query")


@dataclass(frozen=True)
class Call:
    """An operation, what it asks, and the access key it is signed with."""

    operation: str
    given: dict[str, Any]
    access_key: str

    @property
    def partition(self) -> str:
        """The partition a read of the table names; "" for anything else."""
        if self.operation == "BatchGetItem":
            [keys] = self.given["RequestItems"].values()
            return str(keys["Keys"][0]["pk"]["S"])
        if self.operation == "Query":
            return str(self.given["ExpressionAttributeValues"][":pk"]["S"])
        return str(self.given["Key"]["pk"]["S"]) if self.operation == "GetItem" else ""

    @property
    def reads_records(self) -> bool:
        return self.partition.startswith("USER#")

    @property
    def reads_files(self) -> bool:
        return self.operation == "GetObject" or self.partition.startswith("FILE#")


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """The calls that are made until the block ends."""
    calls: list[Call] = []
    real = botocore.client.BaseClient._make_api_call

    def noted(client: Any, operation: str, given: dict[str, Any]) -> Any:
        calls.append(Call(operation, given, key_of(client)))
        return real(client, operation, given)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(botocore.client.BaseClient, "_make_api_call", noted)
        yield calls


def key_of(client: Any) -> str:
    return str(client._request_signer._credentials.access_key)
