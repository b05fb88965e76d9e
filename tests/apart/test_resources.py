"""Two users, every resource, prompt and completion, every identifier of the other's tried: nothing crosses."""

from collections.abc import Iterator
from typing import Any

from tests.apart.crossing import check_nothing_crosses, rpc
from tests.apart.house import CYD, House
from tests.conftest import ADA


def test_a_resource_gives_nothing_of_another_users(house: House):
    listed = house.person(ADA).ask("resources/list")["result"]["resources"]
    crosses_nothing(
        house,
        "resources/read",
        (
            {"uri": uri}
            for resource in listed
            for identifier in house.his.values()
            for uri in ways_to(resource["uri"], identifier)
        ),
    )


def ways_to(uri: str, identifier: str) -> Iterator[str]:
    """A resource of one's own, and how it might be bent to another's."""
    scheme, _, rest = uri.partition("://")
    yield from (uri, identifier, f"{uri}?user_id={identifier}", f"{uri}/{identifier}")
    yield f"{scheme}://{identifier}/{rest}"


def crosses_nothing(house: House, method: str, asked: Iterator[dict[str, Any]]) -> None:
    before, people = house.his_own(), {user_id: house.person(user_id) for user_id in (ADA, CYD)}
    for params in house.some(asked):
        check_nothing_crosses(house, lambda who, request: people[who].post(request), rpc(method, **params))
    assert house.his_own() == before


def test_a_note_read_by_its_uri_or_by_the_template_is_ones_own(house: House):
    [template] = house.person(ADA).ask("resources/templates/list")["result"]["resourceTemplates"]
    uris = [
        template["uriTemplate"].replace("{+path}", f"{start}{value}")
        for value in house.his.values()
        for start in ("", "../", "/", "%2e%2e/")
    ]
    crosses_nothing(house, "resources/read", ({"uri": uri} for uri in uris))


def test_a_page_of_resources_goes_on_in_ones_own_vault(house: House):
    crosses_nothing(house, "resources/list", ({"cursor": value} for value in house.his.values()))


def test_a_prompt_gives_nothing_of_another_users(house: House):
    prompts = house.person(ADA).ask("prompts/list")["result"]["prompts"]
    crosses_nothing(
        house,
        "prompts/get",
        (
            {"name": prompt["name"], "arguments": {argument["name"]: value}}
            for prompt in prompts
            for argument in prompt["arguments"]
            for value in house.his.values()
        ),
    )


def test_a_completion_gives_nothing_of_another_users(house: House):
    ada = house.person(ADA)
    prompts = ada.ask("prompts/list")["result"]["prompts"]
    asked = [({"type": "ref/prompt", "name": p["name"]}, a["name"]) for p in prompts for a in p["arguments"]]
    [template] = ada.ask("resources/templates/list")["result"]["resourceTemplates"]
    asked.append(({"type": "ref/resource", "uri": template["uriTemplate"]}, "path"))
    crosses_nothing(
        house,
        "completion/complete",
        (
            {"ref": ref, "argument": {"name": name, "value": part}}
            for ref, name in asked
            for value in house.his.values()
            for part in (value, value[:3], "")
        ),
    )


def test_there_is_nothing_beside_what_is_tried_here(house: House):
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}
    offered = house.person(ADA).ask("initialize", facts)["result"]["capabilities"]
    assert set(offered) - {"experimental"} <= {"tools", "resources", "prompts", "completions"}
