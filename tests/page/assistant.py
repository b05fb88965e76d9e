"""An assistant that somebody has connected by OAuth, as any client does it."""

from dataclasses import dataclass
from typing import Any

from tests.page.person import Person
from tests.sign_in.house import BOTH, House


@dataclass(frozen=True)
class Assistant:
    """A client with a grant of its own."""

    house: House
    token: str

    def call(self, tool: str, **arguments: Any) -> Any:
        """The structured answer of a tool, or its error."""
        return self.house.call(self.token, tool, **arguments)

    def opens_a_session(self) -> None:
        """Begin as clients of the older protocol versions do."""
        asked = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
        assert self.house.mcp(self.token, "initialize", asked).status_code == 200

    @property
    def is_let_in(self) -> bool:
        return self.house.takes(self.token)


def connected(house: House, person: Person, name: str, **answers: Any) -> Assistant:
    """A client of this name that the person has signed in; `answers` are theirs on the consent page."""
    app = house.register(client_name=name)
    return Assistant(house, app.sign_in(person.name, scope=BOTH, **answers).access)
