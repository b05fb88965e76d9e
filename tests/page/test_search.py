"""Somebody looks for a note: in the palette that Ctrl+K opens, and on the page of the search."""

import re

from playwright.sync_api import Locator, Route, expect

from tests.page.person import Person


def opened(guest: Person) -> Locator:
    """The palette's field."""
    expect(guest.row("Welcome")).to_be_visible()
    guest.page.keyboard.press("Control+k")
    field = guest.page.get_by_role("combobox", name="Search or do")
    expect(field).to_be_focused()
    return field


def chosen(guest: Person) -> Locator:
    return guest.page.get_by_role("option", selected=True)


def listed(guest: Person) -> None:
    """Open the page anew, so that it lists what an assistant has just written."""
    guest.page.reload()
    expect(guest.row("Welcome")).to_be_visible()


def test_a_note_is_opened_by_a_few_letters_of_its_name(guest: Person):
    guest.write("office/Budget 2026.md", "Money.")
    guest.write("office/Bulletin.md", "News.")
    listed(guest)
    opened(guest).press_sequentially("bdgt")
    expect(chosen(guest)).to_contain_text("Budget 2026")
    guest.page.keyboard.press("Enter")
    expect(guest.page).to_have_url(re.compile(r"#/note/office/Budget%202026\.md$"))
    expect(guest.page.get_by_role("dialog")).to_have_count(0)


def test_accents_and_letter_case_do_not_matter(guest: Person):
    guest.write("Café Zürich.md", "Coffee.")
    listed(guest)
    opened(guest).fill("CAFE zurich")
    expect(chosen(guest)).to_contain_text("Café Zürich")


def test_words_inside_of_notes_are_found_while_one_types_and_marked(guest: Person):
    guest.write("Trip.md", "# Trip\n\nWe saw a walrus, and later another Walrus.\n")
    field = opened(guest)
    field.press_sequentially("walr")
    found = guest.page.get_by_role("group", name="In the text").get_by_role("option")
    expect(found).to_contain_text("We saw a walrus")
    expect(found.locator("mark")).to_have_text(["walr", "Walr"])
    field.press("ArrowDown")
    field.press("ArrowUp")
    field.press("Enter")
    expect(guest.page).to_have_url(re.compile(r"#/note/Trip\.md\?line=3$"))


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(guest: Person):
    guest.write("A.md", "alpha stands here")
    guest.write("B.md", "beta stands here")
    late: list[Route] = []

    def hold(route: Route) -> None:
        if '"alpha*"' in (route.request.post_data or ""):
            late.append(route)
        else:
            route.continue_()

    guest.page.route("**/mcp", hold)
    field = opened(guest)
    with guest.page.expect_request(lambda request: '"alpha*"' in (request.post_data or "")):
        field.fill("alpha")
    field.fill("beta")
    hits = guest.page.get_by_role("group", name="In the text").get_by_role("option")
    expect(hits).to_contain_text("beta stands here")
    with guest.page.expect_response(lambda answer: '"alpha*"' in (answer.request.post_data or "")):
        late[0].continue_()
    expect(hits).to_have_count(1)
    expect(hits).to_contain_text("beta stands here")


def test_what_a_note_holds_is_only_text_among_the_results(guest: Person):
    guest.write("Evil.md", "walrus <img src=x onerror=alert(1)> <b>bold</b>")
    opened(guest).fill("walrus")
    hit = guest.page.get_by_role("group", name="In the text").get_by_role("option")
    expect(hit).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")
    expect(hit.locator("img, b")).to_have_count(0)


def test_after_a_greater_sign_there_are_only_commands(guest: Person):
    opened(guest).fill(">trash")
    expect(guest.page.get_by_role("option")).to_have_text(["Go to Trash"])
    guest.page.keyboard.press("Enter")
    expect(guest.page.get_by_role("heading", name="Trash")).to_be_visible()


def test_an_open_note_brings_commands_of_its_own(guest: Person):
    guest.write("Old.md", "To be deleted.")
    guest.go("#/note/Old.md")
    opened(guest).fill(">delete")
    expect(chosen(guest)).to_have_text("Delete Old")
    guest.page.keyboard.press("Enter")
    guest.page.get_by_role("dialog", name="Delete this note?").get_by_role("button", name="Delete").click()
    expect(guest.page.get_by_text("Deleted Old.md")).to_be_visible()


def test_ctrl_enter_begins_a_note_of_that_name(guest: Person):
    opened(guest).fill("ideas/First thought")
    guest.page.keyboard.press("Control+Enter")
    expect(guest.page).to_have_url(re.compile(r"#/note/ideas/First%20thought\.md\?edit=new$"))


def test_an_empty_palette_offers_what_was_opened_last(guest: Person):
    for name in ("One", "Two"):
        guest.write(f"{name}.md", name)
    listed(guest)
    guest.row("One").click()
    guest.row("Two").click()
    expect(guest.page).to_have_url(re.compile(r"#/note/Two\.md$"))
    opened(guest)
    names = guest.page.get_by_role("group", name="Opened last").get_by_role("option")
    expect(names).to_have_text(["Two", "One"])


def test_escape_leaves_the_palette_and_the_focus_goes_back(guest: Person):
    button = guest.button("Search or do")
    button.click()
    expect(guest.page.get_by_role("combobox", name="Search or do")).to_be_focused()
    guest.page.keyboard.press("Escape")
    expect(guest.page.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_search_page_follows_what_is_typed_and_opens_a_note_at_the_line(guest: Person):
    guest.write("Trip.md", "# Trip\n\nFirst.\n\nA walrus there.\n")
    guest.go("#/search")
    field = guest.page.get_by_role("searchbox", name="Search in all notes")
    field.press_sequentially("walrus")
    results = guest.page.get_by_role("region", name="Results")
    expect(results).to_contain_text("1 note.")
    expect(results).to_contain_text("Line 5")
    expect(results.locator("mark")).to_have_text("walrus")
    expect(guest.page).to_have_url(re.compile(r"#/search\?q=walrus$"))
    results.get_by_role("link", name="Trip").click()
    expect(guest.page).to_have_url(re.compile(r"#/note/Trip\.md\?line=5$"))
    guest.page.go_back()
    expect(field).to_have_value("walrus")
    expect(results).to_contain_text("1 note.")


def test_filters_are_put_together_from_fields_and_taken_away_as_chips(guest: Person):
    guest.write("office/Plan.md", "A walrus. #animal")
    guest.write("home/Plan.md", "A walrus.")
    listed(guest)
    guest.go("#/search?q=walrus")
    results = guest.page.get_by_role("region", name="Results")
    expect(results).to_contain_text("2 notes.")
    guest.page.get_by_label("Kind of filter").select_option("With tag")
    guest.page.get_by_label("Value of the filter").fill("animal")
    guest.button("Add filter").click()
    field = guest.page.get_by_role("searchbox", name="Search in all notes")
    expect(field).to_have_value("walrus tag:animal ")
    expect(results).to_contain_text("1 note.")
    guest.button("Remove Tag: animal").click()
    expect(field).to_have_value("walrus")
    expect(results).to_contain_text("2 notes.")
    field.fill("walrus -animal folder:home")
    expect(guest.page.get_by_role("list", name="Filters").get_by_role("button")).to_have_count(2)
    expect(results).to_contain_text("1 note.")


def test_the_search_says_what_it_did_not_find_or_understand(guest: Person):
    guest.write("A.md", "alpha alone")
    guest.go("#/search?q=alpha omega")
    expect(guest.page.get_by_text("No note holds all of these words. 1 note with any of them:")).to_be_visible()
    field = guest.page.get_by_role("searchbox", name="Search in all notes")
    field.fill("author:ann")
    expect(guest.page.get_by_role("note")).to_contain_text("[author:ann]")
    field.fill('"alpha al')
    expect(guest.page.get_by_role("note")).to_contain_text("not closed")
    field.fill("...")
    expect(guest.page.get_by_role("alert")).to_contain_text("no word to search for")
    field.fill("nothing-like-this")
    expect(guest.page.get_by_text("Nothing found.")).to_be_visible()
    field.fill("alpha folder:nowhere tag:nothing")
    expect(guest.page.get_by_text("There is no folder “nowhere”. No note has the tag “nothing”.")).to_be_visible()


def test_there_are_more_results_than_one_page_shows(guest: Person):
    for number in range(23):
        guest.write(f"log/Day {number}.md", f"Weather of day {number}.")
    guest.go("#/search?q=weather")
    results = guest.page.get_by_role("region", name="Results")
    expect(results).to_contain_text("23 notes.")
    expect(results.get_by_role("listitem")).to_have_count(20)
    guest.button("Show more").click()
    expect(results.get_by_role("listitem")).to_have_count(23)
    expect(guest.button("Show more")).to_have_count(0)
