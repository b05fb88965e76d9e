"""Headings, titles, blocks and the context of a link, in the odd forms that Markdown allows."""

from pathlib import Path

import pytest

from shared.access.gate import Caller
from shared.notes.graph import Graph
from shared.notes.note import Markdown
from shared.notes.places import Place, block_of, is_underlined, only_section_of, without_id
from shared.service import Service
from tests.conftest import ADA, Clock, config_in
from tests.shelves import local_shelves


def headings(text: str) -> list[tuple[int, str, int, int]]:
    return [(found.level, found.text, found.line, found.last_line) for found in Markdown("Moss.md", text).headings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# a", [(1, "a", 1, 1)]),
        ("   ### a", [(3, "a", 1, 1)]),
        ("    # a", []),
        ("######  a  ", [(6, "a", 1, 1)]),
        ("####### a", []),
        ("#\ta\r\n", [(1, "a", 1, 2)]),
        ("#", [(1, "", 1, 1)]),
        ("# a ##", [(1, "a", 1, 1)]),
        ("# a#", [(1, "a#", 1, 1)]),
        ("# ##", [(1, "", 1, 1)]),
        ("a\n=", [(1, "a", 1, 2)]),
        ("a\n  ===  \nb", [(1, "a", 1, 3)]),
        ("a\n--", [(2, "a", 1, 2)]),
        ("a\n   --- \r\nb", [(2, "a", 1, 3)]),
        ("a\n    ---", []),
        ("a\n-", []),
        ("\n===", []),
        ("===", []),
        ("    a\n===", []),
        ("\ta\n===", []),
        ("- a\n---", []),
        ("1. a\n---", []),
        ("> a\n---", []),
        ("| a\n---", []),
        ("# a\n---", [(1, "a", 1, 2)]),
        ("***\n---", []),
        ("```\n# a\n```\n# b", [(1, "b", 4, 4)]),
        ("a\n```\n---\n```", []),
        (
            "# a\n## b\n### c\n## d\n# e",
            [(1, "a", 1, 4), (2, "b", 2, 3), (3, "c", 3, 3), (2, "d", 4, 4), (1, "e", 5, 5)],
        ),
        ("### a\n# b\n## c", [(3, "a", 1, 1), (1, "b", 2, 3), (2, "c", 3, 3)]),
        ("---\na: 1\n---\n# b", [(1, "b", 4, 4)]),
    ],
)
def test_a_heading_is_what_commonmark_says_it_is(text: str, found: list[tuple[int, str, int, int]]):
    assert headings(text) == found


@pytest.mark.parametrize(
    ("text", "line", "is_one"),
    [("a\n===", 1, True), ("a\n  ---\r\nb", 1, True), ("# a\n---", 1, False), ("a\nb", 1, False), ("a", 1, False)],
)
def test_a_heading_is_underlined_by_the_marks_below_it(text: str, line: int, is_one: bool):
    assert is_underlined(Markdown("Moss.md", text), line) is is_one


def test_a_section_has_its_heading_with_its_underline_for_a_head():
    note = Markdown("Moss.md", "One\n===\nx\n# Two\ny\n")
    assert only_section_of(note, "one") == Place(1, 3, 2)
    assert only_section_of(note, "#Two") == Place(4, 6, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("one ^x", Place(1, 1)),
        ("one\ntwo ^x\nthree", Place(1, 2)),
        ("zero\n\none\ntwo ^x", Place(3, 4)),
        ("# head\none ^x", Place(2, 2)),
        ("- one\n- two ^x", Place(2, 2)),
        ("one\n^x", Place(1, 2)),
        ("one\ntwo\n\n^x", Place(1, 4)),
        ("# head\none\n\n^x", Place(2, 4)),
        ("^x", Place(1, 1)),
        ("\n\n^x", Place(3, 3)),
        ("```\ncode\n```\n\n^x", Place(1, 5)),
        ("a\n\n~~~\ncode\n\nmore\n~~~\n^x", Place(3, 8)),
        ("````\n```\n````\n^x", Place(1, 4)),
        ("| a |\n| - |\n\n^x", Place(1, 4)),
        ("zero\n\n| a |\n| - |\n\n\n^x", Place(3, 7)),
    ],
)
def test_a_block_is_the_lines_that_its_id_stands_at_or_below(text: str, place: Place):
    assert block_of(Markdown("Moss.md", text), " ^X ") == place


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("one ^x-1", ("one", "^x-1")),
        ("one ^x\t \r", ("one", "^x")),
        ("^x", ("", "^x")),
        ("one^x", ("one^x", "")),
        ("one ^x two", ("one ^x two", "")),
        ("one ^x_y", ("one ^x_y", "")),
        ("one", ("one", "")),
    ],
)
def test_an_id_is_the_last_word_of_a_line(line: str, parts: tuple[str, str]):
    assert without_id(line) == parts


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# " + "x" * 301, "x" * 300),
        ("# " + "x" * 300, "x" * 300),
        ("# " + "x" * 150 + " " + "y" * 149 + " z", "x" * 150 + " " + "y" * 149),
        ("# " + "x" * 150 + " " + "y" * 150, "x" * 150),
        ("---\ntitle: 007\n---\n", "007"),
        ("---\ntitle: true\n---\n", "true"),
        ("---\ntitle: '  a  '\n---\n", "a"),
        ("---\ntitle:\n---\n# \n# b", "b"),
        ("---\ntitle: {a: b}\n---\n", "Moss"),
    ],
    ids=lambda value: value[:20],
)
def test_a_title_is_cut_between_words_and_written_as_it_stands(text: str, title: str):
    assert Markdown("a/Moss.md", text).title == title


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a/ #/b #1 #1a", ["a", "b", "1a"]),
        ("#" + "x" * 200 + " #" + "y" * 201, ["x" * 200]),
        ("x#a (#b) #c, #d.", ["c", "d"]),
        ("[[a #b]] [x](#c) #d", ["d"]),
        ("`#a` #b\n```\n#c\n```", ["b"]),
        ("---\ntag: x, '#y'\n---\n#X", ["x", "'#y'"]),
        ("---\ntags: [1, 2.5, true, {a: 1}, '']\n---\n", ["2.5", "True"]),
        ("---\ntags:\n---\n", []),
        ("---\nTags: '#a #b'\n---\n", ["a", "b"]),
        (" ".join(f"#t{number}" for number in range(1_001)), [f"t{number}" for number in range(1_000)]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_tags_are_read_as_obsidian_reads_them(text: str, tags: list[str]):
    assert Markdown("Moss.md", text).tags == tags


@pytest.mark.parametrize(
    ("block", "aliases"),
    [("aliases: [A, B c]", ["A", "B c"]), ("alias: A, B c", ["A", "B c"]), ("aliases:", []), ("a: 1", [])],
)
def test_aliases_are_a_list_or_one_text(block: str, aliases: list[str]):
    assert Markdown("Moss.md", f"---\n{block}\n---\n").aliases == aliases


def test_of_a_long_line_what_is_around_the_link_is_told(tmp_path: Path, clock: Clock):
    shelves = local_shelves(tmp_path, clock)
    service = Service(config_in(tmp_path, mode="lambda"), shelves.records, shelves.files, clock=clock)
    vault = service.vault(Caller(ADA))
    vault.write("Moss", "")
    texts = {"a": "x" * 500 + " [[Moss]] " + "y" * 500, "b": "[[Moss]] " + "y" * 500, "c": "  [[Moss]] near \n"}
    for name, text in texts.items():
        vault.write(name, text)
    search = service.search(vault)
    search.catch_up()
    contexts = {link.source: link.context for link in Graph(search).backlinks("Moss.md")}
    assert contexts["c.md"] == "[[Moss]] near"
    assert contexts["a.md"].startswith("… x") and contexts["a.md"].endswith("y …")
    assert contexts["b.md"].startswith("[[Moss]] y") and contexts["b.md"].endswith("y …")
    assert "[[Moss]]" in contexts["a.md"]
    assert len(contexts["a.md"]) == len(contexts["b.md"]) + 2
