"""The editor as somebody at the page uses it."""

from playwright.sync_api import Locator, Page, expect

from tests.page.person import Person


def edit(person: Person, path: str, body: str | None = None, *, typed: str = "") -> Locator:
    """Open a note in the editor; with `body` an assistant writes it first. `typed` is then typed at its start."""
    if body is not None:
        person.write(path, body)
    person.go(f"#/note/{path}?edit=1")
    text = text_of(person.page)
    expect(text).to_be_focused()
    if typed:
        text.press_sequentially(typed)
    return text


def save(person: Person) -> None:
    """Save by the key, and wait until it is done."""
    text_of(person.page).press("Control+s")
    state(person, "Saved")


def text_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note text")


def state(person: Person, words: str) -> None:
    """Wait until the editor says this of the text."""
    expect(person.page.locator(".toolbar .state")).to_have_text(words)
