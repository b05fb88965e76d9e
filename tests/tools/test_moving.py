"""What move_note does, over the wire: notes, folders and attachments, and what becomes of the links to them."""

from typing import Any

from shared.service import Service
from tests.conftest import Person
from tests.connected import connected
from tests.tools.held import files_of, text_of


def paths_of(person: Person) -> list[str]:
    return [note["path"] for note in person.call("list_notes")["notes"]]


def test_a_note_that_moves_takes_every_link_along(garden: Person, bob: Person):
    done = garden.call("move_note", path="garden/fern", to="plants/Bracken")
    assert done["moved"] == [{"from": "garden/Fern.md", "to": "plants/Bracken.md"}]
    assert {note["path"]: note["links"] for note in done["rewritten"]} == {"Index.md": 2, "garden/Moss.md": 1}
    assert (done["ambiguous"], done["version"]) == ([], 6)
    assert text_of(garden, "Index").splitlines()[1:3] == ["- [[plants/Bracken]]", "- [fern](plants/Bracken.md)"]
    assert text_of(garden, "garden/Moss").endswith("[[Bracken]]")
    assert garden.call("get_backlinks", path="plants/Bracken")["unresolved"] == 0
    assert garden.refused("read_note", path="garden/Fern")["code"] == "not_found"
    assert garden.call("search_notes", query="beside")["notes"][0]["path"] == "plants/Bracken.md"
    assert text_of(bob, "Index") == "[[Moss]]"
    assert len(garden.call("get_history", limit=1)["changes"][0]["notes"]) == 4, "a move is one change"


def test_a_note_moves_into_a_folder_that_ends_with_a_slash(garden: Person):
    assert garden.call("move_note", path="Index", to="notes/")["moved"] == [
        {"from": "Index.md", "to": "notes/Index.md"}
    ]
    assert garden.call("move_note", path="notes/Index", to="/")["moved"][0]["to"] == "Index.md"
    assert garden.call("move_note", path="garden/Moss.md", to="deep/er/")["moved"][0]["to"] == "deep/er/Moss.md"


def test_a_folder_moves_into_a_folder_that_ends_with_a_slash(garden: Person):
    there = {move["to"] for move in garden.call("move_note", path="garden", to="deep/er/")["moved"]}
    assert {path.rpartition("/")[0] for path in there} == {"deep/er/garden"}
    back = {move["to"] for move in garden.call("move_note", path="deep/er/garden", to="/")["moved"]}
    assert {path.rpartition("/")[0] for path in back} == {"garden"}


def test_pictures_that_only_a_note_shows_move_along(garden: Person):
    done = garden.call("move_note", path="garden/Moss", to="plants/Moss")
    assert {move["from"]: move["to"] for move in done["moved"]} == {
        "garden/Moss.md": "plants/Moss.md",
        "garden/moss.png": "plants/moss.png",
    }
    assert files_of(garden) == ["garden/shared.png", "plants/moss.png"]
    assert garden.call("get_backlinks", path="plants/Moss")["unresolved"] == 0
    assert [move["from"] for move in garden.call("move_note", path="garden/Fern", to="plants/")["moved"]] == [
        "garden/Fern.md"
    ], "Index shows the other one too"
    renamed = garden.call("move_note", path="plants/Moss", to="plants/Bryum")
    assert [move["from"] for move in renamed["moved"]] == ["plants/Moss.md"], (
        "a new name alone leaves them where they are"
    )


def test_a_folder_moves_with_all_that_is_in_it(garden: Person):
    done = garden.call("move_note", path="Garden/", to="plants")
    assert {move["to"] for move in done["moved"]} == {
        "plants/Moss.md",
        "plants/Fern.md",
        "plants/moss.png",
        "plants/shared.png",
    }
    assert paths_of(garden) == ["Index.md", "plants/Fern.md", "plants/Moss.md"]
    assert garden.call("get_backlinks")["unresolved"] == 0
    assert garden.call("move_note", path="plants", to="archive/")["moved"][0]["to"].startswith("archive/plants/")


def test_an_attachment_moves_and_keeps_its_kind(garden: Person):
    done = garden.call("move_note", path="garden/shared.png", to="pictures/all")
    assert done["moved"] == [{"from": "garden/shared.png", "to": "pictures/all.png"}]
    assert text_of(garden, "Index").endswith("- ![[all.png]]")
    assert garden.call("get_backlinks")["unresolved"] == 0


def test_a_name_may_change_its_letter_case_alone(garden: Person):
    done = garden.call("move_note", path="garden/moss", to="garden/MOSS")
    assert done["moved"] == [{"from": "garden/Moss.md", "to": "garden/MOSS.md"}]
    assert paths_of(garden) == ["garden/Fern.md", "garden/MOSS.md", "Index.md"]
    assert garden.call("move_note", path="GARDEN", to="Garden")["version"] > done["version"]
    assert paths_of(garden)[0] == "Garden/Fern.md"
    assert garden.call("get_backlinks")["unresolved"] == 0


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"path": "Index", "to": "garden/Moss"}, "conflict"),
    ({"path": "Index", "to": "GARDEN/MOSS.MD"}, "conflict"),
    ({"path": "garden/moss.png", "to": "garden/shared.png"}, "conflict"),
    ({"path": "Index", "to": "Index"}, "invalid"),
    ({"path": "Index", "to": "/"}, "invalid"),
    ({"path": "garden/", "to": "garden/inner"}, "invalid"),
    ({"path": "garden", "to": "garden/"}, "invalid"),
    ({"path": "garden/", "to": "/"}, "invalid"),
    ({"path": "garden/", "to": ""}, "invalid"),
    ({"path": "/", "to": "everything"}, "invalid"),
    ({"path": "Index", "to": "../Index"}, "invalid"),
    ({"path": "Index", "to": "a/../../x"}, "invalid"),
    ({"path": "Index", "to": ""}, "invalid"),
    ({"path": "../x", "to": "Index"}, "invalid"),
    ({"path": "Index", "to": ".hidden/x"}, "invalid"),
    ({"path": "garden", "to": "x.md/y"}, "invalid"),
    ({"path": "garden/shared.png", "to": "note.md"}, "invalid"),
    ({"path": "garden", "to": "a" * 255}, "invalid"),
    ({"path": "Nothing", "to": "x"}, "not_found"),
    ({"path": "nothing/", "to": "x"}, "not_found"),
    ({"path": "Index", "to": "x", "if_version": 1}, "conflict"),
    ({"path": "Index"}, "invalid"),
]


def test_a_move_that_cannot_be_changes_nothing(garden: Person):
    before = garden.call("get_history", limit=1)["changes"], paths_of(garden), files_of(garden)
    for asked, code in IMPOSSIBLE:
        assert garden.refused("move_note", **asked)["code"] == code, asked
    assert (garden.call("get_history", limit=1)["changes"], paths_of(garden), files_of(garden)) == before


def test_links_that_several_notes_could_be_meant_by_are_named(ada: Person):
    for path, text in {"a/Moss": "", "b/Moss": "", "Index": "[[Moss]]"}.items():
        ada.call("write_note", path=path, body=text)
    done = ada.call("move_note", path="a/Moss", to="c/deep/Moss")
    assert done["ambiguous"] == [{"path": "Index.md", "line": 1, "link": "Moss", "means": "c/deep/Moss.md"}]
    assert ada.call("get_backlinks", path="c/deep/Moss")["backlinks"][0]["path"] == "Index.md"


def test_a_client_of_a_folder_moves_nothing_into_it_or_out_of_it(garden: Person, vaults: Service):
    limited = connected(vaults, garden, folder="garden")
    before = paths_of(garden)
    for asked in (
        {"path": "Index", "to": "garden/Index"},
        {"path": "garden/Moss", "to": "Moss"},
        {"path": "garden/Moss", "to": "/"},
        {"path": "garden/moss.png", "to": "moss.png"},
    ):
        assert limited.refused("move_note", **asked)["code"] == "forbidden"
    for asked in ({"path": "garden", "to": "plants"}, {"path": "garden/", "to": "plants/"}):
        assert limited.refused("move_note", **asked)["code"] == "forbidden"
    assert paths_of(garden) == before
    answer = limited.ask(
        "tools/call", {"name": "move_note", "arguments": {"path": "garden/Fern", "to": "garden/Bracken"}}
    )
    assert "Index" not in str(answer)
    assert text_of(garden, "Index").splitlines()[2] == "- [fern](garden/Bracken.md)"


def test_a_client_of_a_folder_is_not_told_what_lies_outside_by_an_ambiguous_link(ada: Person, vaults: Service):
    for path, text in {"Secret/Moss": "", "Work/Moss": "", "Work/Index": "[[Secret/Moss]] [[Moss]]"}.items():
        ada.call("write_note", path=path, body=text)
    limited = connected(vaults, ada, folder="Work")
    done = limited.call("move_note", path="Work/Moss", to="Work/deep/Moss")
    assert "Secret/Moss.md" not in str(done)
