"""Registering a client, with the redirects that real clients use."""

import pytest

from tests.sign_in.house import CALLBACK, WEB, House, facts_of, refusal_of


def test_a_client_registers_and_is_told_what_it_is(house: House):
    facts = {"client_name": "Ada's editor", "redirect_uris": [CALLBACK, WEB], "scope": "notes:read", "contacts": ["x"]}
    answer = house.ask("POST", "/register", json={**facts, "token_endpoint_auth_method": "client_secret_basic"})
    told = answer.json()
    assert answer.status_code == 201  # RFC 7591 section 3.2.1
    assert told["redirect_uris"] == [CALLBACK, WEB]
    assert told["client_name"] == "Ada's editor"
    assert told["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in told
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("uri", "name"), [(WEB, "client.example"), ("com.example.app:/callback", "A client"), (CALLBACK, "127.0.0.1")]
)
def test_a_client_without_a_name_is_called_by_where_its_codes_go(house: House, uri: str, name: str):
    for nameless in ({}, {"client_name": ""}, {"client_name": None}, {"client_name": " \u200b"}):
        answer = house.ask("POST", "/register", json={"redirect_uris": [uri], **nameless})
        assert (answer.status_code, answer.json()["client_name"]) == (201, name)


@pytest.mark.parametrize(
    "uri",
    [
        "https://claude.ai/api/mcp/auth_callback",
        "http://localhost:6274/oauth/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:33418/",
        "http://[::1]:8914/callback",
        "https://vscode.dev/redirect",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "com.example.app:/oauth2redirect",
    ],
)
def test_every_redirect_that_real_clients_use_can_be_registered_and_is_answered_at(house: House, uri: str):
    told = house.register(uri).url()
    landed = house.browser().sign_in(told)
    assert landed.startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    ("known", "used"),
    [
        ("http://127.0.0.1:8914/callback", "http://127.0.0.1:51234/callback"),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback"),
        ("http://127.0.0.1:8914/callback", "http://127.0.0.1/callback"),
        ("http://localhost/callback", "http://localhost:51234/callback"),
        ("http://[::1]:1/callback", "http://[::1]:51234/callback"),
    ],
)
def test_a_loopback_address_may_have_any_port(house: House, known: str, used: str):
    app = house.register(known)  # RFC 8252 section 7.3
    code = app.code(redirect_uri=used)
    assert refusal_of(app.redeem(code, redirect_uri=known)) == (400, "invalid_grant")
    assert app.redeem(code, redirect_uri=used).status_code == 200


def test_a_redirect_with_a_query_keeps_it(house: House):
    app = house.register(f"{WEB}?app=1")
    told = facts_of(house.browser().sign_in(app.url()))
    assert (told["app"], told["state"], told["iss"]) == ("1", "kept", house.origin)
