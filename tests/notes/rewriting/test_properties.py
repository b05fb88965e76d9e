"""Links in properties, which change where they stand and nowhere else."""

import pytest

from shared.notes.rewriting import Rewritten
from tests.notes.rewriting.after import after

FRONT_MATTER = """\
---
# kept  [[Moss]]
plain: Moss
single:   '[[Moss|it''s]]'   # a comment
double: "[[Moss#\\u00e9|\\"x\\"]]"
"quoted key": ["[[Moss]]", 'x [[Moss]]', 1, '![[Moss]]',]
list:
  - '[Moss](Moss.md)'

  -   "  [[Moss]] "
  - [[Moss]]
deep: {x: "[[Moss]]"}
block: |
  [[Moss]]
folded: >-
  [[Moss]]
other: "[[Nowhere]]"
---
[[Moss]]
"""


def test_links_in_properties_change_where_they_stand_and_nothing_else_does():
    wanted = FRONT_MATTER
    for old, new in (
        ("'[[Moss|it''s]]'", "'[[A''s \"x\"|it''s]]'"),
        ('"[[Moss#\\u00e9|\\"x\\"]]"', '"[[A\'s \\"x\\"#é|\\"x\\"]]"'),
        ('["[[Moss]]"', '["[[A\'s \\"x\\"]]"'),
        ("'![[Moss]]'", "'![[A''s \"x\"]]'"),
        ("'[Moss](Moss.md)'", "'[A''s \"x\"](A''s%20\"x\".md)'"),
        ('"  [[Moss]] "', '"  [[A\'s \\"x\\"]] "'),
        ("|\n  [[Moss]]", '|\n  [[A\'s "x"]]'),
        (">-\n  [[Moss]]", '>-\n  [[A\'s "x"]]'),
        ("---\n[[Moss]]", '---\n[[A\'s "x"]]'),
    ):
        assert wanted.count(old) == 1, old
        wanted = wanted.replace(old, new)
    found = after(FRONT_MATTER, 'Moss.md→A\'s "x".md')
    assert (found.text, found.changed, found.left) == (wanted, 9, [])
    crlf = after(FRONT_MATTER.replace("\n", "\r\n"), 'Moss.md→A\'s "x".md')
    assert crlf.text == wanted.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "block",
    [
        "a: [1\nb: '[[Moss]]'",
        "a: &x '[[Moss]]'",
        "a: !t '[[Moss]]'",
        "- '[[Moss]]'",
        "a:\n  b: '[[Moss]]'",
        "'[[Moss]]': x",
    ],
)
def test_a_block_that_is_not_read_is_not_written(block: str):
    text = f"---\n{block}\n---\n"
    assert after(text, "Moss.md→Fern.md") == Rewritten(text, 0, [])


def test_a_property_that_could_not_be_read_again_stays_and_is_told():
    text = "---\nref: '[[Moss]]'\nlong: " + "x" * 65_500 + "\n---\n"
    found = after(text, f"Moss.md→{'m' * 100}.md")
    assert (found.text, [link.target for link in found.left]) == (text, ["Moss"])
