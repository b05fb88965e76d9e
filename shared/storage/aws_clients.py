"""AWS clients by whose data they may touch: with a tenant role, those of one user reach that user's data alone."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config as ClientConfig
from botocore.exceptions import BotoCoreError, ClientError

from shared.errors import Unavailable
from shared.storage.contract import Clock, StaleRecord

CLIENT = ClientConfig(
    connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4}, max_pool_connections=16
)
USERS_MAX = 64
ROLE_SECONDS, MARGIN_SECONDS = 3_600, 300
"""How long the rights of a role last (role chaining allows no more), and how long before their end they are renewed."""

ENDED = {"ExpiredToken", "ExpiredTokenException", "InvalidToken", "UnrecognizedClientException", "InvalidAccessKeyId"}
"""How DynamoDB and S3 say that credentials are good no more."""


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

    def __init__(
        self, *, role_arn: str = "", clock: Clock = time.time, made: Callable[..., Any] = boto3.client
    ) -> None:
        self._made = made
        self._role_arn = role_arn
        self._clock = clock
        self._lock = Lock()
        self._own = _Rights({}, float("inf"))
        self._of_users: OrderedDict[str, _Rights] = OrderedDict()

    @contextmanager
    def of(self, owner: str, service: str) -> Iterator[Any]:
        """The client for what an owner has. Rights that ended early are not used again.

        Raises:
            Unavailable: AWS does not let us, or did not answer. ClientError: it says something about our data.
        """
        try:
            with aws_trouble():
                yield self._client(owner, service)
        except Unavailable as error:
            if isinstance(error.__cause__, ClientError) and error.__cause__.response["Error"]["Code"] in ENDED:
                with self._lock:
                    self._of_users.pop(owner, None)
            raise

    def _client(self, owner: str, service: str) -> Any:
        with self._lock:
            rights = self._rights(owner) if self._role_arn and "#" not in owner else self._own
            if service not in rights.clients:
                rights.clients[service] = self._made(service, config=CLIENT, **rights.credentials)
            return rights.clients[service]

    def _rights(self, user_id: str) -> _Rights:
        rights = self._of_users.pop(user_id, None)
        if not rights or self._clock() >= rights.until:
            rights = self._assumed(user_id)
        self._of_users[user_id] = rights
        if len(self._of_users) > USERS_MAX:
            self._of_users.popitem(last=False)
        return rights

    def _assumed(self, user_id: str) -> _Rights:
        """The tenant role, as the user that its tag names."""
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


OURS = {"TransactionCanceledException", "ConditionalCheckFailedException", "PreconditionFailed", "NoSuchKey"}
"""Answers that say something about our data; everything else is trouble."""


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
        if error.response["Error"]["Code"] not in OURS:
            raise Unavailable("The storage did not answer. Please try again.", reason=str(error)) from error
        raise
    except BotoCoreError as error:
        raise Unavailable("The storage did not answer. Please try again.", reason=str(error)) from error
