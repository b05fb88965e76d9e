"""What is read out of a note's Markdown: title, headings, tags, sections, blocks."""

import pytest

from shared.errors import NotFound
from shared.notes.note import Markdown
from shared.notes.places import Place, block_of, section_of


def note(text: str, path: str = "garden/Moss.md") -> Markdown:
    return Markdown(path, text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: From the properties\n---\n# Heading", "From the properties"),
        ("---\ntitle: 2024\n---\n", "2024"),
        ("---\ntitle: 1.10 # a version\n---\n", "1.10"),
        ("# " + "word " * 100, ("word " * 60).strip()),
        ("---\ntitle: ''\n---\n## Heading ##", "Heading"),
        ("---\ntitle: [a]\n---\nx", "Moss"),
        ("---\ntitle: !!python/name:os\n---\n# Heading", "Heading"),
        ("text\n\n# Later heading", "Later heading"),
        ("Underlined\n=====\n", "Underlined"),
        ("```\n# not a heading\n```\n", "Moss"),
        ("#tag is no heading", "Moss"),
        ("", "Moss"),
    ],
)
def test_the_title_is_the_property_else_the_first_heading_else_the_name(text: str, title: str):
    assert note(text).title == title


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#plant and #nested/deep/tag", ["plant", "nested/deep/tag"]),
        ("---\ntags: [a, '#b', c/d]\n---\n#A #e", ["a", "b", "c/d", "e"]),
        ("---\ntags: a, b c\n---\n", ["a", "b", "c"]),
        ("---\ntag: old\n---\n", ["old"]),
        ("---\nTAGS:\n  - x\n---\n", ["x"]),
        ("`#code` and\n```\n#fenced\n```\n    #indented", []),
        ("# heading\n## #inheading", ["inheading"]),
        ("x#no (#no) \\#no #1984 # no", []),
        ("#y1984 #1a #日本語 #тег #🌿 #a_b-c", ["y1984", "1a", "日本語", "тег", "🌿", "a_b-c"]),
        ("#one,#two #three. #four!", ["one", "three", "four"]),
        ("[[Note #x]] [a](b #y) https://a.b/#z", []),
        ("%% #hidden %% <!-- #hidden --> #shown", ["shown"]),
        ("$#math$ and $$\n#math\n$$\n", []),
        ("~~~\n#a\n~~~\n#b", ["b"]),
        ("> ```\n> #a\n> ```\n> #b", ["b"]),
        ("- item\n    #in-list", ["in-list"]),
        ("``#a ` #b`` #c", ["c"]),
        ("an unclosed ` and #a", ["a"]),
        ("<div>\n#html\n</div>\n\n#after", ["after"]),
    ],
)
def test_tags_come_from_the_properties_and_the_prose_never_from_code(text: str, tags: list[str]):
    assert note(text).tags == tags


def test_a_section_ends_before_the_next_heading_of_its_level():
    text = "intro\n# A\na\n## B\nb\n### C\nc\n## D\nd\n# E\ne"
    assert [(h.level, h.text, h.line, h.last_line) for h in note(text).headings] == [
        (1, "A", 2, 9),
        (2, "B", 4, 7),
        (3, "C", 6, 7),
        (2, "D", 8, 9),
        (1, "E", 10, 11),
    ]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("care", 1),
        ("Why a b", 3),
        ("Why: a/b?", 3),
        ("C notes", 5),
        ("Care#Water", 7),
        ("# Care", 1),
        ("Sun#Water", 10),
        ("Water", 7),
    ],
)
def test_a_heading_is_found_as_a_link_would_find_it(asked: str, line: int):
    text = "# Care\n\n## Why: a/b?\n\n## C\\# notes\n\n## Water\n\n# Sun\n## Water\n"
    assert section_of(note(text), asked).line == line


def test_a_heading_that_is_not_there_is_said_with_those_that_are():
    with pytest.raises(NotFound, match="Care, Water"):
        section_of(note("# Care\n## Water"), "Sun")
    with pytest.raises(NotFound):
        section_of(note("# Care\n# Water"), "Care#Water")


def test_a_block_is_found_by_its_id_without_letter_case():
    text = "one\n\ntwo\nthree ^Leaf-1\n\n- item ^other\n\n> quote\n\n^own-line\n"
    assert block_of(note(text), "leaf-1") == Place(3, 4)
    assert block_of(note(text), "other") == Place(6, 6)
    assert block_of(note(text), "own-line") == Place(8, 10)
    with pytest.raises(NotFound, match=r"\^Leaf-1, \^other, \^own-line"):
        block_of(note(text), "none")


def test_a_setext_heading_is_a_paragraph_with_a_line_below():
    text = "Title\n=====\n\nSub\n---\n\ntext\n\n---\n\n- item\n---\n"
    assert [(h.level, h.text) for h in note(text).headings] == [(1, "Title"), (2, "Sub")]
