"""Grants: what stands when the storage does not answer, how they are listed, and what ends with them."""

from typing import Any

import pytest

from shared.access.grants import Grants
from shared.errors import OAuthError, Unavailable
from shared.storage.contract import Records, Write
from tests.conftest import ADA, Clock
from tests.shelves import Shelves

CLIENT = {"client": "editor", "client_id": "client-1", "scopes": ["notes:read"]}


class NotAnswering:
    """Records whose next commit is not answered, before or after it took effect."""

    def __init__(self, records: Records, *, takes_effect: bool) -> None:
        self._records = records
        self._takes_effect = takes_effect
        self._is_due = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write, **how: Any) -> None:
        is_due, self._is_due = self._is_due, False
        if not is_due or self._takes_effect:
            self._records.commit(user_id, *writes, **how)
        if is_due:
            raise Unavailable("The storage did not answer.")


@pytest.fixture
def grants(shelves: Shelves, clock: Clock) -> Grants:
    return Grants(shelves.records, refresh_days=90, clock=clock)


def test_a_refresh_whose_commit_took_effect_without_an_answer_gives_its_token(
    grants: Grants, shelves: Shelves, clock: Clock
):
    first = grants.start_with_refresh(ADA, **CLIENT)
    silent = Grants(NotAnswering(shelves.records, takes_effect=True), refresh_days=90, clock=clock)
    second = silent.rotate(first.token, "client-1")
    assert grants.rotate(second.token, "client-1").grant.id == first.grant.id


def test_a_refresh_whose_commit_did_not_happen_is_told_and_its_token_stays_good(
    grants: Grants, shelves: Shelves, clock: Clock
):
    first = grants.start_with_refresh(ADA, **CLIENT)
    silent = Grants(NotAnswering(shelves.records, takes_effect=False), refresh_days=90, clock=clock)
    with pytest.raises(Unavailable):
        silent.rotate(first.token, "client-1")
    assert grants.rotate(first.token, "client-1").grant.id == first.grant.id


def test_a_connection_that_ends_while_it_is_refreshed_stays_ended(grants: Grants, shelves: Shelves, clock: Clock):
    class Ending(NotAnswering):
        """The connection is ended by somebody else before the answer that does not come."""

        def commit(self, user_id: str, *writes: Write, **how: Any) -> None:
            shelves.records.commit(user_id, Write(writes[0].key, None))
            super().commit(user_id, *writes, **how)

    first = grants.start_with_refresh(ADA, **CLIENT)
    ending = Grants(Ending(shelves.records, takes_effect=False), refresh_days=90, clock=clock)
    with pytest.raises(Unavailable):
        ending.rotate(first.token, "client-1")
    with pytest.raises(OAuthError):
        grants.rotate(first.token, "client-1")
    assert grants.all(ADA) == []


def test_the_connection_that_was_used_last_is_listed_first(grants: Grants, clock: Clock):
    first, second, third = (grants.start(ADA, kind="token", client=str(n), scopes=["notes:read"]) for n in range(3))
    for seconds, grant in ((10, second), (20, third), (30, first)):
        clock.forward(seconds)
        grants.see(ADA, *grants.standing(ADA, grant.id)[:2], "")
    assert [grant.id for grant in grants.all(ADA)] == [first.id, third.id, second.id]


def test_a_connection_tells_when_and_from_where_it_was_used_last(grants: Grants, clock: Clock):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read"], address="192.0.2.1")
    assert not made.is_used
    grants.see(ADA, *grants.standing(ADA, made.id)[:2], "192.0.2.7")
    [seen] = grants.all(ADA)
    assert (seen.is_used, seen.seen_at, seen.address) == (True, made.created_at + 1, "192.0.2.7")
    clock.forward(60)
    grants.see(ADA, *grants.standing(ADA, made.id)[:2], "")
    [again] = grants.all(ADA)
    assert (again.seen_at, again.address) == (made.created_at + 60, "192.0.2.7")


def test_a_use_that_is_written_down_late_undoes_no_change(grants: Grants):
    made = grants.start(ADA, kind="token", client="script", scopes=["notes:read", "notes:write"])
    before, version, _ = grants.standing(ADA, made.id)
    grants.change(ADA, made.id, scopes=["notes:read"], folder="Garden")
    grants.see(ADA, before, version, "192.0.2.7")
    [kept] = grants.all(ADA)
    assert (kept.scopes, kept.folder) == (("notes:read",), "Garden")


def test_however_many_a_grant_has_made_they_end_with_it(grants: Grants):
    parent = grants.start(ADA, kind="oauth", client="editor", scopes=["notes:read"])
    for number in range(120):
        grants.start(ADA, kind="token", client=f"script {number}", scopes=["notes:read"], parent=parent.id)
    grants.end(ADA, parent.id)
    assert grants.all(ADA) == []
