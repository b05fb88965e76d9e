"""Somebody comes for the first time: they see what this is, sign in, and are told what to do."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.page.person import Person
from tests.provider import Provider
from tests.running import running


def test_a_stranger_is_told_what_this_is_and_signs_in_with_one_button(arrive: Callable[..., Person]):
    ada = arrive()
    ada.open()
    expect(ada.page.get_by_role("heading", level=1)).to_contain_text("Your notes")
    ada.button("Sign in with Hugging Face").click()
    expect(ada.row("Welcome")).to_be_visible()
    for choice in ("Connect an assistant", "Import a vault", "Write a note"):
        expect(ada.page.get_by_text(choice)).to_be_visible()
    ada.check_nothing_broke()


def test_who_has_signed_in_stays_so_over_a_reload(guest: Person):
    guest.page.reload()
    expect(guest.row("Welcome")).to_be_visible()


def test_on_a_laptop_nobody_is_asked_who_they_are(browser: Browser, provider: Provider, tmp_path: Path):
    with running(tmp_path) as laptop:
        ada = Person(browser.new_context(), laptop, provider)
        ada.open()
        ada.button("Open my notes").click()
        expect(ada.page.get_by_text("Write a note")).to_be_visible()
        (tmp_path / "vaults/local/By hand.md").write_text("# By hand")
        expect(ada.row("By hand")).to_be_visible()
        ada.check_nothing_broke()
        ada.context.close()


def test_under_another_name_of_the_laptop_the_page_is_sent_to_the_one_it_signs_in_at(
    browser: Browser, provider: Provider, tmp_path: Path
):
    with running(tmp_path) as laptop:
        page = browser.new_page()
        page.goto(f"http://localhost:{laptop.config.mcp_port}/")
        expect(page.get_by_role("button", name="Open my notes")).to_be_visible()
        assert page.url == f"{laptop.config.base_url}/"
        page.close()


def test_who_says_no_at_the_provider_is_told_so_and_can_try_again(arrive: Callable[..., Person]):
    nobody = arrive()
    nobody.context.add_cookies([{"name": "account", "value": "deny", "domain": "127.0.0.1", "path": "/"}])
    nobody.open()
    nobody.button("Sign in with Hugging Face").click()
    expect(nobody.page.get_by_role("alert")).to_be_visible()
    expect(nobody.button("Sign in again")).to_be_visible()
