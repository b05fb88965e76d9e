"""A note as somebody at the page reads it."""

from playwright.sync_api import Locator, expect

from tests.page.person import Person


def opened(guest: Person, path: str, body: str, query: str = "") -> Locator:
    """The text of a note that an assistant wrote and the person opened."""
    guest.write(path, body)
    guest.go(f"#/note/{path}{query}")
    text = guest.page.locator(".note > .markdown")
    expect(text).to_be_visible()
    return text


def link(text: Locator, name: str) -> Locator:
    return text.get_by_role("link", name=name, exact=True)
