"""A note that is open while somebody else changes, moves or deletes it, and what can be done with it."""

import base64
import re

from playwright.sync_api import expect

from tests.page.person import Person
from tests.page.reader import opened

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
LONG = "Words to fill the page.\n\n" * 120


def test_a_change_by_somebody_else_appears_in_place_and_says_whose_it_is(guest: Person):
    text = opened(guest, "Live.md", f"start\n\n{LONG}the middle\n\n{LONG}")
    main = guest.page.locator("#main")
    guest.page.get_by_text("the middle").evaluate("element => element.scrollIntoView({ block: 'center' })")
    before = main.evaluate("element => element.scrollTop")
    assert before > 0
    guest.write("Live.md", f"start\n\n{LONG}the middle, changed\n\n{LONG}", client="Claude")
    guest.look()
    expect(text.get_by_text("the middle, changed")).to_be_in_viewport()
    notice = guest.page.get_by_role("status").filter(has_text="Changed by Claude just now")
    expect(notice.get_by_role("link")).to_have_attribute("href", "#/history/Live.md")
    assert main.evaluate("element => element.scrollTop") >= before
    expect(guest.row("Live").get_by_role("img")).to_have_count(0)
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def test_a_note_that_somebody_moves_is_followed(guest: Person):
    opened(guest, "Here.md", "the same text")
    guest.call("move_note", "Claude", path="Here.md", to="far/There.md")
    guest.look()
    guest.page.wait_for_url("**/#/note/far/There.md")
    expect(guest.page.get_by_role("status").filter(has_text="Moved here by Claude")).to_be_visible()
    expect(guest.page.get_by_text("the same text")).to_be_visible()


def test_a_note_that_somebody_deletes_can_be_had_back(guest: Person):
    text = opened(guest, "Dear.md", "do not lose me")
    guest.call("delete_note", "Claude", path="Dear.md")
    guest.look()
    notice = guest.page.get_by_role("status").filter(has_text="Deleted by Claude")
    expect(notice).to_be_visible()
    expect(text).to_contain_text("do not lose me")
    notice.get_by_role("button", name="Restore").click()
    expect(notice).to_have_count(0)
    expect(text).to_contain_text("do not lose me")
    assert guest.text("Dear.md") == "do not lose me"


def test_the_address_of_a_deleted_note_offers_to_restore_it(guest: Person):
    guest.write("Lost.md", "found again")
    guest.call("delete_note", path="Lost.md")
    guest.go("#/note/Lost.md")
    guest.button("Restore").click()
    expect(guest.page.get_by_text("found again")).to_be_visible()


def test_the_key_e_edits_unless_somebody_is_typing(guest: Person):
    opened(guest, "Keys.md", "text")
    guest.button("Search or do…").focus()
    guest.page.keyboard.press("e")
    guest.page.wait_for_url("**/#/note/Keys.md?edit=1")


def test_the_menu_of_a_note_works_by_keys_alone(guest: Person):
    guest.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guest.write("b/Twin.md", "other")
    opened(guest, "a/Twin.md", "text of the twin")
    guest.look()
    expect(guest.row("b")).to_be_visible()
    more = guest.page.locator(".note").get_by_role("button", name="More")
    more.focus()
    guest.page.keyboard.press("Enter")
    guest.page.keyboard.press("ArrowDown")
    expect(guest.page.get_by_role("menuitem", name="Copy link")).to_be_focused()
    guest.page.keyboard.press("Enter")
    expect(guest.page.get_by_text("Copied [[a/Twin]]")).to_be_visible()
    assert guest.page.evaluate("navigator.clipboard.readText()") == "[[a/Twin]]"
    more.click()
    with guest.page.expect_download() as download:
        guest.page.get_by_role("menuitem", name="Download").click()
    assert download.value.suggested_filename == "Twin.md"
    assert download.value.path().read_text() == "text of the twin"
    more.click()
    guest.page.keyboard.press("Escape")
    expect(more).to_be_focused()


def test_an_earlier_version_is_shown_as_one(guest: Person):
    version = guest.write("Old.md", "- [ ] as it was")
    text = opened(guest, "Old.md", "as it is", f"?version={version}")
    expect(text).to_contain_text("as it was")
    expect(text.get_by_role("checkbox")).to_be_disabled()
    guest.page.get_by_role("link", name="Open the note as it is now").click()
    expect(text).to_contain_text("as it is")


def test_a_file_is_shown_with_its_kind_and_can_be_had_or_moved(guest: Person):
    guest.attach("box/dot.png", PIXEL)
    guest.attach("box/data.csv", b"a,b\n1,2\n")
    guest.write("Uses.md", "The data: [[data.csv]]")
    guest.go("#/file/box/dot.png")
    expect(guest.page.get_by_role("img", name="dot.png")).to_be_visible()
    guest.go("#/file/box/data.csv")
    expect(guest.page.get_by_text("text/csv, 8 bytes")).to_be_visible()
    expect(guest.page.get_by_role("link", name=re.compile("Uses"))).to_be_visible()
    with guest.page.expect_download() as download:
        guest.button("Download").click()
    assert download.value.path().read_bytes() == b"a,b\n1,2\n"
    guest.button("More").click()
    guest.page.get_by_role("menuitem", name="Move or rename").click()
    guest.page.get_by_label("New path").fill("other/data.csv")
    guest.button("Move").click()
    guest.page.wait_for_url("**/#/file/other/data.csv")
    guest.button("More").click()
    guest.page.get_by_role("menuitem", name="Delete").click()
    guest.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    guest.page.wait_for_url("**/#/notes")


def test_a_note_is_found_in_whatever_case_its_address_is_written(guest: Person):
    guest.write("Mixed Case.md", "is here")
    guest.go("#/note/mixed%20case")
    guest.page.wait_for_url("**/#/note/Mixed%20Case.md")
    expect(guest.page.get_by_text("is here")).to_be_visible()
