"""What is shown around a hit, and on which line it stands."""

import pytest

from shared.notes.query import parse
from shared.notes.snippet import Snippet, snippet_of

BEFORE = " ".join(f"w{number}" for number in range(30))
AFTER = " ".join(f"v{number}" for number in range(60))
TEXT = f"First line here.\n{BEFORE} needle {AFTER}\nlast"
AROUND = " ".join(f"w{number}" for number in range(18, 30)) + " needle " + " ".join(f"v{n}" for n in range(29))


@pytest.mark.parametrize(
    ("text", "query", "shown", "line"),
    [
        (TEXT, "needle", f"… {AROUND} …", 2),
        (TEXT, "NEEDLE", f"… {AROUND} …", 2),
        (TEXT, "need*", f"… {AROUND} …", 2),
        (TEXT, "zzz needle", f"… {AROUND} …", 2),
        (TEXT, "last", "last", 3),
        ("one\n\nlast", "last", "last", 3),
        ("First line here.\nx", "first", "First line here. x", 1),
        ("unneedled needle.", "needle", "unneedled needle.", 1),
        ("unneedled\nneedles\nneedle", "needle", "needle", 3),
        ("unneedled\nneedles\nneedle", "needle*", "needles needle", 2),
        ("un\nnaïve café", "cafe", "naïve café", 2),
        ('x\nsay "the last" word', '"the last"', 'say "the last" word', 2),
        ("x\nthe first\nthe\nlast", '"the last"', "the last", 3),
        ("title only", "zzz", "title only", 0),
        ("", "zzz", "", 0),
        ("a   b\t\tneedle  c", "needle", "a b needle c", 1),
    ],
)
def test_a_hit_is_shown_with_what_stands_around_it_on_its_line(text: str, query: str, shown: str, line: int):
    assert snippet_of(text, parse(query).wanted) == Snippet(shown, line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x" * 50 + " needle", "… needle"),
        ("abc " + "x" * 45 + " needle", "abc " + "x" * 45 + " needle"),
        ("abc " + "x" * 20 + " " + "y" * 25 + " needle", "… " + "x" * 20 + " " + "y" * 25 + " needle"),
        ("x" * 60 + "-needle", "… " + "x" * 49 + "-needle"),
        ("needle" + " " + "y" * 109, "needle " + "y" * 109),
        ("needle" + "-" + "y" * 110, "needle-" + "y" * 109 + " …"),
        ("needle yy" + "y" * 110, "needle yy" + "y" * 107 + " …"),
        ("needle z " + "y" * 110, "needle z …"),
    ],
    ids=len,
)
def test_a_snippet_has_fifty_characters_before_the_hit_and_a_hundred_and_ten_behind(text: str, shown: str):
    assert snippet_of(text, parse("needle").wanted).text == shown


def test_without_a_hit_the_beginning_is_shown():
    assert snippet_of("word " * 50, parse("zzz").wanted) == Snippet("word " * 21 + "word …", 0)
