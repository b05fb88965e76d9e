"""Signing somebody in, as a client sees it."""

import jwt

from tests.browser import arrival
from tests.sign_in.house import BOTH, App, House, facts_of, follow, post_consent, refusal_of, tokens_of


def test_a_client_is_given_tokens_that_speak_for_who_signed_in(house: House, app: App):
    answer = app.redeem(app.code("ada"))
    told = answer.json()
    assert (answer.status_code, told["token_type"], told["scope"]) == (200, "Bearer", BOTH)
    assert 0 < told["expires_in"] <= 86_400
    assert told["access_token"] and told["refresh_token"]
    claims = jwt.decode(told["access_token"], options={"verify_signature": False})
    assert claims["sub"] == house.provider.user_id("ada")
    assert (claims["iss"], claims["aud"]) == (house.origin, house.server.url)
    assert claims["exp"] - claims["iat"] == told["expires_in"]
    assert house.call(told["access_token"], "list_notes")["total"] >= 1


def test_a_successful_answer_names_its_issuer_and_returns_the_state(house: House, app: App):
    state = "a state & with = odd + characters % ☀"
    told = app.led_back(state=state)
    assert set(told) == {"code", "state", "iss"}
    assert (told["state"], told["iss"]) == (state, house.origin)  # RFC 9207 section 2


def test_a_client_that_sends_no_state_gets_none(app: App):
    assert set(app.led_back(state=None)) == {"code", "iss"}


def test_a_client_may_leave_out_what_it_need_not_say(house: House, app: App):
    """Claude names no resource; the conformance suite names no scope either."""
    browser = house.browser()
    page = browser.open(app.url(resource=None, scope=None, redirect_uri=None))
    answer = post_consent(house, page.filled("allow", None, None), browser)
    code = facts_of(follow(browser, arrival(answer)))["code"]
    assert tokens_of(app.redeem(code, redirect_uri=None, resource=None)).scope == BOTH


def test_a_redirect_uri_that_was_named_is_named_again(app: App):
    assert refusal_of(app.redeem(app.code(), redirect_uri=None)) == (400, "invalid_grant")


def test_this_server_is_a_resource_under_each_of_its_names(house: House, app: App):
    for resource in (house.origin, f"{house.origin}/", f"{house.origin}/mcp", f"{house.origin}/mcp/"):
        code = app.code(resource=resource)
        assert app.redeem(code, resource=resource).status_code == 200


def test_what_clients_ask_of_everybody_does_no_harm(app: App):
    assert app.sign_in(scope="openid profile email offline_access notes:read").scope == "notes:read"


def test_a_client_may_be_given_less_than_it_asks_for_and_is_told(app: App):
    assert app.sign_in(scope=BOTH, scopes=["notes:read"]).scope == "notes:read"


def test_one_client_may_be_connected_twice_and_ended_once(house: House, app: App):
    one, other = app.sign_in(), app.sign_in()
    app.revoke(one.refresh)
    assert not house.takes(one.access)
    assert house.takes(other.access)
