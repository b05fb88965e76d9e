"""Everybody who works: signed in as the provider's callback does it, each with a token of a connection of their own."""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shared.access.gate import ALL_SCOPES, Caller
from shared.access.identity import Identity
from shared.accounts import WELCOME, WELCOME_PATH
from shared.config import Config
from shared.service import build
from tests.hostile.process import in_a_process_of_its_own
from tests.load.ledger import Kept
from tests.load.person import Person
from tests.load.site import Site

TOKEN_DAYS = 90


def signed_in(site: Site, count: int, seed: int) -> list[Person]:
    """So many new users, each with a vault that holds the welcome note."""
    persons = [Person(site, number, random.Random(f"{seed} {number}"), "") for number in range(count)]
    sign_in(site, persons)
    for person in persons:
        person.ledger.acknowledge(1, {WELCOME_PATH: WELCOME.encode()})
    return persons


def sign_in(site: Site, persons: Sequence[Person]) -> None:
    """Have everybody sign in, at a server that is not running; what they hold already stays as it is."""
    names = {person.user_id: f"Person {person.number}" for person in persons}
    tokens = in_a_process_of_its_own(lambda: _tokens(site.config, names))
    for person in persons:
        person.token = tokens[person.user_id]
        person.begin()


def _tokens(config: Config, names: Mapping[str, str]) -> dict[str, str]:
    """A new token for each user, by their id; all that is opened for it ends with this process."""
    logging.disable()
    service, tokens = build(replace(config, mode="local")), {}
    for user_id, name in names.items():
        service.sign_in(Identity(user_id, name), "page", "127.0.0.1")
        issued = service.issuance.personal(Caller(user_id), "laptop", scopes=ALL_SCOPES, folder="", days=TOKEN_DAYS)
        tokens[user_id] = issued.token
    return tokens


def versions_unknown(person: Person) -> None:
    """The vault was made again from its files: what is held is the same, and counts anew."""
    held = {path: Kept(0, kept.body) for path, kept in person.ledger.held.items()}
    person.ledger.begin_anew()
    person.ledger.held = held
