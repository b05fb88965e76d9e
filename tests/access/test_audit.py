"""What a user did, found again."""

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
