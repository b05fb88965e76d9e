"""A person's connections, as they are listed to them."""

from typing import Any

from tests.sign_in.house import House


def grants(house: House, token: str) -> dict[str, dict[str, Any]]:
    found = house.ask("GET", "/api/grants", token).json()["grants"]
    return {grant["id"]: grant for grant in found}
