"""Front matter: whatever stands there, a note is kept as it was written and found again."""

import pytest

from tests.conftest import Person
from tests.hostile.request import nested


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


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_a_note_with_hostile_front_matter_is_kept_as_written(carl: Person, name: str):
    assert_kept(carl, *FRONT_MATTER[name])


@pytest.mark.parametrize("every", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_hostile_front_matter_is_kept_alike_in_every_way(ada: Person, every: int):
    for name in list(FRONT_MATTER)[::every]:
        assert_kept(ada, *FRONT_MATTER[name])
