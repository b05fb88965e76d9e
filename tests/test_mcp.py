"""The wire of /mcp, both protocol eras: on both backends and in both ways of running."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, ORIGIN, Clock, Person, Response, Send, serve
from tests.shelves import Shelves

LEGACY = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
LIST_NOTES = {"name": "list_notes", "arguments": {}}


def request(method: str, params: dict[str, Any] | None = None, id: Any = 1) -> dict[str, Any]:  # noqa: A002 - its name
    return {"jsonrpc": "2.0", "id": id, "method": method, **({} if params is None else {"params": params})}


def initialize(person: Person, version: str, client: str = "ada's laptop") -> Response:
    client_info = {"name": client, "version": "1"}
    return person.post(
        request("initialize", {"protocolVersion": version, "capabilities": {}, "clientInfo": client_info})
    )


def session_of(person: Person, version: str = "2025-06-18", client: str = "ada's laptop") -> str:
    return initialize(person, version, client).headers["mcp-session-id"]


def ask_modern(
    person: Person,
    method: str,
    params: dict[str, Any] | None = None,
    meta: dict[str, Any] | None = None,
    **headers: str,
) -> Response:
    """A 2026-07-28 request with its envelope and its routing headers; `meta` and `headers` change them."""
    envelope = {"protocolVersion": MODERN, "clientCapabilities": {}, **(meta or {})}
    kept = {META + name: value for name, value in envelope.items() if value is not None}
    routing = {"MCP_Protocol_Version": MODERN, "Mcp_Method": method}
    if params and "name" in params:
        routing["Mcp_Name"] = params["name"]
    sent = {name: value for name, value in {**routing, **headers}.items() if value}
    return person.post(request(method, {**(params or {}), "_meta": kept}), **sent)


def error_of(response: Response) -> tuple[int, int]:
    return response.status, response.json()["error"]["code"]


# What the deployment guide prints


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


# 2024-11-05 to 2025-11-25


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


# Batches, which only 2025-03-26 has


def test_a_batch_is_answered_message_by_message(ada: Person):
    batch = [
        request("tools/call", {"name": "write_note", "arguments": {"path": "Moss", "body": "x"}}, id="a"),
        {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": 1, "progress": 1}},
        {"jsonrpc": "2.0", "id": 5, "result": {}},
        request("tools/call", LIST_NOTES, id=2),
        request("nothing", id=3),
        17,
    ]
    answer = ada.post(batch)
    assert answer.status == 200
    replies = answer.json()
    assert [reply["id"] for reply in replies] == ["a", 2, 3, None]
    assert replies[1]["result"]["structuredContent"]["total"] == 1
    assert [reply["error"]["code"] for reply in replies[2:]] == [-32601, -32600]


def test_a_batch_of_notifications_is_taken_without_a_word(ada: Person):
    taken = ada.post(
        [{"jsonrpc": "2.0", "method": "notifications/initialized"}, {"jsonrpc": "2.0", "id": 1, "result": {}}]
    )
    assert (taken.status, taken.body) == (202, b"")


def test_only_a_version_that_has_batches_gets_one(ada: Person):
    batch = [request("ping")]
    assert ada.post(batch, MCP_Protocol_Version="2025-03-26").status == 200
    assert ada.post(batch, Mcp_Session_Id=session_of(ada, "2025-03-26")).status == 200
    for version in ("2024-11-05", "2025-06-18", "2025-11-25"):
        assert error_of(ada.post(batch, Mcp_Session_Id=session_of(ada, version))) == (400, -32600)
        assert error_of(ada.post(batch, MCP_Protocol_Version=version)) == (400, -32600)
    assert error_of(ada.post(batch, MCP_Protocol_Version=MODERN)) == (400, -32600)
    assert error_of(ada.post([])) == (400, -32600)  # JSON-RPC 2.0 section 6


def test_initialize_cannot_stand_in_a_batch(ada: Person):
    # 2025-03-26, Lifecycle: "The initialize request MUST NOT be part of a JSON-RPC batch"
    params = {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    answer = ada.post([request("initialize", params), request("ping", id=2)])
    assert [reply.get("error", {}).get("code") for reply in answer.json()] == [-32600, None]
    assert "mcp-session-id" not in answer.headers


# 2026-07-28: every request stands alone


def assert_modern(result: dict[str, Any]) -> None:
    """M4: what every result of 2026-07-28 carries."""
    assert result["resultType"] == "complete"
    assert result["_meta"][META + "serverInfo"]["name"] == "notes-vault"


def test_discover_names_the_version_the_tools_and_how_long_that_holds(ada: Person):
    result = ask_modern(ada, "server/discover").json()["result"]  # D1, C1
    assert_modern(result)
    assert result["supportedVersions"] == [MODERN]
    assert "tools" in result["capabilities"]
    assert "search_notes" in result["instructions"]
    assert (result["ttlMs"] >= 0, result["cacheScope"]) == (True, "private")


def test_the_list_of_tools_says_how_long_and_for_whom_it_holds(ada: Person):
    first, again = (ask_modern(ada, "tools/list").json()["result"] for _ in range(2))
    assert_modern(first)
    assert isinstance(first["ttlMs"], int)
    assert first["cacheScope"] == "private"  # C2: it varies with the scopes of the token
    assert first["tools"] == again["tools"]  # L1: in a fixed order


def test_the_list_of_tools_is_short_for_it_is_read_at_every_start(ada: Person):
    for answer in (ada.post(request("tools/list")), ask_modern(ada, "tools/list")):
        assert len(answer.json()["result"]["tools"]) == 12
        assert len(answer.body) < 10_000


def test_a_tool_is_called_and_refuses_within_its_result(ada: Person):
    write = {"name": "write_note", "arguments": {"path": "Moss", "body": "shade"}}
    written = ask_modern(ada, "tools/call", write)
    assert written.status == 200
    assert_modern(written.json()["result"])
    assert written.json()["result"]["structuredContent"]["path"] == "Moss.md"
    refused = ask_modern(ada, "tools/call", {"name": "read_note", "arguments": {"path": "../Moss"}})
    assert (refused.status, refused.json()["result"]["isError"]) == (200, True)  # L3, SEP-1303
    assert_modern(refused.json()["result"])


def test_no_answer_of_2026_07_28_has_a_session(ada: Person, bob: Person):
    for session in ("", "unknown", session_of(bob)):
        headers = {"Mcp_Session_Id": session} if session else {}
        for method, params in (("server/discover", None), ("tools/list", None), ("tools/call", LIST_NOTES)):
            answer = ask_modern(ada, method, params, **headers)
            assert answer.status == 200  # T16: a session id is ignored
            assert "mcp-session-id" not in answer.headers


def test_an_envelope_with_a_part_missing_is_refused(ada: Person):
    for missing in ("protocolVersion", "clientCapabilities"):  # M1
        assert error_of(ask_modern(ada, "tools/list", meta={missing: None})) == (400, -32602)
    bare = ada.post(request("tools/list", {}), MCP_Protocol_Version=MODERN, Mcp_Method="tools/list")
    assert error_of(bare) == (400, -32602)
    assert ask_modern(ada, "tools/list", meta={"clientInfo": None}).status == 200  # M2


def test_headers_that_say_another_thing_than_the_body_are_refused(ada: Person):
    mismatches: list[dict[str, Any]] = [
        {"meta": {"protocolVersion": "2025-11-25"}},  # T9
        {"Mcp_Method": "tools/list"},  # T13
        {"Mcp_Method": ""},
        {"Mcp_Name": "delete_note"},
        {"Mcp_Name": ""},
    ]
    for mismatch in mismatches:
        assert error_of(ask_modern(ada, "tools/call", LIST_NOTES, **mismatch)) == (400, -32020)
    encoded = ask_modern(ada, "tools/call", LIST_NOTES, Mcp_Name="=?base64?bGlzdF9ub3Rlcw==?=")
    assert encoded.status == 200


def test_a_version_that_is_not_served_is_answered_with_those_that_are(ada: Person):
    refused = ask_modern(ada, "tools/list", meta={"protocolVersion": "2099-01-01"}, MCP_Protocol_Version="2099-01-01")
    assert error_of(refused) == (400, -32022)  # T10
    assert refused.json()["error"]["data"] == {"supported": [MODERN], "requested": "2099-01-01"}


def test_a_method_that_is_removed_or_unknown_is_404(ada: Person):
    for method in ("initialize", "ping", "resources/subscribe", "tasks/list", "vault/dump"):
        params = {"protocolVersion": MODERN, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
        assert error_of(ask_modern(ada, method, params if method == "initialize" else None)) == (404, -32601)  # T11


def test_a_tool_that_is_not_there_is_an_error_of_the_protocol(ada: Person):
    unknown = {"name": "format_disk", "arguments": {}}
    assert error_of(ask_modern(ada, "tools/call", unknown)) == (400, -32602)  # L3
    assert error_of(ada.post(request("tools/call", unknown))) == (200, -32602)


# Scopes


def person_with(person: Person, vaults: Service, scope: str) -> Person:
    return Person(person.user_id, vaults.tokens.create_jwt(person.user_id, scope=scope), person.send)


def test_a_token_that_may_only_read_neither_sees_nor_runs_what_writes(ada: Person, vaults: Service):
    ada.call("write_note", path="Moss", body="x")
    reader = person_with(ada, vaults, "notes:read")
    everything = ada.ask("tools/list")["result"]["tools"]
    seen = reader.ask("tools/list")["result"]["tools"]
    assert seen == [tool for tool in everything if tool["annotations"]["readOnlyHint"]]
    assert len(seen) < len(everything)
    assert reader.call("read_note", path="Moss")["text"] == "x"
    for tool, arguments in (("write_note", {"path": "Fern", "body": "x"}), ("delete_note", {"path": "Moss"})):
        refusal = reader.refused(tool, **arguments)
        assert (refusal["code"], refusal["scope"]) == ("forbidden", "notes:write")
    assert [note["path"] for note in ada.call("list_notes")["notes"]] == ["Moss.md"]


def test_the_right_to_write_holds_the_right_to_read(ada: Person, vaults: Service):
    writer = person_with(ada, vaults, "notes:write")  # "Scope hierarchies" of 2026-07-28
    assert writer.ask("tools/list")["result"]["tools"] == ada.ask("tools/list")["result"]["tools"]
    writer.call("write_note", path="Moss", body="x")
    assert writer.call("read_note", path="Moss")["text"] == "x"


def test_a_token_without_a_scope_of_ours_may_nothing(ada: Person, vaults: Service):
    for scope in ("", "openid", "notes", "NOTES:READ"):
        nobody = person_with(ada, vaults, scope)
        assert nobody.ask("tools/list")["result"]["tools"] == []
        assert nobody.refused("list_notes")["code"] == "forbidden"


# The transport


def test_a_body_has_a_largest_size(ada: Person, vaults: Service):
    largest = vaults.config.request_bytes_max
    body = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
    assert ada.post(body.rjust(largest)).status == 200
    assert error_of(ada.post(body.rjust(largest + 1))) == (413, -32600)


def test_only_our_own_host_and_origin_are_served(ada: Person):
    ping = request("ping")
    assert ada.post(ping, Origin=ORIGIN).status == 200
    assert ada.post(ping, host="Notes.Example").status == 200
    for origin in ("null", "https://evil.example", "https://notes.example.evil.example", "http://notes.example:80"):
        assert error_of(ada.post(ping, Origin=origin)) == (403, -32600)  # T2
    for host in ("evil.example", "notes.example:8080", "localhost", "127.0.0.1:7861"):
        assert ada.post(ping, host=host).status == 421


def test_on_a_laptop_the_names_of_loopback_are_served_and_elsewhere_only_the_public_one(ada: Person, vaults: Service):
    ping = request("ping")
    is_laptop = vaults.config.mode == "local"
    for name in ("127.0.0.1:7860", "localhost:7860"):
        assert ada.post(ping, host=name).status == (200 if is_laptop else 421)
        assert ada.post(ping, Origin=f"http://{name}").status == (200 if is_laptop else 403)
        assert ada.post(ping, Origin=f"http://{name}1").status == 403


def test_a_foreign_host_or_origin_is_refused_before_the_token_is_read(send: Send):
    body = {"Content-Type": "application/json"}
    assert send("POST", "/mcp", {**body, "Origin": "https://evil.example"}, b"{}").status == 403
    assert send("POST", "/mcp", {**body, "host": "evil.example"}, b"{}").status == 421


def test_only_json_is_taken_and_given(ada: Person):
    ping = request("ping")
    assert error_of(ada.post(ping, Content_Type="text/plain")) == (415, -32600)
    assert error_of(ada.post(ping, Accept="image/png")) == (406, -32600)
    for accept in ("application/json, text/event-stream", "*/*", "application/*"):
        answer = ada.post(ping, Accept=accept)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


def test_no_answer_may_be_kept_or_guessed_at_on_the_way(ada: Person, send: Send):
    answers = [
        ada.post(request("ping")),
        ada.post(b"nonsense"),
        ada.post({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        send("GET", "/mcp", {}, b""),
        send("POST", "/mcp", {}, b""),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_assistant_can_read_what_is_left(ada: Person):
    ada.call("write_note", path="Moss", body="shade")
    resource = ada.ask("resources/list")["result"]["resources"][0]
    [content] = ada.ask("resources/read", {"uri": resource["uri"]})["result"]["contents"]
    left = json.loads(content["text"])
    assert (resource["uri"], content["mimeType"]) == ("vault://usage", "application/json")
    assert (left["vault"]["notes"], left["vault"]["bytes"]) == (1, 5)
    assert left["calls"]["remaining"] == left["calls"]["limit_per_minute"] - 3


def test_a_resource_that_is_not_there_is_an_error_of_the_protocol(ada: Person):
    assert error_of(ada.post(request("resources/read", {"uri": "vault://nothing"}))) == (200, -32602)
