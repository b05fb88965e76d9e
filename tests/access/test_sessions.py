"""Sessions of the protocol versions that have them, on both backends."""

import json

import pytest

from shared.access.sessions import Sessions
from shared.errors import NotFound
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock
from tests.shelves import Shelves

DAY = 86_400
IDLE_SECONDS = 7 * DAY


@pytest.fixture
def sessions(shelves: Shelves, clock: Clock) -> Sessions:
    return Sessions(shelves.records, idle_seconds=IDLE_SECONDS, clock=clock)


def refusal_of(sessions: Sessions, user_id: str, session_id: str) -> str:
    with pytest.raises(NotFound) as refusal:
        sessions.resume(user_id, session_id)
    assert refusal.value.details == {}
    return refusal.value.message


def test_a_session_remembers_the_version_and_the_client(sessions: Sessions):
    session = sessions.resume(ADA, sessions.start(ADA, "2025-06-18", "editor"))
    assert (session.protocol_version, session.client) == ("2025-06-18", "editor")


def test_an_id_is_visible_ascii_and_never_the_same(sessions: Sessions):
    # 2025-11-25, Session Management: 0x21 to 0x7E, unguessable
    ids = [sessions.start(ADA, "2025-06-18", "editor") for _ in range(20)]
    assert len(set(ids)) == 20
    for session_id in ids:
        assert len(session_id) >= 32
        assert all(0x21 <= ord(character) <= 0x7E for character in session_id)


def test_what_lies_on_the_shelves_cannot_be_used_as_an_id(sessions: Sessions, shelves: Shelves):
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    [record] = shelves.records.under(ADA, "session#")
    assert session_id not in record.key + json.dumps(record.value)
    for stolen in (record.key, record.key.removeprefix("session#")):
        refusal_of(sessions, ADA, stolen)


def test_unknown_foreign_ended_and_expired_sessions_look_alike(sessions: Sessions, clock: Clock):
    expired = sessions.start(ADA, "2025-06-18", "editor")
    clock.forward(IDLE_SECONDS)
    foreign, ended = sessions.start(BOB, "2025-06-18", "editor"), sessions.start(ADA, "2025-06-18", "editor")
    sessions.end(ADA, ended)
    odd = ("unknown", "", "../head", "session#", "é", "x" * 100_000)
    assert len({refusal_of(sessions, ADA, session_id) for session_id in (expired, foreign, ended, *odd)}) == 1


def test_a_session_is_ended_by_its_user_and_nobody_else(sessions: Sessions):
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    with pytest.raises(NotFound):
        sessions.end(BOB, session_id)
    sessions.resume(ADA, session_id)
    sessions.end(ADA, session_id)
    with pytest.raises(NotFound):
        sessions.end(ADA, session_id)


def test_ending_one_session_leaves_the_others(sessions: Sessions):
    first, second = (sessions.start(ADA, "2025-06-18", client) for client in ("editor", "phone"))
    sessions.end(ADA, first)
    assert sessions.resume(ADA, second).client == "phone"


def test_a_session_left_alone_runs_out(sessions: Sessions, clock: Clock):
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    clock.forward(IDLE_SECONDS - 1)
    sessions.resume(ADA, session_id)
    clock.forward(IDLE_SECONDS)
    refusal_of(sessions, ADA, session_id)


@pytest.mark.parametrize("idle_seconds", [60, IDLE_SECONDS])
def test_a_session_in_use_does_not_run_out(shelves: Shelves, clock: Clock, idle_seconds: int):
    sessions = Sessions(shelves.records, idle_seconds=idle_seconds, clock=clock)
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    for _ in range(30):
        clock.forward(idle_seconds * 0.45)
        sessions.resume(ADA, session_id)


def test_using_a_session_often_writes_seldom(sessions: Sessions, shelves: Shelves, clock: Clock):
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    for _ in range(60):
        sessions.resume(ADA, session_id)
        clock.forward(60)
    [record] = shelves.records.under(ADA, "session#")
    assert record.version <= 2


def test_a_session_keeps_when_it_was_started(sessions: Sessions, shelves: Shelves, clock: Clock):
    began = int(clock.now)
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    clock.forward(DAY)
    sessions.resume(ADA, session_id)
    [record] = shelves.records.under(ADA, "session#")
    assert (record.value["started_at"], record.value["seen_at"]) == (began, began + DAY)


def test_a_session_is_resumed_by_any_process(sessions: Sessions, shelves: Shelves, clock: Clock):
    session_id = sessions.start(ADA, "2025-06-18", "editor")
    elsewhere = Sessions(shelves.records, idle_seconds=IDLE_SECONDS, clock=clock)
    assert elsewhere.resume(ADA, session_id).client == "editor"
    elsewhere.end(ADA, session_id)
    refusal_of(sessions, ADA, session_id)


def test_a_session_ended_while_it_is_resumed_stays_ended(shelves: Shelves, clock: Clock):
    class EndedMeanwhile:
        """The records, as another process changes them between our reading and our writing."""

        def __getattr__(self, name: str):
            return getattr(shelves.records, name)

        def commit(self, user_id: str, *writes: Write) -> None:
            shelves.records.commit(user_id, Write(writes[0].key, None))
            shelves.records.commit(user_id, *writes)

    session_id = Sessions(shelves.records, idle_seconds=IDLE_SECONDS, clock=clock).start(ADA, "2025-06-18", "editor")
    clock.forward(DAY)
    with pytest.raises(NotFound):
        Sessions(EndedMeanwhile(), idle_seconds=IDLE_SECONDS, clock=clock).resume(ADA, session_id)
    assert shelves.records.under(ADA, "session#") == []
