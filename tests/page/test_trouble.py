"""The server goes, the network goes, the sign-in ends: nothing that somebody types is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from shared.access.tokens import AuthService
from tests.page.editor import edit, state, text_of
from tests.page.person import Person, stored
from tests.provider import Provider, signing_in_at
from tests.running import Running, free_port

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


@contextmanager
def visitor(browser: Browser, server: Running, provider: Provider) -> Iterator[Person]:
    """Somebody who has signed in at a server of their own."""
    context = browser.new_context(viewport={"width": 1280, "height": 820})
    try:
        person = Person(context, server, provider)
        person.sign_in()
        yield person
        assert person.errors == []
    finally:
        context.close()


def test_a_server_that_starts_anew_while_somebody_writes_costs_them_nothing(
    browser: Browser, provider: Provider, tmp_path: Path
):
    port = str(free_port())
    settings = {"MCP_PORT": port, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    with signing_in_at(provider, tmp_path, **settings) as server:
        visit = visitor(browser, server, provider)
        ada = visit.__enter__()
        text = edit(ada, "Plan.md", "one ")
        text.press("Control+End")
        text.press_sequentially("two ")
        server.kill()
        text.press("Control+s")
        state(ada, "Not saved: offline")
        expect(ada.page.get_by_text("The server does not answer. What you write is kept here")).to_be_visible()
        text.press_sequentially("three")
    with signing_in_at(provider, tmp_path, **settings):
        expect(text).to_have_text("one two three")
        text.press("Control+s")
        state(ada, "Saved")
        assert ada.text("Plan.md") == "one two three"
        visit.__exit__(None, None, None)


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
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("typed")
    before = stored(guest.page)["tokens"]["access"]
    guest.page.evaluate(SPOIL_TOKENS, spoilt)
    text.press("Control+s")
    state(guest, "Saved")
    expect(guest.page.get_by_role("alert")).to_have_count(0)
    assert guest.text("Plan.md") == "typed"
    assert stored(guest.page)["tokens"]["access"] not in (before, spoilt.get("access"))


def test_whose_sign_in_is_ended_signs_in_in_another_tab_and_saves_the_same_text(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("still here")
    end_sign_in(guest)
    text.press("Control+s")
    state(guest, "Not saved: signed out")
    with guest.context.expect_page() as opened:
        guest.button("Sign in again").click()
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    state(guest, "Unsaved changes")
    expect(text).to_have_text("still here")
    text.press("Control+s")
    state(guest, "Saved")
    assert guest.text("Plan.md") == "still here"


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


def test_a_page_that_is_told_to_wait_says_so_and_goes_on_by_itself(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("patience")
    asked: list[str] = []

    def once(route) -> None:
        if "write_note" in (route.request.post_data or "") and not asked:
            asked.append(route.request.url)
            body = {"error": "rate_limited", "message": "Too many calls.", "retry_after_seconds": 1}
            route.fulfill(status=429, headers={"Retry-After": "1"}, json=body)
        else:
            route.fallback()

    guest.page.route("**/mcp", once)
    text.press("Control+s")
    expect(guest.page.get_by_role("alert")).to_contain_text("Too many requests at once")
    state(guest, "Saved")
    expect(guest.page.get_by_role("alert")).to_have_count(0)
    assert asked
    assert guest.text("Plan.md") == "patience"


def test_a_small_allowance_of_calls_slows_a_page_down_and_loses_nothing(
    browser: Browser, provider: Provider, tmp_path: Path
):
    with (
        signing_in_at(provider, tmp_path, RATE_LIMIT_PER_MINUTE="60") as server,
        visitor(browser, server, provider) as ada,
    ):
        text = edit(ada, "Plan.md")
        text.press_sequentially("one at a time")
        spend_all(ada)
        text.press("Control+s")
        expect(ada.page.get_by_role("alert")).to_contain_text("Too many requests at once")
        state(ada, "Saved")
        assert ada.page.evaluate("window.broken") == []


def spend_all(person: Person) -> None:
    """Make calls until the page's own would be one too many."""
    person.page.evaluate("""async () => {
      const { access } = JSON.parse(localStorage["notes-vault.tokens"]);
      let status = 200;
      const headers = { Authorization: `Bearer ${access}` };
      while (status !== 429) status = (await fetch("/api/me", { headers })).status;
    }""")


def test_what_the_vault_refuses_is_said_and_stays_in_the_editor(guest: Person):
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("too much")
    refused = {
        "content": [{"type": "text", "text": "This vault may hold 10 bytes and is full."}],
        "structuredContent": {"error": {"code": "quota_exceeded", "message": "This vault is full."}},
        "isError": True,
        "resultType": "complete",
    }

    def refuse(route) -> None:
        if "write_note" not in (route.request.post_data or ""):
            route.fallback()
            return
        answer = {"jsonrpc": "2.0", "id": route.request.post_data_json["id"], "result": refused}
        route.fulfill(json=answer)

    guest.page.route("**/mcp", refuse)
    text.press("Control+s")
    state(guest, "Not saved")
    expect(guest.page.get_by_text("This vault may hold 10 bytes and is full.")).to_be_visible()
    expect(text).to_have_text("too much")
    guest.page.unroute_all()
    text.press("Control+s")
    state(guest, "Saved")


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
    text = edit(guest, "Plan.md", "")
    text.press_sequentially("mine")
    token = AuthService(guest.server.config).create_jwt(guest.user_id, scope="notes:read")
    guest.page.evaluate(SPOIL_TOKENS, {"access": token})
    text.press("Control+s")
    state(guest, "Not saved")
    expect(text).to_have_text("mine")
