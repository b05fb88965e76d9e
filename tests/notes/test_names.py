"""The path a file of an import gets: its own name wherever a vault can hold it, else the nearest, with the reason."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import Invalid
from shared.notes.names import COMPOSED, path_for
from shared.notes.path import PATH_CHARACTERS_MAX, safe_attachment_path, safe_path

NO_CONTROLS = "A path cannot hold control characters or line breaks."
TOO_LONG = "A path has at most 256 characters, .md included."


@pytest.mark.parametrize(
    "name",
    [
        "Moss.md",
        "Fern.MD",
        "garden/Moss & Fern (1), 100%.md",
        "Odd \"name\" 'quoted' #tag ^block [link] | pipe? *star* <angle>: colon.md",
        "日本語/メモ.md",
        "🌿/👩\u200d🌾.md",
        " leading space.md",
        "trailing space .md",
        "trailing dots...md",
        "folder /sub. /x.md",
        "CON.md",
        "aux.txt",
        "COM1/nul.md",
        "LICENSE",
        "x.tar.gz",
        "drawing.excalidraw.md",
        "a" * 252 + ".md",
        "苔" * 252 + ".png",
        "é.md",
        "½ ﬁ Å.md",
        "100%25.md",
        "~/x.md",
        "C:x.md",
        "-rf.md",
    ],
)
def test_a_name_that_a_vault_can_hold_stays_as_it_is(name: str):
    name = unicodedata.normalize("NFC", name)
    assert path_for(name) == (name, "")


@pytest.mark.parametrize(
    ("name", "path", "why"),
    [
        ("Cafe\u0301/Re\u0302ve.md", "Café/Rêve.md", COMPOSED),
        ("line\nbreak.md", "line_break.md", NO_CONTROLS),
        ("nul\0l.png", "nul_l.png", NO_CONTROLS),
        ("c1\x85 and \u2028.md", "c1_ and _.md", NO_CONTROLS),
        ("latin \udce9.md", "latin _.md", NO_CONTROLS),
        ("back\\slash.md", "back_slash.md", "A path uses / between folders; it cannot hold a backslash."),
        ("book.md/chapter.md", "book-md/chapter.md", "A folder cannot end with .md."),
        ("book.MD/cover.png", "book-md/cover.png", "What ends with .md is a note."),
        ("a//b.md", "a/b.md", "A path cannot have an empty part between its slashes."),
        ("a/ /b.md", "a/b.md", "A path cannot have an empty part between its slashes."),
        ("e\u0301\n.md", "é_.md", NO_CONTROLS),
    ],
)
def test_a_name_that_a_vault_cannot_hold_is_changed_and_the_rule_is_told(name: str, path: str, why: str):
    assert path_for(name) == (path, why)


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden.md", "a/.git/x.md", "a/../b.md", "\n/..\\/../x.md", "///"])
def test_a_name_that_no_change_would_help_is_refused(name: str):
    with pytest.raises(Invalid):
        path_for(name)


def test_a_name_too_long_is_cut_keeps_its_ending_and_stays_apart_from_its_like():
    for name in ("x" * 300 + ".md", "苔" * 400 + ".png", "deep/" * 60 + "x.md", "deep/" * 200 + "x", "a." + "b" * 300):
        path, why = path_for(name)
        assert why == TOO_LONG
        assert len(path) <= PATH_CHARACTERS_MAX
        assert path.endswith(".md") == name.endswith(".md")
        assert path.endswith(".png") == name.endswith(".png")
        other = name.replace("x", "y").replace("苔", "茸").replace("b", "c")
        twins = {path_for(f"{first}{name}")[0] for first in ("", "1")} | {path_for(other)[0]}
        assert len(twins) == 3
        assert path_for(name) == (path, why)


LETTERS = st.characters(exclude_characters="/") | st.sampled_from(" .\n\\m\u0301")
PARTS = st.text(LETTERS, min_size=1, max_size=90).filter(lambda part: part.strip() and not part.startswith("."))
ENDINGS = st.sampled_from(("", ".md", ".MD", ".png", ".md/x.md"))


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(PARTS, min_size=1, max_size=12), ending=ENDINGS)
def test_any_name_without_hidden_parts_gets_a_path(parts: list[str], ending: str):
    name = "/".join(parts) + ending
    path, why = path_for(name)
    assert (safe_path if path.casefold().endswith(".md") else safe_attachment_path)(path) == path
    assert path.casefold().endswith(".md") == name.casefold().endswith(".md")
    assert (why == "") == (path == name)
    if why == COMPOSED:
        assert path == unicodedata.normalize("NFC", name)
