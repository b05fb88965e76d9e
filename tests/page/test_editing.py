"""Somebody writes a note: what they type is saved, shown as they type, completed, and may hold files."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.page.editor import edit, save, state, text_of
from tests.page.person import Person

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


def test_what_is_typed_is_saved_with_control_s(guest: Person):
    text = edit(guest, "Plan.md", "first\n")
    state(guest, "Saved")
    text.press("Control+End")
    text.press_sequentially("second")
    state(guest, "Unsaved changes")
    save(guest)
    assert guest.text("Plan.md") == "first\nsecond"


def test_control_enter_saves_and_closes(guest: Person):
    text = edit(guest, "Plan.md", "", typed="done")
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
    save(guest)
    assert guest.text("Plan.md") == "- one\n- two"


def test_escape_leaves_only_when_nothing_is_unsaved_and_tab_then_goes_on(guest: Person):
    text = edit(guest, "Plan.md", "a", typed="b")
    text.press("Escape")
    text.press("Tab")
    expect(text).not_to_be_focused()
    text.focus()
    save(guest)
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
    save(guest)
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
    text = edit(guest, "Plan.md", "", typed="[[ros")
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
    text = edit(guest, "Plan.md", "", typed="[[Garden#ro")
    expect(offered(guest)).to_have_text(["Red roses"])
    offered(guest).click()
    expect(text).to_have_text("[[Garden#Red roses]]")


def test_tags_are_offered_after_a_hash(guest: Person):
    guest.write("Garden.md", "#flowers/red #soil")
    text = edit(guest, "Plan.md", "", typed="It is #flow")
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
