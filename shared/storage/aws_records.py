"""Records in one DynamoDB table, each user's in a partition of their own."""

import json
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from shared.errors import Unavailable
from shared.storage.aws_clients import Clients, stale
from shared.storage.contract import ABSENT, Clock, Record, StaleRecord, Write, checked

COMMIT_ATTEMPTS_MAX = 64
TABLE = {
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    "BillingMode": "PAY_PER_REQUEST",
}
"""What the table must look like; `ttl` is its time-to-live attribute."""

COUNT = "count:"
"""What the attributes of counters begin with, so that no name of one is that of another attribute."""
ALIVE = "(attribute_not_exists(#ttl) OR #ttl > :now)"


class AwsRecords:
    """Records as items `pk=USER#<user_id>, sk=<key>`, with the value as one JSON string."""

    def __init__(self, table: str, clients: Clients, *, clock: Clock = time.time) -> None:
        self._table = table
        self._clients = clients
        self._clock = clock

    def get(self, user_id: str, key: str) -> Record | None:
        found = self._ask(user_id, "get_item", Key=_key(user_id, key), ConsistentRead=True)
        item = found.get("Item")
        return _record(item) if item and self._is_alive(item) else None

    def get_all(self, user_id: str, *keys: str) -> list[Record | None]:
        if len(keys) == 1:
            return [self.get(user_id, keys[0])]
        items = self._clients.items(user_id, self._table, [_key(user_id, key) for key in keys])
        found = {item["sk"]["S"]: _record(item) for item in items if self._is_alive(item)}
        return [found.get(key) for key in keys]

    def under(
        self, user_id: str, prefix: str, *, after: str = "", limit: int = 100, newest_first: bool = False
    ) -> Sequence[Record]:
        query: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk" + (" AND begins_with(sk, :prefix)" if prefix else ""),
            "ExpressionAttributeValues": {":pk": {"S": f"USER#{user_id}"}},
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        if prefix:
            query["ExpressionAttributeValues"][":prefix"] = {"S": prefix}
        if after:
            query["ExclusiveStartKey"] = _key(user_id, after)
        found = self._clients.query(user_id, self._table, limit, **query)
        return list(islice((_record(item) for item in found if self._is_alive(item)), limit))

    def commit(self, user_id: str, *writes: Write, may_be_lost: bool = False) -> None:
        actions = [self._action(user_id, write, text) for write, text in checked(writes)]
        if not actions:
            return
        if len(writes) == 1 and writes[0].expects is None:
            [(operation, arguments)] = actions[0].items()
            self._ask(user_id, f"{operation.lower()}_item", **arguments)
            return
        self._commit_all(user_id, writes, actions)

    def _commit_all(self, user_id: str, writes: Sequence[Write], actions: list[dict[str, Any]]) -> None:
        """A transaction. Whatever asks twice for the same one gets it once (TransactWriteItems, ClientRequestToken)."""
        named = [{operation: self._of_table(given) for operation, given in action.items()} for action in actions]
        for _ in range(COMMIT_ATTEMPTS_MAX):
            try:
                self._clients.ask(user_id, "dynamodb", "transact_write_items", TransactItems=named)
                return
            except ClientError as error:
                reasons = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
                if "ConditionalCheckFailed" in reasons:
                    raise StaleRecord(writes[reasons.index("ConditionalCheckFailed")].key) from error
                if "TransactionConflict" not in reasons:
                    raise Unavailable("The table did not answer. Please try again.", reason=str(reasons)) from error
        raise Unavailable("Too many changes at once. Please try again.")

    def add(self, user_id: str, key: str, amounts: Mapping[str, int], *, expires_at: int) -> dict[str, int]:
        counts = {COUNT + name: {"N": str(amount)} for name, amount in amounts.items()}
        for _ in range(COMMIT_ATTEMPTS_MAX):
            try:
                return self._add_to_living(user_id, key, counts, expires_at)
            except StaleRecord:
                pass
            try:
                item = {**_key(user_id, key), **counts, "ttl": {"N": str(expires_at)}}
                self._put_over_expired(user_id, item)
            except StaleRecord:
                continue
            return dict(amounts)
        raise Unavailable("Too many counts at once. Please try again.")

    def drop_expired(self) -> int:
        """The table's time-to-live does it, at no cost."""
        return 0

    def _add_to_living(
        self, user_id: str, key: str, counts: Mapping[str, dict[str, str]], expires_at: int
    ) -> dict[str, int]:
        added = ", ".join(f"#{number} :{number}" for number in range(len(counts)))
        values = {f":{number}": amount for number, amount in enumerate(counts.values())}
        with stale(key):
            answer = self._ask(
                user_id,
                "update_item",
                Key=_key(user_id, key),
                UpdateExpression=f"ADD {added} SET #ttl = if_not_exists(#ttl, :ttl)",
                ConditionExpression=ALIVE,
                ExpressionAttributeNames={"#ttl": "ttl", **{f"#{number}": name for number, name in enumerate(counts)}},
                ExpressionAttributeValues={**values, ":ttl": {"N": str(expires_at)}, ":now": self._now()},
                ReturnValues="UPDATED_NEW",
            )
        return {name.removeprefix(COUNT): int(answer["Attributes"][name]["N"]) for name in counts}

    def _put_over_expired(self, user_id: str, item: dict[str, dict[str, str]]) -> None:
        with stale(item["sk"]["S"]):
            self._ask(
                user_id,
                "put_item",
                Item=item,
                ConditionExpression="#ttl <= :now",
                ExpressionAttributeNames={"#ttl": "ttl"},
                ExpressionAttributeValues={":now": self._now()},
            )

    def _action(self, user_id: str, write: Write, text: str | None) -> dict[str, Any]:
        condition, names, values = self._expectation(write)
        common: dict[str, Any] = {"Key": _key(user_id, write.key)}
        if condition:
            common["ConditionExpression"] = condition
        if text is None:
            return {"Delete": _without_empty({**common, **_expressions(names, values)})}
        names |= {"#value": "value", "#version": "version", "#ttl": "ttl"}
        values[":value"] = {"S": text}
        update = "SET #value = :value, #version = :version"
        if write.expects is None:
            update = "SET #value = :value, #version = if_not_exists(#version, :zero) + :one"
            values |= {":zero": {"N": "0"}, ":one": {"N": "1"}}
        else:
            values[":version"] = {"N": str(write.expects + 1)}
        if write.expires_at is None:
            update += " REMOVE #ttl"
        else:
            update += ", #ttl = :ttl"
            values[":ttl"] = {"N": str(write.expires_at)}
        return {"Update": {**common, "UpdateExpression": update, **_expressions(names, values)}}

    def _expectation(self, write: Write) -> tuple[str, dict[str, str], dict[str, Any]]:
        if write.expects is None:
            return "", {}, {}
        if write.expects == ABSENT:
            return "attribute_not_exists(sk) OR #ttl <= :now", {"#ttl": "ttl"}, {":now": self._now()}
        names = {"#ttl": "ttl", "#version": "version"}
        return f"#version = :expected AND {ALIVE}", names, {":expected": {"N": str(write.expects)}, ":now": self._now()}

    def _ask(self, user_id: str, operation: str, **arguments: Any) -> Any:
        return self._clients.ask(user_id, "dynamodb", operation, **self._of_table(arguments))

    def _of_table(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"TableName": self._table, **arguments}

    def _is_alive(self, item: dict[str, Any]) -> bool:
        return "ttl" not in item or int(item["ttl"]["N"]) > self._clock()

    def _now(self) -> dict[str, str]:
        return {"N": str(int(self._clock()))}


def _key(user_id: str, key: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"USER#{user_id}"}, "sk": {"S": key}}


def _expressions(names: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
    return {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}


def _without_empty(action: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in action.items() if value}


def _record(item: dict[str, Any]) -> Record:
    if counts := {name.removeprefix(COUNT): int(n["N"]) for name, n in item.items() if name.startswith(COUNT)}:
        return Record(item["sk"]["S"], counts, 1)
    return Record(item["sk"]["S"], json.loads(item["value"]["S"]), int(item["version"]["N"]))
