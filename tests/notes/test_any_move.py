"""Any move in any small vault: every link means the same file afterwards, and nothing but links has changed."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.notes import frontmatter
from shared.notes.links import Link
from shared.notes.path import fold, folder_of, is_note, name_of, stem_of
from tests.notes.small_vault import SmallVault

FOLDERS = ["", "a", "b", "a/b", "A b/c", "ü/図", "x(y"]
NAMES = [
    "N", "M", "n o", "N.M", "C#", "p|q", "x^y", "a]b", "a [q]", "[z]", "z]", "[[w]]", "50%", "50%20", "%%c", "(k", "k)",
    "(k)", "$5", "a$b", "q`r", "it's", 'say "x"', "a&b", "<b>", "<!--", "海図", "קטלוג", "ΟΔΟΣ", "οδός", " lead",
    "trail ", "v1.2", "d", "d.md", "a:b", "!x", "~", "b/N", "é" * 60,
]  # fmt: skip
EXTENSIONS = [".md", ".md", ".md", ".png", ".canvas", ""]
GLUE = [
    " ", "\n", "\n\n", " and ", "| ", "\n> ", "\n- ", "\n    - ", "\n# ", " `code` ", "\n```\n[[N]]\n```\n",
    " %% [[N]] %% ", " <!-- [[N]] --> ", " costs $5 ", " $x$ ", "\r\n", "\\", "x",
]  # fmt: skip
SUBPATHS = ["", "", "#Care", "#^id", "#A b#C"]
LABELS = [None, None, "", "label", "120x80", "a|b", "a [b] c", "`c`", "$"]


@st.composite
def files(draw: st.DrawFn) -> list[str]:
    """Paths that no two files of a vault share, whatever their letter case; no note hides an attachment."""
    named = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(NAMES), st.sampled_from(EXTENSIONS))
    drawn = draw(st.lists(named, min_size=2, max_size=9, unique_by=identity))
    return [joined(*path) for path in drawn]


def identity(parts: tuple[str, str, str]) -> str:
    return fold(stem_of(joined(*parts)))


def joined(folder: str, name: str, extension: str) -> str:
    return f"{folder}/{name}{extension}".lstrip("/")


@st.composite
def links(draw: st.DrawFn, source: str, paths: list[str]) -> str:
    """A link to one of the files, or to none, in any form."""
    path = draw(st.sampled_from([*paths, "Nowhere.md", "a/Nowhere.png"]))
    stem = stem_of(path)
    parts = stem.split("/")
    ups = "../" * (folder_of(source).count("/") + 1) if folder_of(source) else "./"
    forms = [parts[-1], stem, f"/{stem}", "/".join(parts[-2:]), ups + stem, f"./{parts[-1]}"]
    target = draw(st.sampled_from(forms)) + draw(st.sampled_from(["", ".md" if is_note(path) else ""]))
    target = draw(st.sampled_from([target, target, target.upper(), target.lower()]))
    subpath, label = draw(st.sampled_from(SUBPATHS)), draw(st.sampled_from([*LABELS, name_of(path), path]))
    embed = draw(st.sampled_from(["", "", "!"]))
    kind = draw(st.sampled_from(["wiki", "wiki", "table", "markdown", "encoded", "angled"]))
    if kind in ("wiki", "table"):
        bar = "\\|" if kind == "table" else "|"
        return f"{embed}[[{target}{subpath}{'' if label is None else bar + label}]]"
    target = target.replace("[[", "%5B%5B") if kind != "encoded" else quote(target)
    encoded = f"<{target}" if kind == "angled" else target.replace(" ", "%20")
    end = subpath.replace(" ", "%20") + (">" if kind == "angled" else draw(st.sampled_from(["", ' "title"'])))
    return f"{embed}[{label or ''}]({encoded}{end})"


@st.composite
def texts(draw: st.DrawFn, source: str, paths: list[str]) -> str:
    pieces = draw(st.lists(st.one_of(st.sampled_from(GLUE), links(source, paths)), max_size=12))
    body = "".join(pieces)
    if not draw(st.booleans()):
        return body
    written = [draw(st.sampled_from(['"', "'"])) for _ in range(2)]
    values = [in_quotes(draw(links(source, paths)), quotes) for quotes in written]
    return f"---\none: {values[0]} # kept\nlist: [{values[1]}, 7]\n---\n{body}"


def in_quotes(text: str, quotes: str) -> str:
    if quotes == "'":
        return "'" + text.replace("'", "''") + "'"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def vaults(draw: st.DrawFn) -> tuple[SmallVault, dict[str, str]]:
    """A vault, and a move in it: of some files, of a folder, or of letter case."""
    paths = draw(files())
    notes = [path for path in paths if is_note(path)]
    vault = SmallVault({path: draw(texts(path, paths)) for path in notes}, [p for p in paths if p not in notes])
    moves: dict[str, str] = {}
    for path in draw(st.lists(st.sampled_from(paths), max_size=3, unique=True)):
        extension = path[len(stem_of(path)) :] if is_note(path) else draw(st.sampled_from([".png", ".canvas"]))
        new = joined(draw(st.sampled_from(FOLDERS)), draw(st.sampled_from(NAMES)), extension)
        moves[path] = draw(st.sampled_from([new, new, stem_of(path).swapcase() + extension]))
    if folder := draw(st.sampled_from(["", *sorted({folder_of(path) for path in paths})])):
        to = draw(st.sampled_from(["", "new/", f"{folder.swapcase()}/"]))
        moves |= {path: to + path[len(folder) + 1 :] for path in paths if path.startswith(f"{folder}/")}
    return vault, without_clashes(paths, moves)


def without_clashes(paths: list[str], moves: dict[str, str]) -> dict[str, str]:
    """The moves that can be made one by one, each to where nothing lies; none makes a note of an attachment."""
    made: dict[str, str] = {}
    for old, new in moves.items():
        others = {fold(stem_of(made.get(path, path))) for path in paths if path != old}
        if fold(stem_of(new)) not in others and is_note(old) == is_note(new) and old != new and stem_of(new):
            made[old] = new
    return made


@settings(max_examples=80, deadline=None)
@given(drawn=vaults())
def test_every_link_means_its_file_wherever_files_go_and_again_when_they_come_back(
    drawn: tuple[SmallVault, dict[str, str]],
):
    follows_there_and_back(drawn)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None)
@given(drawn=vaults())
def test_every_link_means_its_file_in_many_more_vaults(drawn: tuple[SmallVault, dict[str, str]]):
    follows_there_and_back(drawn)


def follows_there_and_back(drawn: tuple[SmallVault, dict[str, str]]) -> None:
    vault, moves = drawn
    moved, left = vault.moved(moves)
    follows(vault, moved, moves, left)
    back = {new: old for old, new in moves.items()}
    returned, left_again = moved.moved(back)
    follows(moved, returned, back, left_again)


def follows(vault: SmallVault, moved: SmallVault, moves: dict[str, str], left: list[Link]) -> None:
    """Every link that meant a file means it still, or is told; what is no link is as it was."""
    for path, text in vault.texts.items():
        there = moves.get(path, path)
        links_then, links_now = vault.links(path), moved.links(there)
        assert between(text, links_then) == between(moved.texts[there], links_now)
        for (then, file), (now, file_now) in zip(links_then, links_now, strict=True):
            assert (now.subpath, now.is_embed) == (then.subpath, then.is_embed)
            if file and then not in left:
                assert file_now == moves.get(file, file), (then, now)
            else:
                assert now.target == then.target
    assert not left or any("$" in text for text in vault.texts.values()), left


def between(text: str, found: list[tuple[Link, str | None]]) -> tuple[list[str], list[str]]:
    """What stands around the links of a text: the names in its front matter, and the pieces of its body."""
    _, place = frontmatter.split(text)
    pieces = []
    for link, _ in found:
        if link.start >= place:
            pieces.append(text[place : link.start])
            place = link.end
    return sorted(frontmatter.read(frontmatter.split(text)[0])), [*pieces, text[place:]]
