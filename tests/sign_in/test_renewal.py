"""A person's token renewed, and signed out."""

import time

from tests.sign_in.house import ALL, BOTH, App, House, tokens_of
from tests.sign_in.personal_tokens import RENEW, SIGN_OUT, exchanged, made


def test_a_person_renews_their_token_and_it_may_do_the_same(house: House):
    first = exchanged(house)
    answer = house.ask("POST", RENEW, first.access)
    second = tokens_of(answer)
    assert (second.grant, set(second.scope.split())) == (first.grant, set(BOTH.split()))
    assert answer.json()["expires_in"] == 7 * 86_400
    assert house.takes(second.access)


def test_a_renewed_token_never_does_more_than_the_one_before(house: House):
    child = tokens_of(made(house, exchanged(house).access, scopes=["notes:read"], folder="Garden"))
    again = tokens_of(house.ask("POST", RENEW, child.access))
    assert again.scope == "notes:read"
    assert house.call(again.access, "write_note", path="Garden/X", body="x")["code"] == "forbidden"
    assert house.ask("GET", "/api/me", again.access).status_code == 403


def test_a_token_renewed_after_its_connection_may_do_more_still_does_what_it_did(house: House, app: App):
    mine = app.sign_in(scope=ALL).access
    child = tokens_of(made(house, mine, scopes=["notes:read"]))
    change = {"scopes": ["notes:read", "notes:write"], "folder": ""}
    assert house.ask("PATCH", f"/api/grants/{child.grant}", mine, json=change).status_code == 200
    assert tokens_of(house.ask("POST", RENEW, child.access)).scope == "notes:read"


def test_a_clients_token_is_renewed_with_its_refresh_token_alone(house: House, app: App):
    """Otherwise who steals an access token keeps it for ever, and rotation shows nobody (OAuth 2.1 section 4.3.1)."""
    tokens = app.sign_in(scope=ALL)
    assert house.ask("POST", RENEW, tokens.access).status_code == 400
    [grant] = [g for g in house.ask("GET", "/api/grants", tokens.access).json()["grants"] if g["is_this"]]
    assert grant["expires_at"] > time.time() + 80 * 86_400  # and it still lasts as long as its refresh tokens do


def test_who_signs_out_is_out_at_the_next_request(house: House, app: App):
    for tokens in (exchanged(house), app.sign_in(), tokens_of(made(house, exchanged(house).access))):
        assert house.takes(tokens.access)
        assert house.ask("POST", SIGN_OUT, tokens.access).json() == {"signed_out": True}
        assert not house.takes(tokens.access)
        assert house.ask("POST", SIGN_OUT, tokens.access).status_code == 401
        assert house.ask("POST", RENEW, tokens.access).status_code == 401
