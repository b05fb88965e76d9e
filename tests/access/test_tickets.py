"""Tickets: what one grant may fetch or send once, on both backends."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.access.gate import NOTES_SCOPES, Caller
from shared.access.grants import Grants
from shared.access.hashes import hashed
from shared.access.tickets import FETCH, SEND, TICKET, TICKET_SECONDS, Ticket, Tickets
from shared.errors import NotFound
from tests.conftest import ADA, Clock
from tests.shelves import Shelves

TO_SEND = Ticket(SEND, "cat.png", "", 0, False)
TO_FETCH = Ticket(FETCH, "Work/cat.png", "a" * 64)


@pytest.fixture
def grants(shelves: Shelves, clock: Clock) -> Grants:
    return Grants(shelves.records, refresh_days=90, clock=clock)


@pytest.fixture
def tickets(shelves: Shelves, grants: Grants, clock: Clock) -> Tickets:
    return Tickets(shelves.records, grants, clock=clock)


def editor_of(grants: Grants, folder: str = "") -> Caller:
    grant = grants.start(ADA, kind="oauth", client="editor", scopes=NOTES_SCOPES, folder=folder)
    return Caller(ADA, "editor", grant.id, frozenset(NOTES_SCOPES), folder)


def test_a_ticket_is_taken_once_with_all_it_says(tickets: Tickets, grants: Grants):
    ada = editor_of(grants, folder="Work")
    secret = tickets.make(ada, TO_FETCH)
    assert tickets.caller(secret, FETCH) == ada
    assert tickets.take(secret, FETCH) == (ada, TO_FETCH)
    with pytest.raises(NotFound):
        tickets.take(secret, FETCH)
    with pytest.raises(NotFound):
        tickets.caller(secret, FETCH)


def test_of_many_who_take_a_ticket_at_once_one_has_it(tickets: Tickets, grants: Grants):
    secret = tickets.make(editor_of(grants), TO_SEND)

    def take() -> bool:
        try:
            tickets.take(secret, SEND)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take(), range(8)))
    assert sorted(taken) == [False] * 7 + [True]


def test_a_ticket_is_for_one_action_and_another_leaves_it_good(tickets: Tickets, grants: Grants):
    secret = tickets.make(editor_of(grants), TO_SEND)
    for wrong in (FETCH, "", "SEND"):
        with pytest.raises(NotFound):
            tickets.take(secret, wrong)
    assert tickets.take(secret, SEND)[1] == TO_SEND


def test_a_ticket_is_over_after_some_minutes(tickets: Tickets, grants: Grants, clock: Clock):
    first, second = (tickets.make(editor_of(grants), TO_SEND) for _ in range(2))
    clock.forward(TICKET_SECONDS - 1)
    tickets.take(first, SEND)
    clock.forward(1)
    with pytest.raises(NotFound):
        tickets.take(second, SEND)


def test_a_ticket_ends_with_its_grant(tickets: Tickets, grants: Grants):
    ada = editor_of(grants)
    secret = tickets.make(ada, TO_SEND)
    grants.end(ADA, ada.grant)
    with pytest.raises(NotFound):
        tickets.take(secret, SEND)


def test_a_ticket_may_do_what_its_grant_still_may(tickets: Tickets, grants: Grants):
    ada = editor_of(grants)
    secret = tickets.make(ada, TO_SEND)
    grants.change(ADA, ada.grant, scopes=["notes:read"], folder="Work")
    caller, _ = tickets.take(secret, SEND)
    assert (caller.may("notes:read"), caller.may("notes:write"), caller.folder) == (True, False, "Work")


def test_a_ticket_gains_nothing_that_its_grant_is_given_later(tickets: Tickets, grants: Grants):
    ada = editor_of(grants)
    reader = Caller(ADA, "editor", ada.grant, frozenset({"notes:read"}))
    caller, _ = tickets.take(tickets.make(reader, TO_FETCH), FETCH)
    assert not caller.may("notes:write")


def test_a_ticket_without_a_grant_is_its_makers_own(tickets: Tickets, grants: Grants, clock: Clock):
    ada = Caller(ADA, "script", folder="Work", scopes=frozenset({"notes:read"}))
    assert tickets.take(tickets.make(ada, TO_FETCH), FETCH) == (ada, TO_FETCH)


@pytest.mark.parametrize("secret", ["", "x", "#", "../head", "A" * 43, "a" * 10_000, "é"])
def test_a_secret_that_was_never_given_takes_nothing(tickets: Tickets, secret: str):
    with pytest.raises(NotFound):
        tickets.take(secret, FETCH)


def test_only_a_hash_of_a_ticket_is_stored(tickets: Tickets, grants: Grants, shelves: Shelves):
    secret = tickets.make(editor_of(grants), TO_SEND)
    [record] = shelves.records.under(TICKET + hashed(secret), "")
    assert secret not in f"{record.key} {record.value}"
    assert len(secret) >= 43, "32 random bytes"
