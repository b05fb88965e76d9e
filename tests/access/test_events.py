"""What stands in the activity and what in the log alone, in which order, and for how long."""

from collections.abc import Callable
from pathlib import Path

import pytest

from shared.access.audit import ACTIVITY, Audit, Line
from shared.access.gate import Caller
from shared.errors import Forbidden
from shared.storage.contract import Records
from tests.access.gatehouse import Full
from tests.conftest import ADA, BOB, Clock
from tests.shelves import local_shelves

DAY = 86_400


@pytest.fixture
def records(tmp_path: Path, clock: Clock) -> Records:
    return local_shelves(tmp_path, clock).records


def test_on_a_full_disk_an_event_is_in_the_log_alone(records: Records, clock: Clock, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="notes_vault.audit")
    activity = Audit(Full(records), keep_days=90, clock=clock)  # type: ignore[arg-type]
    activity.write(Caller(ADA, "editor", issued_at=1, expires_at=2), "write_note", "Moss.md", address="192.0.2.1")
    first, second = caplog.records
    assert (first.levelname, first.getMessage()) == ("ERROR", "an event is in this log alone: no space left")
    assert (second.name, second.getMessage()) == ("notes_vault.audit", f"write_note {ADA} ok")
    told = vars(second)
    assert (told["token_issued_at"], told["token_expires_at"], told["address"]) == (1, 2, "192.0.2.1")
    assert (told["error"], told["path"], told["client"]) == ("", "Moss.md", "editor")


def test_who_was_too_fast_stands_in_the_log_and_in_no_activity(
    records: Records, clock: Clock, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", logger="notes_vault.audit")
    activity, told = Audit(records, keep_days=90, clock=clock), []
    activity.watchers.append(lambda *event: told.append(event))
    activity.tell_limited(Caller(ADA, "editor"))
    activity.write_unknown("authenticate", "unauthorized", "expired token")
    assert told == [(ADA, "admit", "rate_limited", ""), ("", "authenticate", "unauthorized", "expired token")]
    first, second = caplog.records
    assert (first.getMessage(), vars(first)["client"], vars(first)["user_id"]) == (
        f"admit {ADA} rate_limited",
        "editor",
        ADA,
    )
    assert (second.getMessage(), vars(second)["address"]) == ("authenticate - unauthorized", "")
    assert activity.lines(ADA, lambda line: True) == []


def test_an_event_that_is_recorded_says_how_it_ended(records: Records, clock: Clock):
    activity = Audit(records, keep_days=1, clock=clock)
    caller = Caller(ADA, "editor", "g")
    assert activity.last_at(ADA) == 0
    with activity.recorded(caller, "write_note", "x" * 301):
        clock.forward(1.5)
    clock.forward(1)
    with pytest.raises(Forbidden), activity.recorded(caller, "write_note", "Moss.md"):
        raise Forbidden("No.", reason="a reason")
    with activity.refusals(caller, "write_note", "Moss.md"):
        """What succeeds is told by whoever does it."""
    second, first = activity.lines(ADA, lambda line: True)
    at = int(clock.now * 1000)
    assert first == Line(first.id, at - 1_000, "write_note", "ok", "editor", "g", "x" * 300, "")
    assert second == Line(second.id, at, "write_note", "forbidden", "editor", "g", "Moss.md", "")
    assert first.id.startswith(f"{at - 1_000:015d}#") and len(first.id) == 24
    assert activity.last_at(ADA) == clock.now
    clock.forward(DAY - 1)
    assert len(activity.lines(ADA, lambda line: True)) == 1
    clock.forward(1)
    assert activity.lines(ADA, lambda line: True) == []


def test_events_are_told_newest_first_in_pages_and_since_a_time(records: Records, clock: Clock):
    activity = Audit(records, keep_days=90, clock=clock)
    for number in range(120):
        activity.write(Caller(ADA), "read_note", str(number))
        clock.forward(1)
    first = activity.lines(ADA, lambda line: True)
    assert [line.target for line in first] == [str(number) for number in range(119, 19, -1)]
    second = activity.lines(ADA, lambda line: int(line.target) % 2 == 0, after=first[-1].id, limit=3)
    assert [line.target for line in second] == ["18", "16", "14"]
    since = int(clock.now) - 5
    assert len(activity.lines(ADA, lambda line: True, since=since)) == 5
    assert activity.lines(ADA, lambda line: True, limit=0) == []


def test_what_a_block_tells_is_written_when_whoever_serves_says_so(
    records: Records, clock: Clock, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", logger="notes_vault.audit")
    activity, moments = Audit(records, keep_days=90, clock=clock), list[Callable[[], None]]()
    activity.later = moments.append
    for user_id, path in ((ADA, "Moss.md"), (BOB, "Fern.md"), (ADA, "Lichen.md")):
        with activity.recorded(Caller(user_id), "read_note", path):
            clock.forward(1)
    assert records.under(ADA, ACTIVITY) == records.under(BOB, ACTIVITY) == caplog.records == []
    clock.forward(60)
    moments[0]()
    assert [record.value["target"] for record in records.under(ADA, ACTIVITY)] == ["Moss.md", "Lichen.md"]
    assert [record.value["target"] for record in records.under(BOB, ACTIVITY)] == ["Fern.md"]
    assert [told.getMessage() for told in caplog.records] == [
        f"read_note {ADA} ok",
        f"read_note {BOB} ok",
        f"read_note {ADA} ok",
    ]
    assert activity.last_at(ADA) == clock.now - 60
    for moment in moments:
        moment()
    assert len(caplog.records) == 3


def test_whoever_asks_finds_what_waits_to_be_written(records: Records, clock: Clock):
    activity = Audit(records, keep_days=90, clock=clock)
    activity.later = lambda work: None
    for number in range(120):
        with activity.recorded(Caller(ADA), "read_note", str(number)):
            clock.forward(1)
    assert activity.last_at(ADA) == clock.now
    assert len(activity.lines(ADA, lambda line: True, limit=1_000)) == 120
    clock.forward(1)
    with pytest.raises(Forbidden), activity.refusals(Caller(ADA), "write_note", "Moss.md"):
        raise Forbidden("No.")
    assert activity.lines(ADA, lambda line: True, limit=1)[0].outcome == "forbidden"


def test_what_is_no_block_is_written_at_once(records: Records, clock: Clock):
    activity = Audit(records, keep_days=90, clock=clock)
    activity.later = lambda work: None
    activity.write(Caller(ADA), "token.create", "notes")
    assert [record.value["action"] for record in records.under(ADA, ACTIVITY)] == ["token.create"]


def test_on_a_full_disk_each_of_several_events_is_in_the_log(
    records: Records, clock: Clock, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO", logger="notes_vault.audit")
    activity = Audit(Full(records), keep_days=90, clock=clock)  # type: ignore[arg-type]
    activity.later = lambda work: None
    for path in ("Moss.md", "Fern.md"):
        with activity.recorded(Caller(ADA), "read_note", path):
            clock.forward(1)
    activity.settle()
    assert [told.levelname for told in caplog.records] == ["ERROR", "INFO", "ERROR", "INFO"]
    assert [vars(told)["path"] for told in caplog.records[1::2]] == ["Moss.md", "Fern.md"]
