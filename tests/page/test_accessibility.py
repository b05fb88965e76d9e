"""axe finds nothing to complain of in any place of the page, light, dark and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.editor import edit
from tests.page.furnished import LOOKS, PLACES, furnish
from tests.page.person import Person
from tests.running import ROOT

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IN = {"light": RULES, "dark": ["color-contrast"], "phone": RULES}
"""In the dark only the colours are others."""


def complaints(page: Page, rules: list[str] = RULES) -> list[str]:
    """What axe finds, each with where it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE};0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("look", ["light", *(pytest.param(look, marks=pytest.mark.slow) for look in ("dark", "phone"))])
def test_axe_finds_nothing_in_any_place(arrive: Callable[..., Person], look: str):
    ada = arrive(**LOOKS[look])
    ada.open()
    expect(ada.button("Sign in with Hugging Face")).to_be_visible()
    found = {"first visit": complaints(ada.page)}
    ada.sign_in()
    furnish(ada)
    for name, place in PLACES.items():
        place.open(ada)
        found[name] = complaints(ada.page, IN[look])
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_finds_nothing_in_what_opens_over_a_place(guest: Person):
    guest.write("Plan.md", "one\n")
    found = {}

    def look(name: str, there: Locator) -> None:
        expect(there).to_be_visible()
        found[name] = complaints(guest.page)
        guest.page.keyboard.press("Escape")
        expect(there).to_be_hidden()

    guest.page.keyboard.press("Control+k")
    guest.page.keyboard.type("plan")
    look("palette", guest.page.get_by_role("option").first)
    guest.go("#/note/Plan.md")
    guest.button("More").click()
    look("menu", guest.page.get_by_role("menu"))
    guest.go("#/account")
    for name in ("New personal token", "Delete my account…", "Sign out"):
        guest.button(name).click()
        look(name, guest.page.get_by_role("dialog"))
    guest.go("#/history")
    guest.button("What changed: Cursor created 1 note").click()
    guest.button("Undo this change").click()
    look("undo", guest.button("Undo 1 change"))
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_finds_nothing_in_a_conflict(guest: Person):
    text = edit(guest, "Plan.md", "one\n", typed="my ")
    guest.write("Plan.md", "their one\n")
    text.press("Control+s")
    expect(guest.button("Save the result")).to_be_visible()
    assert complaints(guest.page) == []


def test_axe_would_find_something(guest: Person):
    guest.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(told.startswith("button-name") for told in complaints(guest.page))
