"""Somebody writes a note: what they type is saved, kept until it is, and put together with what others write."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.person import Person, stored

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
GIVE_FILE = """
(box, [kind, name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const { x, y } = box.getBoundingClientRect();
  const at = { bubbles: true, cancelable: true, clientX: x + 30, clientY: y + 30 };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...at, clipboardData: data })
    : new DragEvent("drop", { ...at, dataTransfer: data });
  box.dispatchEvent(event);
}
"""


def edit(person: Person, path: str, body: str | None = None) -> Locator:
    """Open a note in the editor; with `body` an assistant writes it first."""
    if body is not None:
        person.write(path, body)
    person.go(f"#/note/{path}?edit=1")
    expect(text_of(person.page)).to_be_focused()
    return text_of(person.page)


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note text")


def state(person: Person, words: str) -> None:
    """Wait until the editor says this of the text."""
    expect(person.page.locator(".toolbar .state")).to_have_text(words)


def look(person: Person) -> None:
    """Come back to the page, which then asks at once what others did."""
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_what_is_typed_is_saved_with_control_s(guest: Person):
    text = edit(guest, "Plan.md", "first\n")
    state(guest, "Saved")
    text.press("Control+End")
    text.press_sequentially("second")
    state(guest, "Unsaved changes")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "first\nsecond"


def test_control_enter_saves_and_closes(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("done")
    text.press("Control+Enter")
    expect(text).to_be_hidden()
    assert guest.text("Plan.md") == "done"


def test_a_new_note_is_in_the_tree_once_it_is_saved(guest: Person):
    text = edit(guest, "Idea.md")
    state(guest, "New note")
    text.press_sequentially("It works")
    guest.button("Save").click()
    expect(guest.row("Idea")).to_be_visible()
    assert guest.text("Idea.md") == "It works"


def test_keys_make_bold_and_italic_text_and_links(guest: Person):
    text = edit(guest, "Plan.md", "word")
    for key, shown in (("b", "**word**"), ("b", "word"), ("i", "*word*"), ("i", "word"), ("k", "[word]()")):
        if key != "k" or shown == "[word]()":
            text.press(f"Control+{key}")
        if shown == "**word**":
            text.press("Control+z")
            text.press("Control+a")
            text.press(f"Control+{key}")
        expect(text).to_have_text(shown)
    text.press_sequentially("x")
    expect(text).to_have_text("[word](x)")
    expect(guest.page.get_by_role("dialog")).to_have_count(0)


def test_a_list_goes_on_with_enter(guest: Person):
    text = edit(guest, "Plan.md", "- one")
    text.press("Control+End")
    text.press("Enter")
    text.press_sequentially("two")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "- one\n- two"


def test_escape_leaves_only_when_nothing_is_unsaved_and_tab_then_goes_on(guest: Person):
    text = edit(guest, "Plan.md", "a")
    text.press_sequentially("b")
    text.press("Escape")
    text.press("Tab")
    expect(text).not_to_be_focused()
    text.focus()
    text.press("Control+s")
    state(guest, "Saved")
    text.press("Escape")
    expect(text).to_be_hidden()


def test_search_finds_in_the_text(guest: Person):
    text = edit(guest, "Plan.md", "one two three")
    text.press("Control+f")
    field = guest.page.get_by_role("textbox", name="Find")
    field.press_sequentially("two")
    expect(guest.page.locator(".cm-searchMatch")).to_have_text("two")
    field.press("Escape")
    expect(text).to_be_focused()


def test_lines_that_end_as_on_windows_stay_so(guest: Person):
    text = edit(guest, "Plan.md", "one\r\ntwo\r\n")
    text.press("Control+End")
    text.press_sequentially("three")
    text.press("Enter")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "one\r\ntwo\r\nthree\r\n"


def test_the_preview_shows_what_is_typed(guest: Person):
    text = edit(guest, "Plan.md", "")
    preview = guest.page.get_by_role("region", name="Preview")
    text.press_sequentially("Hello there")
    expect(preview).to_contain_text("Hello there")
    guest.button("Preview").click()
    expect(preview).to_be_hidden()


def test_on_a_narrow_screen_the_preview_takes_the_place_of_the_text(arrive: Callable[..., Person]):
    ada = arrive(viewport={"width": 390, "height": 800})
    ada.open("#/note/Welcome.md?edit=1")
    ada.button("Sign in with Hugging Face").click()
    expect(text_of(ada.page)).to_be_visible()
    ada.button("Preview").click()
    expect(text_of(ada.page)).to_be_hidden()
    expect(ada.page.get_by_role("region", name="Preview")).to_be_visible()
    ada.check_nothing_broke()


def offered(person: Person) -> Locator:
    return person.page.get_by_role("listbox").get_by_role("option")


def test_notes_are_offered_after_two_brackets_by_the_shortest_way_to_name_them(guest: Person):
    for path in ("Garden/Roses.md", "Garden/Today.md", "Work/Today.md"):
        guest.write(path, f"# About {path}")
    guest.page.reload()
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("[[ros")
    expect(offered(guest)).to_have_text(["RosesGarden"])
    offered(guest).click()
    text.press_sequentially(" [[toda")
    expect(offered(guest)).to_have_text(["Garden/Today", "Work/Today"])
    while offered(guest).nth(1).get_attribute("aria-selected") != "true":
        text.press("ArrowDown")
    text.press("Enter")
    expect(text).to_have_text("[[Roses]] [[Work/Today]]")


def test_headings_are_offered_after_a_hash_in_a_link(guest: Person):
    guest.write("Garden.md", "# Garden\n\n## Red roses\n\n## Tulips\n")
    guest.page.reload()
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("[[Garden#ro")
    expect(offered(guest)).to_have_text(["Red roses"])
    offered(guest).click()
    expect(text).to_have_text("[[Garden#Red roses]]")


def test_tags_are_offered_after_a_hash(guest: Person):
    guest.write("Garden.md", "#flowers/red #soil")
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("It is #flow")
    expect(offered(guest)).to_have_text(["flowers", "flowers/red"])
    offered(guest).nth(1).click()
    expect(text).to_have_text("It is #flowers/red")


def test_a_pasted_image_is_stored_beside_the_note_and_shown_in_it(guest: Person):
    text = edit(guest, "Garden/Plan.md", "")
    text.evaluate(GIVE_FILE, ["paste", "image.png", PIXEL])
    expect(text).to_have_text(re.compile(r"^!\[\[Pasted image \d{4}-\d\d-\d\d \d{6}\.png\]\]$"))
    [file] = guest.call("list_notes", attachments=True)["notes"]
    assert re.fullmatch(r"Garden/attachments/Pasted image [\d-]+ \d+\.png", file["path"])


def test_a_dropped_and_a_chosen_file_of_the_same_name_get_names_of_their_own(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.evaluate(GIVE_FILE, ["drop", "photo.png", PIXEL])
    expect(text).to_have_text("![[photo.png]]")
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": b"another"}
    guest.page.get_by_label("File to attach").set_input_files(photo)
    expect(text).to_contain_text("![[photo 2.png]]")
    paths = [file["path"] for file in guest.call("list_notes", attachments=True)["notes"]]
    assert paths == ["attachments/photo 2.png", "attachments/photo.png"]


def test_a_file_that_cannot_be_sent_leaves_nothing_behind_but_a_word_about_it(guest: Person):
    text = edit(guest, "Plan.md", "text")
    guest.page.route("**/files/**", lambda route: route.abort())
    text.evaluate(GIVE_FILE, ["paste", "image.png", PIXEL])
    expect(guest.page.get_by_role("status").filter(has_text="does not answer")).to_be_visible()
    expect(text).to_have_text("text")


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
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "one\ntwo"
    assert not [name for name in stored(guest.page) if name.startswith("draft.")]


def test_what_was_not_saved_can_be_discarded(guest: Person):
    text = edit(guest, "Plan.md", "one")
    text.press_sequentially("two")
    guest.page.reload()
    guest.button("Discard").click()
    guest.button("Discard it").click()
    expect(text).to_have_text("one")
    guest.page.reload()
    expect(text).to_have_text("one")


def test_who_goes_elsewhere_in_the_page_can_go_back_to_what_they_wrote(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("precious")
    guest.row("Welcome").click()
    guest.button("Go on writing").click()
    guest.button("Go on with it").click()
    expect(text).to_have_text("precious")


def test_what_one_person_did_not_save_is_not_offered_to_the_next(guest: Person):
    text = edit(guest, "Welcome.md")
    text.press_sequentially("secret")
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
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n")
    text.press_sequentially("my ")
    guest.go("#/notes")
    expect(text).to_be_hidden()
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    guest.go("#/note/Plan.md?edit=1")
    guest.button("Go on with it").click()
    expect(text).to_have_text("my onetwoTHREE")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_what_somebody_else_changes_elsewhere_in_the_note_is_merged_and_can_be_undone(guest: Person):
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n")
    text.press_sequentially("my ")
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    look(guest)
    expect(guest.page.get_by_text("Merged with what Cursor changed")).to_be_visible()
    expect(text).to_have_text("my onetwoTHREE")
    state(guest, "Unsaved changes")
    assert guest.text("Plan.md") == "one\ntwo\nTHREE\n"
    text.press("Control+z")
    expect(text).to_have_text("my onetwothree")
    text.press("Control+y")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_saving_over_somebody_elses_change_merges_instead(guest: Person):
    text = edit(guest, "Plan.md", "one\ntwo\nthree\n")
    text.press_sequentially("my ")
    guest.write("Plan.md", "one\ntwo\nTHREE\n")
    text.press("Control+s")
    expect(guest.page.get_by_text("Merged with what Cursor changed")).to_be_visible()
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "my one\ntwo\nTHREE\n"


def test_a_note_in_which_nothing_was_typed_simply_becomes_what_others_made_of_it(guest: Person):
    text = edit(guest, "Plan.md", "one\n")
    guest.write("Plan.md", "one\ntwo\n")
    look(guest)
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
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "a\nboth of us\nc\n"


def test_a_note_deleted_elsewhere_is_created_again_by_saving_it(guest: Person):
    text = edit(guest, "Plan.md", "one")
    text.press_sequentially("my ")
    guest.call("delete_note", path="Plan.md")
    look(guest)
    expect(guest.page.get_by_text("Cursor deleted this note. Saving it creates it again.")).to_be_visible()
    expect(text).to_have_text("my one")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "my one"


def test_a_note_moved_elsewhere_is_followed_with_all_that_was_typed(guest: Person):
    text = edit(guest, "Plan.md", "one\n")
    text.press_sequentially("my ")
    guest.call("move_note", path="Plan.md", to="Garden/Plan of it.md")
    look(guest)
    expect(guest.page.get_by_role("heading", name="Plan of it")).to_be_visible()
    expect(text).to_have_text("my one")
    text.focus()
    text.press("Control+z")
    expect(text).to_have_text("one")
    text.press("Control+y")
    text.press("Control+s")
    state(guest, "Saved")
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
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "a\nboth of us\nc\n"
