"""Somebody sees who did what in their vault."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.page.assistant import connected
from tests.page.person import Person
from tests.sign_in.house import House


@pytest.fixture
def busy(guest: Person, house: House) -> Person:
    """Somebody whose assistants have been at work: one wrote, the other was refused."""
    cursor, claude = connected(house, guest, "Cursor"), connected(house, guest, "Claude", scopes=["notes:read"])
    for number in range(3):
        cursor.call("write_note", path=f"Beans {number}", body="Sow in May")
    claude.call("search_notes", query="beans")
    assert claude.call("write_note", path="Beans 0", body="No")["code"] == "forbidden"
    return guest


def chart(guest: Person, title: str) -> Locator:
    return guest.page.get_by_role("figure", name=title)


def lines(guest: Person) -> Locator:
    return guest.page.get_by_role("list", name="Activity").get_by_role("listitem")


def test_calls_are_drawn_by_day_and_client_and_are_there_as_a_table(busy: Person):
    busy.go("#/activity")
    found = chart(busy, "Calls per day, by client")
    expect(found.get_by_role("img")).to_be_visible()
    expect(found.get_by_role("listitem").filter(has_text="Cursor")).to_have_text("Cursor 3")
    expect(found.get_by_role("listitem").filter(has_text="Claude")).to_have_text("Claude 2")
    found.locator("summary").press("Enter")
    expect(found.get_by_role("columnheader", name="Cursor")).to_be_visible()
    expect(found.get_by_role("cell", name="3", exact=True)).to_be_visible()


def test_tools_and_refusals_are_counted(busy: Person):
    busy.go("#/activity")
    expect(chart(busy, "Calls by tool").get_by_role("listitem").filter(has_text="write_note")).to_contain_text("4")
    refused = chart(busy, "Refused per day, by reason")
    expect(refused.get_by_role("listitem")).to_have_text("forbidden 1")


def test_other_days_may_be_chosen(busy: Person):
    busy.go("#/activity")
    busy.button("90 days").press("Enter")
    expect(busy.button("90 days")).to_have_attribute("aria-pressed", "true")
    expect(chart(busy, "Calls per day, by client").get_by_role("img", name="in 90 days")).to_be_visible()


def test_what_is_left_of_the_limits_is_shown(busy: Person):
    busy.go("#/activity")
    expect(busy.page.get_by_role("meter", name="of 600 left")).to_be_visible()
    expect(busy.page.get_by_role("meter", name="4 of 100,000")).to_be_visible()


def test_the_list_is_filtered_by_client_action_and_outcome(busy: Person):
    busy.go("#/activity")
    busy.page.get_by_role("combobox", name="Client").select_option("Claude")
    expect(lines(busy).filter(has_text="Cursor")).to_have_count(0)
    expect(lines(busy).filter(has_text="search_notes")).to_have_count(1)
    busy.page.get_by_role("combobox", name="Action").select_option("write_note")
    expect(lines(busy)).to_have_count(1)
    expect(lines(busy)).to_contain_text("forbidden")
    busy.page.get_by_role("combobox", name="Outcome").select_option("ok")
    expect(busy.page.get_by_text("Nothing like that was done.")).to_be_visible()


def test_the_list_is_filtered_by_day(busy: Person):
    busy.go("#/activity")
    busy.page.get_by_label("Until", exact=True).fill("2020-01-31")
    expect(busy.page.get_by_text("Nothing like that was done.")).to_be_visible()
    busy.page.get_by_label("Until", exact=True).fill("")
    busy.page.get_by_label("From", exact=True).fill("2020-01-31")
    expect(lines(busy).filter(has_text="Beans 2")).to_have_count(1)


def test_older_lines_come_when_they_are_asked_for(guest: Person, house: House):
    token = guest.server.token(guest.user_id)
    for number in range(52):
        house.call(token, "read_note", path=f"Note {number:02}")
    guest.go("#/activity")
    expect(lines(guest).filter(has_text="Note 51")).to_have_count(1)
    expect(lines(guest).filter(has_text="Note 00")).to_have_count(0)
    guest.button("More").click()
    expect(lines(guest).filter(has_text="Note 00")).to_have_count(1)
    expect(guest.button("More")).to_have_count(0)


def test_what_is_filtered_is_downloaded_as_a_table(busy: Person, tmp_path: Path):
    busy.go("#/activity")
    busy.page.get_by_role("combobox", name="Client").select_option("Cursor")
    expect(lines(busy).filter(has_text="Claude")).to_have_count(0)
    with busy.page.expect_download() as saved:
        busy.button("Download as CSV").click()
    saved.value.save_as(tmp_path / "activity.csv")
    head, *rows = (tmp_path / "activity.csv").read_text().splitlines()
    assert head.startswith("id,at,action,outcome,client")
    assert len(rows) == 5 and all(",Cursor," in row for row in rows)


def test_a_connection_leads_to_what_it_did(busy: Person):
    busy.go("#/account")
    busy.page.get_by_role("listitem").filter(has_text="Cursor").get_by_role("link", name="what it did").click()
    expect(lines(busy).filter(has_text="write_note")).to_have_count(3)
    expect(busy.page.get_by_role("combobox", name="Client")).to_have_value("Cursor")
    expect(lines(busy).filter(has_text="Claude")).to_have_count(0)
