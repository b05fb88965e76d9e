"""The folder tree: by mouse, by keyboard, by drag and drop, and while an assistant works in the same vault."""

from playwright.sync_api import expect

from tests.page.person import Person


def furnished(person: Person) -> None:
    for path in ("garden/Moss", "garden/beds/Fern", "Plan", "Note 2", "Note 10"):
        person.write(path, f"# {path}\n\n[[Moss]]")
    person.page.reload()
    expect(person.row("Plan")).to_be_visible()


def names(person: Person) -> list[str]:
    return person.tree.locator("[role=treeitem] .name").all_inner_texts()


def test_folders_come_first_and_open_and_close(guest: Person):
    furnished(guest)
    assert names(guest) == ["garden", "Note 2", "Note 10", "Plan", "Welcome"]
    guest.row("garden").click()
    assert names(guest)[:3] == ["garden", "beds", "Moss"]
    expect(guest.row("garden")).to_have_attribute("aria-expanded", "true")
    guest.page.reload()
    expect(guest.row("Moss")).to_be_visible()
    guest.row("garden").click()
    expect(guest.row("Moss")).to_have_count(0)


def test_the_keyboard_does_all_that_the_mouse_does(guest: Person):
    furnished(guest)
    press = guest.page.keyboard.press
    guest.tree.focus()
    press("Home")
    press("ArrowRight")
    expect(guest.row("Moss")).to_be_visible()
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "Enter"):
        press(key)
    guest.page.wait_for_url("**/#/note/garden/beds/Fern.md")
    for key in ("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        press(key)
    expect(guest.row("beds")).to_have_count(0)
    press("End")
    press("Delete")
    guest.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(guest.row("Welcome")).to_have_count(0)
    guest.button("Restore").click()
    expect(guest.row("Welcome")).to_be_visible()


def test_a_note_dropped_on_a_folder_lies_there_and_links_to_it_still_lead_there(guest: Person):
    furnished(guest)
    guest.write("Links", "[[garden/Moss]] and [moss](garden/Moss.md)")
    guest.row("garden").click()
    guest.row("Moss").drag_to(guest.row("beds"))
    toast = guest.page.locator(".toast", has_text="Moved to garden/beds/Moss")
    expect(toast).to_contain_text("2 links were rewritten")
    assert guest.text("Links") == "[[garden/beds/Moss]] and [moss](garden/beds/Moss.md)"
    toast.get_by_role("button", name="Undo").click()
    expect(guest.page.locator(".toast", has_text="Undone")).to_be_visible()
    assert guest.text("Links") == "[[garden/Moss]] and [moss](garden/Moss.md)"


def test_a_folder_is_renamed_with_all_that_lies_in_it(guest: Person):
    furnished(guest)
    guest.row("garden").click()
    guest.tree.focus()
    guest.page.keyboard.press("Home")
    guest.page.keyboard.press("F2")
    guest.page.get_by_label("New path").fill("yard")
    guest.button("Move").click()
    expect(guest.row("yard")).to_be_visible()
    assert [note["path"] for note in guest.call("list_notes", folder="yard")["notes"]] == [
        "yard/beds/Fern.md",
        "yard/Moss.md",
    ]


def test_a_move_that_is_refused_says_why_and_changes_nothing(guest: Person):
    furnished(guest)
    guest.tree.focus()
    guest.page.keyboard.press("End")
    guest.page.keyboard.press("F2")
    guest.page.get_by_label("New path").fill("Plan")
    guest.button("Move").click()
    expect(guest.page.locator(".toast.is-trouble")).to_be_visible()
    expect(guest.row("Welcome")).to_be_visible()


def test_what_an_assistant_writes_appears_without_a_reload_and_is_marked(guest: Person):
    guest.write("From Cursor", "# Hello")
    guest.look()
    expect(guest.row("From Cursor").get_by_role("img", name="changed by Cursor")).to_be_visible()
    guest.call("move_note", path="From Cursor", to="Moved by Cursor")
    guest.look()
    expect(guest.row("Moved by Cursor")).to_be_visible()
    expect(guest.row("From Cursor")).to_have_count(0)
    guest.call("delete_note", path="Moved by Cursor")
    guest.look()
    expect(guest.row("Moved by Cursor")).to_have_count(0)


def test_a_narrow_screen_has_the_tree_in_a_drawer(guest: Person):
    guest.page.set_viewport_size({"width": 390, "height": 800})
    expect(guest.row("Welcome")).not_to_be_visible()
    guest.button("Menu").click()
    guest.row("Welcome").click()
    guest.page.wait_for_url("**/#/note/Welcome.md")
    expect(guest.row("Welcome")).not_to_be_visible()
