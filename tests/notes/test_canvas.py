"""How the files and links of a canvas follow a move, while every other byte of it stays."""

import json

import pytest

from shared.notes.rewriting import Rewritten, rewritten_canvas
from tests.notes.small_vault import meaning

WALL = """\
{
\t"nodes":[
\t\t{"id":"1","type":"file","file":"g/Moss.md","subpath":"#Care","x":-10,"y":1e2,"width":400,"height":400},
\t\t{"id":"2","type":"text","text":"# Moss\\n\\nsee [[Moss]] and [m](g/Moss.md)\\t\\u00e9 \\ud83c\\udf3f ![[Moss#x|\\"q\\"]]\\/","x":0},
\t\t{"id":"3","type":"link","url":"g/Moss.md","file":7},
\t\t{"id":"4","type":"group","label":"[[Moss]]","background":"img/fern.png", "extra": {"file": "g/Moss.md"}},
\t\t{"id":"5","type":"file","file":"G/MOSS.md"}, {"file": "Moss.md", "text": null}, ["file", "g/Moss.md"]
\t],
\t"edges":[ {"id":"e","fromNode":"1","toNode":"2","label":"[[Moss]]","text":"[[Moss]]","file":"g/Moss.md"} ]
}
"""  # noqa: E501
MOVES = {"g/Moss.md": 'h/A "$1" ü.md', "img/fern.png": "img/苔.png"}
PATHS = ["g/Moss.md", "img/fern.png", "wall.canvas", "n/wall.canvas"]


def after(text: str, moves: dict[str, str] = MOVES, path: str = "wall.canvas") -> Rewritten:
    return rewritten_canvas(path, text, moves, meaning(PATHS), meaning(moves.get(path, path) for path in PATHS))


def test_the_strings_that_name_a_moved_file_change_and_nothing_else():
    wanted = WALL
    for old, new in (
        ('"file":"g/Moss.md","subpath"', '"file":"h/A \\"$1\\" ü.md","subpath"'),
        ("see [[Moss]] and [m](g/Moss.md)", 'see [[A \\"$1\\" ü]] and [m](h/A%20\\"$1\\"%20ü.md)'),
        ("![[Moss#x|", '![[A \\"$1\\" ü#x|'),
        ('"background":"img/fern.png"', '"background":"img/苔.png"'),
        ('"file":"G/MOSS.md"', '"file":"h/A \\"$1\\" ü.md"'),
    ):
        assert wanted.count(old) == 1
        wanted = wanted.replace(old, new)
    escaped = wanted.replace('A \\"$1\\" ü]] and', 'A \\"$1\\" \\u00fc]] and').replace("ü.md)", "\\u00fc.md)")
    escaped = escaped.replace("ü#x|", "\\u00fc#x|").replace("%20ü", "%20\\u00fc")
    found = after(WALL)
    assert (found.text, found.changed, found.left) == (escaped, 6, [])
    assert json.loads(found.text)["nodes"][1]["text"].endswith('é 🌿 ![[A "$1" ü#x|"q"]]/')


def test_other_scripts_are_written_as_the_string_has_them():
    for written, new in (("ü [[Moss]]", "ü [[é]]"), ("\\u00fc [[Moss]]", "\\u00fc [[\\u00e9]]"), ("[[Moss]]", "[[é]]")):
        text = f'{{"nodes":[{{"text":"{written}"}}]}}'
        assert after(text, {"g/Moss.md": "é.md"}).text == text.replace(written, new)


def test_a_card_links_from_where_its_canvas_is():
    text = '{"nodes":[{"type":"text","text":"[[../g/Moss]] [[Nowhere]]"},{"type":"file","file":"g/Moss.md"}]}'
    found = after(text, {"n/wall.canvas": "n/o/wall.canvas"}, "n/wall.canvas")
    assert (found.text, found.changed) == (text.replace("../g", "../../g"), 1)


def test_a_canvas_of_which_nothing_moved_stays():
    assert after(WALL, {"other.md": "another.md"}) == Rewritten(WALL, 0, [])


def test_a_link_in_a_card_that_cannot_be_kept_is_told():
    text = '{"nodes":[{"text":"$x [[n/wall.canvas]] [a](A$1.md) y$"}]}'
    then, now = meaning(["w.canvas", "A$1.md"]), meaning(["w.canvas", "B.md"])
    found = rewritten_canvas("w.canvas", text, {"A$1.md": "B.md"}, then, now)
    assert (found.text, [link.target for link in found.left]) == (text, ["A$1.md"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[Moss]]",
        '"[[Moss]]"',
        '{"nodes":[{"text":"[[Moss]]"}]',
        '{"nodes":[{"text":"[[Moss]]"}]} x',
        '{"nodes":[{"text":"[[Moss]]\n"}]}',
        '{"nodes":{"text":"[[Moss]]"}}',
        '{"nodes":[["text","[[Moss]]"]]}',
        '[{"nodes":[{"text":"[[Moss]]"}]}]',
        '{"nodes":[{"text":["[[Moss]]"]}]}',
        '{"x":{"nodes":[{"text":"[[Moss]]"}]}}',
        '\ufeff{"nodes":[{"text":"[[Moss]]"}]}',
        '{"nodes":' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"nodes":[' + "1" * 5_000 + ',{"text":"[[Moss]]"}]}',
    ],
    ids=range(14),
)
def test_what_is_no_canvas_stays(text: str):
    assert after(text) == Rewritten(text, 0, [])


def test_a_string_with_half_a_character_is_kept_as_it_is():
    text = '{"nodes":[{"text":"\\ud83c [[Moss|\\ud83c]] \\udf3f"}]}'
    assert after(text, {"g/Moss.md": "Fern.md"}).text == text.replace("Moss", "Fern")
    assert after('{"nodes":[{"text":"[[Moss#\\ud83c]]"}]}', {"g/Moss.md": "C#.md"}).text.count("(C%23.md#%3F)") == 1


def test_a_large_canvas_is_read_to_its_end():
    card = '{"type":"text","text":"\\n[[Moss]]\\n"},'
    text = '{"nodes":[' + card * 5_000 + '{"text":"' + "\\n[[Moss]]" * 5_000 + '"}]}'
    found = after(text, {"g/Moss.md": "Fern.md"})
    assert (found.text, found.changed) == (text.replace("Moss", "Fern"), 10_000)
