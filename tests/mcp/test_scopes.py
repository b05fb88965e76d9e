"""Scopes: what a token may see and run."""

from shared.service import Service
from tests.conftest import Person
from tests.mcp.persons import person_with


def test_a_token_that_may_only_read_neither_sees_nor_runs_what_writes(ada: Person, vaults: Service):
    ada.call("write_note", path="Moss", body="x")
    reader = person_with(ada, vaults, "notes:read")
    everything = ada.ask("tools/list")["result"]["tools"]
    seen = reader.ask("tools/list")["result"]["tools"]
    assert seen == [tool for tool in everything if tool["annotations"]["readOnlyHint"]]
    assert len(seen) < len(everything)
    assert reader.call("read_note", path="Moss")["text"] == "x"
    for tool, arguments in (("write_note", {"path": "Fern", "body": "x"}), ("delete_note", {"path": "Moss"})):
        refusal = reader.refused(tool, **arguments)
        assert (refusal["code"], refusal["scope"]) == ("forbidden", "notes:write")
    assert [note["path"] for note in ada.call("list_notes")["notes"]] == ["Moss.md"]


def test_the_right_to_write_holds_the_right_to_read(ada: Person, vaults: Service):
    writer = person_with(ada, vaults, "notes:write")  # "Scope hierarchies" of 2026-07-28
    assert writer.ask("tools/list")["result"]["tools"] == ada.ask("tools/list")["result"]["tools"]
    writer.call("write_note", path="Moss", body="x")
    assert writer.call("read_note", path="Moss")["text"] == "x"


def test_a_token_without_a_scope_of_ours_may_nothing(ada: Person, vaults: Service):
    for scope in ("", "openid", "notes", "NOTES:READ"):
        nobody = person_with(ada, vaults, scope)
        assert nobody.ask("tools/list")["result"]["tools"] == []
        assert nobody.refused("list_notes")["code"] == "forbidden"
