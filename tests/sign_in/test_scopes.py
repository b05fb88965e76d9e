"""What a token may do, by its scopes and its folder."""

import pytest

from tests.sign_in.challenge import challenge_in
from tests.sign_in.house import ALL, App, House


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
