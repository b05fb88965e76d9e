"""What is a link in a note, and which note it means; case by case as Obsidian does."""

import pytest

from shared.notes.links import links_of, resolve
from shared.notes.note import Markdown
from shared.notes.path import fold, safe_path, stem_of

UNRESOLVED = None


def links(text: str):
    return links_of(Markdown("log/today.md", text))


def meant(source: str, link: str, *paths: str) -> str | None:
    """The note that the only link of a text means, in a vault of these notes."""
    [found] = links(link)
    known = [safe_path(path) for path in (source, *paths)]
    return resolve(source, found.target, [(fold(stem_of(path)), path) for path in known])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[Reef]]", ("Reef", "", "", False)),
        ("![[Reef]]", ("Reef", "", "", True)),
        ("[[Reef#Corals]]", ("Reef", "Corals", "", False)),
        ("[[Reef#Corals#Soft|label]]", ("Reef", "Corals#Soft", "label", False)),
        ("[[Reef#^id-1]]", ("Reef", "^id-1", "", False)),
        ("[[#Corals]]", ("", "Corals", "", False)),
        ("[[sea/Reef|a|b]]", ("sea/Reef", "", "a|b", False)),
        ("[[Reef|]]", ("Reef", "", "", False)),
        ("| [[Reef\\|coral]] |", ("Reef", "", "coral", False)),
        ("[[Re]ef]]", ("Re]ef", "", "", False)),
        ("[[Outer [[Inner]] x]]", ("Inner", "", "", False)),
        ("[[[Reef]]]", ("Reef", "", "", False)),
        ("![[[[Reef]]]]", ("Reef", "", "", False)),
        ("[[Reef [old]]]", ("Reef [old]", "", "", False)),
        ("[[Reef|see [it]]]", ("Reef", "", "see [it]", False)),
        ("[[[Reef [old]]]]", ("Reef [old]", "", "", False)),
        ("[[ Reef ]]", ("Reef", "", "", False)),
        ("[[Fee $5]]", ("Fee $5", "", "", False)),
        ("[t](sea/High%20tide.md)", ("sea/High tide.md", "", "t", False)),
        ("[t](<sea/High tide.md>)", ("sea/High tide.md", "", "t", False)),
        ('[t](Reef.md "title")', ("Reef.md", "", "t", False)),
        ("[t](Reef.md#Soft%20corals)", ("Reef.md", "Soft corals", "t", False)),
        ("[t](#Corals)", ("", "Corals", "t", False)),
        ("![t](Reef.md)", ("Reef.md", "", "t", True)),
        ("[t](Reef_(old).md)", ("Reef_(old).md", "", "t", False)),
        ("[t](90%%20off.md)", ("90%%20off.md", "", "t", False)),
        ("---\nref: '[[Reef|r]]'\n---\n", ("Reef", "", "r", False)),
        ("---\nref: ['[[Reef]]']\n---\n", ("Reef", "", "", False)),
        ("---\nref: '[r](Reef.md)'\n---\n", ("Reef.md", "", "r", False)),
        ("[[https://example.org]]", ("https://example.org", "", "", False)),
    ],
)
def test_a_link_is_read_in_all_its_parts(text: str, expected: tuple[str, str, str, bool]):
    [link] = links(text)
    assert (link.target, link.subpath, link.label, link.is_embed) == expected


@pytest.mark.parametrize(
    "text",
    [
        "`[[Reef]]`",
        "```\n[[Reef]]\n```",
        "~~~md\n[[Reef]]\n~~~",
        "text\n\n    [[Reef]]",
        "[[Two\nlines]]",
        "%% [[Reef]] %%",
        "%%\n[[Reef]]\n%%",
        "<!-- [[Reef]] -->",
        "$x[[Reef]]$",
        "\\[[Reef]]",
        "<div>[[Reef]]</div>",
        "[t](sea/High tide.md)",
        "[t](https://example.org)",
        "[t](mailto:ada@example.org)",
        "[t](//example.org/x)",
        "[t]()",
        "[[]]",
        "[[#]]",
        "---\nref: [[Reef]]\n---\n",
        "---\nref: 'see [[Reef]] now'\n---\n",
        "[not a link]",
    ],
)
def test_what_is_no_link_is_not_read(text: str):
    assert links(text) == []


def test_links_come_in_the_order_of_the_text_with_their_lines():
    found = links("---\nref: '[[P]]'\n---\n[b](B.md)\n[[A]] [c](C.md)\n")
    assert [(link.target, link.line) for link in found] == [("P", 1), ("B.md", 4), ("A", 5), ("C.md", 5)]


@pytest.mark.parametrize(
    ("source", "link", "others", "expected"),
    [
        ("log/today.md", "[[High tide]]", ["High tide"], "High tide.md"),
        ("log/today.md", "[[High tide]]", ["sea/High tide"], "sea/High tide.md"),
        ("log/today.md", "[[high TIDE.MD]]", ["sea/High tide"], "sea/High tide.md"),
        ("a.md", "[[SEA/high tide]]", ["sea/High tide"], "sea/High tide.md"),
        ("a.md", "[[north/Buoy]]", ["sea/north/Buoy"], "sea/north/Buoy.md"),
        ("a.md", "[[orth/Buoy]]", ["sea/north/Buoy"], UNRESOLVED),
        ("a.md", "[[south/Buoy]]", ["sea/north/Buoy"], UNRESOLVED),
        ("a.md", "[[/sea/Buoy]]", ["sea/Buoy"], "sea/Buoy.md"),
        ("a.md", "[[/Buoy]]", ["sea/Buoy"], UNRESOLVED),
        ("sea/log.md", "[[./Buoy]]", ["sea/Buoy", "Buoy"], "sea/Buoy.md"),
        ("sea/log.md", "[[./Buoy]]", ["Buoy"], UNRESOLVED),
        ("sea/log.md", "[[../Buoy]]", ["Buoy"], "Buoy.md"),
        ("sea/deep/log.md", "[[../../land/Map]]", ["land/Map"], "land/Map.md"),
        ("sea/log.md", "[[../../land/Map]]", ["land/Map"], UNRESOLVED),
        ("b/src.md", "[[Log]]", ["Log", "b/Log"], "Log.md"),
        ("src.md", "[[Log]]", ["b/Log", "a/b/Log"], "b/Log.md"),
        ("src.md", "[[Log]]", ["zzzz/Log", "a/b/Log"], "a/b/Log.md"),
        ("zzzz/src.md", "[[Log]]", ["zzzz/Log", "b/Log"], "zzzz/Log.md"),
        ("zzzz/deep/src.md", "[[Log]]", ["zzzz/Log", "b/Log"], "b/Log.md"),
        ("a/b/src.md", "[[b/Log]]", ["b/Log", "a/b/Log"], "b/Log.md"),
        ("src.md", "[[Log]]", ["bb/Log", "aa/Log"], "aa/Log.md"),
        ("garden/src.md", "[[Log]]", ["garden/old/Log", "b/Log"], "b/Log.md"),
        ("a.md", "[[#Here]]", [], "a.md"),
        ("a.md", "[[Chart 2.1]]", ["Chart 2.1"], "Chart 2.1.md"),
        ("a.md", "[[draft.md]]", ["draft.md.md"], "draft.md.md"),
        ("a.md", "[[Re]ef]]", ["Re]ef"], "Re]ef.md"),
        ("a.md", "[[C#]]", ["C#", "C"], "C.md"),
        ("a.md", "[[🌿 reeds]]", ["🌿 reeds"], "🌿 reeds.md"),
        ("日誌/今日.md", "[[海図|地図]]", ["海図"], "海図.md"),
        ("a.md", "[[ПРИЛИВ моря]]", ["Прилив моря"], "Прилив моря.md"),
        ("a.md", "[[ΟΡΊΖΟΝΤΑΣ]]", ["Ορίζοντας"], "Ορίζοντας.md"),
        ("a.md", "[[izmir]]", ["İzmir"], UNRESOLVED),
        ("a.md", "[[Café]]", ["Cafe\u0301"], "Café.md"),
        ("a.md", "[[Tide  tables]]", ["Tide tables"], UNRESOLVED),
        ("a.md", "[[https://example.org]]", [], UNRESOLVED),
        ("a.md", "[[sea]]", ["sea/index"], UNRESOLVED),
        ("a.md", "[t](High%20tide.md)", ["sea/High tide"], "sea/High tide.md"),
        ("sea/b.md", "[t](sea/High%20tide.md)", ["sea/High tide"], "sea/High tide.md"),
        ("sea/b.md", "[t](High%20tide)", ["sea/High tide"], "sea/High tide.md"),
        ("sea/b.md", "[t](../x.md)", ["x"], "x.md"),
        ("a.md", "[t](90%%20off.md)", ["90% off"], UNRESOLVED),
    ],
)
def test_a_link_means_the_note_that_obsidian_would_open(
    source: str, link: str, others: list[str], expected: str | None
):
    assert meant(source, link, *others) == expected


def test_an_alias_written_by_hand_does_not_resolve():
    known = [("intelligence", "Intelligence.md")]
    assert resolve("a.md", "IQ", known) is None


@pytest.mark.parametrize(
    "text",
    [
        "> [!tip] Read [[Reef]] first",
        "> [!note]- Folded\n> - [ ] see [[Reef]]",
        "1. one\n    - two [[Reef]]",
        "- item\n\n      more of it, [[Reef]]",
        "## About [[Reef]]",
        "| a | b |\n|---|---|\n| [[Reef]] | x |",
        "**[[Reef]]**, ==x==",
        "[^1]: see [[Reef]]",
        "`code` [[Reef]] `more code`",
        "costs $5 [[Reef]] or $6",
        "100%% sure [[Reef]]",
        "[[Shell [[Reef]] x]]",
        "\\\\ [[Reef]]",
        "<b>bold</b> [[Reef]]",
        "a `` ` `` b [[Reef]]",
        "[see ![[Reef]] here](https://example.org)",
    ],
)
def test_a_link_is_found_wherever_prose_is(text: str):
    assert [link.target for link in links(text) if link.target == "Reef"] == ["Reef"]


def test_a_link_knows_where_it_stands():
    text = "---\nref: '[[P]]'\n---\nsee ![[A#b|c]], [d](<E f.md> 'g')\n\t[[日本#x]] [[A]]"
    found = links(text)
    assert [text[link.start : link.end] for link in found[1:]] == [
        "![[A#b|c]]",
        "[d](<E f.md> 'g')",
        "[[日本#x]]",
        "[[A]]",
    ]
    assert (found[0].start, found[0].end) == (-1, -1)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("[t](C%23.md)", "C#.md"),
        ("[t](a%7Cb.md)", "a|b.md"),
        ("[t](a|b.md)", "a|b.md"),
        ("[t](x%5Ey.md)", "x^y.md"),
        ("[[x^y]]", "x^y.md"),
        ("[[a]b]]", "a]b.md"),
        ("[t]([a].md)", "[a].md"),
        ("[t](90%25.md)", "90%.md"),
        ("[t](90%.md)", "90%.md"),
        ("[[90%20off]]", "90%20off.md"),
        ("[t](90%2520off.md)", "90%20off.md"),
        ("[[a & b]]", "a & b.md"),
        ("[[it's (mine)]]", "it's (mine).md"),
        ("[t](it's%20(mine).md)", "it's (mine).md"),
        ("[t](%28half.md)", "(half.md"),
        ('[[say "x"]]', 'say "x".md'),
        ("[t](%20lead.md)", " lead.md"),
        ("[t](trail%20.md)", "trail .md"),
        ("[t](< lead.md>)", " lead.md"),
        ("[[trail .md]]", "trail .md"),
        ("[[v1.2.3]]", "v1.2.3.md"),
        ("[[a.b.md]]", "a.b.md"),
        ("[[" + "x" * 250 + "]]", "x" * 250 + ".md"),
        ("[[a:b]]", "a:b.md"),
        ("[t](a%3Ab.md)", "a:b.md"),
        ("[[목록]]", "목록.md"),
        ("[t](%E6%B5%B7%E5%9B%B3.md)", "海図.md"),
        ("[t](海図.md)", "海図.md"),
        ("[[Cafe\u0301]]", "Café.md"),
        ("[t](Cafe%CC%81.md)", "Café.md"),
        ("[[מדריך]]", "deep/מדריך.md"),
    ],
)
def test_a_name_of_any_letters_and_marks_is_found(link: str, path: str):
    assert meant("a.md", link, path) == path


def test_spaces_around_a_name_count_where_a_link_spells_them():
    assert meant("a.md", "[t](%20lead.md)", "lead.md") is None
    assert meant("a.md", "[[ lead ]]", "lead.md") == "lead.md"


ATTACHED = [
    (fold(stem_of(path)), path) for path in ("img/fern.png", "plan.canvas.md", "plan.canvas", "b/x.pdf", "x.pdf")
]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("fern.png", "img/fern.png"),
        ("FERN.PNG", "img/fern.png"),
        ("img/fern.png", "img/fern.png"),
        ("./img/fern.png", "img/fern.png"),
        ("fern", UNRESOLVED),
        ("fern.png.md", UNRESOLVED),
        ("plan.canvas", "plan.canvas.md"),
        ("plan.canvas.md", "plan.canvas.md"),
        ("plan", UNRESOLVED),
        ("x.pdf", "x.pdf"),
        ("b/x.pdf", "b/x.pdf"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_an_attachment_is_found_by_its_whole_name_and_a_note_goes_before_it(
    target: str, expected: str | None, order: int
):
    assert resolve("a.md", target, ATTACHED[::order]) == expected
