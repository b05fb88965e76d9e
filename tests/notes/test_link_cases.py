"""Every known case of Obsidian's links, lookups and rewrites: what they mean, and how they follow a move."""

import pytest

from shared.errors import NotFound
from shared.notes.links import links_of
from shared.notes.note import Markdown
from shared.notes.places import block_of, section_of
from shared.notes.rewriting import rewritten, rewritten_canvas
from tests.notes.link_lookups import LOOKUPS, MISSING, NO_LINK, Lookup
from tests.notes.link_rewrites import REWRITES, Rewrite
from tests.notes.small_vault import meaning, paths_of


def by_id(case: Lookup | Rewrite) -> str:
    return f"{case.id} {case.choice}".strip()


def test_every_case_is_there_once_and_in_order():
    ids = [case.id for case in [*LOOKUPS, *REWRITES]]
    assert list(dict.fromkeys(ids)) == [f"L{number:03d}" for number in range(1, 136)]
    assert (len({case.id for case in LOOKUPS}), len({case.id for case in REWRITES})) == (94, 41)


@pytest.mark.parametrize("case", LOOKUPS, ids=by_id)
def test_a_link_means_the_file_that_obsidian_would_open(case: Lookup):
    found = links_of(Markdown(case.source, case.text))
    if case.means == NO_LINK:
        assert found == []
        return
    means = meaning([*paths_of(case.files), case.source])
    assert {means(case.source, link.target) for link in found} == {case.means}
    assert len(found) == (2 if " and " in case.text else 1)
    if case.lines:
        note = Markdown(case.means, case.text if case.means == case.source else case.texts[case.means])
        assert place(note, found[0].subpath) == case.lines


def place(note: Markdown, subpath: str) -> tuple[int, int]:
    """The lines that the part of a link behind its # names."""
    try:
        if subpath.startswith("^"):
            block = block_of(note, subpath)
            return block.first, block.last
        section = section_of(note, subpath)
    except NotFound:
        return MISSING
    return section.line, section.last_line


@pytest.mark.parametrize("case", REWRITES, ids=by_id)
def test_a_link_follows_a_move_as_it_does_in_obsidian(case: Rewrite):
    paths, moves = paths_of(case.files), dict(pair.split(">") for pair in case.moves.split(";") if pair)
    then, now = meaning(paths), meaning(moves.get(path, path) for path in paths if path != case.gone)
    rewrite = rewritten_canvas if case.source.endswith(".canvas") else rewritten
    found = rewrite(case.source, case.text, moves, then, now)
    assert found.text == case.after
    assert found.changed == (case.text != case.after)
    assert [link.target for link in found.left] == (["Heron"] if case.gone else [])


@pytest.mark.parametrize(
    ("id_", "target", "subpath", "label"),
    [
        ("L043", "wing.png", "", "120x80"),
        ("L044", "wing.png", "", "a wing|120"),
        ("L049", "guide.pdf", "page=4", ""),
        ("L070", "Bureau", "", "WB"),
        ("L080", "Heron", "", "grey"),
        ("L093", "图/羽.png", "", "120"),
    ],
)
def test_sizes_pages_and_labels_are_told_apart_from_the_name(id_: str, target: str, subpath: str, label: str):
    [case] = [case for case in LOOKUPS if case.id == id_]
    [link] = links_of(Markdown(case.source, case.text))
    assert (link.target, link.subpath, link.label) == (target, subpath, label)


def test_a_link_written_before_its_note_means_it_once_a_move_brings_it():
    [case] = [case for case in REWRITES if case.id == "L133"]
    assert meaning(["b.md", "a.md"])("a.md", "Unborn") is None
    assert meaning(["Unborn.md", "a.md"])("a.md", "Unborn") == "Unborn.md"
    assert case.after == "[[Unborn]]"
