"""Sessions and tickets: how they are listed, what they hold, and what is told when they are over."""

from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.access.sessions import SESSION, Session
from shared.access.tickets import FETCH, SEND, Ticket, Tickets
from shared.errors import NotFound
from shared.storage.contract import Write
from tests.access.gatehouse import House
from tests.access.refused import refused, words_of
from tests.conftest import ADA, BOB, Clock
from tests.shelves import local_shelves


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> House:
    return House(local_shelves(tmp_path, clock).records, clock)


def test_sessions_are_listed_last_used_first_and_ended_one_by_one_or_with_their_grant(house: House):
    began = int(house.clock.now)
    first = house.sessions.start(ADA, "2025-06-18", "editor", "g1")
    house.clock.forward(1)
    house.sessions.start(ADA, "2025-03-26", "phone")
    phone, editor = house.sessions.all(ADA)
    assert phone == Session("2025-03-26", "phone", "", phone.id, began + 1, began + 1)
    assert editor == Session("2025-06-18", "editor", "g1", editor.id, began, began)
    assert f"{SESSION}{editor.id}" not in (first, SESSION)
    house.clock.forward(3_600)
    house.sessions.resume(ADA, first)
    assert [session.client for session in house.sessions.all(ADA)] == ["editor", "phone"]
    house.sessions.end_of(ADA, "g1")
    assert house.sessions.all(ADA) == [phone]
    assert words_of(house.sessions.end_one, BOB, phone.id) == ("There is no such session.", "")
    house.sessions.end_one(ADA, phone.id)
    assert refused(house.sessions.end_one, ADA, phone.id).message == "There is no such session."
    message = "There is no such session. Start a new one with initialize."
    assert words_of(house.sessions.resume, ADA, first) == (message, "")


def test_a_link_that_is_not_good_says_so_and_the_log_why(house: House):
    tickets = Tickets(house.records, house.grants, clock=house.clock)
    not_good = "This link is not good, or not any more. Ask for a new one."
    assert words_of(tickets.take, "x", FETCH) == (not_good, "")
    grant = house.grant()
    secret = tickets.make(Caller(ADA, "editor", grant.id), Ticket(SEND, "cat.png"))
    assert len(secret) == 43
    assert words_of(tickets.caller, secret, FETCH) == (not_good, "")
    house.grants.end(ADA, grant.id)
    refusal = refused(tickets.take, secret, SEND)
    assert isinstance(refusal, NotFound) and (refusal.message, refusal.reason) == (not_good, "the grant has ended")
    plain = tickets.make(Caller(ADA, "key", folder="Work"), Ticket(FETCH, "cat.png", "d" * 64, 7, True))
    assert tickets.caller(plain, FETCH) == Caller(ADA, "key", folder="Work")
    house.clock.forward(1)
    house.grants.end_account(ADA, keep_seconds=60)
    assert words_of(tickets.take, plain, FETCH) == (not_good, "the account was deleted")


def test_a_ticket_holds_what_it_was_made_for(house: House):
    tickets = Tickets(house.records, house.grants, clock=house.clock)
    caller, ticket = Caller(ADA, "key", folder="Work"), Ticket(SEND, "cat.png", "", 7, True)
    assert tickets.take(tickets.make(caller, ticket), SEND) == (caller, ticket)
    assert Ticket(SEND, "cat.png") == Ticket(SEND, "cat.png", "", None, False)


def test_of_two_who_take_a_ticket_one_is_told_that_it_was_used(house: House, monkeypatch: pytest.MonkeyPatch):
    tickets = Tickets(house.records, house.grants, clock=house.clock)
    secret = tickets.make(Caller(ADA), Ticket(SEND, "cat.png"))
    commit = house.records.commit

    def meanwhile(owner: str, *writes: Write, **how: Any) -> Any:
        monkeypatch.undo()
        tickets.take(secret, SEND)
        return commit(owner, *writes, **how)

    monkeypatch.setattr(house.records, "commit", meanwhile)
    assert words_of(tickets.take, secret, SEND)[1] == "used by somebody else at this moment"
