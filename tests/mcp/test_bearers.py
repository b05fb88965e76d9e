"""What the deployment guide prints: a token and a content type are all that a request needs."""

from datetime import timedelta

from shared.service import Service
from tests.conftest import ADA, ORIGIN, Clock, Person, Send
from tests.mcp.client import LIST_NOTES, initialize, request


def test_a_request_with_only_a_token_and_a_content_type_is_served(ada: Person, send: Send):
    ada.call("write_note", path="Moss", body="shade")
    headers = {"Authorization": f"Bearer {ada.token}", "Content-Type": "application/json"}
    body = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_notes","arguments":{}}}'
    answer = send("POST", "/mcp", headers, body)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert [note["path"] for note in answer.json()["result"]["structuredContent"]["notes"]] == ["Moss.md"]
    assert "mcp-session-id" not in answer.headers


def test_each_user_is_served_their_own_notes_by_their_token(ada: Person, bob: Person):
    ada.call("write_note", path="Orchid", body="ada's")
    bob.call("write_note", path="Cactus", body="bob's")
    assert [note["path"] for note in ada.call("list_notes")["notes"]] == ["Orchid.md"]
    assert [note["path"] for note in bob.call("list_notes")["notes"]] == ["Cactus.md"]


def test_initialize_opens_a_session(ada: Person):
    answer = initialize(ada, "2024-11-05")
    assert answer.status == 200
    assert answer.json()["result"]["protocolVersion"] == "2024-11-05"
    # 2025-11-25, Session Management: visible ASCII only
    assert all(0x21 <= ord(character) <= 0x7E for character in answer.headers["mcp-session-id"])


def test_a_token_that_is_invalid_or_expired_is_refused(ada: Person, vaults: Service, send: Send, clock: Clock):
    short = vaults.tokens.create_jwt(ADA, expires_in=timedelta(hours=1))
    clock.forward(3_600)
    for token in ("invalid", short):
        refused = Person(ADA, token, send).post(request("tools/call", LIST_NOTES))
        assert refused.status == 401
        assert refused.json() == {"error": "unauthorized", "message": "This token is not valid here."}
    assert ada.call("list_notes")["total"] == 0


def test_a_challenge_says_where_a_token_is_to_be_had_and_names_an_error_only_if_one_was_sent(send: Send):
    none = send("POST", "/mcp", {"Content-Type": "application/json"}, b"{}")
    wrong = send("POST", "/mcp", {"Content-Type": "application/json", "Authorization": "Bearer x"}, b"{}")
    for refused in (none, wrong):
        assert refused.status == 401
        challenge = refused.headers["www-authenticate"]
        assert challenge.startswith("Bearer ")
        # RFC 9728 section 5.1; "Scope Selection" of 2026-07-28
        assert f'resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp"' in challenge
        assert 'scope="notes:read notes:write"' in challenge
        assert "offline_access" not in challenge
    assert "error=" not in none.headers["www-authenticate"]  # RFC 6750 section 3.1
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
