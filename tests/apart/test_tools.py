"""Two users and every tool, every identifier of the other's tried: nothing crosses."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from shared.notes.tools import TOOLS
from shared.notes.tools_change import EDITS
from tests.apart.crossing import check_nothing_crosses, rpc
from tests.apart.his import CLIENT, FILE, FOLDER, GONE, NOTE, SECRET
from tests.apart.house import CYD, House
from tests.conftest import ADA

MEANT_FOR = {
    "path": "path",
    "paths": "path",
    "to": "linked",
    "folder": "folder",
    "tag": "tag",
    "cursor": "cursor",
    "query": "text",
    "section": "heading",
    "heading": "heading",
    "block": "block",
    "body": "text",
    "text": "text",
    "old_text": "text",
    "property": "property",
    "value": "text",
    "client": "client",
}
"""What of bob's each parameter of text asks for. A tool with a parameter that is missing here fails below."""
OF_NOBODY = {"do": "append", "since": "2027-01-01", "until": "2028-01-01"}
OF_NOBODY |= {"modified_since": "2027-01-01", "modified_until": "2028-01-01"}
"""Parameters of text that name nothing of anybody's."""
ALSO: dict[str, list[dict[str, Any]]] = {
    "edit_note": [{"do": do, "text": "x", "property": "quince", "value": 1, "old_text": SECRET} for do in EDITS],
    "read_note": [{"path": NOTE, "version": number} for number in (1, 2, 3)] + [{"path": FILE}, {"path": GONE}],
    "get_backlinks": [{"path": NOTE, "depth": 3}, {}],
    "list_notes": [{"attachments": True, "folder": FOLDER}, {"depth": 1}, {"property": "quince"}],
    "get_history": [{"diffs": True, "path": path} for path in (NOTE, GONE, FILE)] + [{"diffs": True, "limit": 200}],
    "restore_note": [{"path": GONE}, {"path": NOTE, "version": 1}, {"path": FILE, "version": 5}],
    "undo_changes": [{"client": CLIENT, "since": "2000-01-01"}, *({"changes": [number]} for number in range(1, 9))],
    "move_note": [{"path": f"{FOLDER}/", "to": "Own/"}, {"path": FILE, "to": "own.7"}, {"path": "Own", "to": NOTE}],
    "delete_note": [{"path": FILE}],
}
"""What else is asked of a tool."""


def texts_of(tool: str) -> list[str]:
    """The parameters that take text, or a list of texts."""
    properties: dict[str, Any] = TOOLS[tool].takes["properties"]
    kinds = {name: str(schema.get("items", schema).get("type", "string")) for name, schema in properties.items()}
    return [name for name, kind in kinds.items() if "string" in kind]


def attempts_at(house: House, tool: str) -> Iterator[dict[str, Any]]:
    """The tool's arguments with each identifier in each parameter of text; the rest is what does most harm."""
    properties, required = TOOLS[tool].takes["properties"], TOOLS[tool].takes.get("required", [])
    texts = texts_of(tool)
    meant = {name: OF_NOBODY.get(name) or house.his[MEANT_FOR[name]] for name in texts}
    switches = {name: name != "dry_run" for name, schema in properties.items() if schema.get("type") == "boolean"}
    is_list = {name: properties[name].get("type") == "array" for name in texts}
    needed = {**switches, **{name: meant[name] for name in required}}
    yield needed
    yield from ALSO.get(tool, [])
    for name in texts:
        others = (
            {"since": OF_NOBODY["since"]} if name == "client" else {"do": "replace_text"} if name == "old_text" else {}
        )
        base = {**needed, **{key: value for key, value in others.items() if key in properties}}
        yield from ({**base, name: [value] if is_list[name] else value} for value in house.his.values())


def test_every_parameter_of_text_is_known():
    assert {name for tool in TOOLS for name in texts_of(tool)} <= {*MEANT_FOR, *OF_NOBODY}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_gives_nothing_of_another_users(house: House, tool: str):
    seen, before = house.what_he_sees(), house.his_own()
    people = {user_id: house.person(user_id) for user_id in (ADA, CYD)}
    for arguments in house.some(attempts_at(house, tool)):
        request = rpc("tools/call", name=tool, arguments=arguments)
        check_nothing_crosses(house, lambda who, asked: people[who].post(asked), request)
    assert house.his_own() == before
    assert house.what_he_sees() == seen


def test_no_tool_is_called_in_another_users_session(house: House):
    before, ada = house.his_own(), house.person(ADA)
    for tool, kind in itertools.product(TOOLS, ("session", "listed_session")):
        answer = ada.post(rpc("tools/call", name=tool, arguments={}), Mcp_Session_Id=house.his[kind])
        assert answer.status == 404, tool
    given = {"Authorization": f"Bearer {ada.token}", "Mcp-Session-Id": house.his["session"]}
    assert house.send("DELETE", "/mcp", given, b"").status == 404
    assert house.his_own() == before
