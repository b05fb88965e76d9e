"""API Gateway and our Lambdas as a process, on an AWS of its own: `with lambdas_at(provider, folder) as server`.

It takes HTTP, and each request becomes an event of the function that template.yaml routes it to. Several are answered
at a time, as by several Lambdas. The caller's address is the last of X-Forwarded-For, for tests come from many. What a
function asks of AWS is refused where no policy of the template allows it.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import anyio.to_thread
import boto3
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shared.config import Config
from shared.storage.aws_records import TABLE
from tests.aws.enforcement import Enforcement, enforced
from tests.aws.rights import TENANT_ROLE_ARN
from tests.cloud import cloud, environ_of
from tests.lambda_events import ADDRESS, Answer, answered
from tests.provider import Provider
from tests.running import KEY, PASSED_ON, Running, listening

NAME = "notes-vault"
DENIED, TOUCHED = "denied: ", "touched: "
"""How lines of the log begin that tell which call no policy allowed, and which role reached which partition."""


@dataclass(frozen=True)
class Deployed(Running):
    """Our Lambdas, and the URL of the AWS on which they are."""

    aws: str


@contextmanager
def lambdas_at(provider: Provider, folder: Path, **settings: str) -> Iterator[Deployed]:
    """Our Lambdas on an AWS of their own, where nobody but the provider says who somebody is."""
    with cloud() as url:
        secrets = furnished(url, {"SigningKey": KEY, "ClientSecret": provider.settings["OAUTH_CLIENT_SECRET"]})
        ours = {"MODE": "lambda", "TABLE_NAME": NAME, "BUCKET_NAME": NAME, "TENANT_ROLE_ARN": TENANT_ROLE_ARN}
        ours |= {"JWT_SECRET_ARN": secrets["SigningKey"], "OAUTH_SECRET_ARN": secrets["ClientSecret"]}
        ours |= {"SEARCH_CACHE_PATH": str(folder / "search"), **environ_of(url)}
        ours |= {name: provider.settings[name] for name in ("OPENID_PROVIDER_URL", "OAUTH_CLIENT_ID")}
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}

        def environ(port: int) -> dict[str, str]:
            where = {"MCP_PORT": str(port), "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
            return {**passed_on, **ours, **where, **settings}

        log = folder / "server.log"
        with listening(lambda port: ["-m", "tests.lambdas"], log, environ) as (process, port):
            read = {"JWT_SECRET_KEY": KEY, "OAUTH_CLIENT_SECRET": provider.settings["OAUTH_CLIENT_SECRET"]}
            yield Deployed(Config.from_environ({**environ(port), **read}), process, log, url)
        assert told(log, DENIED) == []


def furnished(url: str, secrets: dict[str, str]) -> dict[str, str]:
    """Have an AWS hold our table, our bucket and these secrets; the answer is each secret's ARN."""
    client = partial(_client, url)
    client("dynamodb").create_table(TableName=NAME, **TABLE)
    client("s3").create_bucket(Bucket=NAME)
    manager = client("secretsmanager")
    return {name: manager.create_secret(Name=name, SecretString=value)["ARN"] for name, value in secrets.items()}


def stored(url: str) -> bytes:
    """Every item and every object of ours, as they lie there."""
    items = _client(url, "dynamodb").scan(TableName=NAME)["Items"]
    s3 = _client(url, "s3")
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=NAME).get("Contents", [])]
    return repr(items).encode() + b"".join(s3.get_object(Bucket=NAME, Key=key)["Body"].read() for key in keys)


def _client(url: str, service: str):
    given = environ_of(url)
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=given["AWS_DEFAULT_REGION"],
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
    )


def told(log: Path, start: str) -> list[str]:
    """What the lines of a log say that begin so."""
    lines = log.read_text(errors="replace").splitlines()
    return [line.removeprefix(start) for line in lines if line.startswith(start)]


def handed_over(method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> Answer:
    """A request given to its Lambda. Mangum wants a loop of the thread's own."""
    try:
        asyncio.get_event_loop()
    except RuntimeError:
        asyncio.set_event_loop(asyncio.new_event_loop())
    forwarded = [value for name, value in headers if name == "x-forwarded-for"]
    address = forwarded[-1].rpartition(",")[2].strip() if forwarded else ADDRESS
    return answered(method, target, headers, body, address)


class Front:
    """What stands before the Lambdas, as an ASGI application."""

    def __init__(self, strict: Enforcement) -> None:
        self._strict = strict
        self._said = 0
        self._known: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        query = scope["query_string"].decode("latin-1")
        target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
        body = await request.body()
        answer = await anyio.to_thread.run_sync(handed_over, request.method, target, headers, body)
        self._tell()
        response = Response(answer.body, answer.status)
        response.raw_headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers]
        await response(scope, receive, send)

    def _tell(self) -> None:
        for line in self._strict.denied[self._said :]:
            print(f"{DENIED}{line}", flush=True)
        self._said = len(self._strict.denied)
        for role, partition in sorted(self._strict.touched - self._known):
            print(f"{TOUCHED}{role} {partition}", flush=True)
            self._known.add((role, partition))


def main() -> None:
    port = Config.from_environ().mcp_port
    with enforced() as strict:
        uvicorn.run(Front(strict), host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off")


if __name__ == "__main__":
    sys.exit(main())
