"""Hostile arguments of every kind, and hostile names of tools."""

from typing import Any

from tests.conftest import ADA
from tests.hostile.request import MIB, Make, message, nested, post, raw_arguments, tool
from tests.hostile.row import Row


def list_(**arguments: Any) -> Make:
    return tool("list_notes", arguments)


NINES = b"9" * 4_000
ARGUMENTS = [
    Row("arguments-list", tool("list_notes", []), 200, -32602),
    Row("arguments-filled-list", tool("list_notes", ["folder"]), 200, -32602),
    Row("arguments-text", tool("list_notes", "{}"), 200, -32602),
    Row("arguments-number", tool("list_notes", 1), 200, -32602),
    Row("arguments-true", tool("list_notes", True), 200, -32602),
    Row("arguments-extra", list_(colour="red"), 200, "invalid"),
    Row("arguments-extra-dunder", list_(__class__="x", __proto__={}), 200, "invalid"),
    Row("arguments-extra-lines", tool("list_notes", {"x\nERROR notes_vault: all is lost\x1b[31m": 1}), 200, "invalid"),
    Row("arguments-extra-user", tool("read_note", {"path": "Secret", "user_id": ADA}), 200, "invalid"),
    Row("arguments-extra-long", tool("list_notes", {"k" * 1_000_000: 1}), 200, "invalid"),
    Row("arguments-extra-many", tool("list_notes", {f"k{n}": n for n in range(20_000)}), 200, "invalid"),
    Row("arguments-extra-empty-name", tool("list_notes", {"": 1}), 200, "invalid"),
    Row("arguments-missing", tool("write_note", {"path": "x"}), 200, "invalid"),
    Row("arguments-none-at-all", post(message("tools/call", {"name": "read_note"})), 200, "invalid"),
    Row("limit-zero", list_(limit=0), 200, "invalid"),
    Row("limit-negative", list_(limit=-1), 200, "invalid"),
    Row("limit-1001", list_(limit=1001), 200, "invalid"),
    Row("limit-half", list_(limit=1.5), 200, "invalid"),
    Row("limit-whole-float", list_(limit=2.0), 200, "ok"),
    Row("limit-text", list_(limit="10"), 200, "invalid"),
    Row("limit-true", list_(limit=True), 200, "invalid"),
    Row("limit-null", raw_arguments("list_notes", b'{"limit":null}'), 200, "invalid"),
    Row("limit-list", list_(limit=[1]), 200, "invalid"),
    Row("limit-nan", raw_arguments("list_notes", b'{"limit":NaN}'), 400, -32700),
    Row("limit-infinity", raw_arguments("list_notes", b'{"limit":Infinity}'), 400, -32700),
    Row("limit-minus-infinity", raw_arguments("list_notes", b'{"limit":-Infinity}'), 400, -32700),
    Row("limit-1e400", raw_arguments("list_notes", b'{"limit":1e400}'), 200, "invalid"),
    Row("limit-1e308", raw_arguments("list_notes", b'{"limit":1e308}'), 200, "invalid"),
    Row("limit-4000-digits", raw_arguments("list_notes", b'{"limit":' + NINES + b"}"), 200, "invalid"),
    Row("limit-9000-digits", raw_arguments("list_notes", b'{"limit":' + b"9" * 9_000 + b"}"), 400, -32700),
    Row("limit-hexadecimal", raw_arguments("list_notes", b'{"limit":0x10}'), 400, -32700),
    Row("limit-leading-zero", raw_arguments("list_notes", b'{"limit":010}'), 400, -32700),
    Row("line-zero", tool("read_note", {"path": "Moss", "from_line": 0}), 200, "invalid"),
    Row("line-past-the-end", tool("read_note", {"path": "Moss", "from_line": 10**9}), 200, "invalid"),
    Row("line-4000-digits", raw_arguments("read_note", b'{"path":"Moss","from_line":' + NINES + b"}"), 200, "invalid"),
    Row("line-end-4000-digits", raw_arguments("read_note", b'{"path":"Moss","to_line":' + NINES + b"}"), 200, "ok"),
    Row("line-1e300", raw_arguments("read_note", b'{"path":"Moss","to_line":1e300}'), 200, "ok"),
    Row("lines-backwards", tool("read_note", {"path": "Moss", "from_line": 2, "to_line": 1}), 200, "invalid"),
    Row("section-hashes", tool("read_note", {"path": "Moss", "section": "####"}), 200, "invalid"),
    Row("section-unknown", tool("read_note", {"path": "Moss", "section": "[a-z]*(("}), 200, "not_found"),
    Row("section-long", tool("read_note", {"path": "Moss", "section": "x" * 513}), 200, "invalid"),
    Row("version-negative", tool("delete_note", {"path": "Moss", "if_version": -1}), 200, "invalid"),
    Row("version-true", tool("delete_note", {"path": "Moss", "if_version": True}), 200, "invalid"),
    Row("version-half", tool("delete_note", {"path": "Moss", "if_version": 0.5}), 200, "invalid"),
    Row("version-text", tool("delete_note", {"path": "Moss", "if_version": "1"}), 200, "invalid"),
    Row("version-huge", raw_arguments("delete_note", b'{"path":"Moss","if_version":' + NINES + b"}"), 200, "conflict"),
    Row("version-1e300", raw_arguments("delete_note", b'{"path":"Moss","if_version":1e300}'), 200, "conflict"),
    Row("overwrite-text", tool("write_note", {"path": "Moss", "body": "x", "overwrite": "yes"}), 200, "invalid"),
    Row("overwrite-one", tool("write_note", {"path": "Moss", "body": "x", "overwrite": 1}), 200, "invalid"),
    Row("body-null", tool("write_note", {"path": "x", "body": None}), 200, "invalid"),
    Row("body-bytes", tool("write_note", {"path": "x", "body": [120]}), 200, "invalid"),
    Row("body-surrogate", raw_arguments("write_note", rb'{"path":"x","body":"a\ud83c"}'), 400, -32700),
    Row("body-surrogate-bytes", raw_arguments("write_note", b'{"path":"x","body":"\xed\xa0\xbc"}'), 400, -32700),
    Row("body-too-large", tool("write_note", {"path": "x", "body": "x" * (MIB + 1)}), 200, "too_large"),
    Row("nested-150", raw_arguments("read_note", b'{"path":' + nested(150).encode() + b"}"), 200, "invalid"),
    Row("nested-300", raw_arguments("read_note", b'{"path":' + nested(300).encode() + b"}"), 400, -32700),
    Row("nested-100k", raw_arguments("read_note", b'{"path":' + nested(100_000).encode() + b"}"), 400, -32700),
    Row("nested-open-100k", raw_arguments("read_note", b'{"a":' * 100_000), 400, -32700),
    Row("tool-unknown", tool("format_disk", {}), 200, -32602),  # L3
    Row("tool-empty", tool("", {}), 200, -32602),
    Row("tool-dunder", tool("__init__", {}), 200, -32602),
    Row("tool-nul", tool("read_note\0", {"path": "Moss"}), 200, -32602),
    Row("tool-upper-case", tool("READ_NOTE", {"path": "Moss"}), 200, -32602),
    Row("tool-number", tool(7, {}), 200, -32602),
    Row("tool-list", tool(["read_note"], {}), 200, -32602),
    Row("tool-missing", post(message("tools/call", {"arguments": {}})), 200, -32602),
    Row("tool-a-megabyte", tool("x" * 1_000_000, {}), 200, -32602),
    Row("progress-token-list", post(message("tools/list", {"_meta": {"progressToken": [1]}})), 200, -32602),
    Row("meta-list", post(message("tools/list", {"_meta": [1]})), 400, -32600),
    Row("initialize-without-params", post(message("initialize", {})), 200, -32602),
    Row("initialize-number", post(message("initialize", {"protocolVersion": 1})), 200, -32602),
    Row(
        "initialize-client-name-list",
        post(
            message(
                "initialize", {"protocolVersion": "x", "capabilities": {}, "clientInfo": {"name": [], "version": "1"}}
            )
        ),
        200,
        -32602,
    ),
]
