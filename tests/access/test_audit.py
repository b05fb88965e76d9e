"""What a user did: found again, written to the log, and told to whoever counts."""

import pytest

from shared.access import audit
from shared.access.audit import Audit
from shared.access.gate import Caller
from tests.conftest import ADA, Clock
from tests.shelves import Shelves


@pytest.mark.parametrize("others", [3, 4, 7])
def test_an_event_is_found_however_many_have_followed(
    shelves: Shelves, clock: Clock, monkeypatch: pytest.MonkeyPatch, others: int
):
    monkeypatch.setattr(audit, "PAGE_MAX", 4)
    activity = Audit(shelves.records, keep_days=90, clock=clock)
    activity.write(Caller(ADA, "editor"), "write_note", "Moss.md")
    for _ in range(others):
        clock.forward(1)
        activity.write(Caller(ADA, "editor"), "read_note", "Moss.md")
    found = activity.lines(ADA, lambda line: line.action == "write_note")
    assert [(line.action, line.target) for line in found] == [("write_note", "Moss.md")]
    assert len(activity.lines(ADA, lambda line: True)) == others + 1


def test_an_event_that_is_about_nothing_in_particular_says_so(shelves: Shelves, clock: Clock):
    activity = Audit(shelves.records, keep_days=90, clock=clock)
    activity.write(Caller(ADA, "editor"), "token.create")
    [line] = activity.lines(ADA, lambda line: True)
    assert (line.outcome, line.target, line.address) == ("ok", "", "")


def test_an_event_is_a_line_of_the_log_with_its_facts(shelves: Shelves, clock: Clock, caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO", logger="notes_vault.audit")
    activity = Audit(shelves.records, keep_days=90, clock=clock)
    activity.write(Caller(ADA, "editor"), "write_note", "Moss.md", outcome="conflict", reason="another version")
    activity.write_unknown("authenticate", "unauthorized", "expired", address="192.0.2.1")
    known, unknown = (vars(record) for record in caplog.records)
    facts = {"action": "write_note", "outcome": "conflict", "error": "another version"}
    facts |= {"user_id": ADA, "client": "editor", "path": "Moss.md"}
    assert {name: known[name] for name in facts} == facts
    assert (unknown["action"], unknown["error"], unknown["address"]) == ("authenticate", "expired", "192.0.2.1")


def test_whoever_counts_is_told_of_every_event_and_every_request(shelves: Shelves, clock: Clock):
    told: list[tuple[str, str, str, str]] = []
    activity = Audit(shelves.records, keep_days=90, clock=clock)
    activity.watchers.append(lambda *event: told.append(event))
    activity.count_request(Caller(ADA, "editor"))
    activity.write(Caller(ADA, "editor"), "write_note", "Moss.md")
    activity.write_unknown("authenticate", "unauthorized", "expired")
    assert told == [
        (ADA, "request", "ok", ""),
        (ADA, "write_note", "ok", ""),
        ("", "authenticate", "unauthorized", "expired"),
    ]
