"""Hostile input, row by row: what is sent, what the documents say comes back, and that nothing leaks on the way.

Bob sends; ada has the notes he must not see. A row is answered once, in one way; every fourth row in all four.
The answers are those of the tables "HTTP status and error-code matrix" (2026-07-28) and of `shared/errors.py`.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import multiprocessing
import resource
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest

import local_server
from handlers import edge, mcp
from shared.access.gate import Caller
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import ADA, BOB, KEY, ORIGIN, Clock, Person, Response, Send, config_in, serve
from tests.shelves import local_shelves

SECRET = "the orchid blooms at midnight"
MODERN = "2026-07-28"
MIB = 1_048_576
Header = tuple[str, str]


@dataclass(frozen=True)
class Sent:
    """One HTTP request as it goes out."""

    body: bytes
    headers: list[Header]
    method: str = "POST"
    target: str = "/mcp"


@dataclass(frozen=True)
class House:
    """A service with ada's secret in it, and what bob has in his hands."""

    vaults: Service
    ada: str
    bob: str
    session: str
    """Ada's."""

    @classmethod
    def of(cls, vaults: Service) -> "House":
        vaults.vault(Caller(ADA)).write("Secret", SECRET)
        vaults.vault(Caller(BOB)).write("Moss", "# Moss\nlikes shade #plant")
        vaults.call(Caller(BOB), "search_notes", {"query": "moss"})
        tokens = vaults.tokens.create_jwt
        return cls(vaults, tokens(ADA), tokens(BOB), vaults.sessions.start(ADA, "2025-06-18", "hers"))

    def state(self) -> list[Any]:
        """Everything both users have, as it lies on the shelves."""
        vaults = [self.vaults.vault(Caller(user)) for user in (ADA, BOB)]
        return [(vault.seq(), [(note, vault.body(note.digest)) for note in vault.notes()]) for vault in vaults]


Make = Callable[[House], Sent]


@dataclass(frozen=True)
class Row:
    """What is sent, and its documented answer: the HTTP status, and the JSON-RPC or tool error code ("ok": none)."""

    id: str
    make: Make
    status: int
    code: int | str | list[int] | None


# How a request is made


def message(method: Any, params: Any = None, **changed: Any) -> dict[str, Any]:
    whole = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params, **changed}
    return {name: value for name, value in whole.items() if value is not None}


LIST = message("tools/call", {"name": "list_notes", "arguments": {}})


def bytes_of(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def with_headers(body: Any, *changed: Header | str, method: str = "POST", target: str = "/mcp") -> Make:
    """A request of bob's; a pair replaces a header, or stands beside its like; a name alone leaves one out."""
    named = {header.lower() if isinstance(header, str) else header[0].lower() for header in changed}
    extra = [header for header in changed if not isinstance(header, str)]

    def make(house: House) -> Sent:
        usual = [
            ("host", ORIGIN.removeprefix("https://")),
            ("authorization", f"Bearer {house.bob}"),
            ("content-type", "application/json"),
        ]
        return Sent(bytes_of(body), [pair for pair in usual if pair[0] not in named] + extra, method, target)

    return make


def post(body: Any, **changed: Any) -> Make:
    return with_headers(body, **changed)


def tool(name: Any, arguments: Any) -> Make:
    return post(message("tools/call", {"name": name, "arguments": arguments}))


def raw_arguments(name: str, text: bytes) -> Make:
    """A tool call whose arguments are this text, JSON or not."""
    head = f'{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"{name}","arguments":'
    return post(head.encode() + text + b"}}")


def modern(method: str, params: Any = None, *changed: Header | str, name: str = "", **meta: Any) -> Make:
    """A 2026-07-28 request with its envelope and its routing headers, and what is changed about them."""
    envelope = {"protocolVersion": MODERN, "clientCapabilities": {}, **meta}
    kept = {f"io.modelcontextprotocol/{key}": value for key, value in envelope.items() if value is not ...}
    headers: list[Header] = [("mcp-protocol-version", MODERN), ("mcp-method", method)]
    headers += [("mcp-name", name)] if name else []
    named = {header.lower() if isinstance(header, str) else header[0].lower() for header in changed}
    extra = [header for header in changed if not isinstance(header, str)]
    usual = [pair for pair in headers if pair[0] not in named]
    return with_headers(message(method, {**(params or {}), "_meta": kept}), *usual, *extra)


MODERN_LIST = {"name": "list_notes", "arguments": {}}


def bearing(*credentials: str | Callable[[House], str], body: Any = LIST) -> Make:
    """A request whose Authorization headers are these, and no other."""

    def make(house: House) -> Sent:
        values = [given if isinstance(given, str) else given(house) for given in credentials]
        return with_headers(body, "authorization", *[("authorization", value) for value in values])(house)

    return make


# Paths


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    return opening * depth + closing * depth


def write(path: Any) -> Make:
    return tool("write_note", {"path": path, "body": "x"})


def read(path: Any) -> Make:
    return tool("read_note", {"path": path})


REFUSED_PATHS = {
    "empty": "",
    "parent": "..",
    "above": "../x",
    "above-twice": "../../etc/passwd",
    "up-and-down": "a/../../b",
    "inside-up": "a/../b",
    "here": ".",
    "here-below": "./a",
    "inside-here": "a/./b",
    "three-dots": ".../a",
    "hidden": ".hidden",
    "hidden-folder": "a/.git/config",
    "extension-alone": ".md",
    "absolute": "/etc/passwd",
    "two-slashes": "//etc/hostname",
    "slash": "/",
    "empty-part": "a//b",
    "slash-at-the-end": "a/",
    "space": " ",
    "spaces-between": "a/  /b",
    "ideographic-space": "a/\u3000/b",
    "no-break-space": "\u00a0",
    "backslash": "a\\b",
    "backslash-up": "..\\..\\windows\\system32",
    "unc": "\\\\server\\share\\x",
    "device": "\\\\.\\COM1",
    "drive-backslash": "C:\\Windows\\win.ini",
    "nul": "a\0b",
    "nul-extension": "a.md\0.png",
    "line-feed": "a\nb",
    "carriage-return": "a\rb",
    "tab": "a\tb",
    "escape": "\x1b[31mred",
    "delete": "a\x7f",
    "next-line": "a\x85b",
    "line-separator": "a\u2028b",
    "paragraph-separator": "a\u2029b",
    "folder-like-a-note": "x.md/y",
    "folder-like-a-note-upper": "x.MD/y.md",
    "folder-like-a-note-deep": "a/b.md/c/d",
    "257-characters": "a" * 254 + ".md",
    "254-characters-without-extension": "a" * 254,
    "257-after-composing": "\u0344" * 254 + ".md",
    "513-characters": "a" * 513,
    "a-megabyte": "a/" * 500_000 + "a",
    "dots-a-megabyte": "../" * 330_000,
    "number": 7,
    "float": 1.5,
    "true": True,
    "list": ["Moss"],
    "object": {"path": "Moss"},
    "null": None,
}
UNKNOWN_PATHS = {
    "percent-encoded": "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "percent-twice": "%252e%252e%252fx",
    "percent-slash": "a%2fb",
    "percent-nul": "a%00b",
    "overlong-utf-8": "\u00c0\u00ae\u00c0\u00ae\u00c0\u00afx",
    "full-width-dots": "\uff0e\uff0e\uff0fx",
    "two-dot-leader": "\u2025/x",
    "division-slash": "a\u2215b",
    "bidi-override": "\u202egpj.exe",
    "bidi-isolate": "\u2066a\u2069",
    "zero-width-space": "\u200b",
    "byte-order-mark": "\ufeffMoss",
    "noncharacter": "\uffff",
    "last-code-point": "\U0010ffff",
    "private-use": "\ue000",
    "drive-letter": "C:/Windows/win.ini",
    "file-url": "file:/etc/passwd",
    "home": "~/notes",
    "variable": "$HOME/notes",
    "command": "$(id)",
    "semicolon": "a;ls",
    "reserved-name": "CON",
    "alternate-stream": "a::$DATA",
    "trailing-dot": "a./b",
    "another-user": f"{ADA}/Secret",
    "record-key": "note#secret",
    "glob": "*",
    "sql": "x' OR '1'='1",
    "format": "{0.__class__}%s%n",
    "256-characters": "a" * 253 + ".md",
    "four-byte-characters": "\U0001f33f" * 253,
}
PATHS = [
    *(Row(f"path-{name}", write(path), 200, "invalid") for name, path in REFUSED_PATHS.items()),
    *(Row(f"path-{name}", read(path), 200, "not_found") for name, path in UNKNOWN_PATHS.items()),
    Row("path-surrogate-escape", raw_arguments("write_note", rb'{"path":"\ud800","body":"x"}'), 400, -32700),
    Row("path-surrogate-low", raw_arguments("read_note", rb'{"path":"a\udfffb"}'), 400, -32700),
    Row("path-surrogate-bytes", raw_arguments("read_note", b'{"path":"\xed\xa0\x80"}'), 400, -32700),
    Row("path-read-above", read("../../Secret"), 200, "invalid"),
    Row("path-read-neighbour", read(f"../{ADA}/Secret"), 200, "invalid"),
    Row("path-read-ada's", read("Secret"), 200, "not_found"),
    Row("path-delete-above", tool("delete_note", {"path": f"../{ADA}/Secret"}), 200, "invalid"),
    Row("path-delete-ada's", tool("delete_note", {"path": "Secret"}), 200, "not_found"),
    Row("path-backlinks-above", tool("get_backlinks", {"path": "a/../../x"}), 200, "invalid"),
    Row("path-folder-above", tool("list_notes", {"folder": "../"}), 200, "invalid"),
    Row("path-folder-root-above", tool("list_notes", {"folder": "/../.."}), 200, "invalid"),
    Row("path-folder-hidden", tool("list_notes", {"folder": ".files"}), 200, "invalid"),
    Row("path-folder-slashes", tool("list_notes", {"folder": "///"}), 200, "ok"),
    Row("path-folder-nul", tool("list_notes", {"folder": "a\0"}), 200, "invalid"),
    Row("path-folder-wildcard", tool("list_notes", {"folder": "%_*?[a-z]"}), 200, "ok"),
    Row("path-folder-ada's", tool("list_notes", {"folder": f"{ADA}"}), 200, "ok"),
]

# Queries

REFUSED_QUERIES = {
    "empty": "",
    "space": "   ",
    "1001-characters": "a" * 1001,
    "a-megabyte": "a " * 500_000,
    "punctuation": "!@#$%^&*()_+{}|:<>?~`-=[]\\;',./",
    "quote": '"',
    "two-quotes": '""',
    "star": "*",
    "hyphen": "-",
    "33-terms": " ".join(f"w{number}" for number in range(33)),
    "33-filters": "tag:x " * 33,
    "property-without-name": "[]",
    "property-blank": "[ : x]",
    "folder-above": "folder:../..",
    "folder-absolute-up": 'folder:"/../x"',
    "folder-backslash": "folder:a\\b",
    "path-hidden": "path:.git",
    "number": 5,
    "null": None,
    "list": ["moss"],
    "true": True,
}
ANSWERED_QUERIES = {
    "open-quote": '"moss',
    "late-quote": 'moss"',
    "three-quotes": '"moss" "',
    "quote-inside": 'mo"ss',
    "escaped-quote": '"mo\\"ss',
    "backslash-at-the-end": '"moss\\',
    "near": "NEAR(moss shade, 5)",
    "near-open": "NEAR(",
    "and": "AND",
    "or": "moss OR",
    "not": "NOT moss",
    "only-operators": "AND OR NOT",
    "caret": "^moss",
    "colon": "body:moss",
    "column-filter": "{title body}:moss",
    "minus-column": "- {title} : moss",
    "plus": "moss + shade",
    "star-inside": "mo*ss",
    "two-stars": "moss**",
    "open-bracket": "(moss",
    "close-bracket": "moss)",
    "open-property": "[moss",
    "property-comparison": "[moss:>]",
    "property-nan": "[moss:>nan]",
    "property-infinity": "[moss:<=1e999]",
    "property-injection": "[x' OR 1=1 --:y]",
    "drop-table": "'; DROP TABLE notes; --",
    "union": '" UNION SELECT text FROM notes --',
    "match-injection": 'moss" OR "secret',
    "sql-comment": "moss/*",
    "nul": "mo\0ss",
    "controls": "mo\x01\x1f\x7fss",
    "our-marks": "\ue000 \ue001moss \ue100",
    "right-to-left": "\u202emoss",
    "zero-width": "mo\u200bss",
    "combining": "a" + "\u0301" * 900,
    "long-hyphens": "-".join("a" * 500),
    "thousand-ideographs": "字" * 1000,
    "emoji-family": "👩‍👩‍👧‍👦" * 100,
    "minus-only": "-moss",
    "minus-twice": "--moss",
    "tag-empty": "tag:",
    "title-empty-quote": 'moss title:"',
    "32-terms": " ".join(f"w{number}" for number in range(32)),
    "regex": "(a+)+$",
    "template": "{{7*7}} ${7*7}",
    "ada's": "orchid midnight",
}
QUERIES = [
    *(Row(f"query-{n}", tool("search_notes", {"query": q}), 200, "invalid") for n, q in REFUSED_QUERIES.items()),
    *(Row(f"query-{n}", tool("search_notes", {"query": q}), 200, "ok") for n, q in ANSWERED_QUERIES.items()),
    Row("query-surrogate", raw_arguments("search_notes", rb'{"query":"\udc00"}'), 400, -32700),
    Row("query-surrogate-bytes", raw_arguments("search_notes", b'{"query":"\xed\xb0\x80"}'), 400, -32700),
    Row("query-latin-1", raw_arguments("search_notes", b'{"query":"caf\xe9"}'), 400, -32700),
    Row("query-tag-injection", tool("list_notes", {"tag": "x' OR 1=1 --"}), 200, "ok"),
    Row("query-tag-slashes", tool("list_notes", {"tag": "#///"}), 200, "ok"),
    Row("query-tag-512", tool("list_notes", {"tag": "a" * 512}), 200, "ok"),
    Row("query-tag-513", tool("list_notes", {"tag": "a" * 513}), 200, "invalid"),
]

# Cursors


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(bytes_of(value)).decode()


def digest_of(asked: object) -> str:
    """The mark of a question, as the server makes it: a forger may know it."""
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


MOSS = digest_of("moss")
REFUSED_CURSORS: dict[str, Any] = {
    "nonsense": "nonsense",
    "not-base64": "!!!!",
    "not-ascii": "été",
    "slashes": "////",
    "forged": cursor([5, "0" * 12]),
    "another-question": cursor([0, digest_of("shade")]),
    "another-tool": cursor([0, digest_of(("", ""))]),
    "negative": cursor([-1, MOSS]),
    "too-far": cursor([10_000_001, MOSS]),
    "huge": cursor([10**300, MOSS]),
    "float": cursor([1.0, MOSS]),
    "true": cursor([True, MOSS]),
    "text": cursor(["1", MOSS]),
    "null": cursor([None, MOSS]),
    "infinite": cursor(b'[1e999,"' + MOSS.encode() + b'"]'),
    "three-parts": cursor([1, MOSS, 2]),
    "object": cursor({"offset": 1, "digest": MOSS}),
    "number-alone": cursor(7),
    "text-alone": cursor("ab"),
    "nested": cursor(nested(180).encode()),
    "not-utf-8": cursor(b"\xff\xfe"),
    "pickle": cursor(b"\x80\x04\x95\x0c\x00\x00\x00\x8c\x02os\x8c\x06system\x93."),
    "513-characters": "A" * 513,
    "a-number": 5,
    "a-list": [5, MOSS],
    "a-null": None,
}
CURSORS = [
    *(
        Row(f"cursor-{name}", tool("search_notes", {"query": "moss", "cursor": value}), 200, "invalid")
        for name, value in REFUSED_CURSORS.items()
    ),
    Row("cursor-past-the-end", tool("search_notes", {"query": "moss", "cursor": cursor([9, MOSS])}), 200, "ok"),
    Row("cursor-of-the-tool-list", post(message("tools/list", {"cursor": "nonsense"})), 200, -32602),  # L6
    Row("cursor-of-the-tool-list-number", post(message("tools/list", {"cursor": 5})), 200, -32602),
]

# Arguments


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

# What the tools take that change a part of a note, move, restore and undo; and what the readers take


def edit(**arguments: Any) -> Make:
    return tool("edit_note", {"path": "Moss", **arguments})


def valued(text: bytes) -> Make:
    return raw_arguments("edit_note", b'{"path":"Moss","do":"set_property","property":"a","value":' + text + b"}")


LONG = "x" * 10_000
HOSTILE_NAMES = {
    "empty": "",
    "10000-characters": LONG,
    "a-megabyte": "#a" * 500_000,
    "nul": "a\0b",
    "escape": "\x1b[2J",
    "line-feed": "a\nb",
    "line-separator": "a\u2028b",
    "bidi-override": "\u202etfel",
    "regex": "(a+)+$",
    "regex-class": "[[:alpha:]]*((((",
    "hashes": "#" * 500,
    "chain": "a#" * 250,
    "carets": "^" * 500,
    "block-and-chain": "#^a#b",
    "format": "{0.__class__}%s%n",
    "sql": "x' OR 1=1 --",
    "combining": "a" + "\u0301" * 500,
    "number": 7,
    "null": None,
    "list": ["Moss"],
    "object": {"a": 1},
    "true": True,
}
"""For every argument that names a part of a note."""
NEEDED = {"empty": "invalid", "hashes": "invalid", "10000-characters": "invalid", "a-megabyte": "invalid"}
NEEDED |= dict.fromkeys(("number", "null", "list", "object", "true"), "invalid")
OF_HEADINGS, OF_BLOCKS = {**NEEDED, "carets": "invalid"}, {**NEEDED, "hashes": "not_found"}
TIMES = {
    "words": "yesterday",
    "number": 1_700_000_000,
    "digits": "1700000000000",
    "month-13": "2026-13-01",
    "hour-25": "2026-01-01T25:00",
    "zone": "2026-01-01T00:00+99:00",
    "year-10000": "10000-01-01",
    "lines": "2026-01-01\n",
    "digits-of-arabic": "\u0662\u0660\u0662\u0666-01-01",
    "long": "2026-01-01T00:00:00." + "0" * 480,
    "10000-characters": "2" * 10_000,
    "list": ["2026-01-01"],
    "null": None,
}
PARTS = [
    *(
        Row(
            f"edit-heading-{n}",
            edit(do="append", text="x", heading=h, dry_run=True),
            200,
            OF_HEADINGS.get(n, "not_found"),
        )
        for n, h in HOSTILE_NAMES.items()
        if n != "empty"
    ),
    *(
        Row(f"edit-block-{n}", edit(do="append", text="x", block=b, dry_run=True), 200, OF_BLOCKS.get(n, "not_found"))
        for n, b in HOSTILE_NAMES.items()
        if n != "empty"
    ),
    *(
        Row(f"read-section-{n}", tool("read_note", {"path": "Moss", "section": s}), 200, NEEDED.get(n, "not_found"))
        for n, s in HOSTILE_NAMES.items()
        if n != "empty"
    ),
    *(
        Row(f"time-{n}", tool("get_history", {"since": moment}), 200, "ok" if n == "long" else "invalid")
        for n, moment in TIMES.items()
    ),
    Row("time-list-notes", tool("list_notes", {"modified_until": "9999-12-31"}), 200, "invalid"),
    Row("time-undo", tool("undo_changes", {"client": "x", "since": "now"}), 200, "invalid"),
    Row("edit-do-unknown", edit(do="shred", text="x"), 200, "invalid"),
    Row("edit-do-number", edit(do=1, text="x"), 200, "invalid"),
    Row("edit-do-list", edit(do=["append"], text="x"), 200, "invalid"),
    Row("edit-do-dunder", edit(do="__class__", text="x"), 200, "invalid"),
    Row("edit-do-missing", edit(text="x"), 200, "invalid"),
    Row("edit-text-number", edit(do="append", text=1), 200, "invalid"),
    Row("edit-text-too-large", edit(do="append", text="x" * MIB), 200, "too_large"),
    Row(
        "edit-text-surrogate",
        raw_arguments("edit_note", rb'{"path":"Moss","do":"append","text":"\ud800"}'),
        400,
        -32700,
    ),
    Row("edit-ada's", tool("edit_note", {"path": "Secret", "do": "append", "text": "x"}), 200, "not_found"),
    Row("edit-above", tool("edit_note", {"path": f"../{ADA}/Secret", "do": "append", "text": "x"}), 200, "invalid"),
    Row("edit-replaces-nothing", edit(do="replace_text", old_text="", text="x"), 200, "invalid"),
    Row("edit-replaces-nul", edit(do="replace_text", old_text="\0", text="x"), 200, "conflict"),
    Row("edit-replaces-a-megabyte", edit(do="replace_text", old_text="a" * MIB, text="x"), 200, "conflict"),
    Row("edit-count-zero", edit(do="replace_text", old_text="a", text="x", expected_count=0), 200, "invalid"),
    Row("edit-count-half", edit(do="replace_text", old_text="a", text="x", expected_count=0.5), 200, "invalid"),
    Row("edit-version-text", edit(do="append", text="x", if_version="1"), 200, "invalid"),
    Row("edit-dry-run-text", edit(do="append", text="x", dry_run="no"), 200, "invalid"),
    *(
        Row(f"edit-property-{n}", edit(do="set_property", property=name, value=1), 200, "invalid")
        for n, name in HOSTILE_NAMES.items()
        if n in NEEDED or n in ("nul", "escape", "line-feed", "line-separator", "hashes", "carets", "combining")
    ),
    Row("edit-value-missing", edit(do="set_property", property="a"), 200, "invalid"),
    Row("edit-value-object", valued(b'{"a":1}'), 200, "invalid"),
    Row("edit-value-nested-150", valued(nested(150).encode()), 200, "invalid"),
    Row("edit-value-nested-100k", valued(nested(100_000).encode()), 400, -32700),
    Row("edit-value-nan", valued(b"NaN"), 400, -32700),
    Row("edit-value-1e400", valued(b"1e400"), 200, "invalid"),
    Row("edit-value-4000-digits", valued(NINES), 200, "invalid"),
    Row("edit-value-a-megabyte", valued(b'"' + b"x" * 1_000_000 + b'"'), 200, "invalid"),
    Row("edit-value-100k-items", valued(b"[" + b"1," * 99_999 + b"1]"), 200, "invalid"),
    Row("edit-value-surrogate", valued(rb'"\ud800"'), 400, -32700),
    Row("move-above", tool("move_note", {"path": "Moss", "to": "../Moss"}), 200, "invalid"),
    Row("move-to-another-user", tool("move_note", {"path": "Moss", "to": f"../{ADA}/Moss"}), 200, "invalid"),
    Row("move-ada's", tool("move_note", {"path": "Secret", "to": "Mine"}), 200, "not_found"),
    Row("move-from-above", tool("move_note", {"path": f"../{ADA}/Secret", "to": "Mine"}), 200, "invalid"),
    Row("move-everything", tool("move_note", {"path": "/", "to": "x/"}), 200, "invalid"),
    Row("move-nothing", tool("move_note", {"path": "", "to": "x"}), 200, "invalid"),
    Row("move-nowhere", tool("move_note", {"path": "Moss", "to": ""}), 200, "invalid"),
    Row("move-onto-itself", tool("move_note", {"path": "Moss", "to": "Moss"}), 200, "invalid"),
    Row("move-into-a-note", tool("move_note", {"path": "Moss", "to": "Moss.md/x"}), 200, "invalid"),
    Row("move-hidden", tool("move_note", {"path": "Moss", "to": ".obsidian/x"}), 200, "invalid"),
    Row("move-nul", tool("move_note", {"path": "Moss", "to": "a\0"}), 200, "invalid"),
    Row("move-a-megabyte", tool("move_note", {"path": "Moss", "to": "a/" * 500_000}), 200, "invalid"),
    Row("move-backslash", tool("move_note", {"path": "Moss", "to": "..\\x"}), 200, "invalid"),
    Row("move-version-huge", tool("move_note", {"path": "Moss", "to": "x", "if_version": 10**300}), 200, "conflict"),
    Row("restore-ada's", tool("restore_note", {"path": "Secret"}), 200, "not_found"),
    Row("restore-above", tool("restore_note", {"path": "../Moss"}), 200, "invalid"),
    Row("restore-what-is-there", tool("restore_note", {"path": "Moss"}), 200, "invalid"),
    Row("restore-version-zero", tool("restore_note", {"path": "Moss", "version": 0}), 200, "invalid"),
    Row(
        "restore-version-huge",
        raw_arguments("restore_note", b'{"path":"Moss","version":' + NINES + b"}"),
        200,
        "not_found",
    ),
    Row("read-version-huge", raw_arguments("read_note", b'{"path":"Moss","version":' + NINES + b"}"), 200, "not_found"),
    Row("read-version-true", tool("read_note", {"path": "Moss", "version": True}), 200, "invalid"),
    Row("read-paths-nested", tool("read_note", {"paths": [["Moss"]]}), 200, "invalid"),
    Row("read-paths-101", tool("read_note", {"paths": ["Moss"] * 101}), 200, "invalid"),
    Row("read-paths-above", tool("read_note", {"paths": ["Moss", "../Moss"]}), 200, "invalid"),
    Row("read-paths-ada's", tool("read_note", {"paths": ["Secret"]}), 200, "ok"),
    Row("read-paths-a-megabyte", tool("read_note", {"paths": ["a" * 1_000_000]}), 200, "invalid"),
    Row("read-budget-zero", tool("read_note", {"path": "Moss", "characters_max": 0}), 200, "invalid"),
    Row("read-budget-huge", raw_arguments("read_note", b'{"path":"Moss","characters_max":' + NINES + b"}"), 200, "ok"),
    Row("read-outline-one", tool("read_note", {"path": "Moss", "outline": 1}), 200, "invalid"),
    Row("links-depth-zero", tool("get_backlinks", {"path": "Moss", "depth": 0}), 200, "invalid"),
    Row("links-depth-huge", tool("get_backlinks", {"path": "Moss", "depth": 10**9}), 200, "invalid"),
    Row("list-depth-zero", list_(depth=0), 200, "invalid"),
    Row("list-depth-huge", raw_arguments("list_notes", b'{"depth":' + NINES + b"}"), 200, "ok"),
    Row("list-attachments-text", list_(attachments="yes"), 200, "invalid"),
    Row("list-attachments-by-tag", list_(attachments=True, tag="x"), 200, "invalid"),
    Row("list-property-sql", list_(property="x' OR 1=1 --:y"), 200, "ok"),
    Row("list-property-colons", list_(property=":" * 500), 200, "invalid"),
    Row("list-property-brackets", list_(property="[" * 500), 200, "ok"),
    Row("list-property-nan", list_(property="a:>nan"), 200, "ok"),
    Row("list-property-infinite", list_(property="a:<1e999"), 200, "ok"),
    Row("list-property-alternatives", list_(property="a:" + "b OR " * 100), 200, "ok"),
    Row("list-property-10000-characters", list_(property=LONG), 200, "invalid"),
    Row("history-ada's", tool("get_history", {"path": "Secret"}), 200, "not_found"),
    Row("history-above", tool("get_history", {"path": "../Moss"}), 200, "invalid"),
    Row("history-limit-201", tool("get_history", {"limit": 201}), 200, "invalid"),
    Row("history-cursor-of-a-search", tool("get_history", {"cursor": cursor([1, MOSS])}), 200, "invalid"),
    Row("history-client-10000-characters", tool("get_history", {"client": LONG}), 200, "invalid"),
    Row("history-client-ada", tool("get_history", {"client": ADA}), 200, "ok"),
    Row("undo-nothing", tool("undo_changes", {}), 200, "invalid"),
    Row("undo-huge", raw_arguments("undo_changes", b'{"changes":[' + NINES + b"]}"), 200, "not_found"),
    Row("undo-1001", tool("undo_changes", {"changes": list(range(1, 1002))}), 200, "invalid"),
    Row("undo-1000", tool("undo_changes", {"changes": list(range(2, 1002))}), 200, "not_found"),
    Row("undo-true", tool("undo_changes", {"changes": [True]}), 200, "invalid"),
    Row("undo-half", tool("undo_changes", {"changes": [1.5]}), 200, "invalid"),
    Row("undo-text", tool("undo_changes", {"changes": "1"}), 200, "invalid"),
    Row("undo-nested", tool("undo_changes", {"changes": [[1]]}), 200, "invalid"),
    Row("undo-of-ada", tool("undo_changes", {"client": ADA, "since": "2000-01-01"}), 200, "not_found"),
    Row("file-ada's", tool("read_note", {"path": "Secret.png"}), 200, "not_found"),
    Row("file-like-a-note", tool("write_note", {"path": "x.MD"}), 200, "invalid"),
    Row("file-above", tool("write_note", {"path": "../x.png"}), 200, "invalid"),
    Row("file-hidden", tool("write_note", {"path": ".x.png"}), 200, "invalid"),
    Row("file-nul", tool("write_note", {"path": "a\0.png"}), 200, "invalid"),
    Row("file-257", tool("write_note", {"path": "a" * 253 + ".png"}), 200, "invalid"),
]

# JSON-RPC bodies: "not a single JSON-RPC message" is 400, what a handler says on the legacy wire is 200

BIG = json.dumps(LIST).encode()
BODIES = [
    Row("json-empty", post(b""), 400, -32700),
    Row("json-blank", post(b" \r\n\t "), 400, -32700),
    Row("json-words", post(b"hello"), 400, -32700),
    Row("json-open", post(b"{"), 400, -32700),
    Row("json-cut", post(BIG[:-3]), 400, -32700),
    Row("json-two", post(BIG + BIG), 400, -32700),
    Row("json-trailing-comma", post(BIG[:-1] + b",}"), 400, -32700),
    Row("json-single-quotes", post(BIG.replace(b'"', b"'")), 400, -32700),
    Row("json-comment", post(b"/* */" + BIG), 400, -32700),
    Row("json-nul", post(BIG + b"\0"), 400, -32700),
    Row("json-raw-control", post(b'{"jsonrpc":"2.0","id":"a\x01b","method":"ping"}'), 400, -32700),
    Row("json-xml", post(b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), 400, -32700),
    Row("json-form", post(b"jsonrpc=2.0&method=ping&id=1"), 400, -32700),
    Row("json-gzip", with_headers(b"\x1f\x8b\x08\x00\x00", ("content-encoding", "gzip")), 400, -32700),
    Row("json-latin-1", post(b'{"jsonrpc":"2.0","id":"\xe9","method":"ping"}'), 400, -32700),
    Row("json-not-utf-8", post(b"\xff\xfe\xfd"), 400, -32700),
    Row("json-overlong", post(b'{"jsonrpc":"2.0","id":"\xc0\xaf","method":"ping"}'), 400, -32700),
    # RFC 8259 section 8.1: UTF-8 and nothing else; a byte order mark may be passed over, and here is not.
    Row("json-utf-16", post(BIG.decode().encode("utf-16")), 400, -32700),
    Row("json-utf-16-be", post(BIG.decode().encode("utf-16-be")), 400, -32700),
    Row("json-utf-32", post(BIG.decode().encode("utf-32")), 400, -32700),
    Row("json-byte-order-mark", post(b"\xef\xbb\xbf" + BIG), 400, -32700),
    Row("json-surrogate-id", post(rb'{"jsonrpc":"2.0","id":"\ud800","method":"ping"}'), 400, -32700),
    Row("json-surrogate-id-bytes", post(b'{"jsonrpc":"2.0","id":"\xed\xa0\x80","method":"ping"}'), 400, -32700),
    Row("json-surrogate-method-bytes", post(b'{"jsonrpc":"2.0","id":1,"method":"\xed\xa0\x80"}'), 400, -32700),
    Row("json-surrogate-key", post(rb'{"jsonrpc":"2.0","id":1,"method":"ping","\ud800":1}'), 400, -32700),
    Row("json-nested-100k", post(nested(100_000).encode()), 400, -32700),
    Row("json-nested-objects", post(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), 400, -32700),
    Row("json-unclosed-million", post(b"[" * 1_000_000), 400, -32700),
    Row("json-big-number", post(b'{"jsonrpc":"2.0","id":' + b"1" * 100_000 + b',"method":"ping"}'), 400, -32700),
    Row("json-10-mb", post(b" " * 10_000_000 + BIG), 413, -32600),
    Row("json-4-mib-and-one", post(b" " * (4 * MIB + 1 - len(BIG)) + BIG), 413, -32600),
    Row("json-4-mib", post(b" " * (4 * MIB - len(BIG)) + BIG), 200, "ok"),
    Row("json-duplicate-keys", post(b'{"method":"nothing",' + BIG[1:]), 200, "ok"),
    Row("message-null", post(b"null"), 400, -32600),
    Row("message-number", post(b"1"), 400, -32600),
    Row("message-text", post(b'"tools/list"'), 400, -32600),
    Row("message-true", post(b"true"), 400, -32600),
    Row("message-empty", post({}), 400, -32600),
    Row("message-extra-members", post({**LIST, "user": ADA, "auth": "admin"}), 200, "ok"),
    Row("jsonrpc-missing", post({"id": 1, "method": "ping"}), 400, -32600),
    Row("jsonrpc-1", post(message("ping", jsonrpc="1.0")), 400, -32600),
    Row("jsonrpc-number", post(message("ping", jsonrpc=2.0)), 400, -32600),
    Row("id-null", post(b'{"jsonrpc":"2.0","id":null,"method":"ping"}'), 400, -32600),  # M7
    Row("id-float", post(message("ping", id=1.5)), 400, -32600),
    Row("id-true", post(message("ping", id=True)), 400, -32600),
    Row("id-object", post(message("ping", id={"a": 1})), 400, -32600),
    Row("id-list", post(message("ping", id=[1])), 400, -32600),
    Row("id-empty-text", post(message("ping", id="")), 200, "ok"),
    Row("id-markup", post(message("ping", id="<script>alert(1)</script>\u2028")), 200, "ok"),
    Row("id-negative", post(message("ping", id=-(2**70))), 200, "ok"),
    Row("id-a-megabyte", post(message("ping", id="i" * 1_000_000)), 200, "ok"),
    Row("method-missing", post({"jsonrpc": "2.0", "id": 1}), 400, -32600),
    Row("method-number", post(message(1)), 400, -32600),
    Row("method-null", post(b'{"jsonrpc":"2.0","id":1,"method":null}'), 400, -32600),
    Row("method-list", post(message(["ping"])), 400, -32600),
    Row("method-empty", post(message("")), 200, -32601),
    Row("method-unknown", post(message("vault/dump")), 200, -32601),
    Row("method-reserved", post(message("rpc.discover")), 200, -32601),
    Row("method-dunder", post(message("__class__")), 200, -32601),
    Row("method-of-a-client", post(message("sampling/createMessage", {"messages": []})), 200, -32601),
    Row("method-resources", post(message("resources/read", {"uri": "file:///etc/passwd"})), 200, -32602),
    Row("method-prompts", post(message("prompts/get", {"name": "x"})), 200, -32602),
    Row("method-tasks", post(message("tasks/list")), 200, -32601),
    Row("params-list", post(message("tools/list", [1])), 400, -32600),
    Row("params-text", post(message("tools/list", "x")), 400, -32600),
    Row("params-number", post(message("tools/list", 1)), 400, -32600),
    Row("params-null", post(b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":null}'), 400, -32600),
    Row("notification", post({"jsonrpc": "2.0", "method": "notifications/cancelled"}), 202, None),
    Row("notification-unknown", post({"jsonrpc": "2.0", "method": "notifications/" + "x" * 100_000}), 202, None),
    Row("notification-that-writes", post({k: v for k, v in LIST.items() if k != "id"}), 202, None),
    Row("notification-params-list", post({"jsonrpc": "2.0", "method": "notifications/x", "params": [1]}), 400, -32600),
    Row("response", post({"jsonrpc": "2.0", "id": 1, "result": {}}), 202, None),
    Row("response-error", post({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}), 202, None),
    Row("response-without-jsonrpc", post({"result": {}}), 400, -32600),
    Row("batch-empty", post(b"[]"), 400, -32600),
    Row("batch-of-51", post([message("ping", id=n) for n in range(51)]), 400, -32600),
    Row("batch-of-numbers", post([1, 2, 3]), 200, [-32600, -32600, -32600]),
    Row("batch-in-a-batch", post([[message("ping")]]), 200, [-32600]),
    Row("batch-of-nulls", post([None]), 200, [-32600]),
    Row("batch-initialize", post([message("initialize", {"protocolVersion": "2025-03-26"})]), 200, [-32600]),
    Row("batch-2024", with_headers([message("ping")], ("mcp-protocol-version", "2024-11-05")), 400, -32600),
    Row("batch-2025-06", with_headers([message("ping")], ("mcp-protocol-version", "2025-06-18")), 400, -32600),
    Row("batch-2025-11", with_headers([message("ping")], ("mcp-protocol-version", "2025-11-25")), 400, -32600),
    Row("batch-modern", with_headers([message("ping")], ("mcp-protocol-version", MODERN)), 400, -32600),
]

# Headers


def said(name: str, value: str) -> Make:
    """An honest question with one header that is not."""
    return with_headers(LIST, (name, value))


HEADERS = [
    *(
        Row(f"host-{number}", said("host", host), 421, -32600)
        for number, host in enumerate(
            (
                "",
                "evil.example",
                "notes.example.evil.example",
                "evil.notes.example",
                "notes.example:444",
                "notes.example@evil.example",
                "notes.example, evil.example",
                "127.0.0.1",
                "localhost",
                "169.254.169.254",
                "[::1]",
                "n\u00f6tes.example",
                "x" * 60_000,
            )
        )
    ),
    Row("host-upper-case", said("host", "NOTES.EXAMPLE"), 200, "ok"),
    Row("host-forwarded", said("x-forwarded-host", "evil.example"), 200, "ok"),
    Row("host-forwarded-proto", said("x-forwarded-proto", "http"), 200, "ok"),
    *(
        Row(f"origin-{number}", said("origin", origin), 403, -32600)  # T2
        for number, origin in enumerate(
            (
                "",
                "null",
                "https://evil.example",
                "http://notes.example",  # RFC 6454 section 5: another scheme is another origin
                "https://notes.example:444",
                "https://notes.example.evil.example",
                "https://notes.example@evil.example",
                "https://evil.example#https://notes.example",
                "https://evil.example\\@notes.example",
                "notes.example",
                "file://",
                "chrome-extension://abcdef",
                "http://[",
                "https://[notes.example]",
                "http://[::1",
                "https://notes.example https://evil.example",
                "\u00bd",
                "x" * 60_000,
            )
        )
    ),
    Row("origin-ours", said("origin", ORIGIN), 200, "ok"),
    Row("origin-before-token", with_headers(LIST, "authorization", ("origin", "null")), 403, -32600),
    *(
        Row(f"content-type-{number}", said("content-type", kind), 415, -32600)
        for number, kind in enumerate(
            (
                "",
                "text/plain",
                "application/jsonx",
                "application/json-rpc",
                "text/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json, text/plain",
                "application/xml;application/json",
            )
        )
    ),
    Row("content-type-missing", with_headers(LIST, "content-type"), 415, -32600),
    Row("content-type-charset", said("content-type", "Application/JSON ; charset=utf-8"), 200, "ok"),
    *(
        Row(f"accept-{number}", said("accept", accept), 406, -32600)
        for number, accept in enumerate(
            ("image/png", "text/html", "text/event-stream", "json", ";,;,", "*", "a/b" * 9_000)
        )
    ),
    *(
        Row(f"accept-fine-{number}", said("accept", accept), 200, "ok")
        for number, accept in enumerate(("", "*/*", "application/*;q=0.1", "image/png, application/json"))
    ),
    *(
        Row(f"version-header-{number}", said("mcp-protocol-version", version), 400, -32602)
        for number, version in enumerate(
            ("", "1999-01-01", "2099-12-31", "latest", "2025-06-18, 2025-03-26", "\u00e9", "x" * 60_000, MODERN)
        )
    ),
    *(
        Row(f"session-{number}", said("mcp-session-id", session), 404, -32600)
        for number, session in enumerate(
            (
                "unknown",
                "0",
                "../../head",
                "session#",
                "' OR 1=1 --",
                "s\u00e9ance",
                "\x7f",
                "x" * 60_000,
                "A" * 32,
                "null",
            )
        )
    ),
    Row("session-ada's", lambda house: said("mcp-session-id", house.session)(house), 404, -32600),
    Row("session-empty", said("mcp-session-id", ""), 200, "ok"),
    Row("length-too-large", said("content-length", "99999999"), 413, -32600),
    Row("length-5000-digits", said("content-length", "9" * 5_000), 413, -32600),
    Row("length-zero-of-10-mb", with_headers(b" " * 10_000_000, ("content-length", "0")), 413, -32600),
    Row("length-too-small", said("content-length", "1"), 200, "ok"),
    Row("override-method", said("x-http-method-override", "DELETE"), 200, "ok"),
    Row("override-user", said("x-user-id", ADA), 200, "ok"),
    Row("override-amazon", said("x-amzn-oidc-identity", ADA), 200, "ok"),
    Row("header-of-60-kb", said("x-padding", "x" * 60_000), 200, "ok"),
    Row("header-not-ascii", said("x-name", "\u00ff\u00fe"), 200, "ok"),
    Row("last-event-id", said("last-event-id", "1"), 200, "ok"),
]

# 2026-07-28

ENVELOPE = "io.modelcontextprotocol/"
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

# Methods and URLs

METHODS = [
    *(
        Row(f"verb-{verb}", post(b"", method=verb), 405, None)
        for verb in ("GET", "HEAD", "PUT", "PATCH", "OPTIONS", "TRACE")
    ),
    Row("verb-invented", post(b"", method="STEAL"), 405, None),
    Row("verb-get-stream", with_headers(b"", ("accept", "text/event-stream"), method="GET"), 405, None),
    Row("verb-get-without-token", with_headers(b"", "authorization", method="GET"), 405, None),
    Row("verb-get-evil-host", with_headers(b"", ("host", "evil.example"), method="GET"), 421, -32600),
    Row(
        "verb-options-evil-origin", with_headers(b"", ("origin", "https://evil.example"), method="OPTIONS"), 403, -32600
    ),
    Row("verb-delete-without-session", post(b"", method="DELETE"), 400, -32600),
    Row("verb-delete-unknown", with_headers(b"", ("mcp-session-id", "unknown"), method="DELETE"), 404, -32600),
    Row(
        "verb-delete-ada's", lambda h: with_headers(b"", ("mcp-session-id", h.session), method="DELETE")(h), 404, -32600
    ),
    Row("verb-delete-modern", with_headers(b"", ("mcp-protocol-version", MODERN), method="DELETE"), 405, None),
    Row("verb-delete-without-token", with_headers(b"", "authorization", method="DELETE"), 401, "unauthorized"),
    *(
        Row(f"url-{number}", post(b"", method="GET", target=target), 404, "not_found")
        for number, target in enumerate(
            (
                "//etc/hostname",
                "/../../../etc/passwd",
                "/..%2f..%2fetc%2fhostname",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/.env",
                "/.git/config",
                "/vault.db",
                "/search/hf-ada.db",
                f"/vaults/{ADA}/Secret.md",
                "/mcp/../vault.db",
                "/mcp%00",
                "/mcp/Secret.md",
                "/files/x/cat.png",
                "/files/../vault.db",
                "/files/%2e%2e/%2e%2e/etc/passwd",
                "/files/%00/x",
                "/files//x",
                "/files/ticket%23/head",
                "/files/" + "a" * 50_000 + "/x",
                "/files/x/y/z",
                "/static/..\\..\\x",
                "/" + "a" * 60_000,
            )
        )
    ),
]

# Tokens


def jws(claims: Any, *, key: str = KEY, algorithm: str = "HS256", signed_with: str = "sha256", **header: Any) -> str:
    """A token as a forger makes it: any header, any claims, any key."""
    parts = [{"alg": algorithm, "typ": "JWT", **header}, claims]
    texts = [base64.urlsafe_b64encode(bytes_of(part)).rstrip(b"=") for part in parts]
    unsigned = b".".join(texts)
    signature = hmac.new(key.encode(), unsigned, signed_with).digest()
    return b".".join([unsigned, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def forged(change: dict[str, Any] | None = None, **how: Any) -> Make:
    """Bob's claims, changed (`...` leaves one out), in a token made by `jws`."""

    def credential(house: House) -> str:
        claims = {**claims_of(house.bob), **(change or {})}
        return f"Bearer {jws({name: value for name, value in claims.items() if value is not ...}, **how)}"

    return bearing(credential)


def altered(number: int, change: Callable[[str], str]) -> Make:
    """Bob's own token with one of its three parts changed."""

    def credential(house: House) -> str:
        parts = house.bob.split(".")
        parts[number] = change(parts[number])
        return f"Bearer {'.'.join(parts)}"

    return bearing(credential)


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(bytes_of(value)).rstrip(b"=").decode()


def as_ada(part: str) -> str:
    return encoded({**claims_of(f".{part}."), "sub": ADA})


NOW = int(Clock().now)
REFUSED_TOKENS: dict[str, Make] = {
    "missing": bearing(),
    "empty": bearing(""),
    "scheme-alone": bearing("Bearer"),
    "scheme-and-space": bearing("Bearer "),
    "basic": bearing("Basic aGYtYWRhOng="),
    "digest": bearing('Digest username="hf-ada"'),
    "other-scheme": bearing(lambda house: f"Token {house.bob}"),
    "no-scheme": bearing(lambda house: house.bob),
    "no-space": bearing(lambda house: f"Bearer{house.bob}"),
    "colon": bearing(lambda house: f"Bearer: {house.bob}"),
    "tab": bearing(lambda house: f"Bearer\t{house.bob}"),
    "quoted": bearing(lambda house: f'Bearer "{house.bob}"'),
    "twice-in-one": bearing(lambda house: f"Bearer {house.bob} {house.bob}"),
    "with-comma": bearing(lambda house: f"Bearer {house.bob}, Bearer {house.bob}"),
    "two-headers": bearing(lambda house: f"Bearer {house.bob}", "Bearer other"),
    "two-headers-swapped": bearing("Bearer other", lambda house: f"Bearer {house.bob}"),
    "garbage": bearing("Bearer garbage"),
    "dots": bearing("Bearer .."),
    "many-dots": bearing("Bearer " + "." * 50_000),
    "not-base64": bearing("Bearer !!!.???.***"),
    "not-ascii": bearing("Bearer \u00e9.\u00e9.\u00e9"),
    "100-kb": bearing("Bearer " + "A" * 100_000),
    "100-kb-of-parts": bearing("Bearer " + ".".join(["A" * 33_000] * 3)),
    "user-id": bearing(f"Bearer {ADA}"),
    "static-development-token": bearing("Bearer local-dev-token"),
    "undefined": bearing("Bearer undefined"),
    "header-not-json": altered(0, lambda part: encoded(b"alg=none")),
    "header-a-list": altered(0, lambda part: encoded([])),
    "header-nested": altered(0, lambda part: encoded(nested(5_000).encode())),
    "header-nested-objects": altered(0, lambda part: encoded(b'{"a":' * 5_000 + b"1" + b"}" * 5_000)),
    "header-not-utf-8": altered(0, lambda part: encoded(b"\xff\xff")),
    "header-big-number": altered(0, lambda part: encoded(b'{"alg":' + b"9" * 9_000 + b"}")),
    "payload-tampered": altered(1, as_ada),
    "payload-not-json": altered(1, lambda part: encoded(b"sub=hf-ada")),
    "signature-missing": altered(2, lambda part: ""),
    "signature-of-zeros": altered(2, lambda part: encoded(bytes(32))),
    "signature-cut": altered(2, lambda part: part[:-4]),
    "signature-longer": altered(2, lambda part: part + "AAAA"),
    "no-signature-part": bearing(lambda house: f"Bearer {house.bob.rpartition('.')[0]}"),
    "algorithm-none": bearing(lambda house: f"Bearer {encoded({'alg': 'none'})}.{as_ada(house.bob.split('.')[1])}."),
    "algorithm-none-signed": forged({"sub": ADA}, algorithm="none"),
    "algorithm-none-case": forged({"sub": ADA}, algorithm="nOnE"),
    "algorithm-empty": forged({"sub": ADA}, algorithm=""),
    "algorithm-number": forged({"sub": ADA}, algorithm=1),
    "algorithm-list": forged({"sub": ADA}, algorithm=["HS256"]),
    "algorithm-hs512": forged(algorithm="HS512", signed_with="sha512"),
    "algorithm-hs384": forged(algorithm="HS384", signed_with="sha384"),
    "algorithm-rs256-confusion": forged(algorithm="RS256"),
    "algorithm-es256": forged(algorithm="ES256"),
    "key-empty": forged({"sub": ADA}, key=""),
    "key-guessed": forged({"sub": ADA}, key="secret"),
    "key-almost": forged({"sub": ADA}, key=KEY[:-1]),
    "key-in-header": forged({"sub": ADA}, key="k" * 32, jwk={"kty": "oct", "k": encoded(b"k" * 32)}),
    "key-url": forged({"sub": ADA}, key="k" * 32, jku="https://evil.example/keys"),
    "key-id-a-path": forged({"sub": ADA}, key="", kid="../../../../dev/null"),
    "critical-unknown": forged(crit=["evil"], evil=True),  # RFC 7515 section 4.1.11
    "unencoded-payload": forged(b64=False, crit=["b64"]),
    "claims-a-list": bearing("Bearer " + jws([])),
    "claims-a-text": bearing("Bearer " + jws("hf-ada")),
    "claims-nested": bearing("Bearer " + jws(nested(5_000).encode())),
    "expired": forged({"exp": NOW - 1}),
    "expired-now": forged({"exp": NOW}),
    "expiry-missing": forged({"exp": ...}),
    "expiry-null": forged({"exp": None}),
    "expiry-text": forged({"exp": str(NOW + 99)}),
    "expiry-true": forged({"exp": True}),
    "expiry-nan": forged({"exp": float("nan")}),
    "expiry-list": forged({"exp": [NOW + 99]}),
    "issued-at-missing": forged({"iat": ...}),
    "audience-other": forged({"aud": "https://evil.example/mcp"}),
    "audience-origin": forged({"aud": ORIGIN}),
    "audience-slash": forged({"aud": f"{ORIGIN}/mcp/"}),
    "audience-missing": forged({"aud": ...}),
    "audience-null": forged({"aud": None}),
    "audience-empty-list": forged({"aud": []}),
    "issuer-other": forged({"iss": "https://evil.example"}),
    "issuer-missing": forged({"iss": ...}),
    "issuer-list": forged({"iss": [ORIGIN]}),
    "subject-missing": forged({"sub": ...}),
    "subject-null": forged({"sub": None}),
    "subject-empty": forged({"sub": ""}),
    "subject-number": forged({"sub": 7}),
    "subject-list": forged({"sub": [ADA]}),
    "subject-a-path": forged({"sub": f"../{ADA}"}),
    "subject-absolute": forged({"sub": "/etc"}),
    "subject-dots": forged({"sub": ".."}),
    "subject-hash": forged({"sub": "hf-bob#note"}),
    "subject-line": forged({"sub": "hf-ada\n"}),
    "subject-nul": forged({"sub": "hf-ada\0"}),
    "subject-space": forged({"sub": " hf-ada"}),
    "subject-digits": forged({"sub": "hf-\u0661"}),
    "subject-65": forged({"sub": "a" * 65}),
    "subject-wildcard": forged({"sub": "*"}),
    "query-string": lambda house: with_headers(LIST, "authorization", target=f"/mcp?access_token={house.bob}")(house),
    "form": lambda house: with_headers(
        f"access_token={house.bob}".encode(), "authorization", ("content-type", "application/x-www-form-urlencoded")
    )(house),
    "cookie": lambda house: with_headers(LIST, "authorization", ("cookie", f"token={house.bob}"))(house),
    "other-header": lambda house: with_headers(LIST, "authorization", ("x-access-token", house.bob))(house),
    "body": lambda house: with_headers({**LIST, "authorization": f"Bearer {house.bob}"}, "authorization")(house),
    "session-instead": lambda house: with_headers(LIST, "authorization", ("mcp-session-id", house.session))(house),
}
TOKENS = [
    *(Row(f"token-{name}", make, 401, "unauthorized") for name, make in REFUSED_TOKENS.items()),
    Row("token-lower-case-scheme", bearing(lambda house: f"bearer {house.bob}"), 200, "ok"),  # RFC 9110 section 11.1
    Row("token-upper-case-scheme", bearing(lambda house: f"BEARER {house.bob}"), 200, "ok"),
    Row("token-spaces-before", bearing(lambda house: f"Bearer   {house.bob}"), 200, "ok"),
    Row("token-spaces-after", bearing(lambda house: f"Bearer {house.bob}   "), 200, "ok"),
    Row("token-subject-64", forged({"sub": "a" * 64}), 200, "ok"),
    Row("token-audience-list", forged({"aud": ["https://other.example", f"{ORIGIN}/mcp"]}), 200, "ok"),
    Row("token-extra-claims", forged({"admin": True, "user_id": ADA, "username": ADA}), 200, "ok"),
    Row("token-scope-empty", forged({"scope": ""}), 403, "forbidden"),
    Row("token-scope-unknown", forged({"scope": "admin notes:* NOTES:READ"}), 403, "forbidden"),
    Row("token-scope-list", forged({"scope": ["notes:read"]}), 403, "forbidden"),
    Row("token-scope-number", forged({"scope": 7}), 403, "forbidden"),
    Row("token-client-object", forged({"client": {"a": [1]}, "grant": None}), 200, "ok"),
]

TABLE = [*PATHS, *QUERIES, *CURSORS, *ARGUMENTS, *PARTS, *BODIES, *HEADERS, *MODERN_ROWS, *METHODS, *TOKENS]


def send_one_way(sent: Sent) -> Response:
    """The request as the ASGI server hands it on: header lines as they came, the URL's path as it stood."""
    path, _, query = sent.target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in sent.headers],
        "client": ("192.0.2.1", 1),
        "server": ("notes.example", 443),
    }
    told: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent.body, "more_body": False}

    async def answer(event: Any) -> None:
        told.append(event)

    async def exchange() -> None:
        try:
            await local_server.app()(scope, receive, answer)
        except Exception:  # noqa: BLE001 - Starlette answers 500 and raises; the answer is what counts here
            traceback.print_exc()

    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(exchange())
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
    headers = {name.decode(): value.decode("latin-1") for name, value in told[0]["headers"]}
    return Response(told[0]["status"], headers, b"".join(event.get("body", b"") for event in told[1:]))


def code_of(body: Any) -> int | str | list[Any] | None:
    """The error code that an answer carries, in whichever of its shapes."""
    if isinstance(body, list):
        return [code_of(one) for one in body]
    if not isinstance(body, dict):
        return None
    if "error" in body:
        error = body["error"]
        return error["code"] if isinstance(error, dict) else error
    result = body.get("result", {})
    return result["structuredContent"]["error"]["code"] if result.get("isError") else "ok"


def told(response: Response) -> tuple[int, int | str | list[Any] | None]:
    is_json = response.headers.get("content-type", "").startswith("application/json")
    return response.status, code_of(response.json()) if is_json and response.body else None


def assert_nothing_leaks(response: Response, house: House) -> None:
    """No stack, no place of the machine, no token, no session, and nothing of ada's."""
    text = response.body.decode("utf-8", "replace") + repr(response.headers)
    for leak in ("Traceback", 'File "', ".py", "site-packages", "/work", "/root", "/tmp", SECRET, "orchid"):
        assert leak not in text
    for leak in (house.ada, house.bob, house.session, KEY, str(house.vaults.config.database_path.parent)):
        assert leak not in text


def assert_challenged(response: Response, sent: Sent) -> None:
    """RFC 6750 section 3.1, RFC 9728 section 5.1: where to get a token, and an error only if one was sent."""
    challenge = response.headers["www-authenticate"]
    assert f'resource_metadata="{ORIGIN}/.well-known/oauth-protected-resource/mcp"' in challenge
    assert 'scope="' in challenge
    credentials = [value for name, value in sent.headers if name == "authorization"]
    if not credentials or not credentials[0].lower().startswith("bearer ") or not credentials[0][7:].strip():
        assert "error=" not in challenge


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One service on local shelves for the whole table; when it is through, nobody's notes have changed."""
    folder = tmp_path_factory.mktemp("house")
    clock = Clock()
    shelves = local_shelves(folder, clock)
    house = House.of(Service(config_in(folder), shelves.records, shelves.files, clock=clock))
    before = house.state()
    with pytest.MonkeyPatch.context() as patch:
        serve(house.vaults, patch)
        yield house
    assert house.state() == before


def test_the_table_is_long_and_no_row_stands_in_it_twice(house: House):
    assert len({row.id for row in TABLE}) == len(TABLE)
    sent = [row.make(house) for row in TABLE]
    assert len({(one.method, one.target, one.body, tuple(one.headers)) for one in sent}) >= 400


@pytest.mark.parametrize("row", TABLE, ids=[row.id for row in TABLE])
def test_hostile_input_gets_its_documented_answer(row: Row, house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    before = [house.vaults.vault(Caller(user)).seq() for user in (ADA, BOB)]
    sent = row.make(house)
    response = send_one_way(sent)
    assert told(response) == (row.status, row.code)
    assert_nothing_leaks(response, house)
    if response.status == 401:
        assert_challenged(response, sent)
    if response.status == 405:
        assert {verb.strip() for verb in response.headers["allow"].split(",")} == {"POST", "DELETE"}
    assert [house.vaults.vault(Caller(user)).seq() for user in (ADA, BOB)] == before
    assert not any(kept in caplog.text for kept in (house.ada, house.bob, KEY, SECRET))
    # One event, one line: nobody writes lines of his own into the operator's log.
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("notes_vault")]
    assert not any(category(sign) == "Cc" for line in ours for sign in line)


def test_what_stands_in_a_note_never_stands_in_the_log(house: House, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    carl = one_way(house.vaults, "hf-carl")
    carl.call("write_note", path="Diary", body="---\nmood: gloomy\n---\n# My affair\n[[Somebody]] #secretly")
    carl.refused("read_note", path="Diary", section="Work")
    carl.refused("read_note", path="Diary", from_line=99)
    carl.refused("read_note", path="Diary", section="^Work")
    carl.refused("write_note", path="Diary", body="# My divorce")
    carl.refused("edit_note", path="Diary", do="append", heading="Work", text="divorce")
    carl.refused("edit_note", path="Diary", do="replace_text", old_text="divorce", text="gloomy")
    carl.refused("edit_note", path="Diary", do="set_property", property="mood", value={"secretly": 1})
    carl.call("edit_note", path="Diary", do="append", text="divorce")
    carl.call("get_history", path="Diary", diffs=True)
    carl.call("undo_changes", changes=[2])
    carl.call("search_notes", query="affair")
    for text in ("gloomy", "affair", "Somebody", "secretly", "divorce"):
        assert text not in caplog.text


def is_alike_everywhere(row: Row, house: House) -> bool:
    """Whether a request can be sent as a dictionary of headers, to /mcp, by any client."""
    sent = row.make(house)
    names = [name for name, _ in sent.headers]
    is_plain = len(set(names)) == len(names) and all(value.isascii() for _, value in sent.headers)
    is_plain &= dict(sent.headers)["host"].count(":") <= 1  # API Gateway passes on no other, and Mangum reads no other
    return is_plain and sent.target == "/mcp" and "content-length" not in names


def test_every_fourth_is_answered_alike_in_every_way(vaults: Service, send: Send):
    house = House.of(vaults)
    before = house.state()
    wrong = []
    for row in [row for row in TABLE if is_alike_everywhere(row, house)][::4]:
        sent = row.make(house)
        try:
            response = send(sent.method, sent.target, dict(sent.headers), sent.body)
        except Exception as error:  # noqa: BLE001 - httpx hands on what the application raises
            wrong.append((row.id, repr(error), (row.status, row.code)))
            continue
        assert_nothing_leaks(response, house)
        if told(response) != (row.status, row.code):
            wrong.append((row.id, told(response), (row.status, row.code)))
    assert wrong == []
    assert house.state() == before


@pytest.mark.parametrize("depth", range(50, 1_050, 50))
@pytest.mark.parametrize("place", ["arguments", "params", "_meta", "body"])
def test_however_deep_it_is_nested_it_is_refused_and_never_an_internal_error(house: House, place: str, depth: int):
    deep = nested(depth, '{"a":', "}").replace("}", "1}", 1).encode()
    bodies = {
        "arguments": b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_tags","arguments":%s}}',
        "params": b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":%s}',
        "_meta": b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":%s}}',
        "body": b"%s",
    }
    response = send_one_way(post(bodies[place].replace(b"%s", deep))(house))
    allowed = {(400, -32700), (400, -32600), (200, -32602), (200, "invalid")} | (
        {(200, "ok")} if place == "_meta" else set()
    )
    assert told(response) in allowed
    assert_nothing_leaks(response, house)


@pytest.mark.parametrize("target", ["/", "/healthz", "/mcp", "/mcp/", "/nowhere", "//evil.example/x"])
def test_no_answer_repeats_a_foreign_host(house: House, target: str):
    for method in ("GET", "POST"):
        response = send_one_way(with_headers(LIST, ("host", "evil.example"), method=method, target=target)(house))
        assert "evil.example" not in response.body.decode() + repr(response.headers)
        assert response.status < 500


# Front matter: whatever stands there, a note is kept as it was written and found again


def block(yaml: str) -> str:
    return f"---\n{yaml}\n---\nThe text about moss.\n"


BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
)
FRONT_MATTER: dict[str, tuple[str, str]] = {
    "alias-bomb": (block(f"{BOMB}\ntitle: Bomb"), "Odd"),
    "alias-of-itself": (block("a: &a [*a]\ntitle: Self"), "Odd"),
    "alias-unknown": (block("title: *nothing"), "Odd"),
    "anchor-alone": (block("title: &x Anchored"), "Odd"),
    "many-anchors": (block("\n".join(f"k{n}: &a{n} v" for n in range(3_000))), "Odd"),
    "python-object": (block("title: !!python/object/apply:os.system ['touch pwned']"), "Odd"),
    "python-name": (block("title: !!python/name:os.system"), "Odd"),
    "python-module": (block("!!python/module:os : x"), "Odd"),
    "python-new": (block("x: !!python/object/new:tuple [[1]]"), "Odd"),
    "own-tag": (block("title: !evil x"), "Odd"),
    "binary-tag": (block("title: !!binary R0lGODlhDAAMAIQAAP=="), "Odd"),
    "binary-broken": (block("title: !!binary '%%%'"), "Odd"),
    "timestamp-tag": (block("title: !!timestamp 99999-99-99"), "Odd"),
    "set-tag": (block("title: !!set {a, b}"), "Odd"),
    "tag-directive": (block("%TAG ! tag:evil.example,2026:"), "Odd"),
    "yaml-directive": (block("%YAML 9.9"), "Odd"),
    "merge-key": (block("<<: {title: Merged}"), "Odd"),
    "merge-alias": (block("base: &b {title: Merged}\n<<: *b"), "Odd"),
    "nested-lists": (block("a: " + nested(20_000)), "Odd"),
    "nested-objects": (block("a: " + "{a: " * 10_000), "Odd"),
    "nested-lines": (block("\n".join(" " * n + "a:" for n in range(300))), "Odd"),
    "nested-dashes": (block("- " * 30_000), "Odd"),
    "nested-questions": (block("? " * 30_000), "Odd"),
    "64-kib": (block("title: Long\nx: " + "y" * 65_536), "Odd"),
    "a-megabyte": (block("title: Long\n" + "# comment\n" * 90_000), "Odd"),
    "many-values": (block("title: Many\nx: [" + "1," * 5_000 + "]"), "Odd"),
    "many-keys": (block("title: Keys\n" + "\n".join(f"k{n}: {n}" for n in range(2_000))), "Keys"),
    "nul": (block("title: a\0b"), "Odd"),
    "nul-escaped": (block('title: "a\\0b"'), "a\0b"),
    "controls": (block("title: \x01\x02\x07"), "Odd"),
    "surrogate-escaped": (block('title: "\\uD800"'), "Odd"),
    "byte-order-mark-inside": (block("\ufefftitle: x"), "x"),
    "line-separators": (block("title: a\u2028b\u0085c"), "Odd"),
    "duplicate-keys": (block("title: One\ntitle: Two"), "Two"),
    "duplicate-tags": (block("tags: [a]\nTags: [b]\nTAG: c"), "Odd"),
    "a-list": (block("- title\n- x"), "Odd"),
    "a-text": (block("just words"), "Odd"),
    "a-number": (block("42"), "Odd"),
    "a-null": (block("~"), "Odd"),
    "empty": (block(""), "Odd"),
    "two-documents": (block("title: One\n...\n--- !!python/none\ntitle: Two"), "Odd"),
    "unterminated": ("---\ntitle: Never ends\nmoss", "Odd"),
    "unterminated-quote": (block('title: "open'), "Odd"),
    "unterminated-flow": (block("title: [a, b"), "Odd"),
    "tabs": (block("\ttitle: x"), "Odd"),
    "key-is-a-list": (block("? [a, b]\n: x"), "Odd"),
    "key-is-an-object": (block("{a: 1}: x"), "Odd"),
    "key-is-null": (block("~: x\n: y"), "Odd"),
    "key-of-2000": (block("k" * 2_000 + ": x"), "Odd"),
    "integer-huge": (block("title: " + "9" * 5_000), "9" * 300),
    "integer-hexadecimal": (block("title: 0x7fffffffffffffffffffffff"), "0x7fffffffffffffffffffffff"),
    "integer-base-60": (block("title: 190:20:30"), "190:20:30"),
    "float-huge": (block("title: 1e999\nheight: -1e999"), "1e999"),
    "float-long": (block("title: 0." + "1" * 5_000), "0." + "1" * 298),
    "float-infinite": (block("title: .inf\nx: -.Inf\ny: .nan"), ".inf"),
    "title-is-a-list": (block("title: [a]"), "Odd"),
    "title-is-an-object": (block("title: {a: b}"), "Odd"),
    "title-blank": (block("title: '   '"), "Odd"),
    "title-markup": (block("title: <img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>"),
    "title-long": (block("title: " + "t" * 10_000), "t" * 300),
    "tags-are-objects": (block("tags: [{a: b}, [c], null, true, 1.5]"), "Odd"),
    "aliases-are-numbers": (block("aliases: [1, 2.5, ~]\nalias: {a: 1}"), "Odd"),
    "links-in-properties": (block("up: '[[../../etc/passwd]]'\ndown: '[[]]'"), "Odd"),
    "carriage-returns": ("---\r\ntitle: Returned\r\n---\r\nmoss\r\n", "Returned"),
    "byte-order-mark": ("\ufeff" + block("title: Marked"), "Marked"),
}


def assert_kept(person: Person, text: str, title: str) -> None:
    """A note is written, read back byte for byte, listed, searched and linked, under this title."""
    person.call("write_note", path="Odd", body=text, overwrite=True)
    note = person.call("read_note", path="Odd")
    assert note["text"] == text
    assert note["title"] == title
    assert [
        found["title"] for found in person.call("list_notes", folder="/")["notes"] if found["path"] == "Odd.md"
    ] == [title]
    assert "Odd.md" in [found["path"] for found in person.call("search_notes", query="moss", limit=100)["notes"]]
    person.call("search_notes", query="[title] [x:>1] [tags:a OR null]")
    person.call("get_backlinks", path="Odd")
    person.call("get_tags")


def one_way(vaults: Service, user_id: str) -> Person:
    """A user whose requests go one way."""

    def send(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        return send_one_way(Sent(body, [("host", "notes.example"), *headers.items()], method, path))

    return Person(user_id, vaults.tokens.create_jwt(user_id), send)


@pytest.fixture
def carl(house: House) -> Person:
    """Somebody who may write in the house of the table."""
    return one_way(house.vaults, "hf-carl")


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_a_note_with_hostile_front_matter_is_kept_as_written(carl: Person, name: str):
    assert_kept(carl, *FRONT_MATTER[name])


def test_hostile_front_matter_is_kept_alike_in_every_way(ada: Person):
    for name in list(FRONT_MATTER)[::6]:
        assert_kept(ada, *FRONT_MATTER[name])


ODD_PATHS = [
    *("\U0010ffff", "\uffff", "\u202egpj", "C:/x", "a::$DATA", "CON", "%2e%2e%2fx", "note#x", "-rf", "a;b", "~"),
    *("a" * 253, "\U0001f33f" * 253, "a/" * 126 + "a", "'; DROP TABLE notes; --", "\ue000\ue001", "a .", "\u200b"),
]


def test_an_odd_path_is_one_note_that_is_listed_read_found_and_deleted(ada: Person):
    lost = []
    for path in ODD_PATHS:
        ada.call("write_note", path=path, body="moss")
        written = ada.call("read_note", path=path)
        listed = [note["path"] for note in ada.call("list_notes")["notes"]]
        found = [note["path"] for note in ada.call("search_notes", query="moss")["notes"]]
        if (written["text"], listed, found) != ("moss", [written["path"]], [written["path"]]):
            lost.append((path, listed, found))
        ada.call("delete_note", path=path)
    assert lost == []
    assert ada.call("list_notes")["total"] == 0


# Notes made to be slow. Each is worked on in a process of its own, which is ended when it does not come back.

HANGS_AFTER_SECONDS = 60
MEMORY_BYTES_MAX = 6 * 1024 * MIB
LAMBDA_ANSWER_BYTES_MAX = 6_000_000
"""A Lambda's synchronous answer (AWS Lambda quotas, "Invocation payload")."""
Question = tuple[str, dict[str, Any]]


def filled(piece: str, *, start: str = "", end: str = "", size: int = MIB) -> str:
    """A megabyte, or `size` bytes, of one piece, repeated."""
    room = size - len((start + end).encode())
    return start + piece * (room // len(piece.encode())) + end


TAGS_OF_ALL_KINDS = " ".join(f"#t{number}" for number in range(120_000))
SLOW_NOTES = {
    "open-brackets": filled("["),
    "two-open-brackets": filled("[["),
    "close-brackets": filled("]"),
    "link-tails": filled("]("),
    "empty-links": filled("[]("),
    "wikilinks-left-open": filled("[[a|"),
    "links-left-open": filled("[a]("),
    "links-with-brackets": filled("[a](b("),
    "links-with-angles": filled("[a](<b"),
    "links-with-titles": filled('[a](b "'),
    "links-with-spaces": filled("[a](b" + " " * 1_000),
    "long-labels": filled("[" + "a" * 1_999),
    "wikilinks": filled("[[a]] "),
    "markdown-links": filled("[a](#b) "),
    "climbing-link": filled("../", start="[[", end="]]"),
    "backticks": filled("`"),
    "backticks-apart": filled("`a "),
    "backticks-growing": "".join("`" * length + " " for length in range(1, 1_440)),
    "dollars": filled("$"),
    "dollars-apart": filled(" $a"),
    "two-dollars": filled("$$a$b"),
    "tags": filled("#a "),
    "tags-of-all-kinds": TAGS_OF_ALL_KINDS,
    "deep-tag": filled("a/", start="#"),
    "hashes": filled("#"),
    "headings": filled("# a\n"),
    "underlined-headings": filled("a\n--\n"),
    "list": filled("- "),
    "list-of-lines": filled("- a\n"),
    "list-then-fence": filled("- ", end="x```"),
    "numbers-then-fence": filled("1. ", end="x```"),
    "quotes": filled(">"),
    "quotes-then-fence": filled("> ", end="x```"),
    "quoted-fence": filled("> > > a\n", start="> ```\n"),
    "fences": filled("```\n~~~\n"),
    "comments": filled("<!--"),
    "comments-closed": filled("<!-- -->"),
    "percents": filled("%%"),
    "html": filled("<div>\n"),
    "table": filled("| a | b |\n"),
    "newlines": filled("\n"),
    "blank-lines": filled("\n \t"),
    "punctuation": filled("!", start="a", end="a"),
    "one-word": filled("a"),
    "ideographs": filled("字"),
    "front-matter-left-open": filled("a: b\n", start="---\n"),
    "combining-marks": filled("\u0301", start="a"),
    "combining-marks-out-of-order": "a" + "\u0301" * (MIB // 4) + "\u0323" * (MIB // 4 - 1),
    "combining-marks-in-cyrillic": filled("\u0301", start="е"),
}


def in_a_process_of_its_own(work: Callable[[], Any]) -> Any:
    """What `work` answers; it fails here when it raises, or does not come back at all."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def run() -> None:
        ours.close()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        theirs.send(work())

    process = context.Process(target=run)
    process.start()
    theirs.close()
    try:
        assert ours.poll(HANGS_AFTER_SECONDS), "it does not come back"
        return ours.recv()
    finally:
        process.kill()
        process.join()


def alone(folder: Path) -> Person:
    """A user of a service of her own, in a process that ends with it."""
    shelves = local_shelves(folder, clock := Clock())
    vaults = Service(config_in(folder, mode="lambda"), shelves.records, shelves.files, clock=clock)
    mcp.service = edge.service = lambda: vaults
    return one_way(vaults, "hf-dora")


def asked_about(
    folder: Path, text: str, *questions: Question, others: dict[str, str] | None = None
) -> list[tuple[Any, int]]:
    """Code and size of the answer to writing a note, and to each question after it."""
    dora = alone(folder)
    edits = [Edit(f"{path}.md", other.encode()) for path, other in (others or {}).items()]
    mcp.service().vault(Caller(dora.user_id)).change(edits, "import")
    answers = []
    for name, arguments in [("write_note", {"path": "Slow", "body": text}), *questions]:
        answer = dora.post(message("tools/call", {"name": name, "arguments": arguments}))
        answers.append((told(answer), len(answer.body)))
    return answers


@pytest.mark.parametrize("name", SLOW_NOTES)
def test_a_note_made_to_be_slow_is_written_searched_and_linked(tmp_path: Path, name: str):
    questions = [("search_notes", {"query": "moss a"}), ("get_backlinks", {"path": "Slow"}), ("get_tags", {})]
    answers = in_a_process_of_its_own(lambda: asked_about(tmp_path, SLOW_NOTES[name], *questions))
    assert [answer for answer, _ in answers] == [(200, "ok")] * 4


SLOW_QUESTIONS: dict[str, tuple[str, Question, str, dict[str, str]]] = {
    "a-phrase-that-is-not-there": (
        "字" * 199_000 + " moss",
        ("search_notes", {"query": "字" * 900 + "x moss", "limit": 100}),
        "ok",
        {f"Slow {number}": "字" * 199_000 + " moss" for number in range(12)},
    ),
    "a-phrase-of-500-words": ("a " * (MIB // 2), ("search_notes", {"query": f'"{"a " * 499}"'}), "ok", {}),
    "a-chain-of-headings": (
        filled("# a\n", size=MIB // 2),
        ("read_note", {"path": "Slow", "section": "z#a"}),
        "not_found",
        0,
    ),
    "an-edit-under-a-heading": (
        filled("# a\n", size=MIB // 2),
        ("edit_note", {"path": "Slow", "do": "append", "heading": "z#a", "text": "x"}),
        "not_found",
        {},
    ),
    "an-edit-of-one-of-many-headings": (
        filled("# a\n## b\n", size=MIB // 2),
        (
            "edit_note",
            {"path": "Slow", "do": "replace_section", "heading": "a#b", "text": filled("b\n", size=MIB // 3)},
        ),
        "ok",
        {},
    ),
    "an-edit-of-one-of-many-blocks": (
        filled("a ^b\n", size=MIB // 2, end="c ^d"),
        ("edit_note", {"path": "Slow", "do": "append", "block": "d", "text": "x"}),
        "ok",
        {},
    ),
    "an-edit-beside-a-line-of-spaces": (
        "-" + " " * (MIB // 2) + "x",
        ("edit_note", {"path": "Slow", "do": "append", "text": "-" + " " * (MIB // 3) + "x"}),
        "ok",
        {},
    ),
    "many-texts-replaced": (
        filled("a\nb\n", size=MIB // 2),
        ("edit_note", {"path": "Slow", "do": "replace_text", "old_text": "a", "text": "c", "expected_count": MIB // 8}),
        "ok",
        {},
    ),
    "more-text-than-any-note-may-have": (
        "a" * MIB,
        (
            "edit_note",
            {"path": "Slow", "do": "replace_text", "old_text": "a", "text": "b" * MIB, "expected_count": MIB},
        ),
        "too_large",
        {},
    ),
    "a-text-that-almost-stands-there": (
        "a" * MIB,
        ("edit_note", {"path": "Slow", "do": "replace_text", "old_text": "a" * (MIB // 2) + "b", "text": ""}),
        "conflict",
        {},
    ),
    "a-property-of-2000": (
        "---\n" + "".join(f"k{number}: {number}\n" for number in range(2_000)) + "---\n",
        ("edit_note", {"path": "Slow", "do": "set_property", "property": "K1999", "value": ["x"] * 90}),
        "ok",
        {},
    ),
    "a-property-among-spaces": (
        "---\na:" + " " * 64_000 + "x\n---\n",
        ("edit_note", {"path": "Slow", "do": "set_property", "property": "a", "value": "y"}),
        "ok",
        {},
    ),
    "a-history-of-unlike-texts": (
        "\n".join(str(number % 97) for number in range(200_000)),
        ("get_history", {"path": "Slow", "diffs": True}),
        "ok",
        {},
    ),
    "links-to-a-common-name": (
        filled("[[a]] ", size=MIB // 2),
        ("get_backlinks", {"path": "Slow"}),
        "ok",
        {f"d{number}/a": "x" for number in range(1_000)},
    ),
}


@pytest.mark.parametrize("name", SLOW_QUESTIONS)
def test_a_question_made_to_be_slow_is_answered(tmp_path: Path, name: str):
    text, question, code, others = SLOW_QUESTIONS[name]
    answers = in_a_process_of_its_own(lambda: asked_about(tmp_path, text, question, others=others))
    assert [answer for answer, _ in answers] == [(200, "ok"), (200, code)]


def edited_to(text: str) -> Question:
    """An edit that replaces a whole note."""
    given = {"do": "replace_text", "old_text": text.replace("\1", "\0"), "text": text}
    return "edit_note", {"path": "Slow", **given}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        pytest.param("\0" * 600_000, ("read_note", {"path": "Slow"}), id="control-characters"),
        pytest.param(filled('"'), ("read_note", {"path": "Slow"}), id="quotation-marks"),
        pytest.param(filled("# a\n", size=650_000), ("read_note", {"path": "Slow"}), id="headings"),
        pytest.param(filled("[[a]] ", size=600_000), ("get_backlinks", {"path": "Slow"}), id="links"),
        pytest.param("\0" * 300_000, edited_to("\1" * 300_000), id="an-edit-of-control-characters"),
        pytest.param("\0\n" * 200_000, edited_to("\1\n" * 200_000), id="an-edit-of-many-lines"),
        pytest.param("\0\n" * 250_000, ("get_history", {"diffs": True}), id="a-history-of-control-characters"),
        pytest.param("\0" * 500_000, ("read_note", {"paths": ["Slow", "Tags 1", "Tags 2"]}), id="several-notes"),
        pytest.param(filled("[[a]] ", size=600_000), ("get_backlinks", {}), id="links-to-nothing"),
        pytest.param("#" + "a/" * 5_000, ("get_tags", {}), id="a-deep-tag"),
        pytest.param(TAGS_OF_ALL_KINDS, ("get_tags", {}), id="tags"),
        pytest.param(TAGS_OF_ALL_KINDS, ("list_notes", {}), id="notes-with-many-tags"),
    ],
)
def test_no_answer_is_larger_than_a_lambda_may_give(tmp_path: Path, text: str, question: Question):
    others = {f"Tags {number}": text for number in range(5)} if question[0] == "list_notes" else {}
    written, (answer, size) = in_a_process_of_its_own(lambda: asked_about(tmp_path, text, question, others=others))
    assert written[0] == (200, "ok")
    assert answer in ((200, "ok"), (200, "too_large"))
    assert size <= LAMBDA_ANSWER_BYTES_MAX


def test_deleting_what_many_links_mean_is_told_in_short(tmp_path: Path):
    links = {f"Links {number}": filled("[[Slow]] ", size=90_000) for number in range(5)}
    answers = in_a_process_of_its_own(
        lambda: asked_about(tmp_path, "x", ("delete_note", {"path": "Slow"}), others=links)
    )
    assert [answer for answer, _ in answers] == [(200, "ok"), (200, "ok")]
    assert answers[1][1] <= LAMBDA_ANSWER_BYTES_MAX // 10


def own_memory_bytes() -> int:
    """What this process holds of its own; the pages of mapped files are the system's to drop."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    [line] = [line for line in status.read_text().splitlines() if line.startswith("RssAnon:")]
    return int(line.split()[1]) * 1024


@pytest.mark.parametrize(
    "text", [lambda n: f"a{'!' * 300_000}{'?' * n}a", lambda n: "é" * 150_000 + "è" * n], ids=["punctuation", "word"]
)
def test_a_note_that_is_gone_stays_in_nobodys_memory(tmp_path: Path, text: Callable[[int], str]):
    def grown() -> int:
        dora, used = alone(tmp_path), []
        for number in range(1, 46):
            dora.call("write_note", path="Odd", body=text(number), overwrite=True)
            used.append(own_memory_bytes())
        return used[-1] - used[4]

    assert in_a_process_of_its_own(grown) < 40 * 300_000 / 2, "half of what was written since is still held"
