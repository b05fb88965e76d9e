"""The one door to AWS: asks with the rights of those whose data it is, and tells trouble as the contract says it."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import boto3
import botocore.session
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import Loader, create_loader

from shared.errors import Unavailable
from shared.storage.contract import Clock, StaleRecord

CLIENT = ClientConfig(
    parameter_validation=False,
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
USERS_MAX = 64
ROLE_SECONDS, MARGIN_SECONDS = 3_600, 300
"""How long the rights of a role last (role chaining allows no more), and how long before their end they are renewed."""

ENDED = {"ExpiredToken", "ExpiredTokenException", "InvalidToken", "UnrecognizedClientException", "InvalidAccessKeyId"}
"""How DynamoDB and S3 say that credentials are good no more. Nothing has happened then."""
MEETINGS = {"TransactionConflictException", "ConditionalRequestConflict", "OperationAborted"}
"""How they say that another request is at the same thing at this moment, and nothing has happened."""
ATTEMPTS_MAX = 16
BATCH_KEYS_MAX, BATCH_ATTEMPTS_MAX = 100, 8
OURS = {"TransactionCanceledException", "ConditionalCheckFailedException", "PreconditionFailed", "NoSuchKey", "404"}
"""Answers that say something about our data; everything else is trouble."""


Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Rights:
    """Credentials of one owner until a time (unix seconds), and the clients made with them."""

    credentials: dict[str, str]
    until: float
    clients: dict[str, Any] = field(default_factory=dict)


class Clients:
    """DynamoDB's and S3's clients. `role_arn` is assumed for each user, tagged with their id; "" uses our own rights.

    What belongs to no user (its owner holds a `#`) is always reached with our own.
    """

    def __init__(self, *, role_arn: str = "", clock: Clock = time.time, made: Callable[..., Any] | None = None) -> None:
        self._made = made or made_client
        self._role_arn = role_arn
        self._clock = clock
        self._lock = Lock()
        self._own = _Rights({}, float("inf"))
        self._of_users: OrderedDict[str, _Rights] = OrderedDict()

    def ask(self, owner: str, service: str, operation: str, **arguments: Any) -> Any:
        """What AWS answers about what an owner has.

        Raises:
            Unavailable: AWS does not let us, or did not answer. ClientError: it says something about our data (`OURS`).
        """
        is_renewed = False
        with aws_trouble():
            for attempts_left in range(ATTEMPTS_MAX, -1, -1):
                try:
                    return getattr(self.client(owner, service), operation)(**arguments)
                except ClientError as error:
                    code = code_of(error)
                    if code in ENDED and not is_renewed:
                        is_renewed = True
                        self._forget(owner)
                    elif code not in MEETINGS or not attempts_left:
                        raise
        raise AssertionError("the last attempt returns or raises")

    def _forget(self, owner: str) -> None:
        """Ask for an owner's rights anew the next time; where they are our own, make the clients anew."""
        with self._lock:
            if not self._of_users.pop(owner, None):
                self._own.clients.clear()

    def items(self, owner: str, table: str, keys: Sequence[Item]) -> Iterator[Item]:
        """The items of a table that there are of these, in no order, read so that the last write is seen.

        An answer may leave some out, which are then asked for again (BatchGetItem, UnprocessedKeys).

        Raises:
            Unavailable: AWS did not answer, or gave nothing time and again.
        """
        wanted, idle = list(keys), 0
        while wanted and idle < BATCH_ATTEMPTS_MAX:
            asked = wanted[:BATCH_KEYS_MAX]
            given = {table: {"Keys": asked, "ConsistentRead": True}}
            answer = self.ask(owner, "dynamodb", "batch_get_item", RequestItems=given)
            left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            idle = idle + 1 if len(left) == len(asked) else 0
            wanted = left + wanted[BATCH_KEYS_MAX:]
            yield from answer["Responses"].get(table, [])
        if wanted:
            raise Unavailable("The storage did not answer. Please try again.", reason="keys are left unprocessed")

    def query(self, owner: str, table: str, limit: int, **query: Any) -> Iterator[Item]:
        """The items of a query, so many to a page, as far as whoever asks goes through them.

        Raises:
            Unavailable: AWS did not answer.
        """
        while True:
            page = self.ask(owner, "dynamodb", "query", TableName=table, Limit=limit, **query)
            yield from page["Items"]
            if not (last := page.get("LastEvaluatedKey")):
                return
            query["ExclusiveStartKey"] = last

    def client(self, owner: str, service: str) -> Any:
        """A client with the rights to an owner's data."""
        rights = self._rights(owner) if self._role_arn and "#" not in owner else self._own
        with self._lock:
            if service not in rights.clients:
                rights.clients[service] = self._made(service, config=CLIENT, **rights.credentials)
            return rights.clients[service]

    def _rights(self, user_id: str) -> _Rights:
        with self._lock:
            rights = self._of_users.get(user_id)
        if not rights or self._clock() >= rights.until:
            rights = self._assumed(user_id)
        with self._lock:
            self._of_users[user_id] = rights
            self._of_users.move_to_end(user_id)
            if len(self._of_users) > USERS_MAX:
                self._of_users.popitem(last=False)
        return rights

    def _assumed(self, user_id: str) -> _Rights:
        """The tenant role, as the user that its tag names."""
        with self._lock:
            if "sts" not in self._own.clients:
                self._own.clients["sts"] = self._made("sts", config=CLIENT)
        given = self._own.clients["sts"].assume_role(
            RoleArn=self._role_arn,
            RoleSessionName="notes-vault",
            DurationSeconds=ROLE_SECONDS,
            Tags=[{"Key": "UserId", "Value": user_id}],
        )["Credentials"]
        credentials = {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }
        return _Rights(credentials, self._clock() + ROLE_SECONDS - MARGIN_SECONDS)


def made_client(service: str, **given: Any) -> Any:
    """A client, made in a session that is made anew where somebody asks for that: it holds credentials."""
    return _session().client(service, **given)


@cache
def _session() -> boto3.Session:
    """A session of ours; what it loads to make clients from stays, whoever's they are."""
    core = botocore.session.Session()
    core.register_component("data_loader", _loader())
    return boto3.Session(botocore_session=core)


@cache
def _loader() -> Loader:
    return create_loader(botocore.session.Session().get_config_variable("data_path"))


def warm(*services: str) -> None:
    """Load what clients of these services are made from, without a call and without anybody's credentials."""
    nobodys = {"aws_access_key_id": "none", "aws_secret_access_key": "none", "region_name": "us-east-1"}
    for service in services:
        made_client(service, config=CLIENT, **nobodys)
    _session.cache_clear()


def code_of(error: ClientError) -> str:
    """What AWS calls an error; "" where its answer was none of its own."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def stale(key: str) -> Iterator[None]:
    """A condition that failed, as the contract says it."""
    try:
        yield
    except ClientError as error:
        raise StaleRecord(key) from error


@contextmanager
def aws_trouble() -> Iterator[None]:
    """Whatever goes wrong between us and AWS, as the contract says it."""
    try:
        yield
    except ClientError as error:
        if code_of(error) not in OURS:
            raise Unavailable("The storage did not answer. Please try again.", reason=str(error)) from error
        raise
    except BotoCoreError as error:
        raise Unavailable("The storage did not answer. Please try again.", reason=str(error)) from error
