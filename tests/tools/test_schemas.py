"""What the tools say of themselves, over the wire: their schemas, their hints, and which arguments do not fit."""

from jsonschema import Draft202012Validator

from shared.notes.tools import TOOLS
from tests.conftest import Person


def test_every_answer_keeps_the_schema_of_its_tool(ada: Person):
    tools = {tool["name"]: tool for tool in ada.ask("tools/list")["result"]["tools"]}
    calls = [
        ("write_note", {"path": "a/One", "body": "---\ntags: [t]\n---\n# One\n[[Two]] #x"}),
        ("write_note", {"path": "Two", "body": "[[One]]"}),
        ("write_note", {"path": "cat.png"}),
        ("list_notes", {"limit": 1}),
        ("list_notes", {"depth": 1, "attachments": True}),
        ("read_note", {"path": "a/One"}),
        ("read_note", {"path": "a/One", "outline": True}),
        ("read_note", {"paths": ["a/One", "Nothing"]}),
        ("search_notes", {"query": "one", "limit": 1}),
        ("get_backlinks", {"path": "a/One", "depth": 2}),
        ("get_backlinks", {}),
        ("get_tags", {}),
        ("edit_note", {"path": "Two", "do": "append", "text": "more"}),
        ("move_note", {"path": "Two", "to": "b/Two"}),
        ("delete_note", {"path": "b/Two"}),
        ("restore_note", {"path": "b/Two"}),
        ("get_history", {"limit": 1, "diffs": True}),
        ("get_history", {"path": "b/Two"}),
        ("undo_changes", {"changes": [1], "dry_run": True}),
        ("undo_changes", {"changes": [2]}),
    ]
    for name, arguments in calls:
        answer = ada.call(name, **arguments)
        Draft202012Validator(tools[name]["outputSchema"]).validate(answer)
        Draft202012Validator(TOOLS[name].answers).validate(answer)
        assert set(TOOLS[name].answers["properties"]) <= set(answer) or not TOOLS[name].answers["required"]
    assert {name for name, _ in calls} == set(tools)


def test_a_refusal_keeps_the_schema_of_its_tool_too(ada: Person):
    for tool in ada.ask("tools/list")["result"]["tools"]:
        refusal = {"error": ada.refused(tool["name"], colour="red")}
        Draft202012Validator(tool["outputSchema"]).validate(refusal)


def test_every_tool_says_what_it_may_do(ada: Person):
    hints = {tool["name"]: tool["annotations"] for tool in ada.ask("tools/list")["result"]["tools"]}
    changing = {"write_note", "edit_note", "move_note", "delete_note", "restore_note", "undo_changes"}
    assert {name for name, hint in hints.items() if not hint["readOnlyHint"]} == changing
    assert {hint["openWorldHint"] for hint in hints.values()} == {False}
    assert {name for name in changing if hints[name]["destructiveHint"]} == changing - {"restore_note"}
    assert {name for name in changing if hints[name]["idempotentHint"]} == {"write_note"}


def test_arguments_that_do_not_fit_are_said_in_a_sentence(ada: Person):
    assert ada.refused("delete_note")["message"] == "path must be given."
    assert ada.refused("move_note")["message"] == "path and to must be given."
    assert ada.refused("read_note")["message"] == "Say which note: either path, or paths for several."
    assert ada.refused("read_note", paths=["a", 1])["message"] == "paths[1] must be string."
    assert ada.refused("edit_note", path="a", do="x")["message"].startswith("do must be one of")
    assert ada.refused("read_note", path=1)["message"] == "path must be string."
    assert ada.refused("read_note", path="a", colour="red")["message"].startswith("There is no argument colour.")
    assert ada.refused("list_notes", limit=0)["code"] == "invalid"
