"""The server goes, the network goes, the sign-in ends: nothing that somebody types is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import expect

from shared.access.tokens import AuthService
from tests.page.editor import edit, save, state, text_of
from tests.page.person import Person, stored, tokens_at
from tests.provider import Provider, signing_in_at
from tests.running import Running, free_port
from tests.sign_in.house import House

SPOIL_TOKENS = """
(token) => {
  const tokens = JSON.parse(localStorage["notes-vault.tokens"]);
  localStorage["notes-vault.tokens"] = JSON.stringify({ ...tokens, ...token });
}
"""
FULL = """() => {
  Storage.prototype.setItem = function () {
    throw new DOMException("full", "QuotaExceededError");
  };
}"""


GuestAt = Callable[[Running], AbstractContextManager[Person]]


@pytest.fixture(scope="module")
def small(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server that allows a call a second, and two notes."""
    limits = {"RATE_LIMIT_PER_MINUTE": "60", "VAULT_NOTES_MAX": "2"}
    with signing_in_at(provider, tmp_path_factory.mktemp("small"), **limits) as server:
        yield server


def test_a_server_that_starts_anew_while_somebody_writes_costs_them_nothing(
    guest_at: GuestAt, provider: Provider, tmp_path: Path
):
    port = str(free_port())
    settings = {"MCP_PORT": port, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    with ExitStack() as stack:
        server = stack.enter_context(signing_in_at(provider, tmp_path, **settings))
        guest = stack.enter_context(guest_at(server))
        text = edit(guest, "Plan.md", "one ")
        text.press("Control+End")
        text.press_sequentially("two ")
        server.kill()
        text.press("Control+s")
        state(guest, "Not saved: offline")
        expect(guest.page.get_by_text("The server does not answer. What you write is kept here")).to_be_visible()
        text.press_sequentially("three")
        stack.enter_context(signing_in_at(provider, tmp_path, **settings))
        expect(text).to_have_text("one two three")
        save(guest)
        assert guest.text("Plan.md") == "one two three"


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(guest: Person):
    text = edit(guest, "Plan.md", "")
    guest.context.set_offline(True)
    text.press_sequentially("on a train")
    text.press("Control+s")
    state(guest, "Not saved: offline")
    guest.page.wait_for_function(
        "() => Object.entries(localStorage).some(([k, v]) => k.includes('draft.') && v.includes('on a train'))"
    )
    guest.context.set_offline(False)
    guest.button("Save now").click()
    state(guest, "Saved")
    assert guest.text("Plan.md") == "on a train"


@pytest.mark.parametrize("spoilt", [{"expiresAt": 0}, {"access": "no longer good"}])
def test_a_token_that_is_over_is_renewed_without_a_word(guest: Person, spoilt: dict[str, object]):
    edit(guest, "Plan.md", "", typed="typed")
    before = stored(guest.page)["tokens"]["access"]
    guest.page.evaluate(SPOIL_TOKENS, spoilt)
    save(guest)
    expect(guest.page.get_by_role("alert")).to_have_count(0)
    assert guest.text("Plan.md") == "typed"
    assert stored(guest.page)["tokens"]["access"] not in (before, spoilt.get("access"))


def test_whose_sign_in_is_ended_signs_in_in_another_tab_and_saves_the_same_text(guest: Person):
    text = edit(guest, "Plan.md", "", typed="still here")
    end_sign_in(guest)
    text.press("Control+s")
    state(guest, "Not saved: signed out")
    with guest.context.expect_page() as opened:
        guest.button("Sign in again").click()
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    state(guest, "Unsaved changes")
    expect(text).to_have_text("still here")
    save(guest)
    assert guest.text("Plan.md") == "still here"


def test_who_signs_in_in_another_tab_as_somebody_else_gets_a_page_of_their_own(guest: Person, house: House):
    text = edit(guest, "Plan.md", "", typed="mine alone")
    brother, mine = tokens_at(house, f"{guest.name}brother"), stored(guest.page)["tokens"]
    elsewhere = guest.context.new_page()
    elsewhere.goto(f"{guest.origin}/healthz")
    elsewhere.evaluate(SPOIL_TOKENS, {"access": brother.access, "refresh": brother.refresh})
    expect(guest.row("Plan")).to_have_count(0)
    expect(guest.row("Welcome")).to_be_attached()
    expect(text).to_have_count(0)
    assert house.call(brother.access, "list_notes")["total"] == 1
    elsewhere.evaluate(SPOIL_TOKENS, mine)
    expect(guest.row("Plan")).to_be_attached()
    guest.go("#/note/Plan.md?edit=1")
    guest.button("Go on with it").click()
    expect(text).to_have_text("mine alone")


def end_sign_in(person: Person) -> None:
    """Revoke the page's grant, as by another device."""
    ended = person.page.evaluate("""async () => {
      const { access } = JSON.parse(localStorage["notes-vault.tokens"]);
      const headers = { Authorization: `Bearer ${access}` };
      const { grants } = await (await fetch("/api/grants", { headers })).json();
      const { id } = grants.find((grant) => grant.is_this);
      return (await fetch(`/api/grants/${id}`, { method: "DELETE", headers })).status;
    }""")
    assert ended == 200


def test_a_page_that_is_told_to_wait_says_so_and_saves_by_itself(guest_at: GuestAt, small: Running):
    with guest_at(small) as guest:
        text = edit(guest, "Plan.md", typed="patience")
        spend_all(guest)
        text.press("Control+s")
        expect(guest.page.get_by_role("alert")).to_contain_text("Too many requests at once")
        expect(text).to_have_text("patience")
        state(guest, "Saved")
        expect(guest.page.get_by_role("alert")).to_have_count(0)


def spend_all(person: Person) -> None:
    """Make calls until the page's own would be one too many."""
    person.page.evaluate("""async () => {
      const { access } = JSON.parse(localStorage["notes-vault.tokens"]);
      let status = 200;
      const headers = { Authorization: `Bearer ${access}` };
      while (status !== 429) status = (await fetch("/api/me", { headers })).status;
    }""")


def test_what_the_vault_refuses_is_said_and_stays_in_the_editor(guest_at: GuestAt, small: Running):
    with guest_at(small) as guest:
        guest.write("Other.md", "")
        text = edit(guest, "Plan.md", typed="one too many")
        text.press("Control+s")
        state(guest, "Not saved")
        expect(guest.page.get_by_text("This vault may hold 2 notes and is full.")).to_be_visible()
        expect(text).to_have_text("one too many")
        guest.call("delete_note", path="Other.md")
        save(guest)


def test_where_the_browser_keeps_nothing_it_asks_before_the_page_is_closed(arrive: Callable[..., Person]):
    ada = arrive()
    ada.sign_in()
    text = edit(ada, "Welcome.md")
    ada.page.evaluate(FULL)
    text.press_sequentially("unkept")
    asked: list[str] = []

    def leave(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    ada.page.on("dialog", leave)
    ada.page.reload()
    expect(text_of(ada.page)).to_be_visible()
    assert asked == ["beforeunload"]


def test_who_may_only_read_is_told_so_and_keeps_what_they_typed(guest: Person):
    text = edit(guest, "Plan.md", "", typed="mine")
    token = AuthService(guest.server.config).create_jwt(guest.user_id, scope="notes:read")
    guest.page.evaluate(SPOIL_TOKENS, {"access": token})
    text.press("Control+s")
    state(guest, "Not saved")
    expect(text).to_have_text("mine")
