"""The page on which a person says yes or no, in their browser."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.provider import Provider
from tests.running import free_port
from tests.sentence import is_sentence
from tests.sign_in.house import ALL, CALLBACK, WEB, App, House, facts_of, house_of, is_page, post_consent


def page_of(house: House, app: App, **changes: str | None) -> httpx.Response:
    answer = app.asks(**changes)
    assert answer.status_code == 200, answer.text
    return answer


def test_the_page_says_who_asks_for_what_and_where_the_answer_goes(house: House):
    app = house.register(WEB, client_name="Ada's editor")
    text = unescape(page_of(house, app, scope=ALL).text)
    for said in ("Ada's editor", "client.example", "Read your notes", "Change your notes", "Manage your account"):
        assert said in text
    assert "account" not in house.browser().open(app.url()).values("scope")


def test_the_page_warns_of_a_client_on_this_computer_and_of_no_other(house: House):
    for uri in (CALLBACK, "http://localhost/callback", "http://[::1]/callback"):
        assert "warn'" in page_of(house, house.register(uri)).text
    assert "warn'" not in page_of(house, house.register(WEB)).text


def test_the_page_says_how_long_a_connection_lasts(house: House, app: App):
    text = " ".join(page_of(house, app).text.split())
    assert "It ends by itself after 90 days without use, and after a year." in text


def test_the_page_says_that_nobody_has_checked_what_a_client_calls_itself(house: House, app: App):
    assert "which nobody has checked" in page_of(house, app).text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>", "&lt;b"]
)
def test_what_a_client_calls_itself_is_shown_and_never_obeyed(house: House, name: str):
    page = page_of(house, house.register(client_name=name)).text
    assert name not in page
    assert name in unescape(page)


def test_a_clients_name_cannot_turn_the_text_around_or_fill_the_page(house: House):
    page = page_of(house, house.register(client_name="\u202eelgooG\u200b\n" + "x" * 5_000)).text
    assert "elgooG" in page
    assert not set("\u202e\u200b") & set(page)
    assert "x" * 200 not in page


def test_no_page_runs_a_script_or_stands_in_a_frame(house: House, app: App):
    for page in (app.asks(), app.asks(redirect_uri="https://evil.example/"), house.ask("GET", "/oauth/callback")):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert "unsafe" not in policy and "script-src" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script|javascript:|\son\w+=|src=|<link", page.text, re.I)


def test_the_cookie_is_for_this_server_alone(provider: Provider, way: str, tmp_path: Path):
    """On https it is `__Host-`, so no neighbour can set it; it comes along from the provider, but with no form."""
    port = str(free_port())
    with house_of(provider, tmp_path, way, PUBLIC_BASE_URL="https://notes.example", MCP_PORT=port) as house:
        near, host = f"http://127.0.0.1:{port}", {"Host": "notes.example"}
        client = house.http.post(f"{near}/register", json={"redirect_uris": [CALLBACK]}, headers=host).json()
        url = App(house, client["client_id"]).url().replace("https://notes.example", near, 1)
        cookie = house.http.get(url, headers=host).headers["set-cookie"]
    name, *attributes = (part.strip().lower() for part in cookie.split(";"))
    assert name.startswith("__host-")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(attributes)
    assert not [attribute for attribute in attributes if attribute.startswith("domain")]


def test_the_page_is_shown_anew_each_time(house: House, app: App):
    """GHSA-6x8h-498w-gv8c: a consent that is remembered is one that another client of the same name can use."""
    browser = house.browser()
    for _ in range(2):
        assert browser.sign_in(app.url()).startswith(f"{CALLBACK}?code=")
    assert browser.open(app.url()).action


def test_two_pages_of_one_browser_are_answered_each_for_itself(house: House, app: App):
    browser, other = house.browser(), house.register(WEB)
    first, second = browser.open(app.url(state="1")), browser.open(other.url(state="2"))
    assert facts_of(browser.decide(second, "allow"))["state"] == "2"
    assert facts_of(browser.decide(first, "allow"))["state"] == "1"


def test_a_person_who_says_no_is_taken_at_their_word(house: House, app: App):
    told = app.led_back(decision="deny")
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "kept", house.origin)
    assert "code" not in told and is_sentence(told["error_description"])


def test_a_person_may_say_no_whatever_else_they_filled_in(house: House, app: App):
    assert app.led_back(decision="deny", folder="../odd\\folder", scopes=[])["error"] == "access_denied"


def test_a_person_who_allows_nothing_is_told_and_may_answer_again(house: House, app: App):
    browser = house.browser()
    page = browser.open(app.url())
    assert is_page(browser.press(page, "allow", scopes=[]).response)
    assert is_page(browser.press(page, "allow", folder="../elsewhere").response)
    assert facts_of(browser.decide(page, "allow", scopes=["notes:read"]))["code"]


def test_after_the_answer_the_form_is_not_sent_on(house: House, app: App):
    browser = house.browser()
    for decision in ("allow", "deny"):
        form = browser.open(app.url()).filled(decision, None, None)
        assert post_consent(house, form, browser).status_code in (302, 303)  # never 307
