"""API Gateway before the Lambdas: a request becomes an event, and template.yaml says whose.

Amazon API Gateway Developer Guide, "Working with AWS Lambda proxy integrations for HTTP APIs" (payload format 2.0).
"""

import base64
import json
import re
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.aws.template import resources

ADDRESS = "192.0.2.1"
TEXT = ("text/", "application/json", "application/javascript", "application/xml")
"""What reaches a Lambda as it is; a body of any other type comes in base64."""

NOT_ROUTED = {"message": "Not Found"}
"""What API Gateway answers where no route leads anywhere."""

current: ContextVar[str] = ContextVar("current", default="")
"""The function that is answering, as template.yaml calls it."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def answered(
    method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes, address: str = ADDRESS
) -> Answer:
    """What is answered to a request, by the function whose route it is or by API Gateway itself."""
    function = function_of(urlsplit(target).path)
    if not function:
        return Answer(404, [("content-type", "application/json")], json.dumps(NOT_ROUTED).encode())
    answer = invoked(function, event_of(method, target, headers, body, address))
    text = answer.get("body") or ""
    payload = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    told = [(name.lower(), value) for name, value in (answer.get("headers") or {}).items()]
    told += [("set-cookie", cookie) for cookie in answer.get("cookies", [])]
    return Answer(answer["statusCode"], told, payload)


def invoked(function: str, event: dict[str, Any], **context: Any) -> dict[str, Any]:
    """What a function answers to an event. Both are JSON on their way."""
    facts = {"function_name": function, "memory_limit_in_mb": 1024, "aws_request_id": "r-1", **context}
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{function}"
    token = current.set(function)
    try:
        answer = handler_of(function)(json.loads(json.dumps(event)), SimpleNamespace(invoked_function_arn=arn, **facts))
    finally:
        current.reset(token)
    told: dict[str, Any] = json.loads(json.dumps(answer))
    return told


def event_of(
    method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes, address: str = ADDRESS
) -> dict[str, Any]:
    """The request as API Gateway hands it on: headers of one name are one, cookies apart, a body is text or base64."""
    path, _, query = target.partition("?")
    given: dict[str, str] = {}
    for name, value in headers:
        given[name.lower()] = f"{given[name.lower()]},{value}" if name.lower() in given else value
    cookies = given.pop("cookie", "")
    text = _text_of(body, given.get("content-type", ""))
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": given,
        **({"cookies": cookies.split("; ")} if cookies else {}),
        "requestContext": {
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": address, "userAgent": ""},
            "domainName": given.get("host", ""),
            "stage": "$default",
            "requestId": "1",
            "time": "21/Nov/2026:09:00:00 +0000",
            "timeEpoch": 1_795_000_000_000,
        },
        "body": base64.b64encode(body).decode() if text is None else text,
        "isBase64Encoded": text is None,
    }


def _text_of(body: bytes, kind: str) -> str | None:
    try:
        return body.decode() if not body or kind.lower().startswith(TEXT) else None
    except UnicodeDecodeError:
        return None


def function_of(path: str) -> str:
    """The function to which a path is routed, or "": a path as it stands goes before one with variables."""
    fitting = [(("{" in route), function) for route, function in routes() if re.fullmatch(_pattern(route), path)]
    return min(fitting)[1] if fitting else ""


@cache
def routes() -> list[tuple[str, str]]:
    """Every route of the template with the function it leads to."""
    integrations = {
        name: of["IntegrationUri"]["Ref"].removesuffix(".Alias")
        for name, of in resources("AWS::ApiGatewayV2::Integration").items()
    }
    found = []
    for route in resources("AWS::ApiGatewayV2::Route").values():
        method, _, path = route["RouteKey"].partition(" ")
        assert method == "ANY"
        found.append((path, integrations[re.sub(r"\W|^integrations", "", route["Target"]["Fn::Sub"])]))
    return found


@cache
def _pattern(route: str) -> str:
    """A route as a pattern: a variable is one piece of the path, one with a plus is all that follows."""
    pieces = re.split(r"(\{[^}]+\})", route)
    return "".join((".+" if "+" in piece else "[^/]+") if piece[:1] == "{" else re.escape(piece) for piece in pieces)


@cache
def handler_of(function: str) -> Any:
    module, _, name = resources("AWS::Serverless::Function")[function]["Handler"].rpartition(".")
    return getattr(import_module(module), name)


class LambdaTransport(httpx.BaseTransport):
    """How a client of httpx reaches the Lambdas."""

    def __init__(self, address: str = ADDRESS) -> None:
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        target = request.url.raw_path.decode()
        answer = answered(request.method, target, headers, request.read(), self._address)
        return httpx.Response(answer.status, headers=answer.headers, content=answer.body)
