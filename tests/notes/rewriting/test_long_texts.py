"""Long texts made to be slow, which are read to their end."""

import pytest

from tests.notes.rewriting.after import after

MEBIBYTE = 1_048_576


@pytest.mark.parametrize(
    "piece",
    [
        "[[", "[", "]]", "](", "[a](", "![", "\\[", "[](<", '[a](b "', "[a](b '", "[a](((", "[[#", "[[a|", "[[[a]",
        "[[x[", "[[Moss|", "[[[[Moss]]]]", "[[Moss]]", "[Moss](Moss.md)", "$[[Moss]]", "`[[Moss]]", "%%[[Moss]]",
        "[x]([[Moss]])", "[[Moss]]$x $", "---\n[[Moss]]\n", "[\\",
    ],
)  # fmt: skip
def test_a_mebibyte_of_brackets_is_read_to_its_end(piece: str):
    length = MEBIBYTE // 8 if "Moss" in piece else MEBIBYTE
    found = after(piece * (length // len(piece)), "Moss.md→A$b.md")
    assert bool(found.changed) == ("Moss" in piece and "|" not in piece)


def test_deep_brackets_and_long_lists_are_read_to_their_end():
    deep = "[" * 500_000 + "[Moss]" + "]" * 500_000
    assert after(deep, "Moss.md→Fern.md").left == []
    listed = "---\nrefs:\n" + '  - "[[Moss]]"\n' * 4_000 + "---\n"
    assert after(listed, "Moss.md→Fern.md").text == listed.replace("Moss", "Fern")
