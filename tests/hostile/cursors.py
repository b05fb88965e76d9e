"""Hostile cursors: damaged, forged, and of another question."""

import base64
import hashlib
from typing import Any

from tests.hostile.request import bytes_of, message, nested, post, tool
from tests.hostile.row import Row


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
