"""Two users and every route of files: nothing crosses."""

import itertools
from urllib.parse import quote

import pytest

from tests.apart.crossing import text_of
from tests.apart.his import WORDS
from tests.apart.house import House
from tests.apart.routes import FILE_ROUTES
from tests.conftest import ADA


@pytest.mark.parametrize("path", FILE_ROUTES)
def test_nothing_of_another_users_opens_a_link(house: House, path: str):
    before = house.his_own()
    for identifier, method in itertools.product(house.his.values(), ("GET", "PUT")):
        filled = path.format(secret=quote(identifier, safe=""), name="Tanager.7")
        answer = house.ask(ADA, method, filled, b"moss" if method == "PUT" else None)
        assert answer.status == 404
        assert [word for word in WORDS if word in text_of(answer)] == []
    assert house.his_own() == before
