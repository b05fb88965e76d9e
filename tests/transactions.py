"""moto's transactions made quick: for each item that one changes moto copies the whole table, here the item is copied.

A transaction that fails puts the copy back, so what it changes has to be copied, and nothing else has.
"""

import copy
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass
class _Transaction:
    """The keys that a transaction changes, and the table as it was before."""

    keys: list[dict[str, Any]]
    before: Any = None


_current: ContextVar[_Transaction | None] = ContextVar("_current", default=None)


@cache
def make_quick() -> None:
    """From now on, in this process."""
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.table import Table

    transact, forget = DynamoDBBackend.transact_write_items, _current.reset

    def transact_quickly(backend: Any, transact_items: list[dict[str, Any]]) -> None:
        changes = [change for action in transact_items for change in action.values()]
        token = _current.set(_Transaction([change.get("Key") or change["Item"] for change in changes]))
        try:
            transact(backend, transact_items)
        finally:
            forget(token)

    DynamoDBBackend.transact_write_items = transact_quickly
    Table.__deepcopy__ = _before


def _before(table: Any, memo: dict[int, Any]) -> Any:
    """The table as it is before a transaction."""
    from moto.dynamodb.models.dynamo_type import DynamoType

    transaction = _current.get()
    assert transaction, "tables are copied for transactions alone"
    if transaction.before is None:
        transaction.before = before = copy.copy(table)
        before.items = copy.copy(table.items)
        changed = {DynamoType(key["pk"]) for key in transaction.keys}
        parts = {pk: dict(table.items[pk]) for pk in changed if pk in table.items}
        before.items.update(parts)
        for key in transaction.keys:
            part, sk = parts.get(DynamoType(key["pk"]), {}), DynamoType(key["sk"])
            if sk in part:
                part[sk] = copy.deepcopy(part[sk], memo)
    return transaction.before
