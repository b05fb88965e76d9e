"""What get_backlinks tells, over the wire: links to a note and from it, with the line they stand on."""

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.connected import connected
from tests.tools.picture import PNG


@pytest.fixture
def linked(ada: Person) -> Person:
    """Ada, whose notes link in a row: One, Two, Three, Four; and Odd to nothing."""
    texts = {
        "One": "first\nSee [[Two#Part|that]] and ![[cat.png]].",
        "b/Two": "To [[Three]] and [[Nowhere]]",
        "b/Three": "[four](Four.md) [[Three]]",
        "b/Four": "",
        "Odd": "x " * 300 + "[[Nowhere]] " + "y " * 300,
    }
    for path, text in texts.items():
        ada.call("write_note", path=path, body=text)
    return ada


def test_links_are_resolved_when_they_are_asked_for(ada: Person):
    ada.call("write_note", path="garden/Fern", body="See [[Moss#Care|how]], ![[Moss]] and [x](../Nowhere.md)")
    before = ada.call("get_backlinks", path="garden/Fern")
    assert [link["path"] for link in before["links"]] == [None, None, None]
    assert before["unresolved"] == 3
    ada.call("write_note", path="plants/Moss", body="# Care\n[[#Care]]")
    after = ada.call("get_backlinks", path="Garden/Fern")
    assert [link["path"] for link in after["links"]] == ["plants/Moss.md", "plants/Moss.md", None]
    fern = "See [[Moss#Care|how]], ![[Moss]] and [x](../Nowhere.md)"
    assert ada.call("get_backlinks", path="plants/Moss")["backlinks"] == [
        {"path": "garden/Fern.md", "link": "Moss#Care", "line": 1, "embed": False, "context": fern},
        {"path": "garden/Fern.md", "link": "Moss", "line": 1, "embed": True, "context": fern},
        {"path": "plants/Moss.md", "link": "#Care", "line": 2, "embed": False, "context": "[[#Care]]"},
    ]


def test_links_to_a_note_come_with_the_line_they_stand_on(linked: Person):
    answer = linked.call("get_backlinks", path="b/two")
    assert answer["backlinks"] == [
        {
            "path": "One.md",
            "link": "Two#Part",
            "line": 2,
            "embed": False,
            "context": "See [[Two#Part|that]] and ![[cat.png]].",
        }
    ]
    assert answer["links"] == [
        {"path": "b/Three.md", "link": "Three", "line": 1, "embed": False},
        {"path": None, "link": "Nowhere", "line": 1, "embed": False},
    ]
    assert (answer["unresolved"], "neighbours" in answer) == (1, False)
    assert linked.refused("get_backlinks", path="Nowhere")["code"] == "not_found"


def test_links_to_an_attachment_are_found(linked: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("pictures/cat.png", PNG)
    answer = linked.call("get_backlinks", path="pictures/cat.png")
    assert [(link["path"], link["embed"]) for link in answer["backlinks"]] == [("One.md", True)]
    assert linked.call("get_backlinks", path="One")["unresolved"] == 0


def test_notes_some_links_away_are_named_with_how_far(linked: Person):
    near = [("b/Three.md", 1), ("One.md", 1)]
    for depth, found in ((1, near), (2, [*near, ("b/Four.md", 2)]), (3, [*near, ("b/Four.md", 2)])):
        neighbours = linked.call("get_backlinks", path="b/Two", depth=depth)["neighbours"]
        assert [(note["path"], note["distance"]) for note in neighbours] == found
    assert linked.refused("get_backlinks", path="b/Two", depth=4)["code"] == "invalid"


def test_without_a_path_every_link_to_nothing_is_told(linked: Person):
    answer = linked.call("get_backlinks")
    assert [(link["source"], link["link"], link["line"]) for link in answer["links"]] == [
        ("b/Two.md", "Nowhere", 1),
        ("Odd.md", "Nowhere", 1),
        ("One.md", "cat.png", 2),
    ]
    assert answer["unresolved"] == 3
    linked.call("write_note", path="Nowhere", body="")
    assert linked.call("get_backlinks")["unresolved"] == 1


def test_of_a_long_line_only_what_is_around_the_link_is_told(linked: Person):
    linked.call("write_note", path="Nowhere", body="")
    [_, long_one] = linked.call("get_backlinks", path="Nowhere")["backlinks"]
    assert "[[Nowhere]]" in long_one["context"]
    assert len(long_one["context"]) < 300


def test_a_client_of_a_folder_sees_no_link_from_or_to_outside(linked: Person, vaults: Service):
    limited = connected(vaults, linked, folder="b")
    two = limited.call("get_backlinks", path="b/Two", depth=3)
    assert two["backlinks"] == []
    assert [note["path"] for note in two["neighbours"]] == ["b/Three.md", "b/Four.md"]
    assert [link["source"] for link in limited.call("get_backlinks")["links"]] == ["b/Two.md"]
    assert limited.refused("get_backlinks", path="One")["code"] == "forbidden"
