"""Who is let in by the gate and how often, and what is told of who is not."""

from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import ALL_SCOPES, Caller, checked_user_id
from shared.access.limits import RateLimits
from shared.errors import Invalid, RateLimited, Unauthorized
from shared.storage.contract import Records
from tests.access.gatehouse import Full, House
from tests.access.refused import refused, words_of
from tests.conftest import ADA, BOB, Clock
from tests.shelves import local_shelves


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Records:
    return local_shelves(tmp_path, clock).records


@pytest.fixture
def house(records: Records, clock: Clock) -> House:
    return House(records, clock)


@pytest.mark.parametrize("user_id", ["", "x" * 65, "../ada", "a b", "é", "a\n", 7, None])
def test_what_no_vault_can_be_named_after_is_no_user_id(user_id: Any):
    refusal = refused(checked_user_id, user_id)
    assert isinstance(refusal, Invalid) and refusal.message == "A user id has 1 to 64 letters, digits, - or _."


@pytest.mark.parametrize("user_id", ["a", "x" * 64, "hf-Ada_1"])
def test_a_user_id_is_short_and_plain(user_id: str):
    assert checked_user_id(user_id) == user_id


def test_who_comes_without_a_token_is_not_let_in(house: House):
    assert words_of(house.gate.admit, "") == ("This token is not valid here.", "missing token")
    assert words_of(house.gate.admit, house.token(sub="../ada"))[1] == "the token's sub is not a user id"
    assert house.admitted == house.limited == []


def test_a_token_without_a_grant_may_do_what_it_says(house: House):
    caller = house.gate.admit(house.token(client="key", scope="notes:read admin", iat=1_000.5, exp=2e9))
    assert caller == Caller(ADA, "key", "", frozenset({"notes:read"}), "", 1_000, 2_000_000_000, "")
    assert house.gate.admit(house.token(scope="")).scopes == frozenset()
    assert house.gate.admit(house.token()).client == ""
    assert len(house.admitted) == 3


def test_a_token_of_a_grant_may_do_what_both_allow(house: House):
    grant = house.grant(folder="Work")
    caller = house.gate.admit(house.token(grant=grant.id, client="says the token", iat=1, exp=2e9), address="192.0.2.1")
    scopes = frozenset({"notes:read", "notes:write"})
    assert caller == Caller(ADA, "editor", grant.id, scopes, "Work", 1, 2_000_000_000, "client-1")
    [seen] = house.grants.all(ADA)
    assert (seen.address, seen.is_used) == ("192.0.2.1", True)
    less = house.gate.admit(house.token(grant=grant.id, scope="notes:read account"), address="192.0.2.2")
    assert less.scopes == frozenset({"notes:read"})
    assert house.grants.all(ADA)[0].address == "192.0.2.1"
    assert house.admitted == [caller, less]


def test_a_token_whose_grant_has_ended_is_not_let_in(house: House):
    grant = house.grant()
    house.grants.end(ADA, grant.id)
    refusal = refused(house.gate.admit, house.token(grant=grant.id))
    assert isinstance(refusal, Unauthorized) and refusal.reason == "the grant has ended"
    house.grants.end_account(ADA, keep_seconds=60)
    assert words_of(house.gate.admit, house.token())[1] == "the account was deleted"
    assert house.admitted == []


def test_the_session_that_a_request_names_comes_with_its_caller(house: House):
    grant = house.grant()
    session = house.sessions.start(ADA, "2025-06-18", "editor", grant.id)
    bobs = house.sessions.start(BOB, "2025-06-18", "editor")
    for token in (house.token(), house.token(grant=grant.id)):
        caller, record = house.gate.admit_with_session(token, session)
        assert caller.user_id == ADA and record and record.value["client"] == "editor"
        assert house.sessions.resumed(ADA, session, record).grant == grant.id
        for none in ("", "unknown", bobs):
            assert house.gate.admit_with_session(token, none)[1] is None
            house.clock.forward(60)


def test_who_calls_too_often_is_told_for_how_long_to_wait(records: Records, clock: Clock):
    house = House(records, clock, per_minute=6)
    clock.forward(3)
    for _ in range(2):
        house.gate.admit(house.token())
    refusal = refused(house.gate.admit, house.token())
    assert isinstance(refusal, RateLimited)
    assert refusal.message == "Too many calls; you may make 2 in 10 seconds. Please wait 7 seconds."
    assert refusal.details == {"limit": 2, "window_seconds": 10, "retry_after_seconds": 7}
    assert ([caller.user_id for caller in house.limited], len(house.admitted)) == ([ADA], 2)


@pytest.mark.parametrize(
    ("per_minute", "grant", "calls", "words"),
    [
        (30, "g", 8, "this connection may make 8 in 10 seconds. Please wait 10 seconds."),
        (1, "g", 1, "you may make 1 in 60 seconds. Please wait 60 seconds."),
        (1, "", 1, "you may make 1 in 60 seconds. Please wait 60 seconds."),
        (30, "", 10, "you may make 10 in 10 seconds. Please wait 10 seconds."),
    ],
)
def test_a_connection_leaves_a_fifth_to_others_and_a_burst_two_thirds(
    records: Records, clock: Clock, per_minute: int, grant: str, calls: int, words: str
):
    limits = RateLimits(records, per_minute=per_minute, clock=clock)
    for _ in range(calls):
        limits.spend(ADA, grant)
    assert refused(limits.spend, ADA, grant).message == f"Too many calls; {words}"


def test_a_minute_has_six_bursts_and_its_own_end(records: Records, clock: Clock):
    limits = RateLimits(records, per_minute=20, clock=clock)
    for minute in (1, 2):
        for _ in range(2):
            for _ in range(6):
                limits.spend(ADA, "")
            assert refused(limits.spend, ADA, "").details["limit"] == 6
            clock.forward(10)
        for _ in range(6):
            limits.spend(ADA, "")
        refusal = refused(limits.spend, ADA, "")
        assert refusal.details == {"limit": 20, "window_seconds": 60, "retry_after_seconds": 40}, minute
        assert limits.left(ADA).remaining == 0
        clock.forward(40)
    assert limits.left(ADA).remaining == 20


def test_an_address_is_told_that_it_is_the_one(records: Records, clock: Clock):
    limits = RateLimits(records, per_minute=10, clock=clock)
    limits.spend_of_address("192.0.2.1", "register", per_hour=1)
    message = "Too many calls; this address may make 1 in 3600 seconds. Please wait 3600 seconds."
    assert refused(limits.spend_of_address, "192.0.2.1", "register", per_hour=1).message == message


def test_on_a_full_disk_a_call_is_let_in_uncounted_and_the_log_says_so(
    records: Records, clock: Clock, caplog: pytest.LogCaptureFixture
):
    house = House(records, clock)
    full = House(Full(records), clock)  # type: ignore[arg-type]
    assert full.gate.admit(full.token(grant=house.grant().id)).client == "editor"
    assert [(record.name, record.levelname, record.getMessage()) for record in caplog.records] == [
        ("notes_vault.gate", "WARNING", "a call was let in without being counted: no space left")
    ]
    assert len(full.admitted) == 1


def test_a_caller_without_a_scope_is_told_which_it_needs():
    caller = Caller(ADA, scopes=frozenset({"notes:write"}))
    caller.require("notes:read")
    caller.require("notes:write")
    refusal = refused(caller.require, "account")
    assert refusal.message == "This connection may not do that; it needs the scope account."
    assert refusal.details == {"scope": "account"}
    assert Caller(ADA) == Caller(ADA, "", "", frozenset(ALL_SCOPES), "", 0, 0, "")
