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
from shared.service import Service
from tests.conftest import ADA, ORIGIN, Person, Send, config_in, send_asgi, serve
from tests.hostile.line import send_one_way
from tests.hostile.request import Sent


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


SERVED = ["/", "/signed-in", "/healthz", "/metrics", "/assets/icon.svg", "/assets/none.js", "/authorize"]
SERVED += ["/oauth/callback", "/token", "/files/none/none", "/api/me", "/api/nowhere", "/api/openapi.json", "/mcp"]
SERVED += ["/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server"]


@pytest.mark.parametrize("path", SERVED)
def test_every_answer_asks_for_tls_and_is_neither_framed_nor_guessed_at(ada: Person, send: Send, path: str):
    for host in ("notes.example", "evil.example"):
        answer = send("GET", path, {"Host": host, "Authorization": f"Bearer {ada.token}"}, b"")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, "object-src falls back to it"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")
        kind = headers.get("content-type", "")
        assert "charset=utf-8" in kind or not kind.startswith(("text/", "image/svg"))


@pytest.mark.parametrize("shelves", ["local"], indirect=True)
def test_a_server_that_is_not_on_https_promises_no_tls(vaults, tmp_path, monkeypatch):
    laptop = Service(config_in(tmp_path, public_base_url=""), vaults._records, vaults._files)
    serve(laptop, monkeypatch)
    assert "strict-transport-security" not in send_asgi("GET", "/healthz", {}, b"").headers


@pytest.mark.parametrize("path", ["/api/me", "/", "/token"])
@pytest.mark.parametrize("shelves", ["local"], indirect=True)
def test_what_nobody_foresaw_is_told_without_a_word_of_what_it_was(ada: Person, vaults, monkeypatch, path: str):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(vaults.gate, "admit", fail)
    monkeypatch.setattr("handlers.page.origin_of", fail)
    monkeypatch.setattr("handlers.token.headers_of", fail)
    headers = [("host", "notes.example"), ("authorization", f"Bearer {ada.token}")]
    answer = send_one_way(Sent(b"", headers, "POST" if path == "/token" else "GET", path))
    assert (answer.status, answer.json()["error"]) == (500, "internal")
    assert b"secret" not in answer.body
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"]
