"""Two users and every route of /api, every identifier of the other's tried: nothing crosses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.apart.crossing import check_nothing_crosses
from tests.apart.furnishing import zip_of
from tests.apart.his import FOLDER, NOTE
from tests.apart.house import House
from tests.apart.routes import DOCUMENT, OPERATIONS
from tests.conftest import Response

IN_PATH = {"grant_id": "grant", "session_id": "listed_session", "job_id": "job"}
IN_QUERY = {
    "client": "client",
    "action": "activity",
    "outcome": "text",
    "cursor": "activity",
    "confirm": "user_id",
    "upload": "upload",
}
PLAIN = {"since": "0", "until": "9000000000", "limit": "5", "format": "csv", "overwrite": "true", "history": "true"}
"""Parameters that name nothing of anybody's."""
UNKNOWN = "user_id"
"""A parameter that no route has, and that must do nothing."""
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("PATCH", "/grants/{grant_id}"): {"scopes": ["notes:read"], "folder": FOLDER},
    ("POST", "/vault/import"): {"zip": {f"{NOTE}.md": "moss"}},
}


@dataclass(frozen=True)
class Wanted:
    """A request of a route, before its address is spelled out."""

    method: str
    path: str
    in_path: dict[str, str]
    in_query: dict[str, str]

    def request(self) -> list[Any]:
        return [self.method, self.path, self.in_path, self.in_query, BODIES.get((self.method, self.path))]


def parameters_of(method: str, path: str, place: str) -> list[str]:
    given = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
    return [parameter["name"] for parameter in given if parameter["in"] == place]


def attempts_on(house: House, method: str, path: str) -> Iterator[Wanted]:
    """The route with each identifier in each place."""
    meant = {name: house.his[IN_PATH[name]] for name in parameters_of(method, path, "path")}
    queries = parameters_of(method, path, "query")
    plain = {name: PLAIN[name] for name in queries if name in PLAIN}
    asked = {name: house.his[IN_QUERY[name]] for name in queries if name in IN_QUERY}
    yield from (Wanted(method, path, meant, query) for query in ({}, asked, {**plain, **asked}))
    for identifier in house.his.values():
        yield from (Wanted(method, path, {**meant, name: identifier}, {}) for name in meant)
        yield from (Wanted(method, path, meant, {name: identifier}) for name in (*asked, UNKNOWN))


def send_wanted(house: House, who: str, request: list[Any]) -> Response:
    method, path, in_path, in_query, body = request
    filled = path.format(**{name: quote(value, safe="") for name, value in in_path.items()})
    sent = zip_of(body["zip"]) if body and "zip" in body else body
    return house.ask(who, method, f"/api{filled}?{urlencode(in_query)}", sent)


def test_every_parameter_of_every_route_is_known():
    for method, path in OPERATIONS:
        assert set(parameters_of(method, path, "path")) <= set(IN_PATH)
        assert set(parameters_of(method, path, "query")) <= {*IN_QUERY, *PLAIN}
        assert ("requestBody" in DOCUMENT["paths"][path][method.lower()]) == ((method, path) in BODIES)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_a_route_gives_nothing_of_another_users(house: House, method: str, path: str):
    before = house.his_own()
    for wanted in house.some(attempts_on(house, method, path)):
        check_nothing_crosses(house, lambda who, asked: send_wanted(house, who, asked), wanted.request())
    assert house.his_own() == before
