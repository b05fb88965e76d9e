"""What a token is good for, over HTTP: at the resource, at the person's own page, for further tokens, until its end."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.provider import Provider
from tests.signing_in import ALL, BOTH, App, House, Tokens, house_of, refusal_of, tokens_of
from tests.signing_in import app as app
from tests.signing_in import house as house

CREATE, RENEW, SIGN_OUT = (f"/api/auth/{step}" for step in ("create-token", "refresh-token", "sign-out"))


def challenge_in(answer: httpx.Response) -> str:
    return answer.headers.get("www-authenticate", "")


def exchanged(house: House, account: str = "ada") -> Tokens:
    """The deployment guide's own flow: a token of Hugging Face for one of ours."""
    return tokens_of(house.ask("POST", CREATE, house.provider.token_for(account)))


def made(house: House, token: str, **facts: Any) -> httpx.Response:
    """A named token made with a token of ours."""
    return house.ask("POST", CREATE, token, json={"name": "A script", **facts})


# The resource server: who may come in


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


# The resource server: what a token may do


def test_a_reader_is_shown_only_what_reads(house: House, app: App):
    reader, writer = app.sign_in(scope="notes:read"), app.sign_in(scope="notes:write")
    names = {
        kind: {tool["name"] for tool in house.mcp(token.access).json()["result"]["tools"]}
        for kind, token in (("read", reader), ("write", writer))
    }
    only_writing = {"write_note", "edit_note", "move_note", "delete_note", "restore_note", "undo_changes"}
    assert names["write"] - names["read"] == only_writing
    assert names["read"] < names["write"]  # writing implies reading


def test_what_a_token_lacks_is_403_with_the_scopes_it_needs(house: House, app: App):
    reader = app.sign_in(scope="notes:read").access
    call = {"name": "write_note", "arguments": {"path": "X", "body": "x"}}
    answer = house.mcp(reader, "tools/call", call)
    challenge = challenge_in(answer)
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in challenge  # RFC 6750 section 3.1; MCP, "Runtime Insufficient Scope"
    assert 'scope="notes:write"' in challenge
    assert f'resource_metadata="{house.origin}/.well-known/oauth-protected-resource/mcp"' in challenge
    error = answer.json()["result"]["structuredContent"]["error"]
    assert (error["code"], error["scope"]) == ("forbidden", "notes:write")


def test_a_token_without_a_scope_of_notes_may_do_nothing_with_them(house: House, app: App):
    manager = app.sign_in(scope="account").access
    assert house.mcp(manager).json()["result"]["tools"] == []
    assert house.call(manager, "list_notes")["code"] == "forbidden"
    assert house.ask("GET", "/api/vault/export", manager).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/api/me"), ("DELETE", "/api/grants/x"), ("DELETE", "/api/sessions/x")]
)
def test_the_account_is_not_a_clients_to_change_and_it_is_told_why(house: House, app: App, method: str, path: str):
    answer = house.ask(method, path, app.sign_in().access)
    assert answer.status_code == 403
    challenge = challenge_in(answer)  # RFC 6750 section 3: MUST be there if the token does not enable access
    assert 'error="insufficient_scope"' in challenge and 'scope="account"' in challenge


def test_a_connection_that_is_limited_to_a_folder_does_not_see_the_account(house: House, app: App):
    limited = app.sign_in(scope=ALL, folder="Garden").access
    for path in ("me", "grants", "sessions", "activity", "vault/export"):
        assert house.ask("GET", f"/api/{path}", limited).status_code == 403
    assert house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('ada')}", limited).status_code == 403


# The resource server: how often


@pytest.fixture(scope="module")
def strict(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house_of(provider, tmp_path_factory.mktemp("strict"), RATE_LIMIT_PER_MINUTE="30") as house:
        yield house


def until_limited(house: House, token: str, *what: Any, **options: Any) -> httpx.Response:
    """The first 429 of a hundred calls, if there is one."""
    for _ in range(100):
        answer = house.mcp(token, *what, **options)
        if answer.status_code != 200:
            break
    assert answer.status_code == 429, f"a hundred calls, and still {answer.status_code}"
    return answer


NEAR = {"X-Forwarded-For": "198.19.4.4"}


def test_who_calls_too_often_is_told_how_long_to_wait(strict: House):
    answer = until_limited(strict, strict.register().sign_in("ada").access, headers=NEAR)
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 60
    assert answer.headers["ratelimit"].endswith(f"r=0;t={wait}")  # draft-ietf-httpapi-ratelimit-headers
    assert ";q=" in answer.headers["ratelimit-policy"] and ";w=" in answer.headers["ratelimit-policy"]
    assert answer.json()["error"]["data"]["retry_after_seconds"] == wait


def test_a_tool_that_is_called_too_often_refuses_in_words_for_the_model(strict: House):
    call = {"name": "list_notes", "arguments": {}}
    answer = until_limited(strict, strict.register().sign_in("ada").access, "tools/call", call, headers=NEAR)
    result = answer.json()["result"]
    error = result["structuredContent"]["error"]
    assert result["isError"] is True
    assert (error["code"], str(error["retry_after_seconds"])) == ("rate_limited", answer.headers["retry-after"])
    assert "wait" in result["content"][0]["text"]


def test_a_user_is_counted_wherever_they_call_from(strict: House):
    """Who has a hundred addresses (any IPv6 network has more) may not call a hundred times as often."""
    until_limited(strict, strict.register().sign_in("bob").access)


def test_one_user_who_is_limited_costs_nobody_else(strict: House):
    until_limited(strict, strict.register().sign_in("ada").access, headers=NEAR)
    assert strict.mcp(strict.forged(), headers=NEAR).status_code == 200


# The person's own tokens


def test_a_token_of_hugging_face_gives_its_owner_one_of_ours(house: House):
    answer = house.ask("POST", CREATE, house.provider.token_for("ada"))
    told = answer.json()
    assert (answer.status_code, told["token_type"]) == (200, "Bearer")
    assert told["user_id"] == house.provider.user_id("ada")
    assert told["token"] == told["access_token"]
    assert told["scope"] == BOTH
    assert house.takes(told["token"])


def test_a_token_of_hugging_face_opens_the_notes_and_not_the_account(house: House):
    """It says who somebody is, not who asked for it: any application of theirs could bring it."""
    token = exchanged(house).access
    assert house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('ada')}", token).status_code == 403
    assert made(house, token, scopes=["account"]).status_code == 403
    assert house.takes(token)


def test_the_owner_may_be_named_and_nobody_else(house: House):
    ada = house.provider.token_for("ada")
    mine, bobs = house.provider.user_id("ada"), house.provider.user_id("bob")
    assert house.ask("POST", CREATE, ada, json={"user_id": mine}).json()["user_id"] == mine
    for user_id in (bobs, bobs.removeprefix("hf-"), "bob", "", "../ada", None, 7, [mine], {}):
        refused = house.ask("POST", CREATE, ada, json={"user_id": user_id})
        assert refused.status_code == 403, user_id
        assert "token" not in refused.json()


def test_who_names_another_is_seen_in_their_own_activity(house: House):
    token = exchanged(house, "bob").access
    house.ask("POST", CREATE, house.provider.token_for("bob"), json={"user_id": house.provider.user_id("ada")})
    lines = house.ask("GET", "/api/activity?outcome=forbidden", token).json()["activity"]
    assert lines[0]["action"] == "token.exchange"


def test_without_a_token_or_with_rubbish_there_is_none_to_be_had(house: House):
    for body in ({}, {"user_id": house.provider.user_id("ada")}):
        none = house.ask("POST", CREATE, json=body)
        assert none.status_code == 401 and "error=" not in challenge_in(none)
        for rubbish in ("x", "hf_invented", house.forged(iss="https://another.example"), house.forged(key="x" * 40)):
            answer = house.ask("POST", CREATE, rubbish, json=body)
            assert answer.status_code == 401 and 'error="invalid_token"' in challenge_in(answer)


def test_a_token_of_ours_is_never_shown_to_the_provider(house: House):
    calls = house.provider.userinfo_calls()
    for token in (house.forged(), house.forged(exp=1), house.forged(key="x" * 40), house.forged(aud="x")):
        house.ask("POST", CREATE, token)
        house.mcp(token)
    assert house.provider.userinfo_calls() == calls


def test_what_an_address_may_try_in_an_hour_has_an_end(house: House):
    where = {"X-Forwarded-For": "198.19.5.5"}
    for _ in range(2 * 120 + 1):  # twice, for an hour may end meanwhile
        answer = house.ask("POST", CREATE, "hf_guessed", headers=where)
        if answer.status_code != 401:
            break
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3_600


def test_a_body_that_is_no_object_is_refused(house: House):
    token = exchanged(house).access
    for body in (b"[]", b"1", b"{", b'"x"', b"\xff"):
        assert house.ask("POST", CREATE, token, content=body).status_code == 400


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


# The person's connections


def grants(house: House, token: str) -> dict[str, dict[str, Any]]:
    found = house.ask("GET", "/api/grants", token).json()["grants"]
    return {grant["id"]: grant for grant in found}


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


# The end of an account


def test_deleting_an_account_needs_the_right_and_a_confirmation(house: House, app: App):
    client, owner = app.sign_in(), app.sign_in(scope=ALL)
    me = house.provider.user_id("ada")
    assert house.ask("DELETE", f"/api/me?confirm={me}", client.access).status_code == 403
    for confirm in ("", "?confirm=", "?confirm=yes", f"?confirm={house.provider.user_id('bob')}", f"?confirm={me}x"):
        refused = house.ask("DELETE", f"/api/me{confirm}", owner.access)
        assert (refused.status_code, refused.json()["export"]) == (409, "/api/vault/export")
    assert house.takes(client.access)


def test_a_deleted_account_leaves_nothing_and_no_token(provider: Provider, tmp_path: Path):
    with house_of(provider, tmp_path) as house:
        app, bob = house.register(), house.provider.user_id("bob")
        ada = app.sign_in("ada")
        signed_in, owner, own = app.sign_in("bob"), app.sign_in("bob", scope=ALL), exchanged(house, "bob")
        child = tokens_of(made(house, owner.access))
        house.call(signed_in.access, "write_note", path="Diary", body="what-only-bob-knows")
        house.call(ada.access, "write_note", path="Diary", body="what-ada-knows")
        folder = house.server.config.vault_base_path / bob
        assert (folder / "Diary.md").exists()
        assert house.ask("DELETE", f"/api/me?confirm={bob}", owner.access).json() == {"deleted": True}
        for token in (signed_in, owner, own, child):
            assert not house.takes(token.access)
        assert refusal_of(app.renew(signed_in.refresh)) == (400, "invalid_grant")
        assert not folder.exists()
        kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        assert b"what-ada-knows" in kept
        assert b"what-only-bob-knows" not in kept
        assert house.call(ada.access, "read_note", path="Diary")["text"] == "what-ada-knows"


def test_a_person_who_comes_back_begins_anew(house: House, app: App):
    before = app.sign_in("bob", scope=ALL)
    house.call(before.access, "write_note", path="Diary", body="x", overwrite=True)
    gone = house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('bob')}", before.access)
    assert gone.status_code == 200
    again = app.sign_in("bob", scope=ALL)
    assert [note["path"] for note in house.call(again.access, "list_notes")["notes"]] == ["Welcome.md"]
    assert list(grants(house, again.access)) == [again.grant]
    actions = [line["action"] for line in house.ask("GET", "/api/activity", again.access).json()["activity"]]
    assert "write_note" not in actions and "sign_in" in actions
    assert not house.takes(before.access)


def test_a_code_from_before_its_account_was_deleted_gives_nothing(house: House, app: App):
    code, owner = app.code("bob"), app.sign_in("bob", scope=ALL)
    gone = house.ask("DELETE", f"/api/me?confirm={house.provider.user_id('bob')}", owner.access)
    assert gone.status_code == 200
    assert refusal_of(app.redeem(code)) == (400, "invalid_grant")


def test_an_operators_token_ends_with_the_account_too(house: House):
    token = house.forged(sub="hf-eve", iat=int(time.time()) - 5)
    assert house.ask("DELETE", "/api/me?confirm=hf-eve", token).status_code == 200
    assert not house.takes(token)
