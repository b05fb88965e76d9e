"""2024-11-05 to 2025-11-25: the versions with a handshake and sessions."""

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Clock, Person, Response, Send, serve
from tests.mcp.client import LEGACY, LIST_NOTES, MODERN, error_of, initialize, request, session_of
from tests.shelves import Shelves


def test_every_version_with_a_handshake_is_echoed_and_any_other_gets_the_newest(ada: Person):
    for version in LEGACY:
        assert initialize(ada, version).json()["result"]["protocolVersion"] == version
    for version in ("2099-01-01", "1.0", "", MODERN):
        assert initialize(ada, version).json()["result"]["protocolVersion"] == "2025-11-25"


def test_a_server_says_who_it_is_and_promises_only_what_it_keeps(ada: Person):
    result = initialize(ada, "2025-11-25").json()["result"]
    assert result["serverInfo"]["name"] == "notes-vault"
    assert set(result["capabilities"]) - {"experimental"} == {"completions", "prompts", "resources", "tools"}
    assert not result["capabilities"]["tools"].get("listChanged")  # S2
    assert "search_notes" in result["instructions"]


def test_requests_of_a_session_are_served_and_answer_without_it(ada: Person):
    session = session_of(ada)
    assert ada.post({"jsonrpc": "2.0", "method": "notifications/initialized"}, Mcp_Session_Id=session).status == 202
    for version in ("", "2025-06-18"):
        headers = {"Mcp_Session_Id": session, **({"MCP_Protocol_Version": version} if version else {})}
        answer = ada.post(request("tools/list"), **headers)
        assert answer.status == 200
        assert {"list_notes", "write_note"} <= {tool["name"] for tool in answer.json()["result"]["tools"]}
        assert "mcp-session-id" not in answer.headers
    assert ada.post(request("ping"), Mcp_Session_Id=session).json()["result"] == {}


def test_a_request_without_a_session_is_served_by_its_token_alone(ada: Person):
    session_of(ada)
    for version in LEGACY:
        assert ada.post(request("tools/call", LIST_NOTES), MCP_Protocol_Version=version).status == 200


def test_a_session_that_is_unknown_foreign_ended_or_left_alone_is_not_found(
    ada: Person, bob: Person, vaults: Service, send: Send, clock: Clock
):
    foreign, ended, left_alone = session_of(bob), session_of(ada), session_of(ada)
    assert ada.send(
        "DELETE", "/mcp", {"Authorization": f"Bearer {ada.token}", "Mcp-Session-Id": ended}, b""
    ).status in (200, 204)
    answers = [ada.post(request("tools/list"), Mcp_Session_Id=id_) for id_ in ("unknown", foreign, ended)]
    clock.forward(vaults.config.session_idle_seconds)
    later = Person(ADA, vaults.tokens.create_jwt(ADA), send)
    answers.append(later.post(request("tools/list"), Mcp_Session_Id=left_alone))
    assert {answer.status for answer in answers} == {404}  # 2025-11-25, Session Management
    assert len({answer.json()["error"]["message"] for answer in answers}) == 1


def test_a_session_in_use_does_not_run_out(ada: Person, vaults: Service, send: Send, clock: Clock):
    session = session_of(ada)
    for _ in range(4):
        clock.forward(vaults.config.session_idle_seconds * 0.6)
        now = Person(ADA, vaults.tokens.create_jwt(ADA), send)
        assert now.post(request("tools/list"), Mcp_Session_Id=session).status == 200


def delete(person: Person, session: str, **headers: str) -> Response:
    given = {"Authorization": f"Bearer {person.token}", **({"Mcp-Session-Id": session} if session else {})}
    return person.send("DELETE", "/mcp", {**given, **headers}, b"")


def test_a_session_is_ended_once_and_only_by_its_user(ada: Person, bob: Person):
    session = session_of(ada)
    assert delete(bob, session).status == 404
    assert ada.post(request("ping"), Mcp_Session_Id=session).status == 200
    ended = delete(ada, session)
    assert (ended.status, ended.body) == (204, b"")
    assert delete(ada, session).status == 404
    assert error_of(delete(ada, "")) == (400, -32600)


def test_a_session_outlives_the_process_that_opened_it(
    ada: Person, vaults: Service, shelves: Shelves, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    session = session_of(ada)
    restarted = Service(vaults.config, shelves.records, shelves.files, clock=clock)
    serve(restarted, monkeypatch)
    assert ada.post(request("tools/list"), Mcp_Session_Id=session).status == 200
    assert delete(ada, session).status == 204


def test_a_session_of_one_user_is_of_no_use_to_another_even_as_a_login(ada: Person, send: Send):
    headers = {"Content-Type": "application/json", "Mcp-Session-Id": session_of(ada)}
    assert send("POST", "/mcp", headers, b"{}").status == 401  # "MUST NOT use sessions for authentication"


def test_the_client_of_a_session_signs_what_it_changes(ada: Person, vaults: Service):
    session = session_of(ada, client="ada's editor")
    write = {"name": "write_note", "arguments": {"path": "Moss", "body": "x"}}
    ada.post(request("tools/call", write), Mcp_Session_Id=session)
    [change] = vaults.vault(Caller(ADA)).changes(0)
    assert change.client == "ada's editor"


def test_answers_of_the_earlier_versions_carry_nothing_of_the_later(ada: Person):
    for method, params in (("tools/list", {}), ("tools/call", LIST_NOTES)):
        result = ada.post(request(method, params), MCP_Protocol_Version="2025-06-18").json()["result"]
        assert not {"resultType", "ttlMs", "cacheScope", "_meta"} & set(result)


def test_an_answer_has_the_id_of_its_request(ada: Person):
    for id_ in (0, -7, "seven", ""):
        assert ada.post(request("ping", id=id_)).json()["id"] == id_


def test_an_error_has_the_id_of_its_request_where_one_can_be_read(ada: Person):
    # 2026-07-28, Base Protocol, "Error Responses" (M7)
    assert ada.post(request("nothing", id=7)).json()["id"] == 7
    assert ada.post({**request("ping", id=7), "params": [1]}).json()["id"] == 7
    assert ada.post({**request("ping", id=7), "jsonrpc": "1.0"}).json()["id"] == 7
    assert ada.post([request("initialize", {}, id=7)]).json()[0]["id"] == 7
    assert ada.post({**request("ping"), "id": None}).json()["id"] is None
    assert ada.post(b"nonsense").json()["id"] is None


def test_a_method_that_is_not_there_is_an_error_with_200(ada: Person):
    for method in ("tasks/list", "server/discover", "logging/setLevel", "vault/dump"):
        params = {"level": "info"} if method == "logging/setLevel" else {}
        assert error_of(ada.post(request(method, params), MCP_Protocol_Version="2025-06-18")) == (200, -32601)


def test_a_notification_is_taken_without_a_word(ada: Person):
    for version in (*LEGACY, MODERN):
        taken = ada.post({"jsonrpc": "2.0", "method": "notifications/cancelled"}, MCP_Protocol_Version=version)
        assert (taken.status, taken.body) == (202, b"")


def test_there_is_nothing_to_get_and_the_answer_says_what_there_is(send: Send, ada: Person):
    for method in ("GET", "PUT", "PATCH", "OPTIONS"):
        headers = {"Authorization": f"Bearer {ada.token}", "Accept": "text/event-stream"}
        refused = send(method, "/mcp", headers, b"")
        assert refused.status == 405
        assert {verb.strip() for verb in refused.headers["allow"].split(",")} == {"POST", "DELETE"}
