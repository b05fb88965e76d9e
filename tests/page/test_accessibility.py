"""axe finds nothing to complain of in any place of the page, light, dark and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.furnished import PLACES, furnish
from tests.page.person import Person
from tests.running import ROOT

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
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


def test_axe_would_find_something(guest: Person):
    guest.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any(told.startswith("button-name") for told in complaints(guest.page))
