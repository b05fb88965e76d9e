"""One property of the front matter set or removed, and every other character of the note left as it was."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Invalid
from shared.notes import frontmatter
from shared.notes.properties import with_property, without_property

BLOCK = """\
---
# who wrote this
Status:   'open'   # until May
up: "[[Index]]"
due: 2026-11-21
tags: [a, "b c"]  # flow
aliases:   # as lines
  # the first
  - One
  - Two

# nested, and kept
unknown: {a: [1, 2]}
more:
  deep: yes
text: |
  # not a comment

  end
last: 1
---
# Body
status: open
"""


def read(text: str) -> frontmatter.Properties:
    return frontmatter.read(frontmatter.split(text)[0])


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("Status", "done", "'open'", "done"),
        ("status", "done", "'open'", "done"),
        ("STATUS", None, "   'open'   #", "   #"),
        ("up", "[[Moss]]", '"[[Index]]"', "'[[Moss]]'"),
        ("due", "2027-01-02", "2026-11-21", "2027-01-02"),
        ("due", "2027-01-02T10:30:00", "2026-11-21", "2027-01-02T10:30:00"),
        ("due", None, "due: 2026-11-21", "due:"),
        ("due", ["2027-01-02", None], "due: 2026-11-21", "due:\n  - 2027-01-02\n  -"),
        ("tags", ["x", "y, z", None], '[a, "b c"]', "[x, 'y, z', null]"),
        ("tags", [], '[a, "b c"]', "[]"),
        ("tags", "x", '[a, "b c"]', "x"),
        ("aliases", ["Three"], "  - One\n  - Two\n", "  - Three\n"),
        ("aliases", [], "aliases:   # as lines\n  # the first\n  - One\n  - Two\n", "aliases: []\n"),
        ("text", "short", "text: |\n  # not a comment\n\n  end\n", "text: short\n"),
        ("last", 2, "last: 1", "last: 2"),
        ("last", 2.5, "last: 1", "last: 2.5"),
        ("last", True, "last: 1", "last: true"),
        ("last", "1", "last: 1", "last: '1'"),
        ("last", "two\nlines", "last: 1", 'last: "two\\nlines"'),
        ("new", "x", "last: 1\n", "last: 1\nnew: x\n"),
        ("new", ["x", 1], "last: 1\n", "last: 1\nnew:\n  - x\n  - 1\n"),
        ("new: one", "x", "last: 1\n", "last: 1\n'new: one': x\n"),
    ],
)
def test_a_property_is_set_where_it_stands_and_nothing_else_moves(name: str, value: Any, old: str, new: str):
    assert BLOCK.count(old) == 1
    assert with_property(BLOCK, name, value) == BLOCK.replace(old, new)
    returned = BLOCK.replace("\n", "\r\n")
    assert with_property(returned, name, value) == BLOCK.replace(old, new).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("STATUS", "Status:   'open'   # until May\n"),
        ("tags", 'tags: [a, "b c"]  # flow\n'),
        ("aliases", "aliases:   # as lines\n  # the first\n  - One\n  - Two\n"),
        ("unknown", "unknown: {a: [1, 2]}\n"),
        ("more", "more:\n  deep: yes\n"),
        ("text", "text: |\n  # not a comment\n\n  end\n"),
        ("last", "last: 1\n"),
    ],
)
def test_a_property_is_removed_with_its_lines_alone(name: str, gone: str):
    assert BLOCK.count(gone) == 1
    assert without_property(BLOCK, name) == BLOCK.replace(gone, "")


def test_a_property_that_is_as_it_should_be_stays_as_it_is_written():
    for name, value in read(BLOCK).items():
        if not isinstance(value, dict):
            assert with_property(BLOCK, name, value) == BLOCK
    assert without_property(BLOCK, "nothing") == BLOCK


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", "---\nstatus: done\n---\n"),
        ("# Moss\n", "---\nstatus: done\n---\n# Moss\n"),
        ("# Moss\r\n", "---\r\nstatus: done\r\n---\r\n# Moss\r\n"),
        ("\ufeff# Moss\n", "\ufeff---\nstatus: done\n---\n# Moss\n"),
        ("---\n---\n# Moss", "---\nstatus: done\n---\n# Moss"),
        ("---\n# only a comment\n---", "---\n# only a comment\nstatus: done\n---"),
        ("--- \nstatus:\n---", "--- \nstatus: done\n---"),
        ("---\nnever closed: 1\n", "---\nstatus: done\n---\n---\nnever closed: 1\n"),
    ],
)
def test_front_matter_is_made_where_there_is_none(text: str, written: str):
    assert with_property(text, "status", "done") == written
    assert read(written) == {"status": "done"}


@pytest.mark.parametrize("text", ["# Moss\n", "# Moss\r\n", "\ufeff# Moss", ""])
def test_front_matter_is_gone_with_its_last_property(text: str):
    assert without_property(with_property(text, "status", ["a"]), "Status") == text


@pytest.mark.parametrize(
    "block",
    [
        "just words",
        "- a\n- list",
        "a: [1",
        "a: &x 1\nb: *x",
        "a: !!python/name:os.system",
        "a: 1\na: 2",
        "a: 1\nA: 2",
        "{a: 1}",
        "a: {b: 1}",
        "a:\n  b: 1",
        "a: [[1]]",
        "a: " + "[" * 20 + "]" * 20,
        "x: 1\n...",
        "  x: 1\n  y: 2",
        "\tx: 1",
        "a: 1\n  b: 2",
    ],
)
def test_front_matter_that_cannot_be_changed_safely_is_refused(block: str):
    with pytest.raises(Invalid):
        with_property(f"---\n{block}\n---\nbody\n", "a", "done")


@pytest.mark.parametrize(
    "value", [{"b": 1}, [["x"]], [{"b": 1}], 10**20, float("inf"), "x" * 70_000, ["x"] * 5_000, "\ud800"]
)
def test_a_value_that_no_property_can_hold_is_refused(value: Any):
    with pytest.raises(Invalid):
        with_property("---\na: 1\n---\n", "a", value)


def test_a_body_that_looks_like_front_matter_stays_a_body():
    body = "---\nstatus: mine\n---\ntext"
    assert without_property(f"---\nstatus: done\n---\n{body}", "status") == f"---\n---\n{body}"


def test_a_property_is_not_removed_where_what_is_left_could_not_be_read():
    with pytest.raises(Invalid):
        without_property("---\nstatus: done\n\n...\n\n---\nbody", "status")


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00", "a\u2028b", "x" * 101])
def test_a_name_that_is_none_is_refused(name: str):
    with pytest.raises(Invalid, match="A property has a name"):
        with_property("---\na: 1\n---\n", name, 1)
    with pytest.raises(Invalid, match="A property has a name"):
        without_property("---\na: 1\n---\n", name)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.sampled_from(
        [
            "yes",
            "1e5",
            "0o17",
            "~",
            "null",
            "2026-11-21",
            "12:30:00",
            "# x",
            "- x",
            "a: b",
            "'",
            '"',
            "|",
            "\xa0",
            "a\u2003",
        ]
    )
)


ANY_VALUE = given(
    value=SCALARS | st.lists(SCALARS, max_size=5), start=st.sampled_from([BLOCK, "body", BLOCK.replace("\n", "\r\n")])
)


@settings(max_examples=120, deadline=None)
@ANY_VALUE
def test_whatever_value_is_set_is_the_value_that_is_read(value: Any, start: str):
    is_read_as_it_was_set(value, start)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None)
@ANY_VALUE
def test_whichever_of_many_more_values_is_set_is_read(value: Any, start: str):
    is_read_as_it_was_set(value, start)


def is_read_as_it_was_set(value: Any, start: str) -> None:
    before = read(start)
    for name in ("status", "aliases", "tags", "new"):
        text = with_property(start, name, value)
        known = next((known for known in before if known.casefold() == name), name)
        assert repr(read(text)) == repr({**before, known: value})
        assert text.endswith(start[frontmatter.split(start)[1] :])
        assert without_property(text, name) == without_property(start, name)
