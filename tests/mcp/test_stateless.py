"""2026-07-28: every request stands alone."""

from typing import Any

import mcp_types as types
from anyio.from_thread import start_blocking_portal
from mcp.server.lowlevel import Server

from handlers.requests import Requests, Visit
from shared.access.gate import Caller
from tests.conftest import ADA, BOB, Person
from tests.mcp.client import LIST_NOTES, META, MODERN, ask_modern, error_of, request, session_of


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


def test_no_request_finds_what_another_left_in_its_connection():
    server, found = Server[Any]("leaving"), list[dict[str, Any]]()

    async def leave(ctx: Any, params: Any) -> dict[str, Any]:
        kept = ctx.session._connection.state
        found.append(dict(kept))
        kept["left by"] = ctx.request.caller.user_id
        return {"resultType": "complete", "tools": []}

    server.add_request_handler("tools/list", types.PaginatedRequestParams, leave)
    requests, asked = Requests(server), {"id": 1, "method": "tools/list", "params": {"_meta": {}}}
    with start_blocking_portal() as portal:
        for user_id in (ADA, BOB):
            portal.call(requests.serve, asked, "2025-11-25", Visit(Caller(user_id)))
    assert found == [{}, {}]
