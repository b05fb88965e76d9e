"""How the notes of a vault hang together: who links to whom, from which line, how far, and to nothing."""

import pytest

from shared.access.gate import Caller
from shared.notes.graph import Graph, Pointer
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, BOB

VAULT = {
    "Index": "---\nup: '[[Moss]]'\n---\n# Index\n\n[[Moss#Care|the moss]] and ![[plants/Moss]]\n[f](plants/Fern.md)",
    "plants/Moss": "[[Fern]]\n\nsee [[#Care]] and [[Moss]]\n# Care\n`[[Fern]]`",
    "plants/Fern": "[[Moss]] [[Reed]]\n![[moss.png]] [paper](<../The paper.pdf>)",
    "plants/Reed": "[[Fern]] and [[Nowhere#Part]] ![[gone.png]]",
    "Alone": "nothing here",
}


@pytest.fixture
def vault(vaults: Service) -> Vault:
    """Ada's notes, which link in a ring, and two attachments; bob has notes of the same names."""
    vault = vaults.vault(Caller(ADA))
    for path, text in VAULT.items():
        vault.write(path, text)
        vaults.vault(Caller(BOB)).write(path, "[[Moss]] [[Alone]]")
    vault.attach("plants/moss.png", b"picture")
    vault.attach("The paper.pdf", b"paper")
    return vault


@pytest.fixture
def graph(vaults: Service, vault: Vault) -> Graph:
    return Graph(vaults.search(vault))


def spots(pointers: list[Pointer]) -> list[tuple[str, int, str]]:
    return [
        (pointer.source, pointer.line, f"{pointer.target}#{pointer.subpath}".removesuffix("#")) for pointer in pointers
    ]


def test_links_to_a_note_are_found_in_every_form_with_the_line_each_stands_on(graph: Graph):
    """A property's counts as one of the first line."""
    assert spots(graph.backlinks("plants/Moss.md")) == [
        ("Index.md", 1, "Moss"),
        ("Index.md", 6, "Moss#Care"),
        ("Index.md", 6, "plants/Moss"),
        ("plants/Fern.md", 1, "Moss"),
        ("plants/Moss.md", 3, "#Care"),
        ("plants/Moss.md", 3, "Moss"),
    ]
    contexts = [pointer.context for pointer in graph.backlinks("plants/Moss.md")]
    assert contexts[3:5] == ["[[Moss]] [[Reed]]", "see [[#Care]] and [[Moss]]"]
    assert graph.backlinks("Alone.md") == []


def test_links_of_a_note_are_told_in_order_each_with_what_it_means(graph: Graph):
    told = [(link.target, link.path, link.is_embed) for link in graph.outgoing("plants/Fern.md")]
    assert told == [
        ("Moss", "plants/Moss.md", False),
        ("Reed", "plants/Reed.md", False),
        ("moss.png", "plants/moss.png", True),
        ("../The paper.pdf", "The paper.pdf", False),
    ]
    assert [link.path for link in graph.outgoing("plants/Moss.md")] == ["plants/Fern.md", *["plants/Moss.md"] * 2]
    assert graph.outgoing("Alone.md") == graph.outgoing("There is none.md") == []


def test_links_to_an_attachment_are_those_that_show_it_or_name_it(graph: Graph):
    assert spots(graph.backlinks("plants/moss.png")) == [("plants/Fern.md", 2, "moss.png")]
    assert spots(graph.backlinks("The paper.pdf")) == [("plants/Fern.md", 2, "../The paper.pdf")]


def test_a_link_that_means_nothing_is_told_until_what_it_means_is_there(vaults: Service, vault: Vault, graph: Graph):
    assert spots(graph.unresolved()) == [("plants/Reed.md", 1, "Nowhere#Part"), ("plants/Reed.md", 1, "gone.png")]
    vault.write("deep/er/nowhere", "")
    vault.attach("gone.png", b"")
    assert Graph(vaults.search(vault)).unresolved() == []
    vault.delete("plants/Moss")
    assert {source for source, _, _ in spots(Graph(vaults.search(vault)).unresolved())} == {
        "Index.md",
        "plants/Fern.md",
    }


def test_neighbours_are_told_nearest_first_in_both_directions_and_once_though_links_go_round(graph: Graph):
    assert graph.neighbours("Index.md", 1) == [("plants/Fern.md", 1), ("plants/Moss.md", 1)]
    ring = [("plants/Fern.md", 1), ("plants/Moss.md", 1), ("plants/Reed.md", 2)]
    assert graph.neighbours("Index.md", 2) == graph.neighbours("Index.md", 9) == ring
    assert graph.neighbours("plants/Reed.md", 2) == [("plants/Fern.md", 1), ("Index.md", 2), ("plants/Moss.md", 2)]
    assert graph.neighbours("plants/Reed.md", 0) == graph.neighbours("Alone.md", 3) == []


def test_notes_that_show_one_picture_are_neighbours_of_it_and_it_is_none_of_theirs(vault: Vault, vaults: Service):
    vault.write("Album", "![[moss.png]]")
    graph = Graph(vaults.search(vault))
    assert graph.neighbours("plants/moss.png", 1) == [("Album.md", 1), ("plants/Fern.md", 1)]
    assert graph.neighbours("Album.md", 3) == []


def test_a_note_that_links_to_itself_alone_is_no_neighbour_of_its_own(vault: Vault, vaults: Service):
    vault.write("Alone", "[[Alone]] [[#Part]] [a](Alone.md)", overwrite=True)
    graph = Graph(vaults.search(vault))
    assert spots(graph.backlinks("Alone.md")) == [
        ("Alone.md", 1, "Alone"),
        ("Alone.md", 1, "#Part"),
        ("Alone.md", 1, "Alone.md"),
    ]
    assert graph.neighbours("Alone.md", 3) == []


def test_links_are_counted_but_for_those_to_a_heading_of_their_own_note(graph: Graph):
    assert graph.count() == sum(len(graph.outgoing(f"{path}.md")) for path in VAULT) - 1


def test_a_view_of_one_folder_sees_no_link_from_outside_and_not_what_one_means_there(vaults: Service, vault: Vault):
    graph = Graph(vaults.search(vaults.vault(Caller(ADA, folder="plants"))))
    assert {pointer.source for pointer in graph.backlinks("plants/Moss.md")} == {"plants/Fern.md", "plants/Moss.md"}
    assert [link.path for link in graph.outgoing("plants/Fern.md")][-1] is None
    assert graph.neighbours("plants/Moss.md", 3) == [("plants/Fern.md", 1), ("plants/Reed.md", 2)]
    assert graph.outgoing("Index.md") == []
    assert graph.count() == 9
