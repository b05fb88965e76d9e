"""What is billed for one request to AWS.

DynamoDB Developer Guide, "Read and write request units", "DynamoDB item sizes"; S3 pricing, "Requests".
"""

from collections import Counter
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

READ_UNIT_BYTES, WRITE_UNIT_BYTES = 4_096, 1_024
TRANSACTION_TIMES = 2
OBJECT_WRITES = ("PutObject", "ListObjectsV2", "CopyObject")

Item = Mapping[str, Mapping[str, Any]]
Look = Callable[[str, Item], Item | None]
"""Answers the item of a table and a key, as it is now, and is itself not metered."""


def size_of(item: Item | None) -> int:
    """The bytes of an item: its names and its values."""
    return sum(len(name.encode()) + _size(value) for name, value in (item or {}).items())


def _size(value: Mapping[str, Any]) -> int:
    [(kind, told)] = value.items()
    if kind == "N":
        return (len(told.lstrip("-").strip("0")) + 1) // 2 + 1
    return len(told.encode()) if isinstance(told, str) else len(told)


class Billed:
    """A request while it is made: looks at the items it will change, and says afterwards what it cost."""

    def __init__(self, operation: str, given: Mapping[str, Any], look: Look) -> None:
        self._operation = operation
        self._given = given
        self._look = look
        self._targets = list(_targets(operation, given))
        self._before = [size_of(look(table, key)) for table, key in self._targets]

    def units(self, answer: Mapping[str, Any] | None) -> Counter[str]:
        """The units, by their names; `answer` is None where the request failed."""
        operation = self._operation
        if self._targets:
            after = [size_of(self._look(table, key)) for table, key in self._targets]
            units = sum(_written(max(sizes)) for sizes in zip(self._before, after, strict=True))
            return Counter({"write unit": units * (TRANSACTION_TIMES if operation == "TransactWriteItems" else 1)})
        if operation == "GetItem":
            return Counter({"read unit": _read(size_of((answer or {}).get("Item")), self._given)})
        if operation == "BatchGetItem":
            [(table, asked)] = self._given["RequestItems"].items()
            items = (answer or {}).get("Responses", {}).get(table, [])
            missing = len(asked["Keys"]) - len(items)
            return Counter({"read unit": sum(_read(size_of(item), asked) for item in items) + missing})
        if operation == "Query":
            size = sum(size_of(item) for item in (answer or {}).get("Items", []))
            return Counter({"read unit": _read(size, self._given)})
        if operation == "GetObject":
            return Counter({"object read": 1})
        return Counter({"object written": 1} if operation in OBJECT_WRITES else {})


def wait_of(operation: str) -> str:
    """Which of `WAIT_SECONDS` a request takes."""
    if operation == "TransactWriteItems":
        return "transaction"
    if operation == "AssumeRole":
        return "sts"
    if operation in ("PutObject", "DeleteObject"):
        return "bucket write"
    return "bucket read" if operation in ("GetObject", "ListObjectsV2") else "table"


def _targets(operation: str, given: Mapping[str, Any]) -> list[tuple[str, Item]]:
    """The keys of the items that a request writes, each with its table."""
    if operation == "TransactWriteItems":
        return [target for action in given["TransactItems"] for target in _targets("UpdateItem", *action.values())]
    if operation == "PutItem":
        return [(given["TableName"], {name: given["Item"][name] for name in ("pk", "sk")})]
    return [(given["TableName"], given["Key"])] if operation in ("UpdateItem", "DeleteItem") else []


def _written(size: int) -> int:
    return max(1, ceil(size / WRITE_UNIT_BYTES))


def _read(size: int, given: Mapping[str, Any]) -> float:
    return max(1, ceil(size / READ_UNIT_BYTES)) * (1.0 if given.get("ConsistentRead") else 0.5)
