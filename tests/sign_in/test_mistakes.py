"""What a client asks wrongly, at the authorization and the token endpoint, and how it is told."""

from typing import Any

import httpx
import pytest

from shared.access.authorization import STATE_CHARACTERS_MAX
from tests.sentence import is_sentence
from tests.sign_in.house import CALLBACK, FORM, VERIFIER, WEB, App, House, facts_of, is_page, refusal_of


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"response_type": "token"}, {"unsupported_response_type"}),
        ({"response_type": "code token"}, {"unsupported_response_type"}),
        ({"response_type": None}, {"invalid_request", "unsupported_response_type"}),
        ({"scope": "admin"}, {"invalid_scope"}),
        ({"scope": "notes:read admin"}, {"invalid_scope"}),
        ({"resource": "https://another.example/mcp"}, {"invalid_target"}),
        ({"resource": "x"}, {"invalid_target"}),
        ({"code_challenge_method": "plain"}, {"invalid_request"}),
    ],
)
def test_what_a_client_asks_wrongly_it_is_told(house: House, app: App, changes: dict[str, Any], errors: set[str]):
    refused = app.asks(**changes)
    told = facts_of(refused)
    assert (refused.status_code, told["state"], told["iss"]) == (303, "kept", house.origin)  # RFC 9207 section 2
    assert told["error"] in errors  # OAuth 2.1 section 4.1.2.1; RFC 8707 section 2
    assert "code" not in told and is_sentence(told["error_description"])
    assert refused.headers["location"].startswith(f"{CALLBACK}?")


def test_a_client_whose_state_is_too_long_is_told(app: App):
    assert app.asks(state="x" * STATE_CHARACTERS_MAX).status_code == 200
    told = facts_of(app.asks(state="x" * (STATE_CHARACTERS_MAX + 1)))
    assert told["error"] == "invalid_request" and "code" not in told
    assert is_sentence(told["error_description"])


def test_until_the_redirect_uri_is_trusted_only_the_person_is_told(house: House, app: App):
    for url in (
        f"{house.origin}/authorize",
        App(house, "client-nobody").url(),
        app.url(client_id=None),
        app.url(redirect_uri="https://evil.example/"),
        app.url() + "&client_id=another",
        app.url() + "&redirect_uri=https://evil.example/",
        app.url() + "&state=another",
    ):
        assert is_page(house.http.get(url, headers={"X-Forwarded-For": "198.19.3.3"})), url


def test_a_client_with_several_redirects_must_say_which(house: House):
    app = house.register(redirect_uris=[CALLBACK, WEB])
    assert is_page(app.asks(redirect_uri=None))
    assert app.asks(redirect_uri=WEB).status_code == 200


def test_an_unknown_client_is_told_to_register_again(house: House):
    nobody = App(house, "client-nobody")
    unnamed = [nobody.token(grant_type="refresh_token", refresh_token="x", client_id=None)]
    unnamed += [nobody.token(grant_type="authorization_code", code="x", client_id=None)]
    for answer in (nobody.redeem("x"), nobody.renew("x"), App(house, "").redeem("x"), *unnamed):
        assert refusal_of(answer) == (401, "invalid_client")  # RFC 6749 section 5.2; Claude registers again then


def test_a_client_may_name_itself_in_the_authorization_header(house: House, app: App):
    basic = httpx.BasicAuth(app.id, "")
    form = {"grant_type": "refresh_token", "refresh_token": app.sign_in().refresh}
    assert house.ask("POST", "/token", data=form, auth=basic).status_code == 200
    refused = house.ask("POST", "/token", data=form, auth=httpx.BasicAuth("client-nobody", ""))
    assert refusal_of(refused) == (401, "invalid_client")
    assert refused.headers["www-authenticate"].startswith("Basic")  # RFC 6749 section 5.2, a MUST


def test_a_token_for_somebody_else_is_not_given(house: House, app: App):
    code, tokens = app.code(), app.sign_in()
    for resource in ("https://another.example/mcp", f"{house.origin}/other", "x"):
        assert refusal_of(app.redeem(code, resource=resource)) == (400, "invalid_target")  # RFC 8707 section 2.2
        assert refusal_of(app.renew(tokens.refresh, resource=resource)) == (400, "invalid_target")
    assert app.redeem(code).status_code == 200
    assert app.renew(tokens.refresh).status_code == 200


def test_other_ways_to_a_token_are_closed(app: App):
    for grant in ("password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "x"):
        answer = app.token(grant_type=grant, username="ada", password="x")
        assert refusal_of(answer) == (400, "unsupported_grant_type")


def test_the_token_endpoint_takes_a_form_by_post_and_nothing_else(house: House, app: App):
    form = {"grant_type": "authorization_code", "client_id": app.id, "code": app.code()}
    form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    assert house.ask("GET", "/token", params=form).status_code == 405
    assert house.ask("POST", "/token", params=form, headers=FORM).status_code in (400, 401)
    assert house.ask("POST", "/token", json=form).status_code == 400
    assert house.ask("POST", "/token", data=form).status_code == 200


def test_no_answer_with_a_token_or_about_one_may_be_kept(house: House, app: App):
    tokens = app.sign_in()
    hf = house.provider.token_for("ada")
    for answer in (
        app.renew(tokens.refresh),
        app.renew("x"),
        App(house, "client-nobody").renew("x"),
        app.revoke("x"),
        house.ask("POST", "/api/auth/create-token", hf),
        house.ask("POST", "/api/auth/create-token"),
    ):
        assert answer.headers["cache-control"] == "no-store"  # OAuth 2.1 section 3.2.3
