"""Between which blocks an empty line is put, lest one becomes part of the other."""

import pytest

from shared.notes.editing import edited

BLOCKS = {
    "text": "moss",
    "text with an id": "moss ^id",
    "list": "- moss",
    "numbers": "1) moss",
    "indented": "  moss",
    "tab": "\tmoss",
    "table": "| moss |",
    "quote": "> moss",
    "callout": "> [!note] moss",
    "fence": "```\nmoss\n```",
    "tildes": "~~~\nmoss\n~~~",
    "rule": "***",
    "underlined": "moss\n---",
}
LISTS, INDENTED, QUOTES = {"list", "numbers"}, {"indented", "tab"}, {"quote", "callout"}
CONTINUED = {
    "text": {"text", "text with an id", *LISTS, *INDENTED},
    "text with an id": LISTS | INDENTED,
    "list": LISTS | INDENTED,
    "numbers": LISTS | INDENTED,
    "table": {"table"},
    "quote": {"quote"},
    "callout": {"quote"},
    "underlined": set(BLOCKS),
}
"""What may follow at once when it is appended."""
BESIDE = {
    "text": INDENTED,
    "text with an id": INDENTED,
    "list": LISTS | INDENTED,
    "numbers": LISTS | INDENTED,
    "table": {"table"},
    "underlined": set(BLOCKS),
}
"""What may follow at once when it is put beside a section and continues nothing."""


@pytest.mark.parametrize("lower", BLOCKS)
@pytest.mark.parametrize("upper", BLOCKS)
def test_an_empty_line_is_put_where_one_block_would_become_part_of_the_other(upper: str, lower: str):
    above, put = BLOCKS[upper], BLOCKS[lower]
    appended = edited("N.md", f"{above}\n", {"do": "append", "text": put}, characters_max=999)
    gap = "" if lower in CONTINUED.get(upper, ()) else "\n"
    assert appended == f"{above}\n{gap}{put}\n"
    given = {"do": "insert_before", "heading": "Z", "text": put}
    inserted = edited("N.md", f"# A\n\n{above}\n# Z\n", given, characters_max=999)
    gap = "" if lower in BESIDE.get(upper, ()) else "\n"
    assert inserted.startswith(f"# A\n\n{above}\n{gap}{put}\n")


@pytest.mark.parametrize(
    ("text", "put", "after"),
    [
        ("# A\nx\n", "## B", "# A\nx\n\n## B\n"),
        ("# A\nx\n## C\ny\n", "## B", "# A\nx\n## C\ny\n## B\n"),
        ("# A\nx\n\n## C\ny\n", "## B", "# A\nx\n\n## C\ny\n\n## B\n"),
        ("# A\n", "x", "# A\nx\n"),
        ("# A\n\nx\n# B\n", "y", "# A\n\nx\n# B\n\ny\n"),
        ("# A\r\n\r\nx\r\n# B\n", "y", "# A\r\n\r\nx\r\n# B\n\r\ny\r\n"),
        ("x\r\ny\n", "z", "x\r\ny\nz\r\n"),
        ("x\r\ny\nz\n", "z", "x\r\ny\nz\nz\n"),
        ("x", "", "x"),
        ("x\n\n\n", "\n\n", "x\n\n\n"),
    ],
)
def test_what_is_appended_follows_the_habits_of_the_note(text: str, put: str, after: str):
    assert edited("N.md", text, {"do": "append", "text": put}, characters_max=999) == after
