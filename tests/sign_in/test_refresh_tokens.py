"""Staying signed in with a refresh token, and leaving."""

import pytest

from tests.sign_in.house import ALL, BOTH, App, House, refusal_of, tokens_of


def test_a_refresh_token_gives_an_access_token_and_the_next_refresh_token(house: House, app: App):
    first = app.sign_in()
    second = tokens_of(app.renew(first.refresh))
    third = tokens_of(app.renew(second.refresh, resource=house.server.url))
    assert len({first.refresh, second.refresh, third.refresh}) == 3
    assert {token.scope for token in (first, second, third)} == {BOTH}
    assert house.takes(third.access)


def test_a_refreshed_token_may_do_less_and_the_next_as_much_as_before(house: House, app: App):
    first = app.sign_in()
    less = tokens_of(app.renew(first.refresh, scope="notes:read"))  # RFC 6749 section 6
    assert less.scope == "notes:read"
    assert house.call(less.access, "write_note", path="Less", body="x")["code"] == "forbidden"
    assert tokens_of(app.renew(less.refresh)).scope == BOTH


@pytest.mark.parametrize(
    ("granted", "asked"), [("notes:read", "notes:write"), ("notes:read", ALL), (BOTH, "account"), (BOTH, "admin")]
)
def test_a_refreshed_token_never_does_more_than_was_granted(app: App, granted: str, asked: str):
    first = app.sign_in(scope=granted)
    answer = app.renew(first.refresh, scope=asked)  # RFC 6749 sections 3.3 and 6: left out, or refused
    if answer.status_code == 200:
        assert set(tokens_of(answer).scope.split()) <= set(granted.split())
    else:
        assert refusal_of(answer) == (400, "invalid_scope")
        assert app.renew(first.refresh).status_code == 200


def test_who_may_write_can_ask_for_a_token_that_only_reads(house: House, app: App):
    less = tokens_of(app.renew(app.sign_in(scope="notes:write").refresh, scope="notes:read"))
    assert less.scope == "notes:read"  # writing implies reading, so reading is less
    assert house.call(less.access, "write_note", path="Less", body="x")["code"] == "forbidden"


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_that_is_revoked_takes_the_connection_along(house: House, app: App, kind: str):
    tokens = app.sign_in()
    for _ in range(2):
        assert app.revoke(getattr(tokens, kind)).status_code == 200  # RFC 7009 section 2.2
    assert not house.takes(tokens.access)
    assert refusal_of(app.renew(tokens.refresh)) == (400, "invalid_grant")


def test_revoking_rubbish_is_no_error_but_an_unknown_client_is(house: House, app: App):
    for token in ("", "x", "a.b.c.d", "a.b.c", "x" * 9_000):
        assert app.revoke(token).status_code == 200
    assert refusal_of(App(house, "client-nobody").revoke("x")) == (401, "invalid_client")
