"""Notes made to be slow: each is written, searched and linked."""

from pathlib import Path

import pytest

from tests.hostile.filled import TAGS_OF_ALL_KINDS, filled
from tests.hostile.process import asked_about, in_a_process_of_its_own
from tests.hostile.request import MIB

SLOW_NOTES = {
    "open-brackets": filled("["),
    "two-open-brackets": filled("[["),
    "close-brackets": filled("]"),
    "link-tails": filled("]("),
    "empty-links": filled("[]("),
    "wikilinks-left-open": filled("[[a|"),
    "links-left-open": filled("[a]("),
    "links-with-brackets": filled("[a](b("),
    "links-with-angles": filled("[a](<b"),
    "links-with-titles": filled('[a](b "'),
    "links-with-spaces": filled("[a](b" + " " * 1_000),
    "long-labels": filled("[" + "a" * 1_999),
    "wikilinks": filled("[[a]] "),
    "markdown-links": filled("[a](#b) "),
    "climbing-link": filled("../", start="[[", end="]]"),
    "backticks": filled("`"),
    "backticks-apart": filled("`a "),
    "backticks-growing": "".join("`" * length + " " for length in range(1, 1_440)),
    "dollars": filled("$"),
    "dollars-apart": filled(" $a"),
    "two-dollars": filled("$$a$b"),
    "tags": filled("#a "),
    "tags-of-all-kinds": TAGS_OF_ALL_KINDS,
    "deep-tag": filled("a/", start="#"),
    "hashes": filled("#"),
    "headings": filled("# a\n"),
    "underlined-headings": filled("a\n--\n"),
    "list": filled("- "),
    "list-of-lines": filled("- a\n"),
    "list-then-fence": filled("- ", end="x```"),
    "numbers-then-fence": filled("1. ", end="x```"),
    "quotes": filled(">"),
    "quotes-then-fence": filled("> ", end="x```"),
    "quoted-fence": filled("> > > a\n", start="> ```\n"),
    "fences": filled("```\n~~~\n"),
    "comments": filled("<!--"),
    "comments-closed": filled("<!-- -->"),
    "percents": filled("%%"),
    "html": filled("<div>\n"),
    "table": filled("| a | b |\n"),
    "newlines": filled("\n"),
    "blank-lines": filled("\n \t"),
    "punctuation": filled("!", start="a", end="a"),
    "one-word": filled("a"),
    "ideographs": filled("字"),
    "front-matter-left-open": filled("a: b\n", start="---\n"),
    "combining-marks": filled("\u0301", start="a"),
    "combining-marks-out-of-order": "a" + "\u0301" * (MIB // 4) + "\u0323" * (MIB // 4 - 1),
    "combining-marks-in-cyrillic": filled("\u0301", start="е"),
}


IN_SHORT = set(list(SLOW_NOTES)[::2])


@pytest.mark.parametrize(
    "name", [name if name in IN_SHORT else pytest.param(name, marks=pytest.mark.slow) for name in SLOW_NOTES]
)
def test_a_note_made_to_be_slow_is_written_searched_and_linked(tmp_path: Path, name: str):
    questions = [("search_notes", {"query": "moss a"}), ("get_backlinks", {"path": "Slow"}), ("get_tags", {})]
    answers = in_a_process_of_its_own(lambda: asked_about(tmp_path, SLOW_NOTES[name], *questions))
    assert [answer for answer, _ in answers] == [(200, "ok")] * 4
