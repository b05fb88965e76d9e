"""Watches a function at its work: its requests to AWS and their units, its time on the processor, its log lines."""

import io
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import boto3
import botocore.client

from benchmarks.meter.billing import Billed, Item, wait_of
from benchmarks.meter.prices import (
    CPU_SHARE,
    LINES,
    LOG_EVENT_BYTES,
    MEMORY_GB,
    UNITS,
    WAIT_SECONDS,
)


@dataclass
class Cost:
    """What one call, or several together, came to. `seconds` are those a function would take for it on Lambda."""

    calls: int = 0
    requests: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    cpu_seconds: float = 0
    wait_seconds: float = 0

    @property
    def seconds(self) -> float:
        return self.cpu_seconds / CPU_SHARE + self.wait_seconds

    def add(self, other: "Cost") -> None:
        self.calls += other.calls
        self.requests.update(other.requests)
        self.units.update(other.units)
        self.cpu_seconds += other.cpu_seconds
        self.wait_seconds += other.wait_seconds

    def dollars(self) -> dict[str, float]:
        """Dollars per million calls, by the line of the bill."""
        found = dict.fromkeys(LINES, 0.0)
        for name, number in self.all_units().items():
            found[UNITS[name].line] += number * UNITS[name].dollars / self.calls * 1_000_000
        return found

    def all_units(self) -> dict[str, float]:
        whole = {"api request": self.calls, "invocation": self.calls, "GB-second": self.seconds * MEMORY_GB}
        return {**whole, **self.units}


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """What functions write to their log, which is their standard output; they take hold of it only once."""
    with redirect_stdout(io.StringIO()) as said:
        yield said


@contextmanager
def watched(said: io.StringIO) -> Iterator[Cost]:
    """What a single call costs that is made until the block ends; `said` is the log."""
    cost, heard = Cost(1), said.tell()
    real, dynamodb = botocore.client.BaseClient._make_api_call, boto3.client("dynamodb")
    spent_on_metering = 0.0

    def look(table: str, key: Item) -> Item | None:
        return real(dynamodb, "GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).get("Item")  # type: ignore[arg-type]

    def metered(client: Any, operation: str, given: dict[str, Any]) -> Any:
        nonlocal spent_on_metering
        start, answer = time.process_time(), None
        billed = Billed(operation, given, look)
        spent_on_metering += time.process_time() - start
        try:
            answer = real(client, operation, given)
            return answer
        finally:
            start = time.process_time()
            cost.requests[operation] += 1
            cost.units.update(billed.units(answer))
            cost.wait_seconds += WAIT_SECONDS[wait_of(operation)]
            spent_on_metering += time.process_time() - start

    start = time.process_time()
    with patch.object(botocore.client.BaseClient, "_make_api_call", metered):
        yield cost
    cost.cpu_seconds = time.process_time() - start - spent_on_metering
    lines = said.getvalue()[heard:].splitlines()
    sizes = [len(line.encode()) + LOG_EVENT_BYTES for line in lines]
    cost.units["log byte"] += sum(sizes)
