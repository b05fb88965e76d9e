"""What is typed is kept until it is saved, and put together with what others write meanwhile."""

import pytest
from playwright.sync_api import expect

from tests.page.editor import edit, save, state
from tests.page.person import Person, stored


def test_what_was_not_saved_is_offered_after_a_reload(guest: Person):
    text = edit(guest, "Plan.md", "one\n")
    text.press("Control+End")
    text.press_sequentially("two")
    guest.page.reload()
    expect(guest.page.get_by_role("heading", name="You have unsaved text")).to_be_visible()
    expect(guest.page.get_by_role("region", name="Difference")).to_contain_text("two")
    guest.button("Go on with it").click()
    expect(text).to_contain_text("two")
    state(guest, "Unsaved changes")
    save(guest)
    assert guest.text("Plan.md") == "one\ntwo"
    assert not [name for name in stored(guest.page) if name.startswith("draft.")]


def test_what_was_not_saved_can_be_discarded(guest: Person):
    text = edit(guest, "Plan.md", "one", typed="two")
    guest.page.reload()
    guest.button("Discard").click()
    guest.button("Discard it").click()
    expect(text).to_have_text("one")
    guest.page.reload()
    expect(text).to_have_text("one")


def test_who_goes_elsewhere_in_the_page_can_go_back_to_what_they_wrote(guest: Person):
    text = edit(guest, "Plan.md", "", typed="precious")
    guest.row("Welcome").click()
    guest.button("Go on writing").click()
    guest.button("Go on with it").click()
    expect(text).to_have_text("precious")


def test_what_one_person_did_not_save_is_not_offered_to_the_next(guest: Person):
    text = edit(guest, "Welcome.md", typed="secret")
    guest.page.reload()
    expect(guest.button("Go on with it")).to_be_visible()
    guest.page.evaluate("localStorage.removeItem('notes-vault.tokens')")
    guest.context.clear_cookies()
    guest.context.add_cookies(
        [{"name": "account", "value": f"{guest.name}brother", "domain": "127.0.0.1", "path": "/"}]
    )
    guest.page.reload()
    guest.button("Sign in with Hugging Face").click()
    expect(text).to_be_visible()
    expect(text).not_to_contain_text("secret")


def test_an_old_draft_is_put_together_with_what_the_note_became(guest: Person):
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n", typed="my ")
    guest.go("#/notes")
    expect(text).to_be_hidden()
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    guest.go("#/note/Plan.md?edit=1")
    guest.button("Go on with it").click()
    expect(text).to_have_text("my onetwoTHREE")
    save(guest)
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_what_somebody_else_changes_elsewhere_in_the_note_is_merged_and_can_be_undone(guest: Person):
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n", typed="my ")
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    guest.look()
    expect(guest.page.get_by_text("Merged with what Cursor changed")).to_be_visible()
    expect(text).to_have_text("my onetwoTHREE")
    state(guest, "Unsaved changes")
    assert guest.text("Plan.md") == "one\ntwo\nTHREE\n"
    text.press("Control+z")
    expect(text).to_have_text("my onetwothree")
    text.press("Control+y")
    save(guest)
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_saving_over_somebody_elses_change_merges_instead(guest: Person):
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n", typed="my ")
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    text.press("Control+s")
    expect(guest.page.get_by_text("Merged with what Cursor changed")).to_be_visible()
    save(guest)
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_a_note_in_which_nothing_was_typed_simply_becomes_what_others_made_of_it(guest: Person):
    text = edit(guest, "Plan.md", "one\n")
    guest.write("Plan.md", "one\ntwo\n")
    guest.look()
    expect(text).to_have_text("onetwo")
    expect(guest.page.get_by_text("Cursor changed this note just now")).to_be_visible()
    state(guest, "Saved")


@pytest.mark.parametrize(
    ("choice", "result"), [("Theirs", "a\nCursor\nc\n"), ("Mine", "a\nme b\nc\n"), ("Both", "a\nCursor\nme b\nc\n")]
)
def test_who_changed_the_same_line_as_somebody_else_chooses(guest: Person, choice: str, result: str):
    text = edit(guest, "Plan.md", "a\nb\nc\n")
    text.press("ArrowDown")
    text.press_sequentially("me ")
    guest.write("Plan.md", "a\nCursor\nc\n")
    text.press("Control+s")
    expect(guest.page.get_by_role("heading", name="Cursor changed the same place as you")).to_be_visible()
    guest.button(choice).click()
    expect(guest.button(choice)).to_have_attribute("aria-pressed", "true")
    assert guest.text("Plan.md") == "a\nCursor\nc\n"
    guest.button("Save the result").click()
    state(guest, "Saved")
    assert guest.text("Plan.md") == result


def test_the_result_of_a_conflict_can_be_written_by_hand_and_decided_later(guest: Person):
    text = edit(guest, "Plan.md", "a\nb\nc\n")
    text.press("ArrowDown")
    text.press_sequentially("me ")
    guest.write("Plan.md", "a\nCursor\nc\n")
    text.press("Control+s")
    guest.button("Decide later").click()
    expect(text).to_have_text("ame bc")
    text.press("Control+s")
    guest.page.get_by_role("textbox", name="Place 1 of 1: result").fill("both of us")
    guest.button("Put the result in the editor").click()
    expect(text).to_have_text("aboth of usc")
    state(guest, "Unsaved changes")
    save(guest)
    assert guest.text("Plan.md") == "a\nboth of us\nc\n"


def test_a_note_deleted_elsewhere_is_created_again_by_saving_it(guest: Person):
    text = edit(guest, "Plan.md", "one", typed="my ")
    guest.call("delete_note", path="Plan.md")
    guest.look()
    expect(guest.page.get_by_text("Cursor deleted this note. Saving it creates it again.")).to_be_visible()
    expect(text).to_have_text("my one")
    save(guest)
    assert guest.text("Plan.md") == "my one"


def test_a_note_moved_elsewhere_is_followed_with_all_that_was_typed(guest: Person):
    text = edit(guest, "Plan.md", "one\n", typed="my ")
    guest.call("move_note", path="Plan.md", to="Garden/Plan of it.md")
    guest.look()
    expect(guest.page.get_by_role("heading", name="Plan of it")).to_be_visible()
    expect(text).to_have_text("my one")
    text.focus()
    text.press("Control+z")
    expect(text).to_have_text("one")
    text.press("Control+y")
    save(guest)
    assert guest.text("Garden/Plan of it.md") == "my one\n"
    assert guest.page.url.endswith("#/note/Garden/Plan%20of%20it.md?edit=1")


def test_what_is_written_in_a_conflict_outlasts_a_reload(guest: Person):
    text = edit(guest, "Plan.md", "a\nb\nc\n")
    text.press("ArrowDown")
    text.press_sequentially("me ")
    guest.write("Plan.md", "a\nCursor\nc\n")
    text.press("Control+s")
    guest.page.get_by_role("textbox", name="Place 1 of 1: result").fill("both of us")
    guest.page.reload()
    guest.button("Go on with it").click()
    expect(text).to_have_text("aboth of usc")
    save(guest)
    assert guest.text("Plan.md") == "a\nboth of us\nc\n"
