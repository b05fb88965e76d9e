"""Hostile envelopes and routing headers of 2026-07-28."""

import json

from tests.hostile.request import LIST, MODERN, MODERN_LIST, message, modern, nested, with_headers
from tests.hostile.row import Row

MODERN_ROWS = [
    Row("modern-fine", modern("tools/call", MODERN_LIST, name="list_notes"), 200, "ok"),
    Row("modern-session-ignored", modern("tools/list", None, ("mcp-session-id", "unknown")), 200, "ok"),  # T16
    Row("modern-version-missing", modern("tools/list", protocolVersion=...), 400, -32602),  # M1
    Row("modern-capabilities-missing", modern("tools/list", clientCapabilities=...), 400, -32602),
    Row("modern-capabilities-number", modern("tools/list", clientCapabilities=5), 400, -32602),
    Row("modern-client-info-text", modern("tools/list", clientInfo="evil"), 400, -32602),
    Row("modern-client-info-deep", modern("tools/list", clientInfo={"name": json.loads(nested(150))}), 400, -32602),
    Row("modern-client-info-deeper", modern("tools/list", clientInfo={"name": json.loads(nested(200))}), 400, -32700),
    Row(
        "modern-meta-missing",
        with_headers(message("tools/list", {}), ("mcp-protocol-version", MODERN), ("mcp-method", "tools/list")),
        400,
        -32602,
    ),
    Row(
        "modern-params-missing",
        with_headers(message("tools/list"), ("mcp-protocol-version", MODERN), ("mcp-method", "tools/list")),
        400,
        -32602,
    ),
    Row("modern-version-differs", modern("tools/list", protocolVersion="2099-01-01"), 400, -32020),  # T9
    Row("modern-version-number", modern("tools/list", protocolVersion=20260728), 400, -32020),
    Row("modern-version-null", modern("tools/list", protocolVersion=None), 400, -32020),
    Row(
        "modern-version-unknown",
        modern("tools/list", None, ("mcp-protocol-version", "2099-01-01"), protocolVersion="2099-01-01"),
        400,
        -32022,  # T10
    ),
    Row("modern-method-missing", modern("tools/list", None, "mcp-method"), 400, -32020),  # T13
    Row("modern-method-differs", modern("tools/list", None, ("mcp-method", "tools/call")), 400, -32020),
    Row("modern-method-case", modern("tools/list", None, ("mcp-method", "Tools/List")), 400, -32020),
    Row("modern-method-huge", modern("tools/list", None, ("mcp-method", "x" * 60_000)), 400, -32020),
    Row("modern-name-missing", modern("tools/call", MODERN_LIST), 400, -32020),
    Row("modern-name-differs", modern("tools/call", MODERN_LIST, name="delete_note"), 400, -32020),
    Row("modern-name-base64", modern("tools/call", MODERN_LIST, name="=?base64?bGlzdF9ub3Rlcw==?="), 200, "ok"),
    Row("modern-name-base64-other", modern("tools/call", MODERN_LIST, name="=?base64?eA==?="), 400, -32020),
    Row("modern-name-base64-broken", modern("tools/call", MODERN_LIST, name="=?base64?%%%?="), 400, -32020),
    Row(
        "modern-two-methods",
        modern("tools/list", None, ("mcp-method", "tools/list"), ("mcp-method", "tools/list")),
        400,
        -32020,
    ),
    Row(
        "modern-two-names",
        modern("tools/call", MODERN_LIST, ("mcp-name", "list_notes"), ("mcp-name", "delete_note")),
        400,
        -32020,
    ),
    Row(
        "modern-two-versions",
        modern("tools/list", None, ("mcp-protocol-version", MODERN), ("mcp-protocol-version", "2025-06-18")),
        400,
        -32020,
    ),
    Row(
        "modern-completion",
        modern(
            "completion/complete", {"ref": {"type": "ref/prompt", "name": "x"}, "argument": {"name": "a", "value": "b"}}
        ),
        400,
        -32602,
    ),
    Row("modern-listen", modern("subscriptions/listen", {"notifications": {}}), 404, -32601),
    *(
        Row(f"modern-{method}", modern(method), 404, -32601)  # T11
        for method in (
            "initialize",
            "ping",
            "logging/setLevel",
            "resources/subscribe",
            "tasks/list",
            "vault/dump",
        )
    ),
    Row("modern-tool-unknown", modern("tools/call", {"name": "x", "arguments": {}}, name="x"), 400, -32602),
    Row("modern-tool-number", modern("tools/call", {"name": 7}, name="7"), 400, -32020),
    Row(
        "modern-arguments-list",
        modern("tools/call", {"name": "list_notes", "arguments": [1]}, name="list_notes"),
        400,
        -32602,
    ),
    Row(
        "modern-arguments-invalid",
        modern("tools/call", {"name": "list_notes", "arguments": {"limit": -1}}, name="list_notes"),
        200,
        "invalid",
    ),
    Row("modern-cursor", modern("tools/list", {"cursor": "nonsense"}), 400, -32602),
    Row(
        "modern-response",
        with_headers({"jsonrpc": "2.0", "id": 1, "result": {}}, ("mcp-protocol-version", MODERN)),
        400,
        -32600,  # T6
    ),
    Row("modern-id-null", with_headers({**LIST, "id": None}, ("mcp-protocol-version", MODERN)), 400, -32600),
    Row(
        "modern-notification-of-an-unknown-version",
        with_headers({"jsonrpc": "2.0", "method": "notifications/x"}, ("mcp-protocol-version", "2099-01-01")),
        400,
        -32022,
    ),
]
