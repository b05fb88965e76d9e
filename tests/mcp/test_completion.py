"""The completion of the paths of notes, over the wire: on both backends, in both ways of running."""

from shared.access.gate import Caller
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import ADA, Person
from tests.mcp.client import error_of, request
from tests.mcp.resources import completed


def test_a_path_is_completed_by_its_start_then_its_name_then_anything(ada: Person):
    for path in ("garden/Moss", "Mosses/All", "deep/Emoss", "MOSS", "Fern"):
        ada.call("write_note", path=path, body="x")
    completion = completed(ada, "mos")
    assert completion["values"] == ["MOSS.md", "Mosses/All.md", "garden/Moss.md", "deep/Emoss.md"]
    assert (completion["total"], completion["hasMore"]) == (4, False)
    assert completed(ada, "GARDEN/moss.m")["values"] == ["garden/Moss.md"]
    assert completed(ada, "") == {
        "values": ["deep/Emoss.md", "Fern.md", "garden/Moss.md", "MOSS.md", "Mosses/All.md"],
        "total": 5,
        "hasMore": False,
    }
    for value in ("nothing", "%", "_", "*", "'", '"', "\x00", "x" * 9_000):
        assert completed(ada, value) == {"values": [], "total": 0, "hasMore": False}


def test_letters_of_every_script_are_completed_in_either_case(ada: Person):
    ada.call("write_note", path="Übersicht", body="x")
    ada.call("write_note", path="Ёлка", body="x")
    assert completed(ada, "u\u0308BER")["values"] == ["Übersicht.md"]
    assert completed(ada, "ёлк")["values"] == ["Ёлка.md"]


def test_a_completion_has_at_most_a_hundred_values_and_says_how_many_there_are(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).change([Edit(f"n{number:03}.md", b"x") for number in range(103)], "import")
    completion = completed(ada, "n")
    assert completion["values"] == [f"n{number:03}.md" for number in range(100)]
    assert (completion["total"], completion["hasMore"]) == (103, True)


def test_only_the_variable_of_our_template_is_completed(ada: Person):
    argument = {"name": "path", "value": ""}
    for ref, name in (
        ({"type": "ref/resource", "uri": "note://{path}"}, "path"),
        ({"type": "ref/resource", "uri": "vault://usage"}, "path"),
        ({"type": "ref/resource", "uri": "note://{+path}"}, "user_id"),
        ({"type": "ref/prompt", "name": "nothing"}, "path"),
        ({"type": "ref/prompt", "name": "daily_note"}, "path"),
        ({"type": "ref/nothing", "name": "daily_note"}, "path"),
    ):
        asked = {"ref": ref, "argument": {**argument, "name": name}}
        assert error_of(ada.post(request("completion/complete", asked))) == (200, -32602)
