"""Named tokens, made with a token of ours: they may do no more, and end with it."""

from typing import Any

import pytest

from tests.sign_in.house import ALL, BOTH, App, House, tokens_of
from tests.sign_in.personal_tokens import exchanged, made


def test_with_a_token_of_ours_there_is_a_named_one_that_may_do_less(house: House):
    parent = exchanged(house).access
    facts = {"scopes": ["notes:read"], "folder": "Garden", "expires_in_days": 3}
    answer = made(house, parent, **facts, name="The backup")
    child = tokens_of(answer)
    assert (child.scope, answer.json()["expires_in"]) == ("notes:read", 3 * 86_400)
    assert house.call(child.access, "write_note", path="Garden/X", body="x")["code"] == "forbidden"
    assert house.call(child.access, "read_note", path="Outside")["code"] in ("not_found", "forbidden")
    [listed] = [
        grant for grant in house.ask("GET", "/api/grants", parent).json()["grants"] if grant["id"] == child.grant
    ]
    assert (listed["client"], listed["scopes"], listed["folder"]) == ("The backup", ["notes:read"], "Garden")
    assert (listed["kind"], listed["client_id"]) == ("token", "")


def test_a_token_may_have_a_long_name_and_last_a_leap_year(house: House):
    answer = made(house, exchanged(house).access, name="x" * 100, expires_in_days=366)
    assert (answer.status_code, house.takes(answer.json()["token"])) == (200, True)


def test_a_token_cannot_give_what_it_does_not_have(house: House, app: App):
    reader, writer = app.sign_in(scope="notes:read").access, app.sign_in().access
    for token, scopes in ((reader, ["notes:write"]), (reader, ["notes:read", "notes:write"]), (writer, ["account"])):
        assert made(house, token, scopes=scopes).status_code == 403
    for token, scope in ((reader, "notes:read"), (writer, BOTH)):
        assert tokens_of(made(house, token)).scope == scope
    less = tokens_of(app.renew(app.sign_in().refresh, scope="notes:read")).access
    assert made(house, less, scopes=["notes:write"]).status_code == 403


def test_a_limited_token_cannot_give_a_wider_one(house: House, app: App):
    whole, limited = app.sign_in().access, app.sign_in(folder="Garden").access
    house.call(whole, "write_note", path="Outside", body="kept", overwrite=True)
    for folder in ("", "/", "Other", "Gardening", "Garden"):
        child = tokens_of(made(house, limited, folder=folder)).access
        assert house.call(child, "read_note", path="Outside")["code"] in ("not_found", "forbidden"), folder
        assert house.ask("GET", "/api/me", child).status_code == 403
    assert made(house, limited, folder="Garden/../Other").status_code == 400


@pytest.mark.parametrize(
    "facts",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 101},
        {"name": 7},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"scopes": "notes:read"},
        {"scopes": [["notes:read"]]},
        {"scopes": None},
        {"folder": ".."},
        {"folder": "a\\b"},
        {"folder": 7},
        {"expires_in_days": 0},
        {"expires_in_days": -1},
        {"expires_in_days": 367},
        {"expires_in_days": 1.5},
        {"expires_in_days": "7"},
        {"expires_in_days": True},
    ],
    ids=str,
)
def test_a_token_that_makes_no_sense_is_not_made(house: House, facts: dict[str, Any]):
    assert made(house, house.forged(sub="hf-eve"), **facts).status_code == 400


def test_nobody_makes_a_token_for_another_with_a_token_of_ours(house: House, app: App):
    token = app.sign_in(scope=ALL).access
    for user_id in (house.provider.user_id("bob"), "bob", "", None):
        assert made(house, token, user_id=user_id).status_code == 403


def test_a_token_that_was_made_with_a_token_ends_with_it(house: House, app: App):
    parent = app.sign_in()
    child = tokens_of(made(house, parent.access))
    grandchild = tokens_of(made(house, child.access))
    other = app.sign_in()
    assert house.takes(child.access) and house.takes(grandchild.access)
    app.revoke(parent.refresh)
    assert not house.takes(child.access) and not house.takes(grandchild.access)
    assert house.takes(other.access)


def test_a_stolen_refresh_token_ends_what_its_thief_made_with_it(house: House, app: App):
    first = app.sign_in()
    thief = tokens_of(app.renew(first.refresh))
    child = tokens_of(made(house, thief.access))
    app.renew(first.refresh)
    assert not house.takes(child.access)
