"""The tokens that are given out: for a code, a refresh token, a person, another token; and why not, in the log."""

from pathlib import Path
from typing import Any

import pytest

from shared.access.gate import Caller
from shared.access.identity import Identity, challenge_of
from shared.access.issuance import Issued
from shared.errors import Invalid, OAuthError
from tests.access.counter import ADDRESS, BOTH, WEB, Counter
from tests.access.refused import refused, words_of
from tests.conftest import ADA, Clock

DAY = 86_400
NOT_VALID = "This code or refresh token is not valid any more."


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Counter:
    return Counter(tmp_path, clock)


def reason_of(refusal: Exception) -> str:
    assert isinstance(refusal, OAuthError)
    assert (refusal.error, refusal.message) == ("invalid_grant", NOT_VALID)
    return refusal.reason


def test_a_code_gives_tokens_for_a_day_and_a_grant_for_ninety(counter: Counter, clock: Clock):
    issued = counter.redeem(counter.code(folder="Work"))
    assert (issued.expires_in, issued.user_id, issued.scope) == (DAY, ADA, "notes:read notes:write")
    grant = issued.grant
    assert (grant.kind, grant.client, grant.client_id) == ("oauth", "Editor", counter.client.id)
    assert (grant.folder, grant.address, grant.scopes) == ("Work", ADDRESS, tuple(BOTH))
    assert grant.expires_at == int(clock.now) + 90 * DAY
    caller = counter.caller(issued)
    assert (caller.user_id, caller.client, caller.grant, caller.folder) == (ADA, "Editor", grant.id, "Work")
    assert caller.expires_at == int(clock.now) + DAY
    assert counter.told() == [("token.code", "ok", "Editor", "", ADDRESS)]
    assert counter.refresh(issued.refresh).grant.id == grant.id


@pytest.mark.parametrize(
    ("given", "changes", "reason"),
    [
        ({"client_id": "another"}, {}, "another client's code"),
        ({}, {"redirect_uri": f"{WEB}/x"}, "another redirect URI"),
        ({}, {"redirect_uri": None}, "another redirect URI"),
        ({}, {"code_verifier": None}, "a wrong code verifier"),
        ({}, {"code_verifier": "w" * 43}, "a wrong code verifier"),
        ({"challenge": challenge_of("v" * 42)}, {"code_verifier": "v" * 42}, "a wrong code verifier"),
        ({"challenge": challenge_of("v" * 129)}, {"code_verifier": "v" * 129}, "a wrong code verifier"),
        ({"challenge": challenge_of("v" * 42 + "=")}, {"code_verifier": "v" * 42 + "="}, "a wrong code verifier"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_code_that_somebody_else_brings_is_refused_and_stays_good(
    counter: Counter, given: dict[str, Any], changes: dict[str, str | None], reason: str
):
    code = counter.code(**given)
    assert reason_of(refused(counter.redeem, code, **changes)) == reason
    assert counter.told() == [("token.code", "oauth", "Editor", "", "")]
    if not given:
        assert counter.redeem(code).user_id == ADA


def test_a_code_without_a_named_redirect_is_brought_without_one_or_with_the_right_one(counter: Counter, clock: Clock):
    for redirect_uri in (None, WEB):
        assert counter.redeem(counter.code(was_given=False), redirect_uri=redirect_uri).user_id == ADA
        clock.forward(1)
    refusal = refused(counter.redeem, counter.code(was_given=False), redirect_uri="https://evil.example/")
    assert reason_of(refusal) == "another redirect URI"


@pytest.mark.parametrize("characters", [43, 128])
def test_a_verifier_has_forty_three_to_a_hundred_and_twenty_eight_characters(counter: Counter, characters: int):
    verifier = ("aZ09-._~" * 16)[:characters]
    assert counter.redeem(counter.code(challenge=challenge_of(verifier)), code_verifier=verifier).user_id == ADA


@pytest.mark.parametrize("code", ["", "x"])
def test_a_code_that_is_none_is_unknown(counter: Counter, code: str):
    assert reason_of(refused(counter.redeem, code)) == "an unknown code"
    assert words_of(counter.redeem, code, client_id=None)[0] == "This client is not known here. Register it again."


def test_a_code_that_is_used_twice_ends_what_it_gave_and_says_so(counter: Counter):
    code = counter.code()
    issued = counter.redeem(code)
    session = counter.service.sessions.start(ADA, "2025-06-18", "Editor", issued.grant.id)
    assert reason_of(refused(counter.redeem, code)) == "a code was used twice"
    assert counter.service.grants.all(ADA) == []
    assert "no such session" in refused(counter.service.sessions.resume, ADA, session).message
    assert counter.told()[1:] == [("grant.end", "refused", "Editor", "Editor", "")]
    assert reason_of(refused(counter.redeem, code)) == "a code was used twice"
    assert len(counter.told()) == 2


def test_a_code_that_was_used_is_remembered_as_long_as_a_token_lives(counter: Counter, clock: Clock):
    code = counter.code()
    counter.redeem(code)
    clock.forward(7 * DAY - 1)
    assert reason_of(refused(counter.redeem, code)) == "a code was used twice"
    clock.forward(1)
    assert reason_of(refused(counter.redeem, code)) == "an unknown code"


def test_a_code_of_an_account_that_is_gone_gives_nothing(counter: Counter):
    code = counter.code()
    counter.service.grants.end_account(ADA, keep_seconds=60)
    assert reason_of(refused(counter.redeem, code)) == "the account was deleted"


def test_why_something_was_refused_or_ended_is_told_to_whoever_counts(counter: Counter):
    told: list[tuple[str, str, str]] = []
    counter.service.audit.watchers.append(lambda _, action, outcome, reason: told.append((action, outcome, reason)))
    code = counter.code()
    issued = counter.redeem(code)
    refused(counter.redeem, code)
    second = counter.redeem(counter.code(scopes=BOTH))
    counter.refresh(second.refresh)
    refused(counter.refresh, second.refresh)
    refused(counter.redeem, counter.code(client_id="another"))
    assert issued.grant.id != second.grant.id
    assert [event for event in told if event[1] != "ok"] == [
        ("grant.end", "refused", "a code was used twice"),
        ("token.refresh", "invalid_grant", "a refresh token was used twice, so its grant was ended"),
        ("token.code", "oauth", "another client's code"),
    ]


def test_of_two_who_bring_a_code_at_once_nobody_keeps_anything(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    code, start = counter.code(), counter.service.grants.start_with_refresh

    def meanwhile(*given: Any, **facts: Any) -> Any:
        monkeypatch.undo()
        counter.redeem(code)
        return start(*given, **facts)

    monkeypatch.setattr(counter.service.grants, "start_with_refresh", meanwhile)
    assert reason_of(refused(counter.redeem, code)) == "a code was used twice"
    assert counter.service.grants.all(ADA) == []
    ends = [told for told in counter.told() if told[0] == "grant.end"]
    assert ends == [("grant.end", "refused", "Editor", "Editor", "")] * 2


@pytest.mark.parametrize(
    ("scope", "given"),
    [
        ("", "notes:read notes:write"),
        ("notes:read", "notes:read"),
        ("notes:write notes:read", "notes:read notes:write"),
        ("account", "notes:read notes:write"),
        ("notes:read account", "notes:read"),
    ],
)
def test_a_refresh_gives_what_is_asked_for_of_what_was_granted(counter: Counter, scope: str, given: str):
    first = counter.redeem(counter.code())
    second = counter.refresh(first.refresh, scope=scope)
    assert (second.scope, second.expires_in, second.user_id) == (given, DAY, ADA)
    assert (second.grant.id, bool(second.refresh)) == (first.grant.id, True)
    assert counter.told()[1:] == [("token.refresh", "ok", "Editor", "", ADDRESS)]


def test_a_refresh_token_that_is_used_twice_stands_in_the_activity(counter: Counter):
    first = counter.redeem(counter.code())
    counter.refresh(first.refresh)
    refusal = refused(counter.refresh, first.refresh)
    assert reason_of(refusal) == "a refresh token was used twice, so its grant was ended"
    assert refusal.details == {}
    assert counter.told()[2:] == [("token.refresh", "invalid_grant", "Editor", "", ADDRESS)]
    assert reason_of(refused(counter.refresh, "x")) == "an unknown refresh token"
    assert len(counter.told()) == 3


@pytest.mark.parametrize("kind", ["refresh", "access"])
def test_a_client_takes_back_its_own_tokens_and_no_others(counter: Counter, kind: str):
    another = counter.service.clients.register({"redirect_uris": [WEB]})
    issued = counter.redeem(counter.code())
    token = issued.refresh if kind == "refresh" else issued.token
    counter.revoke(token, client_id=another.id)
    counter.revoke("x")
    counter.revoke("")
    assert [grant.id for grant in counter.service.grants.all(ADA)] == [issued.grant.id]
    counter.revoke(token)
    assert counter.service.grants.all(ADA) == []
    action, target = ("token.revoke", "") if kind == "refresh" else ("grant.end", "Editor")
    assert counter.told()[1:] == [(action, "ok", "Editor", target, "")]


def test_somebody_whom_the_provider_knows_gets_a_token_for_the_notes(counter: Counter, clock: Clock):
    issued = counter.service.issuance.for_person(Identity(ADA, "Ada"), address=ADDRESS)
    grant = issued.grant
    assert (issued.expires_in, issued.scope, issued.refresh) == (7 * DAY, "notes:read notes:write", "")
    assert (grant.kind, grant.client, grant.client_id) == ("exchange", "Hugging Face token", "")
    assert (grant.address, grant.expires_at) == (ADDRESS, int(clock.now) + 7 * DAY)
    assert counter.told() == [("token.exchange", "ok", "Hugging Face token", "", ADDRESS)]


def personal(counter: Counter, caller: Caller, name: str = "script", **changes: Any) -> Issued:
    asked = {"scopes": ["notes:read"], "folder": "", "days": 30, **changes}
    return counter.service.issuance.personal(caller, name, **asked)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("", {}),
        (" ", {}),
        ("x" * 101, {}),
        ("script", {"days": 0}),
        ("script", {"days": -1}),
        ("script", {"days": 367}),
        ("script", {"scopes": []}),
    ],
)
def test_a_token_of_ones_own_has_a_name_a_scope_and_days(counter: Counter, name: str, changes: dict[str, Any]):
    caller = counter.caller(counter.redeem(counter.code()))
    refusal = refused(personal, counter, caller, name, **changes)
    assert isinstance(refusal, Invalid)
    assert refusal.message == "A token needs a name, a scope, and 1 to 366 days."


@pytest.mark.parametrize(("name", "days"), [("x", 1), ("x" * 100, 90), (" a script ", 30)])
def test_a_token_of_ones_own_ends_with_the_connection_that_made_it(counter: Counter, name: str, days: int):
    maker = counter.redeem(counter.code())
    scopes = ["notes:write", "notes:read"]
    made = personal(counter, counter.caller(maker), name, days=days, scopes=scopes, folder="Work", address=ADDRESS)
    assert (made.expires_in, made.scope, made.refresh) == (days * DAY, "notes:read notes:write", "")
    assert (made.grant.kind, made.grant.client, made.grant.folder) == ("token", name.strip(), "Work")
    assert (made.grant.parent, made.grant.address) == (maker.grant.id, ADDRESS)
    assert counter.told()[-1] == ("token.create", "ok", name.strip(), "", ADDRESS)


def test_a_token_of_ones_own_may_do_no_more_than_its_maker(counter: Counter):
    caller = counter.caller(counter.redeem(counter.code(scopes=["notes:read"])))
    message = "This connection may not do that; it needs the scope notes:write."
    refusal = refused(personal, counter, caller, scopes=["notes:read", "notes:write"])
    assert (refusal.message, refusal.details) == (message, {"scope": "notes:write"})


@pytest.mark.parametrize(
    ("given", "outlives"),
    [
        ({"client_id": "page", "scopes": [*BOTH, "account"]}, True),
        ({"client_id": "page", "scopes": BOTH}, False),
        ({"client_id": "page", "scopes": [*BOTH, "account"], "folder": "Work"}, False),
        ({"scopes": [*BOTH, "account"]}, False),
    ],
)
def test_a_token_that_somebody_makes_at_our_page_outlives_it(counter: Counter, given: dict[str, Any], outlives: bool):
    counter.client = counter.service.clients.find(given.get("client_id", counter.client.id))
    maker = counter.redeem(counter.code(**given))
    made = personal(counter, counter.caller(maker), days=366)
    assert made.grant.parent == ("" if outlives else maker.grant.id)
    assert made.grant.expires_at == made.grant.created_at + (366 * DAY if outlives else 90 * DAY)
    counter.service.issuance.end(counter.caller(maker), maker.grant.id)
    assert [grant.id for grant in counter.service.grants.all(ADA)] == ([made.grant.id] if outlives else [])


def test_a_token_without_a_grant_makes_others_that_stand_alone(counter: Counter):
    assert personal(counter, Caller(ADA, "key")).grant.parent == ""


def test_a_token_is_renewed_for_as_long_as_it_was_good(counter: Counter, clock: Clock):
    first = personal(counter, Caller(ADA, "key"), days=2)
    clock.forward(DAY)
    second = counter.service.issuance.renew(counter.caller(first), address=ADDRESS)
    assert (second.expires_in, second.scope, second.grant.id) == (2 * DAY, "notes:read", first.grant.id)
    assert second.grant.expires_at == int(clock.now) + 2 * DAY
    assert counter.told()[-1] == ("token.refresh", "ok", "script", "", ADDRESS)


def test_a_clients_token_and_one_without_a_grant_are_not_renewed(counter: Counter):
    message = "This token cannot be renewed here. A client has a refresh token for that."
    for caller in (counter.caller(counter.redeem(counter.code())), Caller(ADA, "key")):
        assert words_of(counter.service.issuance.renew, caller, address="") == (message, "")


def test_ending_a_connection_ends_its_sessions_and_is_told(counter: Counter):
    issued = counter.redeem(counter.code())
    ours, other = (counter.service.sessions.start(ADA, "2025-06-18", "x", grant) for grant in (issued.grant.id, ""))
    counter.service.issuance.end(Caller(ADA, "page"), issued.grant.id)
    refused(counter.service.sessions.resume, ADA, ours)
    assert counter.service.sessions.resume(ADA, other).client == "x"
    assert counter.told()[-1] == ("grant.end", "ok", "page", "Editor", "")
    assert words_of(counter.service.issuance.end, Caller(ADA), "x")[0] == "There is no such connection."
