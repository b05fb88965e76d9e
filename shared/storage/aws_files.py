"""Files in one S3 bucket, each user's under a prefix of their own; small ones in the table, where they cost less."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from shared.errors import TooLarge, Unavailable
from shared.storage.aws_clients import Clients, aws_trouble, code_of
from shared.storage.contract import LINK_SECONDS

SMALL_BYTES_MAX = 8_192
"""What a file has at most to lie in the table: beyond it writing an item costs more than an object (docs/aws.md)."""
READS_MAX, THREADS_MAX = 3, 8
BYTES = "application/octet-stream"


class AwsFiles:
    """Files as objects `u/<user_id>/b/<digest>`; small ones as items `pk=FILE#<user_id>, sk=<digest>`, compressed.

    Without a `table` every file is an object.
    """

    def __init__(self, bucket: str, clients: Clients, *, table: str = "") -> None:
        self._bucket = bucket
        self._table = table
        self._clients = clients

    def put(self, user_id: str, body: bytes) -> str:
        digest = hashlib.sha256(body).hexdigest()
        if self._is_small(len(body)):
            item = {**_key(user_id, digest), "body": {"B": zlib.compress(body)}}
            self._ask_table(user_id, "put_item", Item=item)
            return digest
        try:
            self._ask(user_id, "put_object", Key=_name(user_id, digest), Body=body, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) != "PreconditionFailed":
                raise Unavailable("The bucket did not answer. Please try again.", reason=str(error)) from error
        return digest

    def get(self, user_id: str, digest: str, *, size_bytes: int | None = None) -> bytes | None:
        """Where it is not in the place for its size it is looked for in the other: the table may be newer than it."""
        if self._is_small(size_bytes or 0) and (body := self._item(user_id, digest)) is not None:
            return body
        body = self._object(user_id, _name(user_id, digest))
        return self._item(user_id, digest) if body is None and not self._is_small(size_bytes or 0) else body

    def get_all(self, user_id: str, sizes_bytes: Mapping[str, int]) -> dict[str, bytes]:
        small = [digest for digest, size in sizes_bytes.items() if self._is_small(size)]
        items = self._clients.items(user_id, self._table, [_key(user_id, digest) for digest in small])
        found = {item["sk"]["S"]: _body(item) for item in items}
        others = [digest for digest in sizes_bytes if digest not in found]
        if others:
            with ThreadPoolExecutor(THREADS_MAX) as threads:
                bodies = threads.map(lambda digest: self._object(user_id, _name(user_id, digest)), others)
                found |= {digest: body for digest, body in zip(others, bodies, strict=True) if body is not None}
        return found

    def remove(self, user_id: str, digest: str) -> None:
        if self._table:
            self._ask_table(user_id, "delete_item", Key=_key(user_id, digest))
        self._ask(user_id, "delete_object", Key=_name(user_id, digest))

    def under(self, user_id: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        prefix = _name(user_id, "")
        page = self._ask(user_id, "list_objects_v2", Prefix=prefix, MaxKeys=limit, StartAfter=prefix + after)
        objects = {item["Key"].removeprefix(prefix) for item in page.get("Contents", [])}
        return sorted(objects.union(self._digests_of_items(user_id, after, limit)))[:limit]

    def link_to_fetch(self, user_id: str, digest: str, name: str, *, size_bytes: int) -> str:
        if self._is_small(size_bytes):
            return ""
        shown = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        given = {"Key": _name(user_id, digest), "ResponseContentDisposition": shown, "ResponseContentType": BYTES}
        return self._link(user_id, "get_object", given)

    def link_to_send(self, user_id: str, key: str) -> str:
        return self._link(user_id, "put_object", {"Key": _intake(user_id, key)})

    def sent(self, user_id: str, key: str, *, bytes_max: int) -> bytes | None:
        name = _intake(user_id, key)
        try:
            size = self._ask(user_id, "head_object", Key=name)["ContentLength"]
        except ClientError:
            return None
        body = self._object(user_id, name) if size <= bytes_max else None
        self._ask(user_id, "delete_object", Key=name)
        if size > bytes_max:
            raise TooLarge(f"At most {bytes_max} bytes may be sent here; these are {size}.")
        return body

    def _link(self, user_id: str, operation: str, given: dict[str, str]) -> str:
        with aws_trouble():
            s3, params = self._clients.client(user_id, "s3"), {"Bucket": self._bucket, **given}
            return str(s3.generate_presigned_url(ClientMethod=operation, Params=params, ExpiresIn=LINK_SECONDS))

    def _digests_of_items(self, user_id: str, after: str, limit: int) -> list[str]:
        """At most `limit` digests, greater than `after`, of the files in the table."""
        if not self._table:
            return []
        query: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND sk > :after",
            "ExpressionAttributeValues": {":pk": _key(user_id, "")["pk"], ":after": {"S": after or " "}},
            "ProjectionExpression": "sk",
            "ConsistentRead": True,
        }
        items = self._clients.query(user_id, self._table, limit, **query)
        return [item["sk"]["S"] for item in islice(items, limit)]

    def _item(self, user_id: str, digest: str) -> bytes | None:
        """The body of a file that lies in the table. What is there never changes, so half a read tells it mostly."""
        for is_consistent in (False, True) if self._table else ():
            given = {"Key": _key(user_id, digest), "ConsistentRead": is_consistent}
            if item := self._ask_table(user_id, "get_item", **given).get("Item"):
                return _body(item)
        return None

    def _object(self, user_id: str, name: str) -> bytes | None:
        """The body of an object; one that stops on the way is read again."""
        for reads_left in range(READS_MAX - 1, -1, -1):
            try:
                answer = self._ask(user_id, "get_object", Key=name)
            except ClientError as error:
                if code_of(error) != "NoSuchKey":
                    raise Unavailable("The bucket did not answer. Please try again.", reason=str(error)) from error
                return None
            try:
                with aws_trouble():
                    body: bytes = answer["Body"].read()
            except Unavailable:
                if not reads_left:
                    raise
            else:
                return body
        return None

    def _is_small(self, size_bytes: int) -> bool:
        return bool(self._table) and size_bytes <= SMALL_BYTES_MAX

    def _ask_table(self, user_id: str, operation: str, **arguments: Any) -> Any:
        return self._clients.ask(user_id, "dynamodb", operation, TableName=self._table, **arguments)

    def _ask(self, user_id: str, operation: str, **arguments: Any) -> Any:
        return self._clients.ask(user_id, "s3", operation, Bucket=self._bucket, **arguments)


def _key(user_id: str, digest: str) -> dict[str, dict[str, str]]:
    return {"pk": {"S": f"FILE#{user_id}"}, "sk": {"S": digest}}


def _intake(user_id: str, key: str) -> str:
    """Where bytes lie that somebody sends past us, until they are taken in or a day is over."""
    return f"in/{user_id}/{key}"


def _name(user_id: str, digest: str) -> str:
    return f"u/{user_id}/b/{digest}"


def _body(item: dict[str, Any]) -> bytes:
    return zlib.decompress(item["body"]["B"])
