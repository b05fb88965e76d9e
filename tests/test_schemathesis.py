"""Schemathesis holds /api against its own document: whatever is asked, every answer is one the document announces."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.running import Running, environ_of, running

USER = "hf-ada"
ROOT, HOOKS = Path(__file__).parent.parent, "tests.schemathesis_zips"
PROGRAM = Path(sys.executable).with_name("schemathesis")
SECONDS_MAX = 600
UNLIMITED = str(10**9)
"""A limit would end the examination before its examples are used up."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, RATE_LIMIT_PER_MINUTE=UNLIMITED) as server:
        yield server


def rpc(server: Running, token: str, method: str, **params: object) -> httpx.Response:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    return httpx.post(server.url, headers={"Authorization": f"Bearer {token}"}, json=message)


def furnished(server: Running) -> str:
    """A token of somebody who has a note, a connection, a session and an activity."""
    token = server.token(USER)
    rpc(server, token, "tools/call", name="write_note", arguments={"path": "Moss", "body": "moss"})
    rpc(
        server,
        token,
        "initialize",
        protocolVersion="2025-11-25",
        capabilities={},
        clientInfo={"name": "c", "version": "1"},
    )
    named = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{server.config.base_url}/api/auth/create-token", headers=named, json={"name": "script"})
    return token


@pytest.mark.parametrize("examples", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_schemathesis_finds_nothing(server: Running, tmp_path: Path, examples: int):
    token, api = furnished(server), f"{server.config.base_url}/api"
    examined = subprocess.run(
        [
            *(str(PROGRAM), "run", f"{api}/openapi.json", "--url", api, "--header", f"Authorization: Bearer {token}"),
            *("--checks", "all", "--max-examples", str(examples), "--no-color"),
            *("--generation-deterministic", "--warnings", "off"),
        ],
        cwd=tmp_path,
        env=environ_of(tmp_path, NO_COLOR="1", COLUMNS="160", PYTHONPATH=str(ROOT), SCHEMATHESIS_HOOKS=HOOKS),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
    )
    assert examined.returncode == 0, examined.stdout + examined.stderr
    left = rpc(server, token, "tools/call", name="read_note", arguments={"path": "Moss"})
    assert left.json()["result"]["structuredContent"]["text"] == "moss", "the account was deleted"
