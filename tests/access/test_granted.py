"""Grants, by what they hold, how long they last, and what the log is told when one is refused."""

from pathlib import Path
from typing import Any

import pytest

from shared.access.grants import Grant, Grants, with_implied
from shared.access.hashes import hashed
from shared.errors import NotFound, OAuthError, Unauthorized
from shared.storage.contract import Records
from tests.access.refused import refused, words_of
from tests.conftest import ADA, BOB, Clock
from tests.shelves import local_shelves

DAY, YEAR = 86_400, 366 * 86_400
NOT_VALID = "This code or refresh token is not valid any more."
CLIENT: dict[str, Any] = {"client": "editor", "client_id": "client-1", "scopes": ["notes:read"]}


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Records:
    return local_shelves(tmp_path, clock).records


@pytest.fixture
def grants(records: Records, clock: Clock) -> Grants:
    return Grants(records, refresh_days=90, clock=clock)


def test_a_grant_holds_what_it_was_made_with(grants: Grants, clock: Clock):
    now = int(clock.now)
    plain = grants.start(ADA, kind="token", client="script", scopes=["notes:read"])
    assert plain == Grant(plain.id, "token", "", "script", ("notes:read",), now, now, now + 90 * DAY)
    assert (plain.folder, plain.address, plain.family, plain.refresh, plain.parent) == ("", "", "", "", "")
    facts: dict[str, Any] = {"client_id": "client-1", "folder": "Work", "address": "192.0.2.1", "expires_in": 60}
    whole = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:write"], refresh=("f", "s"), **facts)
    made = Grant(whole.id, "oauth", "client-1", "editor", ("notes:write",), now, now, now + 60, "Work", "192.0.2.1")
    assert whole == Grant.of({**made.value(), "family": hashed("f"), "refresh": hashed("s")})
    assert len(whole.id) == 24 and whole.id != plain.id
    assert {grant.id for grant in grants.all(ADA)} == {plain.id, whole.id}
    assert grants.standing(ADA, whole.id)[0] == whole


@pytest.mark.parametrize(("expires_in", "seconds"), [(None, 90 * DAY), (0, 0), (YEAR, YEAR), (YEAR + 1, YEAR)])
def test_a_grant_lasts_for_a_year_at_most(grants: Grants, clock: Clock, expires_in: int | None, seconds: int):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read"], expires_in=expires_in)
    assert made.expires_at == int(clock.now) + seconds


def test_a_grant_that_is_over_is_none(grants: Grants, clock: Clock):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read"], expires_in=60)
    clock.forward(59)
    assert grants.standing(ADA, made.id)[0] == made
    clock.forward(1)
    refusal = refused(grants.standing, ADA, made.id)
    assert isinstance(refusal, Unauthorized) and refusal.reason == "the grant has ended"
    assert grants.all(ADA) == []


def test_of_somebody_elses_grant_nothing_is_known(grants: Grants):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read"])
    for act in (
        lambda: grants.end(BOB, made.id),
        lambda: grants.change(BOB, made.id, scopes=["notes:read"], folder=""),
        lambda: grants.renew(BOB, made.id, expires_in=60),
        lambda: grants.start(BOB, kind="token", client="script", scopes=["notes:read"], parent=made.id),
    ):
        refusal = refused(act)
        assert isinstance(refusal, NotFound) and refusal.message == "There is no such connection."
    assert grants.all(ADA) == [made]


@pytest.mark.parametrize("scope", ["notes:read", "notes:write", "account"])
def test_who_may_write_may_read(scope: str):
    held = {"notes:write": {"notes:write", "notes:read"}}.get(scope, {scope})
    assert with_implied([scope]) == held


@pytest.mark.parametrize(
    ("scopes", "folder", "narrower"),
    [
        (["notes:read", "account"], "", (("notes:read",), "Work")),
        (["notes:write"], "Work/Deep", ((), "Work/Deep")),
        (["notes:read"], "Work", (("notes:read",), "Work")),
        (["notes:read"], "Workshop", (("notes:read",), "Work")),
        (["notes:read"], "Private", (("notes:read",), "Work")),
    ],
)
def test_a_grant_that_another_made_does_no_more_than_that(
    grants: Grants, scopes: list[str], folder: str, narrower: tuple[tuple[str, ...], str]
):
    parent = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:read"], folder="Work", expires_in=60)
    made = grants.start(ADA, kind="token", client="script", scopes=scopes, folder=folder, parent=parent.id)
    assert (made.scopes, made.folder) == narrower
    assert (made.expires_at, made.parent) == (parent.expires_at, parent.id)


def test_what_a_grant_made_ends_no_later_and_where_it_wants_sooner(grants: Grants):
    parent = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:write"], expires_in=600)
    facts: dict[str, Any] = {"kind": "token", "client": "script", "scopes": ["notes:read"], "parent": parent.id}
    assert grants.start(ADA, **facts, folder="Work", expires_in=60).expires_at == parent.expires_at - 540
    free = grants.start(ADA, **facts, folder="Work", expires_in=6_000)
    assert (free.expires_at, free.folder, free.scopes) == (parent.expires_at, "Work", ("notes:read",))


def test_a_grant_that_may_do_less_takes_what_it_made_along(grants: Grants):
    first = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:read", "notes:write"])
    facts: dict[str, Any] = {"kind": "token", "client": "script", "scopes": ["notes:read", "notes:write"]}
    second = grants.start(ADA, **facts, parent=first.id)
    third = grants.start(ADA, **facts, parent=second.id, folder="Work/Deep")
    other = grants.start(ADA, **facts)
    changed = grants.change(ADA, first.id, scopes=["notes:read"], folder="Work")
    assert (changed.scopes, changed.folder) == (("notes:read",), "Work")
    now = {grant.id: (grant.scopes, grant.folder) for grant in grants.all(ADA)}
    assert now[first.id] == now[second.id] == (("notes:read",), "Work")
    assert now[third.id] == (("notes:read",), "Work/Deep")
    assert now[other.id] == (("notes:read", "notes:write"), "")
    assert grants.end(ADA, first.id) == changed
    assert grants.all(ADA) == [other]


def test_a_grant_is_renewed_within_its_year_and_that_of_who_made_it(grants: Grants, clock: Clock):
    parent = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:read"])
    child = grants.start(ADA, kind="token", client="script", scopes=["notes:read"], expires_in=60, parent=parent.id)
    clock.forward(30)
    assert grants.renew(ADA, child.id, expires_in=60).expires_at == child.expires_at + 30
    assert grants.renew(ADA, child.id, expires_in=YEAR).expires_at == parent.expires_at
    assert grants.renew(ADA, parent.id, expires_in=YEAR).expires_at == parent.created_at + YEAR
    assert grants.renew(ADA, parent.id, expires_in=60).expires_at == int(clock.now) + 60
    assert grants.standing(ADA, parent.id)[0].expires_at == int(clock.now) + 60


@pytest.mark.parametrize(("seconds", "is_due"), [(0, False), (299, False), (300, True)])
def test_a_use_is_written_down_at_first_and_every_five_minutes(
    grants: Grants, clock: Clock, seconds: int, is_due: bool
):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read"])
    assert grants.is_due(made)
    clock.forward(1)
    grants.see(ADA, *grants.standing(ADA, made.id)[:2], "")
    clock.forward(seconds)
    assert grants.is_due(grants.all(ADA)[0]) == is_due


def test_a_refresh_token_names_its_grant_and_is_good_once(grants: Grants, clock: Clock):
    first = grants.start_with_refresh(ADA, folder="Work", address="192.0.2.1", **CLIENT)
    user_id, grant_id, family, secret = first.token.split(".")
    assert (user_id, grant_id, first.user_id) == (ADA, first.grant.id, ADA)
    assert (first.grant.kind, first.grant.client_id, first.grant.folder) == ("oauth", "client-1", "Work")
    assert len(family) == len(secret) == 43 and family != secret
    assert (first.grant.family, first.grant.refresh) == (hashed(family), hashed(secret))
    clock.forward(DAY)
    second = grants.rotate(first.token, "client-1")
    assert second.token.startswith(f"{ADA}.{grant_id}.{family}.") and second.token != first.token
    assert (second.user_id, second.grant.seen_at) == (ADA, int(clock.now))
    assert second.grant.expires_at == int(clock.now) + 90 * DAY
    assert grants.standing(ADA, grant_id)[0] == second.grant


def test_a_connection_is_refreshed_for_a_year_and_no_longer(grants: Grants, clock: Clock):
    last = grants.start_with_refresh(ADA, **CLIENT)
    for _ in range(5):
        clock.forward(70 * DAY)
        last = grants.rotate(last.token, "client-1")
    assert last.grant.expires_at == last.grant.created_at + YEAR


def test_a_refresh_token_that_is_used_twice_ends_its_grant_and_what_that_made(grants: Grants):
    first = grants.start_with_refresh(ADA, **CLIENT)
    grants.start(ADA, kind="token", client="script", scopes=["notes:read"], parent=first.grant.id)
    grants.rotate(first.token, "client-1")
    refusal = refused(grants.rotate, first.token, "client-1")
    assert isinstance(refusal, OAuthError) and refusal.error == "invalid_grant"
    reason = "a refresh token was used twice, so its grant was ended"
    assert (refusal.message, refusal.reason, refusal.details) == (NOT_VALID, reason, {"user_id": ADA})
    assert grants.all(ADA) == []


def test_of_two_refreshes_at_once_one_is_the_second_use(
    grants: Grants, records: Records, monkeypatch: pytest.MonkeyPatch
):
    first, commit = grants.start_with_refresh(ADA, **CLIENT), records.commit

    def meanwhile(*given: Any, **how: Any) -> None:
        monkeypatch.undo()
        grants.rotate(first.token, "client-1")
        commit(*given, **how)

    monkeypatch.setattr(records, "commit", meanwhile)
    reason = "a refresh token was used twice, so its grant was ended"
    assert words_of(grants.rotate, first.token, "client-1") == (NOT_VALID, reason)
    assert grants.all(ADA) == []


@pytest.mark.parametrize(
    ("changed", "client_id", "reason"),
    [
        ("{user}.{grant}.{family}.{secret}", "client-2", "a refresh token that is not this grant's or client's"),
        ("{user}.{grant}.x.{secret}", "client-1", "a refresh token that is not this grant's or client's"),
        ("{user}.x.{family}.{secret}", "client-1", "an unknown refresh token"),
        ("hf-bob.{grant}.{family}.{secret}", "client-1", "an unknown refresh token"),
        ("{user}.{grant}.{family}", "client-1", "an unknown refresh token"),
        ("{user}.{grant}.{family}.{secret}.x", "client-1", "an unknown refresh token"),
        ("{user}.{grant}..{secret}", "client-1", "an unknown refresh token"),
        ("{user}.{grant}.{family}.é", "client-1", "an unknown refresh token"),
        ("{user}.{grant}.{family}." + "x" * 65, "client-1", "an unknown refresh token"),
        ("", "client-1", "an unknown refresh token"),
    ],
)
def test_a_refresh_token_that_is_not_the_clients_is_refused_and_ends_nothing(
    grants: Grants, changed: str, client_id: str, reason: str
):
    first = grants.start_with_refresh(ADA, **CLIENT)
    names = dict(zip(("user", "grant", "family", "secret"), first.token.split("."), strict=True))
    refusal = refused(grants.rotate, changed.format(**names), client_id)
    assert (refusal.message, refusal.reason, refusal.details) == (NOT_VALID, reason, {"user_id": ""})
    assert grants.rotate(first.token, "client-1").grant.id == first.grant.id


def test_a_part_of_a_refresh_token_has_sixty_four_characters_at_most(grants: Grants):
    first = grants.start_with_refresh("a" * 64, **CLIENT)
    assert grants.rotate(first.token, "client-1").user_id == "a" * 64


def test_a_client_revokes_its_own_refresh_token_used_or_not(grants: Grants):
    first = grants.start_with_refresh(ADA, **CLIENT)
    grants.rotate(first.token, "client-1")
    user_id, grant_id, _, secret = first.token.split(".")
    assert grants.revoke(first.token, "client-2") is None
    assert grants.revoke(f"{user_id}.{grant_id}.x.{secret}", "client-1") is None
    assert grants.revoke("x", "client-1") is None
    assert len(grants.all(ADA)) == 1
    assert grants.revoke(first.token, "client-1") == ADA
    assert grants.all(ADA) == []


def test_tokens_of_an_account_that_was_deleted_are_no_longer_good(grants: Grants, clock: Clock):
    grants.check_account(ADA, clock.now)
    grants.end_account(ADA, keep_seconds=60)
    refusal = refused(grants.check_account, ADA, clock.now)
    assert isinstance(refusal, Unauthorized) and refusal.reason == "the account was deleted"
    grants.check_account(ADA, clock.now + 1)
    grants.check_account(BOB, clock.now)
    clock.forward(59)
    assert words_of(grants.check_account, ADA, clock.now - 60)[1] == "the account was deleted"
    clock.forward(1)
    grants.check_account(ADA, clock.now - 60)
