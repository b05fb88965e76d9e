"""How links stay alive when notes, folders and attachments move: each means its file, as its author wrote it."""

import pytest

from shared.notes.following import new_names_of
from shared.notes.rewriting import rewritten
from tests.notes.rewriting.after import after
from tests.notes.small_vault import SmallVault, meaning


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
