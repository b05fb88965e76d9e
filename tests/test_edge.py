"""What every handler gives at its edge: errors without secrets, a log an operator can use, an address that answers."""

import asyncio
import io
import json
import logging

import httpx
import pytest

import local_server
from handlers.edge import STATUS
from shared import errors
from shared.errors import VaultError
from tests.conftest import ADA, ORIGIN, Person, Send, serve


def every_error() -> list[type[VaultError]]:
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, VaultError)]


def test_every_error_has_a_code_of_its_own_and_an_http_status():
    codes = [kind.code for kind in every_error()]
    assert len(set(codes)) == len(codes)
    assert set(codes) == set(STATUS)


@pytest.mark.parametrize("shelves", ["aws"], indirect=True)
def test_on_lambda_a_refusal_is_one_json_line_with_the_request_and_no_token(ada: Person):
    ada.call("write_note", path="Moss", body="a secret text")
    [handler] = logging.getLogger("notes_vault").handlers
    handler.setStream(written := io.StringIO())
    ada.refused("read_note", path="Nowhere")
    ada.send("POST", "/mcp", {"Authorization": "Bearer forged.token.here"}, b"{}")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["correlation_id"] for line in lines] == ["1"] * len(lines)
    said = " ".join(line["message"] for line in lines)
    assert ["read_note hf-ada not_found" in said, "unauthorized" in said] == [True, True]
    everything = json.dumps(lines)
    assert not [secret for secret in (ada.token, "forged.token.here", "a secret text") if secret in everything]


def test_a_storage_that_does_not_answer_is_a_503_and_says_so(ada: Person, vaults, monkeypatch, send: Send):
    def fail(*_: object, **__: object) -> None:
        raise errors.Unavailable("The storage did not answer. Please try again.", reason="secret host name")

    monkeypatch.setattr(vaults.sessions, "start", fail)
    opening = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    answer = ada.post({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": opening})
    assert (answer.status, answer.json()["error"]) == (503, "unavailable")
    assert b"secret host name" not in answer.body


@pytest.mark.parametrize("path", ["/healthz", "/"])
def test_the_server_says_that_it_is_there(path: str, vaults, monkeypatch):
    serve(vaults, monkeypatch)

    async def get() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(local_server.app()), base_url=ORIGIN) as client:
            return await client.get(path)

    loop = asyncio.new_event_loop()
    answer = loop.run_until_complete(get())
    loop.close()
    assert (answer.status_code, ADA in answer.text) == (200, False)
