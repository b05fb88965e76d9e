"""How odd names are written in links, so that they are read again."""

import pytest

from tests.notes.rewriting.after import after


@pytest.mark.parametrize(
    ("name", "wikilink", "markdown", "angled"),
    [
        ("C#", "[C#](C%23.md)", "[x](C%23.md)", "[x](<C%23.md>)"),
        ("a|b", "[a\\|b](a%7Cb.md)", "[x](a%7Cb.md)", "[x](<a%7Cb.md>)"),
        ("a^b", "[a^b](a^b.md)", "[x](a^b.md)", "[x](<a^b.md>)"),
        ("a[[b", "[a\\[\\[b](a%5B%5Bb.md)", "[x](a%5B%5Bb.md)", "[x](<a%5B%5Bb.md>)"),
        ("a]", "[a\\]](a].md)", "[x](a].md)", "[x](<a].md>)"),
        ("[q]", "[[/[q]]]", "[x]([q].md)", "[x](<[q].md>)"),
        ("a [q]", "[[a [q]]]", "[x](a%20[q].md)", "[x](<a [q].md>)"),
        ("a]b", "[[a]b]]", "[x](a]b.md)", "[x](<a]b.md>)"),
        ("50% off", "[[50% off]]", "[x](50%25%20off.md)", "[x](<50%25 off.md>)"),
        ("50%20off", "[[50%20off]]", "[x](50%2520off.md)", "[x](<50%2520off.md>)"),
        ("%%x", "[%\\%x](%25%25x.md)", "[x](%25%25x.md)", "[x](<%25%25x.md>)"),
        ("(x) y", "[[(x) y]]", "[x]((x)%20y.md)", "[x](<(x) y.md>)"),
        ("(x", "[[(x]]", "[x](%28x.md)", "[x](<(x.md>)"),
        ("((x))", "[[((x))]]", "[x](%28%28x%29%29.md)", "[x](<((x)).md>)"),
        ("it's", "[[it's]]", "[x](it's.md)", "[x](<it's.md>)"),
        ('"it"', '[["it"]]', '[x]("it".md)', '[x](<"it".md>)'),
        ("a & b", "[[a & b]]", "[x](a%20&%20b.md)", "[x](<a & b.md>)"),
        ("<b>", "[[<b>]]", "[x](%3Cb%3E.md)", "[x](<%3Cb%3E.md>)"),
        ("<!--", "[\\<\\!--](%3C!--.md)", "[x](%3C!--.md)", "[x](<%3C!--.md>)"),
        ("a`b", "[a&#96;b](a%60b.md)", "[x](a%60b.md)", "[x](<a%60b.md>)"),
        ("a:b", "[[a:b]]", "[x](a%3Ab.md)", "[x](<a%3Ab.md>)"),
        ("A$1 x", "[[A$1 x]]", "[x](A$1%20x.md)", "[x](<A$1 x.md>)"),
        (" x", "[[/ x]]", "[x](%20x.md)", "[x](< x.md>)"),
        ("x ", "[x ](x%20.md)", "[x](x%20.md)", "[x](<x .md>)"),
        ("苔\u3000の本", "[[苔\u3000の本]]", "[x](苔%E3%80%80の本.md)", "[x](<苔\u3000の本.md>)"),
        ("🌿", "[[🌿]]", "[x](🌿.md)", "[x](<🌿.md>)"),
        ("v1.2", "[[v1.2]]", "[x](v1.2.md)", "[x](<v1.2.md>)"),
        ("x" * 250, f"[[{'x' * 250}]]", f"[x]({'x' * 250}.md)", f"[x](<{'x' * 250}.md>)"),
    ],
)
def test_a_name_is_written_so_that_it_is_read_again(name: str, wikilink: str, markdown: str, angled: str):
    for text, expected in (("[[Moss]]", wikilink), ("[x](Moss.md)", markdown), ("[x](<Moss.md>)", angled)):
        assert after(text, f"Moss.md→{name}.md").text == expected
        assert after(expected, f"{name}.md→g/{name}.md").left == []
        assert after(after(expected, f"{name}.md→Moss.md").text, "Moss.md→Fern.md").changed == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![[Moss#Dry care|120]]", "![120](C%23.md#Dry%20care)"),
        ("[[Moss#50% off]]", "[C#](C%23.md#50%25%20off)"),
        ("[[Moss|a [b] c]]", "[a \\[b\\] c](C%23.md)"),
        ("| [[Moss\\|a]] |", "| [a](C%23.md) |"),
        ("![[Moss|a\\|120]]", "![a\\|120](C%23.md)"),
        ("[[Moss.md|Moss]]", "[C#](C%23.md)"),
        ("[[Moss|back\\slash]]", "[back\\\\slash](C%23.md)"),
        ("[[Moss|]]", "[](C%23.md)"),
        ("[[Moss|Moss]]", "[C#](C%23.md)"),
    ],
)
def test_what_a_wikilink_cannot_say_a_markdown_link_says(text: str, expected: str):
    assert after(text, "Moss.md→C#.md").text == expected


def test_a_label_is_as_sayable_as_the_name():
    assert after("[[Moss.md|Moss]]", "Moss.md→z].md").text == "[z\\]](z].md)"
    assert after("[[Moss|x [Moss]]]", "Moss.md→a [q].md").text == "[[a [q]|x [Moss]]]"
    assert after("[[Moss|Moss]]", "Moss.md→a [q].md").text == "[[a [q]|a [q]]]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("costs $5 [[Moss]]", "costs $5 [A\\$b](A%24b.md)"),
        ("$x [y](Moss.md) z", "$x [y](A%24b.md) z"),
        ("[[Moss|$ x]] [[Moss]]", "[[A$b|$ x]] [[A$b]]"),
        ("it costs $5.\n[[Moss]]", "it costs $5.\n[[A$b]]"),
    ],
)
def test_a_dollar_in_a_name_makes_no_math_of_the_text_around_it(text: str, expected: str):
    assert after(text, "Moss.md→A$b.md").text == expected
