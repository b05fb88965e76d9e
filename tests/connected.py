"""A client of somebody's with a grant of its own, which may be limited to a folder."""

from collections.abc import Sequence

from shared.access.gate import NOTES_SCOPES
from shared.service import Service
from tests.conftest import Person


def connected(
    vaults: Service,
    person: Person,
    *,
    client: str = "editor",
    folder: str = "",
    scopes: Sequence[str] = NOTES_SCOPES,
) -> Person:
    """The same person, by another client."""
    grant = vaults.grants.start(person.user_id, kind="oauth", client=client, scopes=scopes, folder=folder)
    token = vaults.tokens.create_jwt(person.user_id, scope=" ".join(scopes), client=client, grant=grant.id)
    return Person(person.user_id, token, person.send)


def texts_of(person: Person, tool: str, **arguments: object) -> list[str]:
    """The blocks of text that a tool answers."""
    result = person.ask("tools/call", {"name": tool, "arguments": arguments})["result"]
    return [block["text"] for block in result["content"] if block["type"] == "text"]
