"""A person's connections: seen, ended, and made to do less."""

import time

from tests.sign_in.connections import grants
from tests.sign_in.house import ALL, BOTH, App, House, refusal_of, tokens_of
from tests.sign_in.personal_tokens import RENEW, exchanged, made


def test_a_person_sees_every_connection_of_theirs(house: House, app: App):
    mine = exchanged(house)
    theirs = app.sign_in(scope=BOTH, scopes=["notes:read"], folder="Garden")
    bobs = app.sign_in("bob")
    listed = grants(house, mine.access)
    assert listed[mine.grant]["is_this"] and not listed[theirs.grant]["is_this"]
    seen = listed[theirs.grant]
    assert (seen["client"], seen["client_id"], seen["kind"]) == ("Ada's editor", app.id, "oauth")
    assert (seen["scopes"], seen["folder"]) == (["notes:read"], "Garden")
    assert abs(seen["created_at"] - time.time()) < 60
    assert bobs.grant not in listed
    assert "refresh" not in seen and "family" not in seen


def test_a_person_ends_a_connection_and_its_next_request_feels_it(house: House, app: App):
    mine, theirs = app.sign_in(scope=ALL), app.sign_in()
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    session = house.mcp(theirs.access, "initialize", params).headers["mcp-session-id"]
    assert house.ask("DELETE", f"/api/grants/{theirs.grant}", mine.access).json() == {"ended": True}
    assert not house.takes(theirs.access)
    assert refusal_of(app.renew(theirs.refresh)) == (400, "invalid_grant")
    assert theirs.grant not in grants(house, mine.access)
    assert house.mcp(mine.access, headers={"Mcp-Session-Id": session}).status_code == 404
    assert house.ask("DELETE", f"/api/grants/{theirs.grant}", mine.access).status_code == 404


def test_a_person_lets_a_connection_do_less_and_its_next_request_feels_it(house: House, app: App):
    mine, theirs = app.sign_in(scope=ALL), app.sign_in()
    change = {"scopes": ["notes:read"], "folder": "Garden"}
    assert house.ask("PATCH", f"/api/grants/{theirs.grant}", mine.access, json=change).status_code == 200
    assert house.call(theirs.access, "write_note", path="Garden/X", body="x")["code"] == "forbidden"
    assert house.call(theirs.access, "read_note", path="Outside")["code"] in ("not_found", "forbidden")
    assert tokens_of(app.renew(theirs.refresh)).scope == "notes:read"


def test_a_connection_that_does_less_has_no_token_left_that_does_more(house: House, app: App):
    mine, theirs = app.sign_in(scope=ALL), app.sign_in()
    child = tokens_of(made(house, theirs.access)).access
    house.call(mine.access, "write_note", path="Outside", body="kept", overwrite=True)
    change = {"scopes": ["notes:read"], "folder": "Garden"}
    house.ask("PATCH", f"/api/grants/{theirs.grant}", mine.access, json=change)
    assert house.mcp(child).status_code == 401 or (
        house.call(child, "write_note", path="Garden/X", body="x")["code"] == "forbidden"
        and house.call(child, "read_note", path="Outside")["code"] in ("not_found", "forbidden")
    )


def test_a_client_does_not_let_itself_do_more(house: House, app: App):
    tokens = app.sign_in(scope="notes:read")
    change = {"scopes": ["notes:read", "notes:write"], "folder": ""}
    assert house.ask("PATCH", f"/api/grants/{tokens.grant}", tokens.access, json=change).status_code == 403
    manager = app.sign_in(scope="notes:read account")
    change = {"scopes": ["notes:read", "notes:write", "account"], "folder": ""}
    assert house.ask("PATCH", f"/api/grants/{manager.grant}", manager.access, json=change).status_code == 403


def test_a_sign_in_and_its_end_stand_in_the_activity(house: House, app: App):
    tokens = app.sign_in(scope=ALL)
    app.renew(tokens.refresh)
    app.renew(tokens.refresh)
    lines = house.ask("GET", "/api/activity?limit=20", exchanged(house).access).json()["activity"]
    told = {(line["action"], line["outcome"]) for line in lines if line["client"] == "Ada's editor"}
    steps = {("sign_in", "ok"), ("token.code", "ok"), ("token.refresh", "ok"), ("token.refresh", "invalid_grant")}
    assert steps <= told
    assert all(line["address"] for line in lines if line["action"] == "sign_in")


def test_the_activity_tells_from_where_each_token_was_fetched(house: House, app: App):
    tokens = app.sign_in(scope=ALL)
    assert grants(house, tokens.access)[tokens.grant]["address"].startswith("198.18.")
    app.renew(tokens.refresh)
    personal = exchanged(house).access
    made(house, personal)
    house.ask("POST", RENEW, personal)
    lines = house.ask("GET", "/api/activity?limit=20", tokens.access).json()["activity"]
    for action in ("token.code", "token.refresh", "token.exchange", "token.create"):
        addresses = [line["address"] for line in lines if (line["action"], line["outcome"]) == (action, "ok")]
        assert addresses and all(address.startswith("198.18.") for address in addresses), action
