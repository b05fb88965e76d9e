"""How links stay alive when notes, folders and attachments move: each means its file, as its author wrote it."""

import pytest

from shared.notes.following import new_names_of
from shared.notes.rewriting import Rewritten, rewritten
from tests.notes.small_vault import SmallVault, meaning


def after(text: str, moves: str, others: str = "", source: str = "a.md") -> Rewritten:
    """The text of a note after moves (`old.md→new.md;...`) in a vault of it, of what moves, and of other files."""
    pairs = dict(pair.split("→") for pair in moves.split(";"))
    paths = dict.fromkeys([source, *pairs, *filter(None, others.split(";"))])
    return rewritten(source, text, pairs, meaning(paths), meaning(pairs.get(path, path) for path in paths))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Moss]]", "[[Fern]]"),
        ("![[ Moss # Care ]]", "![[ Fern # Care ]]"),
        ("[[Moss#^id|Moss]]", "[[Fern#^id|Fern]]"),
        ("[[Moss|moss]]", "[[Fern|moss]]"),
        ("[[Moss|]]", "[[Fern|]]"),
        ("[[Moss|a|b]]", "[[Fern|a|b]]"),
        ("[[MOSS.md|x]]", "[[Fern.md|x]]"),
        ("[[Moss.MD]]", "[[Fern.md]]"),
        ("[[/Moss]]", "[[/Fern]]"),
        ("[[./Moss]]", "[[./Fern]]"),
        ("[Moss](Moss.md)", "[Fern](Fern.md)"),
        ("[Moss.md](Moss.md)", "[Fern.md](Fern.md)"),
        ("[moss](Moss)", "[moss](Fern.md)"),
        ("![x](/Moss.md#A%20b 'Moss')", "![x](/Fern.md#A%20b 'Moss')"),
        ('[x](<Moss.md> "t" )', '[x](<Fern.md> "t" )'),
        ("[x](./Moss)", "[x](./Fern.md)"),
        ("[x](M%6fss.md)", "[x](Fern.md)"),
        ("[[Moss]][[Moss]] [[Moss]]", "[[Fern]][[Fern]] [[Fern]]"),
        ("[see [[Moss]] there](https://example.org)", "[see [[Fern]] there](https://example.org)"),
        ("[[a [[Moss]] b]]", "[[a [[Fern]] b]]"),
        ("> [!tip] [[Moss]]\n> - [[Moss\\|x]]", "> [!tip] [[Fern]]\n> - [[Fern\\|x]]"),
        ("[[Moss|`code`]] and `[[Moss]]`", "[[Fern|`code`]] and `[[Moss]]`"),
        ("```\n[[Moss]]\n```\n[[Moss]]", "```\n[[Moss]]\n```\n[[Fern]]"),
        (
            "%% [[Moss]] %% <!-- [[Moss]] --> $[[Moss]]$ [[Moss]]",
            "%% [[Moss]] %% <!-- [[Moss]] --> $[[Moss]]$ [[Fern]]",
        ),
        ("[[Moss]]\r\n[[Moss]]\r\n", "[[Fern]]\r\n[[Fern]]\r\n"),
        ("[[Mossy]] [[#Moss]] Moss [[Moss/x]]", "[[Mossy]] [[#Moss]] Moss [[Moss/x]]"),
    ],
)
def test_a_link_follows_its_note_and_keeps_all_its_author_wrote(text: str, expected: str):
    found = after(text, "Moss.md→Fern.md")
    assert (found.text, found.left) == (expected, [])


@pytest.mark.parametrize(
    ("source", "text", "moves", "others", "expected"),
    [
        ("a.md", "[[g/Moss]]", "g/Moss.md→Moss.md", "", "[[Moss]]"),
        ("a.md", "[[g/Moss]]", "g/Moss.md→k/l/Moss.md", "", "[[k/l/Moss]]"),
        ("a.md", "[[g/Moss]]", "g/Moss.md→k/g/Moss.md", "", "[[g/Moss]]"),
        ("a.md", "[[b/Moss]]", "a/b/Moss.md→a/c/Moss.md", "", "[[c/Moss]]"),
        ("a.md", "[[b/Moss]]", "a/b/Moss.md→a/c/Moss.md", "c/Moss.md", "[[a/c/Moss]]"),
        ("a.md", "[[b/Moss]]", "a/b/Moss.md→Moss.md", "", "[[Moss]]"),
        ("a.md", "[[Moss]]", "Moss.md→g/Moss.md", "Moss/Moss.md;h/Moss.md", "[[Moss]]"),
        ("a.md", "[[Moss]]", "Moss.md→gg/Moss.md", "h/Moss.md", "[[gg/Moss]]"),
        ("a.md", "[[Moss]]", "h/Fern.md→Moss.md", "g/Moss.md", "[[g/Moss]]"),
        ("a.md", "[[/g/Moss]]", "g/Moss.md→Moss.md", "", "[[/Moss]]"),
        ("n/a.md", "[[../g/Moss]]", "g/Moss.md→n/Moss.md", "", "[[./Moss]]"),
        ("n/a.md", "[[./Moss]]", "n/Moss.md→n/o/Moss.md", "", "[[./o/Moss]]"),
        ("n/a.md", "[x](../Moss.md#b)", "n/a.md→n/o/a.md", "Moss.md", "[x](../../Moss.md#b)"),
        ("n/a.md", "[x](./Moss.md)", "n/a.md→a.md", "n/Moss.md", "[x](n/Moss.md)"),
        ("n/a.md", "[[../g/Moss]]", "n/a.md→k/a.md;g/Moss.md→n/Moss.md", "", "[[../n/Moss]]"),
        ("n/a.md", "[[./Moss]]", "n/a.md→k/a.md;n/Moss.md→k/Moss.md", "", "[[./Moss]]"),
        ("n/a.md", "[[Moss]]", "n/a.md→k/a.md;n/Moss.md→k/Moss.md", "x/Moss.md", "[[Moss]]"),
        ("n/a.md", "[[Moss]]", "n/a.md→k/a.md", "n/Moss.md;k/Moss.md", "[[n/Moss]]"),
        ("n/a.md", "[x](Moss.md)", "n/a.md→k/a.md", "n/Moss.md;k/Moss.md", "[x](n/Moss.md)"),
        ("a.md", "[g/Moss.md](g/Moss.md)", "g/Moss.md→h/Moss.md", "", "[h/Moss.md](h/Moss.md)"),
        ("a.md", "[g/Moss](g/Moss.md)", "g/Moss.md→h/Moss.md", "", "[h/Moss](h/Moss.md)"),
        ("a.md", "[[g/Moss|Moss]]", "g/Moss.md→h/Moss.md", "", "[[h/Moss|Moss]]"),
        ("a.md", "[[moss]]", "Moss.md→g/Moss.md", "", "[[moss]]"),
        ("a.md", "[[MOSS|Moss]]", "Moss.md→moss.md", "", "[[moss|moss]]"),
        ("a.md", "[[moss]]", "Moss.md→moss.md", "", "[[moss]]"),
        ("a.md", "[[G/Moss]]", "G/Moss.md→g/Moss.md", "", "[[g/Moss]]"),
        ("a.md", "[[Fern]] [[Moss]]", "Fern.md→Moss.md;Moss.md→Fern.md", "", "[[Moss]] [[Fern]]"),
        ("a.md", "[[Fern]] [[Moss]]", "Fern.md→Moss.md;Moss.md→Ivy.md", "", "[[Moss]] [[Ivy]]"),
        ("a.md", "![[fern.png|120]]", "img/fern.png→img/ivy.png", "", "![[ivy.png|120]]"),
        ("a.md", "![fern.png](img/fern.png)", "img/fern.png→pic/ivy.png", "", "![ivy.png](pic/ivy.png)"),
        ("a.md", "![x](fern.png)", "fern.png→my fern.png", "", "![x](my%20fern.png)"),
        ("a.md", "![[fern.png]]", "img/fern.png→pic/fern.png", "", "![[fern.png]]"),
        ("a.md", "![[plan.canvas]]", "a/plan.canvas→b/plan.canvas", "x/plan.md", "![[plan.canvas]]"),
        ("a.md", "[[draft]]", "draft.md→draft.md.md", "", "[[draft.md]]"),
        ("a.md", "[[draft.md]]", "draft.md.md→final.md", "", "[[final]]"),
        ("a.md", "[[Cafe\u0301]]", "Café.md→g/Café.md", "", "[[Cafe\u0301]]"),
        ("a.md", "[[ΟΔΟΣ|x]]", "οδος.md→дорога.md", "", "[[дорога|x]]"),
        ("日誌/今日.md", "[[../海図]]", "海図.md→図/海図.md", "", "[[../図/海図]]"),
        ("a.md", "[[קטלוג#תוכן]]", "קטלוג.md→ארכיון.md", "", "[[ארכיון#תוכן]]"),
        ("a.md", "[[Self#x]] [[a#x]]", "a.md→b/Me.md", "", "[[Self#x]] [[Me#x]]"),
    ],
)
def test_a_link_means_its_file_wherever_that_or_its_own_note_goes(
    source: str, text: str, moves: str, others: str, expected: str
):
    found = after(text, moves, others, source)
    assert (found.text, found.left) == (expected, [])
    assert (found.changed > 0) == (text != expected)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("a.md", "[[Moss]]", "[[g/Moss]]"),
        ("a.md", "[x](Moss.md)", "[x](g/Moss.md)"),
        ("g/a.md", "[[Moss#b|c]]", "[[g/Moss#b|c]]"),
        ("a.md", "[[g/Moss]] [[/g/Moss]]", "[[g/Moss]] [[/g/Moss]]"),
        ("g/a.md", "[[./Moss]]", "[[./Moss]]"),
    ],
)
def test_a_bare_name_becomes_a_path_when_another_file_comes_by_it(source: str, text: str, expected: str):
    assert after(text, "h/Fern.md→h/Moss.md", "g/Moss.md", source).text == expected
    assert after(text, "h/Moss.md→i/Moss.md", "g/Moss.md", source).text == text


def test_the_names_that_come_can_be_worked_out_once_for_many_notes():
    moves = {"a.md": "g/a.md", "B.md": "b.md", "c.md": "d.md", "x/e.md": "E.md", "y.png": "ÿ.PNG"}
    assert new_names_of(moves) == {"d", "ÿ.png"}
    then, now = meaning(["n.md", "g/Moss.md", "Fern.md"]), meaning(["n.md", "g/Moss.md", "h/Moss.md"])
    found = [
        rewritten("n.md", "[[Moss]]", {"Fern.md": "h/Moss.md"}, then, now, names).text for names in (None, {"moss"}, ())
    ]
    assert found == ["[[g/Moss]]", "[[g/Moss]]", "[[Moss]]"]


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


def test_a_link_whose_going_would_make_math_of_others_stays_and_is_told():
    text = "$x [[Fern]] [a](A$1.md) y$"
    found = after(text, "A$1.md→B.md", "Fern.md")
    assert (found.text, [link.target for link in found.left]) == (text, ["A$1.md"])


def test_an_attachment_that_a_note_comes_to_hide_is_told():
    found = after("![[plan.canvas]] [[x]]", "x.md→plan.canvas.md", "plan.canvas")
    assert found.text == "![[plan.canvas]] [[plan.canvas]]"
    assert [(link.target, link.line, link.is_embed) for link in found.left] == [("plan.canvas", 1, True)]


def test_links_that_share_text_are_not_both_changed():
    found = after("[x]([[Moss]])", "Moss.md→Fern.md;[[Moss]].md→Ivy.md")
    assert (found.text, [link.target for link in found.left]) == ("[x](Ivy.md)", ["Moss"])


def test_what_meant_nothing_stays_even_if_it_means_something_now():
    found = after("[[Ivy]] [[IQ]] [x](Ivy.md)", "Moss.md→Ivy.md")
    assert (found.text, found.changed, found.left) == ("[[Ivy]] [[IQ]] [x](Ivy.md)", 0, [])


def test_a_link_that_a_deletion_breaks_is_told_and_stays():
    found = rewritten("a.md", "[[Moss]]", {}, meaning(["a.md", "Moss.md"]), meaning(["a.md"]))
    assert (found.text, [link.target for link in found.left]) == ("[[Moss]]", ["Moss"])


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


def test_a_moved_folder_takes_its_notes_attachments_and_links_with_it():
    vault = SmallVault(
        {
            "index.md": "[[plants/Moss]] [[Fern]] ![[plants/img/fern.png]] [m](plants/Moss.md)",
            "plants/Moss.md": "[[Fern]] [[./Fern]] [[../index]] ![x](img/fern.png) [[plants/Fern]]",
            "plants/Fern.md": "![[fern.png]] [[Moss#Care]]",
        },
        ["plants/img/fern.png", "fern.png.txt"],
    )
    moves = {path: path.replace("plants/", "old/green/") for path in vault.paths if path.startswith("plants/")}
    there, left = vault.moved(moves)
    assert left == []
    assert there.texts == {
        "index.md": "[[old/green/Moss]] [[Fern]] ![[old/green/img/fern.png]] [m](old/green/Moss.md)",
        "old/green/Moss.md": "[[Fern]] [[./Fern]] [[../../index]] ![x](img/fern.png) [[old/green/Fern]]",
        "old/green/Fern.md": "![[fern.png]] [[Moss#Care]]",
    }
    assert [path for _, path in there.links("old/green/Fern.md")] == ["old/green/img/fern.png", "old/green/Moss.md"]


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
