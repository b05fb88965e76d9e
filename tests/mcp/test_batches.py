"""Batches, which only 2025-03-26 has."""

from tests.conftest import Person
from tests.mcp.client import LIST_NOTES, MODERN, error_of, request, session_of


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
