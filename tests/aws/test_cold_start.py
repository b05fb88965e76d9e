"""What a function costs before its first request, and what a snapshot of it holds."""

import json
import os
import subprocess
import sys
from statistics import median
from typing import Any

import pytest

from tests.conftest import ADA, KEY, ORIGIN
from tests.running import ROOT

ALL = "import fastapi, mcp.server, boto3, mangum"
CPU_SECONDS = "; import time; print(time.process_time())"
RUNS = 11
HANDLERS = ("oauth", "token", "mcp", "account", "files", "page")


def environ(**settings: str) -> dict[str, str]:
    """What a function finds around it, with AWS where nobody answers."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    ours = {"MODE": "lambda", "PUBLIC_BASE_URL": ORIGIN, "TABLE_NAME": "t", "BUCKET_NAME": "b"}
    ours |= {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "OAUTH_CLIENT_ID": "vault"}
    ours |= {"AWS_EC2_METADATA_DISABLED": "true", "PYTHONPATH": str(ROOT)}
    return {**passed_on, **ours, **settings}


def told_by(program: str, **settings: str) -> str:
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ(**settings), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.slow
def test_importing_a_handler_costs_less_than_what_it_does_without():
    """Processor time, each beside the others in the same round, so that a busy machine is busy for all."""
    programs = {name: f"import handlers.{name}" for name in ("oauth", "token", "mcp")} | {"all": ALL}
    rounds = [{name: float(told_by(program + CPU_SECONDS)) for name, program in programs.items()} for _ in range(RUNS)]
    ratio = {name: median(spent[name] / spent["all"] for spent in rounds) for name in ("oauth", "token", "mcp")}
    print(ratio, rounds)
    assert ratio["oauth"] <= 1 / 3 and ratio["token"] <= 1 / 3 and ratio["mcp"] <= 0.8, (ratio, rounds)


@pytest.mark.parametrize("handler", HANDLERS)
def test_importing_a_handler_builds_nothing_and_asks_nobody(handler: str):
    loaded = set(json.loads(told_by(f"import handlers.{handler}, sys, json; print(json.dumps(sorted(sys.modules)))")))
    assert not loaded & {"boto3", "botocore", "mangum", "aws_lambda_powertools", "yaml", "regex", "fastjsonschema"}
    assert ("fastapi" in loaded, "mcp" in loaded) == (handler == "account", handler == "mcp")
    assert not loaded & {f"shared.{name}" for name in ("jobs", "rounds", "folders", "notes.moving", "notes.undo")} - {
        "shared.jobs" if handler == "account" else ""
    }


HELD = """
import gc, json, sys
import handlers.{handler} as handler
from handlers import edge
kinds = ("sqlite3.Connection", "socket.socket", "shared.service.Service", "shared.access.tokens.AuthService",
         "botocore.credentials.Credentials", "botocore.client.BaseClient")
is_a_pipe = lambda thing: getattr(thing, "family", None) == 1  # what an event loop wakes itself with
named = lambda thing: [f"{{kind.__module__}}.{{kind.__qualname__}}" for kind in type(thing).__mro__]
gc.collect()
held = [kind for thing in gc.get_objects() for kind in named(thing) if kind in kinds and not is_a_pipe(thing)]
print(json.dumps([held, edge.service.cache_info().currsize, sorted(sys.modules)]))
"""


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_snapshot_holds_what_is_slow_to_load_and_nothing_that_is_anybodys(handler: str):
    held, services, loaded = json.loads(
        told_by(HELD.format(handler=handler), AWS_LAMBDA_INITIALIZATION_TYPE="snap-start", JWT_SECRET_KEY=KEY)
    )
    assert (held, services) == ([], 0)
    assert {"boto3", "botocore.signers", "mangum", "sqlite3"} <= set(loaded)


RESTORED = """
import io, json, os, sys
import handlers.mcp as handler
from handlers import edge
from shared.config import Config
from shared.service import build
from dataclasses import replace
from pathlib import Path

def answer(place):
    folder = Path({folder!r}) / place
    config = replace(Config.from_environ(), records="sqlite", files="disk", database_path=folder / "vault.db",
                     vault_base_path=folder, search_cache_path=folder / "search")
    vaults = build(config)
    token = vaults.tokens.create_jwt({user!r})
    before = set(sys.modules)
    with edge.serving(vaults):
        given = {{"protocolVersion": "2025-11-25", "capabilities": {{}}, "clientInfo": {{"name": "C", "version": "1"}}}}
        body = json.dumps({{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": given}})
        event = {{"version": "2.0", "routeKey": "$default", "rawPath": "/mcp", "rawQueryString": "", "body": body,
            "isBase64Encoded": False, "headers": {{"host": "notes.example", "authorization": "Bearer " + token,
            "content-type": "application/json"}}, "requestContext": {{"http": {{"method": "POST", "path": "/mcp",
            "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": ""}}, "stage": "$default", "requestId": "1",
            "domainName": "notes.example"}}}}
        context = type("Context", (), dict(function_name="mcp", memory_limit_in_mb=1024, aws_request_id="1",
                                           invoked_function_arn="arn:aws:lambda:::function:mcp"))
        answered = handler.handler(event, context)
    import random
    told = [answered["statusCode"], answered["headers"].get("mcp-session-id"), token.rsplit(".", 2)[1], random.random()]
    return told + [sorted(set(sys.modules) - before)]

for place in ("one", "two"):
    if os.fork() == 0:
        sys.stdout = io.StringIO()
        told = answer(place)
        os.write(1, (json.dumps(told) + "\\n").encode())
        os._exit(0)
    os.wait()
"""


def test_two_functions_restored_from_one_snapshot_have_nothing_in_common_that_is_to_be_unique(tmp_path: Any):
    program = RESTORED.format(folder=str(tmp_path), user=ADA)
    one, two = map(
        json.loads,
        told_by(program, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start", JWT_SECRET_KEY=KEY).splitlines(),
    )
    for told in (one, two):
        assert told[0] == 200 and told[1]
        slow = [name for name in told[4] if name.split(".")[0] in ("mcp", "mcp_types", "botocore", "boto3", "pydantic")]
        assert slow == [], "the first request after a restore loads none of these any more"
    for ours, others in zip(one[1:4], two[1:4], strict=True):
        assert ours != others
