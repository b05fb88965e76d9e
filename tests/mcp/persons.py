"""The same person with a token that may do less."""

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import Person


def person_with(person: Person, vaults: Service, scope: str) -> Person:
    return Person(person.user_id, vaults.tokens.create_jwt(person.user_id, scope=scope), person.send)


def limited(person: Person, vaults: Service, folder: str) -> Person:
    """The same person with a token for one folder."""
    owner, scopes = Caller(person.user_id), ["notes:read", "notes:write"]
    issued = vaults.personal_token(owner, "script", scopes=scopes, untrusted_folder=folder, days=1, address="")
    return Person(person.user_id, issued.token, person.send)
