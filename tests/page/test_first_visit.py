"""Somebody comes for the first time: they see what this is, sign in, and are told what to do."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.page.person import Person


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


def test_who_says_no_at_the_provider_is_told_so_and_can_try_again(arrive: Callable[..., Person]):
    nobody = arrive()
    nobody.context.add_cookies([{"name": "account", "value": "deny", "domain": "127.0.0.1", "path": "/"}])
    nobody.open()
    nobody.button("Sign in with Hugging Face").click()
    expect(nobody.page.get_by_role("alert")).to_be_visible()
    expect(nobody.button("Sign in again")).to_be_visible()
