"""What goes wrong between boto3 and AWS: a wire to moto on which one request, or every one from it on, meets a fault.

Faults lie below boto3, so that what boto3 does about them belongs to what is tried. DynamoDB's memory for tokens of
transactions, which moto lacks, is on the wire too (TransactWriteItems, ClientRequestToken).
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber

Answer = tuple[int, dict[str, str], bytes]
Asked = Callable[[], Answer]
"""Has AWS do what a request asks for."""


@dataclass(frozen=True)
class Request:
    """A request on the wire."""

    service: str
    operation: str
    url: str
    body: dict[str, Any]


def of(request: Any) -> Request:
    target = request.headers.get("X-Amz-Target", b"")
    if target := target.decode() if isinstance(target, bytes) else target:
        return Request("dynamodb", target.partition(".")[2], request.url, json.loads(request.body))
    is_sts = "Action=AssumeRole" in str(request.body)[:1_000]
    return Request("sts" if is_sts else "s3", "AssumeRole" if is_sts else request.method, request.url, {})


def _refusal(request: Request, status: int, code: str) -> Answer:
    """A refusal in the words of the service that was asked."""
    if request.service == "dynamodb":
        told = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code}
        return status, {"content-type": "application/x-amz-json-1.0"}, json.dumps(told).encode()
    xml = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>"
    if request.service == "sts":
        xml = f"<ErrorResponse>{xml}</ErrorResponse>"
    return status, {"content-type": "text/xml"}, xml.encode()


def throttled(request: Request, asked: Asked) -> Answer:
    if request.service == "s3":
        return _refusal(request, 503, "SlowDown")
    return _refusal(request, 400, "ThrottlingException" if request.service == "dynamodb" else "Throttling")


def in_conflict(request: Request, asked: Asked) -> Answer:
    """Somebody else is at the same item, or object, at this moment."""
    if request.service == "s3":
        is_put = request.operation == "PUT"
        return _refusal(request, 409, "ConditionalRequestConflict" if is_put else "OperationAborted")
    if request.operation != "TransactWriteItems":
        return _refusal(request, 400, "TransactionConflictException")
    status, headers, body = _refusal(request, 400, "TransactionCanceledException")
    reasons = [{"Code": "TransactionConflict"}, *({"Code": "None"} for _ in request.body["TransactItems"][1:])]
    return status, headers, json.dumps({**json.loads(body), "CancellationReasons": reasons}).encode()


def unanswered(request: Request, asked: Asked) -> Answer:
    """It never reached AWS."""
    raise ReadTimeoutError(endpoint_url=request.url)


def unanswered_though_done(request: Request, asked: Asked) -> Answer:
    """AWS did it, and the answer was lost."""
    asked()
    raise ReadTimeoutError(endpoint_url=request.url)


def cut_off(request: Request, asked: Asked) -> Answer:
    raise ConnectionClosedError(endpoint_url=request.url)


def failed_though_done(request: Request, asked: Asked) -> Answer:
    """AWS did it, and then failed."""
    asked()
    return _refusal(request, 500, "InternalServerError" if request.service == "dynamodb" else "InternalError")


def expired(request: Request, asked: Asked) -> Answer:
    return _refusal(request, 400, "ExpiredTokenException" if request.service == "dynamodb" else "ExpiredToken")


def partial(request: Request, asked: Asked) -> Answer:
    """AWS answers for a part of what it was asked for (BatchGetItem, UnprocessedKeys)."""
    status, headers, body = asked()
    if request.operation != "BatchGetItem":
        return status, headers, body
    told = json.loads(body)
    [(table, wanted)] = request.body["RequestItems"].items()
    left = wanted["Keys"][1:]
    told["Responses"][table] = [item for item in told["Responses"][table] if _key(item) == _key(wanted["Keys"][0])]
    told["UnprocessedKeys"] = {table: {**wanted, "Keys": left}} if left else {}
    return status, headers, json.dumps(told).encode()


def _key(item: dict[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


Fault = Callable[[Request, Asked], Answer]
FAULTS: tuple[Fault, ...] = (
    throttled,
    in_conflict,
    unanswered,
    unanswered_though_done,
    cut_off,
    failed_though_done,
    expired,
    partial,
)


@dataclass
class Wire:
    """Every request so far, and the fault that is to come: at which request, and to how many of them."""

    requests: list[Request] = field(default_factory=list)
    fault: Fault | None = None
    at: int = 0
    times: int = 0
    _answers: dict[str, Answer] = field(default_factory=dict)

    def break_at(self, at: int, fault: Fault, times: int) -> None:
        """From now on requests are counted from 0, and so many from the one `at` on meet a fault."""
        self.requests.clear()
        self.fault, self.at, self.times = fault, at, times

    def mend(self) -> None:
        self.fault = None

    def answer(self, request: Request, done: Asked) -> Answer:
        number = len(self.requests)
        self.requests.append(request)

        def asked() -> Answer:
            token = request.body.get("ClientRequestToken", "")
            if token in self._answers:
                return self._answers[token]
            answer = done()
            if token and answer[0] == 200:
                self._answers[token] = answer
            return answer

        if self.fault and self.at <= number < self.at + self.times:
            return self.fault(request, asked)
        return asked()


@contextmanager
def wired() -> Iterator[Wire]:
    """A wire between boto3 and the moto of this process; nobody waits between two attempts.

    A client that has met many faults tries less often again; here each fault is the first that its client meets.
    """
    wire, real = Wire(), BotocoreStubber.process_request

    def process(stubber: BotocoreStubber, request: Any) -> Any:
        return wire.answer(of(request), lambda: real(stubber, request))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(BotocoreStubber, "process_request", process)
        patched.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
        patched.setattr("botocore.retries.quota.RetryQuota.acquire", lambda quota, amount: True)
        yield wire
