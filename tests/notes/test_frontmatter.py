"""How the YAML block of a note is found and read, and what it can never do."""

import pytest

from shared.notes.frontmatter import Unreadable, read, split


@pytest.mark.parametrize(
    ("text", "block", "body"),
    [
        ("---\na: 1\n---\nbody", "a: 1\n", "body"),
        ("---\n---\nbody", "", "body"),
        ("---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body"),
        ("\ufeff---\na: 1\n---  \nbody", "a: 1\n", "body"),
        ("---\na: 1\n---", "a: 1\n", ""),
        ("\n---\na: 1\n---\n", "", "\n---\na: 1\n---\n"),
        ("---\na: 1\n", "", "---\na: 1\n"),
        ("----\na: 1\n---\n", "", "----\na: 1\n---\n"),
        ("--- x\na: 1\n---\n", "", "--- x\na: 1\n---\n"),
        ("---\na: '\n --- '\n---\nbody", "a: '\n --- '\n", "body"),
        ("no block", "", "no block"),
    ],
)
def test_the_block_stands_between_the_first_line_and_the_next_dashes(text: str, block: str, body: str):
    found, start = split(text)
    assert (found, text[start:]) == (block, body)


def test_values_follow_the_core_schema_and_everything_else_is_text():
    block = "n: 1\nf: 2.5\nb: true\nno: no\nday: 2020-08-21\ntime: 12:30\nnone: ~\ns: '1'\nlist: [a, 2]\nmap: {x: y}\n"
    assert read(block) == {
        "n": 1,
        "f": 2.5,
        "b": True,
        "no": "no",
        "day": "2020-08-21",
        "time": "12:30",
        "none": None,
        "s": "1",
        "list": ["a", 2],
        "map": {"x": "y"},
    }


def test_a_large_number_is_not_bent():
    assert read("id: 12345678901234567890123") == {"id": "12345678901234567890123"}


@pytest.mark.parametrize(
    "block",
    [
        "a: &x [1]\nb: *x",
        "a: &x 1",
        "a: !!python/object/apply:os.system [id]",
        "a: !custom 1",
        "a: !!binary aGk=",
        "- just\n- a list",
        "a: [1",
        "a: " + "[" * 100 + "]" * 100,
        "- " * 30_000,
        "? {a: b}\n: c",
        "a: 1\n" * 20_000,
        "a: \x00",
        "plain text",
    ],
)
def test_what_could_grow_or_name_a_type_is_not_read(block: str):
    with pytest.raises(Unreadable):
        read(block)
