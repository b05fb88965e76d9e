"""Somebody looks at what was done in their vault, and takes it back: the timeline, a note's versions, the trash."""

import re

from playwright.sync_api import Locator, Route, expect

from tests.page.person import Person

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
"""Have the page look for changes now, as when somebody comes back to it."""


def changes(guest: Person) -> Locator:
    return guest.page.get_by_role("article").locator("ol.changes > li")


def undo_dialog(guest: Person) -> Locator:
    return guest.page.get_by_role("dialog")


def test_the_timeline_tells_who_did_what_to_which_notes(guest: Person):
    guest.write("Plan.md", "One.", client="Claude")
    guest.call("edit_note", client="Cursor", path="Plan.md", do="append", text="Two.")
    guest.go("#/history")
    expect(changes(guest).first).to_contain_text("Cursor")
    expect(changes(guest).first).to_contain_text("edited 1 note")
    expect(changes(guest).first.get_by_role("link", name="Plan.md")).to_be_visible()
    expect(changes(guest).nth(1)).to_contain_text("created 1 note")
    guest.page.get_by_label("Made by").select_option("Claude")
    expect(changes(guest)).to_have_count(1)
    expect(changes(guest)).to_contain_text("Claude")
    guest.button("Show all").click()
    expect(changes(guest).nth(1)).to_be_visible()
    guest.page.get_by_label("From").fill("2099-01-01T00:00")
    expect(guest.page.get_by_text("Nothing was changed.")).to_be_visible()


def test_a_change_opens_to_the_lines_that_came_and_went(guest: Person):
    guest.write("Plan.md", "Keep\nOld line\n")
    guest.write("Plan.md", "Keep\nNew line\n")
    guest.go("#/history")
    changes(guest).first.get_by_role("button", name="What changed").click()
    lines = guest.page.get_by_role("list", name="What changed in Plan.md").get_by_role("listitem")
    expect(lines).to_have_text(["Line 2", "−removed: Old line", "+added: New line"])


def test_a_change_by_somebody_else_comes_into_the_timeline_by_itself(guest: Person):
    guest.go("#/history")
    expect(changes(guest).first).to_be_visible()
    guest.write("Fresh.md", "New.", client="Claude")
    guest.page.evaluate(LOOK)
    expect(changes(guest).first).to_contain_text("Fresh.md")


def test_everything_that_one_client_did_is_undone_but_not_what_another_did_after_it(guest: Person):
    for name in ("Plan", "Shared"):
        guest.write(f"{name}.md", f"{name} by Claude.", client="Claude")
        guest.write(f"{name}.md", f"{name} by Cursor.", client="Cursor")
    guest.write("Extra.md", "By Cursor.", client="Cursor")
    guest.write("Shared.md", "Shared by Claude again.", client="Claude")
    guest.go("#/history")
    guest.page.get_by_text("Undo everything that somebody did").click()
    guest.page.get_by_label("Done by").select_option("Cursor")
    guest.button("Show what would happen").click()
    expect(undo_dialog(guest)).to_contain_text("3 changes chosen")
    expect(undo_dialog(guest)).to_contain_text("Claude changed it afterwards.")
    assert guest.text("Plan.md") == "Plan by Cursor."
    guest.button("Undo 3 changes").click()
    expect(undo_dialog(guest).get_by_role("heading", name="Undone")).to_be_visible()
    expect(undo_dialog(guest).get_by_role("link", name="Plan.md")).to_be_visible()
    assert guest.text("Plan.md") == "Plan by Claude."
    assert guest.text("Shared.md") == "Shared by Claude again."
    expect(guest.row("Extra")).to_have_count(0)
    undo_dialog(guest).get_by_role("link", name="Plan.md").click()
    expect(guest.page).to_have_url(re.compile(r"#/note/Plan\.md$"))


def test_chosen_changes_are_undone_together(guest: Person):
    guest.write("One.md", "first")
    guest.write("One.md", "second")
    guest.write("Two.md", "to go")
    guest.go("#/history")
    for number in (0, 1):
        changes(guest).nth(number).get_by_role("checkbox").check()
    guest.button("Undo…").click()
    expect(undo_dialog(guest)).to_contain_text("To be moved to the trash")
    guest.button("Undo 2 changes").click()
    expect(undo_dialog(guest)).to_contain_text("2 changes undone.")
    undo_dialog(guest).get_by_role("button", name="Close").last.click()
    expect(guest.page.get_by_text("2 changes chosen")).to_have_count(0)
    expect(changes(guest).first).to_contain_text("took back changes")
    assert guest.text("One.md") == "first"


def test_an_undo_that_is_thought_better_of_changes_nothing(guest: Person):
    guest.write("One.md", "first")
    guest.go("#/history")
    changes(guest).first.get_by_role("button", name="What changed").click()
    guest.button("Undo this change").click()
    expect(guest.button("Undo 1 change")).to_be_visible()
    guest.page.keyboard.press("Escape")
    expect(undo_dialog(guest)).to_have_count(0)
    assert guest.text("One.md") == "first"


def test_two_versions_of_a_note_stand_side_by_side(guest: Person):
    for text in ("one\n", "one\ntwo\n", "one\ntwo\nthree\n"):
        guest.write("Plan.md", text)
    guest.go("#/history/Plan.md")
    older = guest.page.get_by_role("textbox", name="The older version")
    newer = guest.page.get_by_role("textbox", name="The newer version")
    expect(newer).to_contain_text("three")
    expect(older).to_contain_text("two")
    boxes = guest.page.get_by_role("checkbox", name="Compare")
    boxes.nth(2).check()
    expect(older).not_to_contain_text("two")
    expect(newer).to_contain_text("three")
    expect(boxes.nth(1)).not_to_be_checked()


def test_on_a_phone_both_versions_are_one_text(guest: Person):
    guest.page.set_viewport_size({"width": 390, "height": 820})
    guest.write("Plan.md", "one\nold\n")
    guest.write("Plan.md", "one\nnew\n")
    guest.go("#/history/Plan.md")
    both = guest.page.get_by_role("textbox", name="Both versions")
    expect(both).to_contain_text("old")
    expect(both).to_contain_text("new")


def test_an_earlier_version_is_restored(guest: Person):
    guest.write("Plan.md", "before")
    guest.write("Plan.md", "after")
    guest.go("#/history/Plan.md")
    guest.button("Restore this version").click()
    undo_dialog(guest).get_by_role("button", name="Restore").click()
    expect(guest.page.get_by_text("Restored Plan.md.")).to_be_visible()
    expect(changes(guest)).to_have_count(3)
    assert guest.text("Plan.md") == "before"
    opened = changes(guest).nth(1).get_by_role("link", name="Open as it was")
    expect(opened).to_have_attribute("href", re.compile(r"#/note/Plan\.md\?version=\d+$"))


def test_a_deleted_note_has_its_history_and_comes_back_from_there(guest: Person):
    guest.write("Gone.md", "still known")
    guest.call("delete_note", path="Gone.md")
    guest.page.reload()
    guest.go("#/history/Gone.md")
    expect(changes(guest).first).to_contain_text("deleted")
    expect(guest.page.get_by_text("This note is in the trash.")).to_be_visible()
    guest.page.get_by_role("button", name="Restore", exact=True).click()
    expect(guest.row("Gone")).to_be_visible()
    assert guest.text("Gone.md") == "still known"


def test_a_note_that_never_was_has_no_history(guest: Person):
    guest.go("#/history/Nowhere.md")
    expect(guest.page.get_by_role("alert")).to_contain_text("no such note")


def test_an_empty_trash_says_so(guest: Person):
    guest.go("#/trash")
    expect(guest.page.get_by_text("The trash is empty.")).to_be_visible()


def test_notes_come_back_from_the_trash(guest: Person):
    for name in ("One", "Two", "Other"):
        guest.write(f"old/{name}.md", f"Text of {name}.")
        guest.call("delete_note", client="Claude", path=f"old/{name}.md")
    guest.go("#/trash")
    entries = guest.page.get_by_role("article").locator("ul.changes > li")
    expect(entries).to_have_count(3)
    expect(entries.first).to_contain_text("Claude")
    guest.button("Look at it: old/Two.md").click()
    expect(guest.page.get_by_text("Text of Two.")).to_be_visible()
    guest.page.get_by_role("searchbox", name="Filter the trash").fill("o.md")
    expect(entries).to_have_count(1)
    guest.button("Restore old/Two.md").click()
    expect(guest.page.get_by_text("Restored old/Two.md.")).to_be_visible()
    guest.page.get_by_role("searchbox", name="Filter the trash").fill("")
    guest.page.get_by_role("checkbox", name="All").check()
    guest.button("Restore 2 notes").click()
    expect(guest.page.get_by_text("The trash is empty.")).to_be_visible()
    assert guest.text("old/Other.md") == "Text of Other."


def test_what_is_chosen_while_another_comes_back_stays_chosen(guest: Person):
    for name in ("One", "Two"):
        guest.write(f"{name}.md", f"Text of {name}.")
        guest.call("delete_note", path=f"{name}.md")
    guest.go("#/trash")
    expect(guest.button("Restore Two.md")).to_be_visible()
    held: list[Route] = []
    guest.page.route("**/mcp", lambda route: held.append(route))
    guest.button("Restore Two.md").click()
    guest.page.get_by_role("checkbox", name="Choose One.md").check()
    expect(guest.button("Restore 1 note")).to_be_disabled()
    for request in held:
        request.continue_()
    guest.page.unroute("**/mcp")
    expect(guest.page.get_by_text("Restored Two.md.")).to_be_visible()
    guest.button("Restore 1 note").click()
    expect(guest.page.get_by_text("The trash is empty.")).to_be_visible()


def test_a_note_in_the_trash_does_not_silently_replace_a_new_one_of_its_name(guest: Person):
    guest.write("Same.md", "old")
    guest.call("delete_note", path="Same.md")
    guest.write("Same.md", "new")
    guest.page.reload()
    guest.go("#/trash")
    guest.button("Restore Same.md").click()
    undo_dialog(guest).get_by_role("button", name="Cancel").click()
    assert guest.text("Same.md") == "new"
    guest.button("Restore Same.md").click()
    undo_dialog(guest).get_by_role("button", name="Replace").click()
    expect(guest.page.get_by_text("Restored Same.md.")).to_be_visible()
    assert guest.text("Same.md") == "old"
