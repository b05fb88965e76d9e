"""Who may come in: with which token, and what who has none is told."""

import pytest

from tests.sign_in.challenge import challenge_in
from tests.sign_in.house import BOTH, App, House
from tests.sign_in.personal_tokens import CREATE, RENEW, SIGN_OUT


def test_who_brings_no_token_is_told_where_to_get_one_and_of_no_error(house: House):
    for path in ("/mcp", RENEW, SIGN_OUT):
        answer = house.ask("POST", path, json={})
        challenge = challenge_in(answer)
        assert answer.status_code == 401
        assert challenge.startswith("Bearer ")
        assert f'resource_metadata="{house.origin}/.well-known/oauth-protected-resource/mcp"' in challenge
        assert f'scope="{BOTH}"' in challenge
        assert "error" not in challenge  # RFC 6750 section 3.1


def test_who_brings_a_bad_token_is_told_that_it_is_bad(house: House, app: App):
    ended = app.sign_in()
    app.revoke(ended.refresh)
    for token in ("x", ended.access, house.forged(exp=1), house.forged(aud="x")):
        for method, path in (("POST", "/mcp"), ("GET", "/api/me"), ("POST", RENEW), ("POST", SIGN_OUT)):
            answer = house.ask(method, path, token)
            challenge = challenge_in(answer)
            assert answer.status_code == 401
            assert 'error="invalid_token"' in challenge
            assert "resource_metadata=" in challenge and f'scope="{BOTH}"' in challenge


@pytest.mark.parametrize("path", ["/mcp", "/api/me", RENEW, SIGN_OUT, CREATE])
def test_what_is_no_bearer_token_is_no_token(house: House, path: str):
    """RFC 6750 section 3.1: who used another scheme has sent no token, so there is no error in it."""
    method = "GET" if path == "/api/me" else "POST"
    for given in ("Basic YTpi", "Digest x", "Bearer", "bearerx y", "x"):
        answer = house.ask(method, path, headers={"Authorization": given})
        assert answer.status_code == 401
        assert "error=" not in challenge_in(answer), given


def test_the_scheme_is_bearer_in_any_case(house: House, app: App):
    access = app.sign_in().access
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = house.ask("GET", "/api/me", headers={"Authorization": f"{scheme} {access}"})
        assert answer.status_code == 200  # RFC 9110 section 11.1


def test_a_token_is_asked_for_at_every_request(house: House, app: App):
    access = app.sign_in().access
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    session = {"Mcp-Session-Id": house.mcp(access, "initialize", params).headers["mcp-session-id"]}
    assert house.mcp("", headers=session).status_code == 401
    assert house.mcp(access, headers=session).status_code == 200
