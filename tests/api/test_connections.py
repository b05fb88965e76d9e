"""/api/grants and /api/sessions: a person's connections listed, limited and ended."""

from typing import Any

import pytest

from tests.api.site import SECRET, Site, on_a_laptop
from tests.conftest import BOB, Clock


def test_a_connection_is_listed_without_its_secrets(site: Site):
    site.connected(client="editor", folder="Work", scopes=("notes:read",))
    ada = site.connected(client="page")
    editor, page = sorted(ada.get("/api/grants")["grants"], key=lambda grant: grant["client"])
    assert (editor["client"], editor["folder"], editor["scopes"]) == ("editor", "Work", ["notes:read"])
    assert (editor["is_this"], page["is_this"]) == (False, True)
    known = "id kind client client_id scopes folder created_at seen_at expires_at address is_this"
    assert set(editor) == set(known.split())


def test_a_connection_can_be_given_less_from_its_next_request_on(site: Site):
    page, editor = site.connected(client="page"), site.connected(client="editor")
    editor.call("write_note", path="Work/Plan", body="moss")
    editor.call("write_note", path="Diary", body=SECRET)
    grant = editor.get("/api/me")["grant"]
    changed = page.ask("PATCH", f"/api/grants/{grant}", json={"scopes": ["notes:read"], "folder": "work/"})
    assert (changed.status_code, changed.json()["scopes"]) == (200, ["notes:read"])
    assert editor.call("write_note", path="Work/New", body="x")["error"]["code"] == "forbidden"
    assert [note["path"] for note in editor.call("list_notes")["notes"]] == ["Work/Plan.md"]
    assert editor.call("read_note", path="Diary")["error"]["code"] == "forbidden"
    assert editor.call("search_notes", query="wharf")["notes"] == []


@on_a_laptop
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"scopes": []},
        {"scopes": ["notes:all"]},
        {"scopes": "notes:read"},
        {"scopes": ["notes:read"], "folder": "../x"},
        {"scopes": ["notes:read"], "folder": "x/../.."},
        {"scopes": ["notes:read"], "user_id": BOB},
    ],
)
def test_a_connection_is_not_changed_to_what_there_is_not(site: Site, body: Any):
    ada = site.connected()
    before = ada.get("/api/grants")
    answer = ada.ask("PATCH", f"/api/grants/{before['grants'][0]['id']}", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")
    assert ada.get("/api/grants") == before


def test_a_connection_is_not_given_more_than_who_asks_for_it(site: Site):
    editor = site.connected(client="editor", scopes=("notes:read",))
    limited = site.connected(client="page", scopes=("notes:read", "account"))
    grant = editor.get("/api/me")["grant"]
    answer = limited.ask("PATCH", f"/api/grants/{grant}", json={"scopes": ["notes:write"]})
    assert (answer.status_code, answer.json()["scope"]) == (403, "notes:write")
    assert editor.call("write_note", path="x", body="x")["error"]["code"] == "forbidden"


def test_an_ended_connection_is_refused_at_its_next_request_with_its_sessions(site: Site):
    page, editor = site.connected(client="page"), site.connected(client="editor")
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}
    editor.rpc("initialize", **facts)
    grant = editor.get("/api/me")["grant"]
    assert len(page.get("/api/sessions")["sessions"]) == 1
    assert page.ask("DELETE", f"/api/grants/{grant}").json() == {"ended": True}
    assert editor.rpc("tools/list").status_code == 401
    assert page.get("/api/sessions")["sessions"] == []
    assert page.ask("DELETE", f"/api/grants/{grant}").status_code == 404


def test_a_session_is_listed_and_ended(site: Site, clock: Clock):
    ada = site.connected()
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "Editor", "version": "1"}}
    header = ada.rpc("initialize", **facts).headers["Mcp-Session-Id"]
    session = ada.get("/api/sessions")["sessions"][0]
    assert (session["client"], session["protocol_version"]) == ("Editor", "2025-11-25")
    assert session["started_at"] == session["seen_at"] == clock.now
    assert header not in str(session), "what is listed resumes nothing"
    assert ada.ask("DELETE", f"/api/sessions/{session['id']}").json() == {"ended": True}
    again = ada.ask("POST", "/mcp", json={}, headers={"Mcp-Session-Id": header})
    assert again.status_code == 404
    assert ada.ask("DELETE", f"/api/sessions/{session['id']}").status_code == 404
