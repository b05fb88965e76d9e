"""What the tools take that change a part of a note, move, restore and undo; and what the readers take."""

from typing import Any

from tests.conftest import ADA
from tests.hostile.arguments import NINES, list_
from tests.hostile.cursors import MOSS, cursor
from tests.hostile.request import MIB, Make, nested, raw_arguments, tool
from tests.hostile.row import Row


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
