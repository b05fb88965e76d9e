"""Somebody without a mouse: every control of every place is reached by Tab, and whatever is done is done by keys."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.page.editor import edit, state, text_of
from tests.page.furnished import PLACES, furnish
from tests.page.person import Person

TABS_MAX = 120
PARTS_MAX = 8
"""In so many parts of one field Tab stops, as in day, month, year, hour and minute of a time."""
CONTROLS = """() => {
  const named = "a[href], button, input, select, textarea, summary, [tabindex]";
  const open = document.querySelector("dialog[open]") ?? document;
  return [...open.querySelectorAll(named)].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
}"""
NAME = "(one) => (one.getAttribute('aria-label') || one.textContent || one.id || one.tagName).trim().slice(0, 60)"
MISSED = f"""(seen) => ({CONTROLS})().filter((one) => !window.reached.has(one)).map({NAME})"""
BEGIN = "() => { window.reached = new Set(); document.activeElement?.blur(); }"
NOTE = "() => window.reached.add(document.activeElement).size"


def tab_to(person: Person, found: Locator) -> None:
    """Press Tab until something has the focus."""
    expect(found).to_be_visible()
    for _ in range(TABS_MAX):
        if found.evaluate("one => one === document.activeElement"):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {found}")


def press(person: Person, found: Locator, key: str = "Enter") -> None:
    tab_to(person, found)
    person.page.keyboard.press(key)


def missed(person: Person) -> list[str]:
    """The controls that Tab never comes to, from the top of the page to its end."""
    person.page.evaluate(BEGIN)
    known, still = 0, 0
    while still < PARTS_MAX:
        person.page.keyboard.press("Tab")
        now = person.page.evaluate(NOTE)
        known, still = now, 0 if now > known else still + 1
    return list(person.page.evaluate(MISSED))


def test_tab_comes_to_every_control_of_every_place(guest: Person):
    furnish(guest)
    found = {}
    for name, place in PLACES.items():
        place.open(guest)
        if name == "editor":
            guest.page.keyboard.press("Escape")
        found[name] = missed(guest)
    assert {name: controls for name, controls in found.items() if controls} == {}


def test_a_control_that_tab_does_not_come_to_would_be_told(guest: Person):
    guest.page.evaluate("""() => {
      const hidden = document.createElement("button");
      hidden.textContent = "Trap";
      hidden.addEventListener("focus", () => hidden.blur());
      document.querySelector("main").append(hidden);
    }""")
    assert "Trap" in missed(guest)


def test_somebody_signs_in_by_keys(arrive: Callable[..., Person]):
    ada = arrive()
    ada.open()
    press(ada, ada.button("Sign in with Hugging Face"))
    expect(ada.tree).to_be_attached()


def test_a_note_is_made_written_and_found_by_keys(guest: Person):
    keys = guest.page.keyboard
    keys.press("Control+k")
    keys.type("New note")
    expect(guest.page.get_by_role("option", name="New note").first).to_be_visible()
    keys.press("Enter")
    expect(guest.page.get_by_role("dialog")).to_be_visible()
    keys.press("Control+a")
    keys.type("Moss")
    keys.press("Enter")
    expect(text_of(guest.page)).to_be_focused()
    keys.type("grows in shade")
    keys.press("Control+s")
    state(guest, "Saved")
    keys.press("Control+p")  # in a text Ctrl K makes a link
    keys.type("shade")
    expect(guest.page.get_by_role("option").filter(has_text="grows in")).to_be_visible()
    assert guest.text("Moss") == "grows in shade"


def test_a_conflict_is_settled_by_keys(guest: Person):
    text = edit(guest, "Plan.md", "one\n", typed="my ")
    guest.write("Plan.md", "their one\n")
    text.press("Control+s")
    expect(guest.page.get_by_role("heading", name="changed the same place as you")).to_be_focused()
    press(guest, guest.button("Theirs"), "Space")
    press(guest, guest.button("Save the result"))
    state(guest, "Saved")
    assert guest.text("Plan.md") == "their one\n"


def test_a_change_is_undone_and_a_note_comes_back_by_keys(guest: Person):
    guest.write("Plan.md", "one")
    guest.write("Plan.md", "two")
    guest.write("Gone.md", "gone")
    guest.call("delete_note", path="Gone.md")
    press(guest, guest.page.get_by_role("link", name="Trash", exact=True))
    press(guest, guest.button("Restore Gone.md"))
    expect(guest.row("Gone")).to_be_attached()
    press(guest, guest.page.get_by_role("link", name="History", exact=True))
    edited = guest.button("What changed: Cursor wrote 1 note")
    press(guest, edited.first)
    press(guest, guest.button("Undo this change"))
    press(guest, guest.button("Undo 1 change"))
    expect(guest.page.get_by_text("1 change undone.")).to_be_visible()
    guest.page.keyboard.press("Escape")
    assert guest.text("Plan.md") == "one"


def test_a_token_is_made_and_revoked_by_keys(guest: Person):
    press(guest, guest.page.get_by_role("link", name="Account", exact=True))
    press(guest, guest.button("New personal token"))
    expect(guest.page.get_by_role("textbox", name="Name")).to_be_focused()
    guest.page.keyboard.type("Script")
    guest.page.keyboard.press("Enter")
    expect(guest.page.get_by_role("textbox", name="Token")).to_be_visible()
    press(guest, guest.button("Done"))
    press(guest, guest.button("Revoke Script"))
    press(guest, guest.page.get_by_role("dialog").get_by_role("button", name="Revoke"))
    expect(guest.button("Revoke Script")).to_have_count(0)
    expect(guest.page.get_by_role("heading", name="Connections and tokens")).to_be_focused()


def test_a_client_is_connected_by_keys(guest: Person):
    press(guest, guest.page.get_by_role("link", name="Connect", exact=True))
    card = guest.page.locator("details", has=guest.page.get_by_role("heading", name="Cursor", exact=True))
    press(guest, card.locator("summary"))
    press(guest, card.get_by_role("button", name="Copy").first)
    expect(card.get_by_text("Copied")).to_be_visible()
