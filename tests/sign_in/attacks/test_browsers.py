"""The browser: who consents must be who signs in, on a page of ours that is answered once."""

from tests.browser import arrival
from tests.sentence import is_sentence
from tests.sign_in.house import (
    CALLBACK,
    App,
    House,
    cookie_of,
    facts_of,
    follow,
    is_page,
    post_consent,
    provider_callback,
    tokens_of,
)


def test_who_consents_must_be_who_signs_in(house: House, app: App):
    """CVE-2026-27124: an attacker says yes and sends the login on to somebody who is signed in at the provider."""
    attacker, victim = house.browser("bob"), house.browser("ada")
    page = attacker.open(app.url())
    form = page.filled("allow", None, None)
    to_provider = arrival(post_consent(house, form, browser=attacker))
    assert to_provider.startswith(house.provider.issuer)
    to_us = arrival(victim.open(to_provider).response)
    assert to_us.startswith(f"{house.origin}/oauth/callback?code=")
    assert is_page(victim.open(to_us).response)
    assert not [hop for hop in victim.hops if hop.headers.get("location", "").startswith(CALLBACK)]


def test_a_login_that_the_attacker_finished_cannot_be_slipped_to_another_browser(house: House, app: App):
    attacker, victim = house.browser("bob"), house.browser("ada")
    victim.open(app.url())
    attacker.sign_in(app.url())
    callback = next(str(hop.url) for hop in attacker.hops if hop.url.path == "/oauth/callback")
    assert is_page(victim.open(callback).response)


def test_consent_without_its_browsers_cookie_is_refused(house: House, app: App):
    browser, other = house.browser(), house.browser("bob")
    form = browser.open(app.url()).filled("allow", None, None)
    other.open(app.url())
    for cookie in ("", cookie_of(other, house), "notes-vault=", f"notes-vault={'x' * 43}"):
        refused = post_consent(house, form, cookie=cookie)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_consent_with_a_wrong_csrf_value_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    other = browser.open(app.url()).filled("allow", None, None)
    for csrf in ([], [""], ["x" * 43], other["csrf"], form["sign_in"]):
        refused = post_consent(house, {**form, "csrf": csrf}, browser=browser)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_a_consent_page_is_answered_once(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    assert post_consent(house, form, browser=browser).status_code == 303
    for decision in ("allow", "deny"):
        refused = post_consent(house, {**form, "decision": [decision]}, browser=browser)
        assert refused.status_code == 403 and is_page(refused)


def test_a_consent_that_is_posted_from_another_site_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    for origin in ("https://evil.example", "null", house.provider.issuer):
        refused = post_consent(house, form, browser=browser, Origin=origin)
        assert refused.status_code == 403 and "location" not in refused.headers
    assert house.ask("GET", "/authorize/consent", params=form).status_code == 405


def test_a_consent_gives_no_more_than_was_asked_and_shown(app: App, house: House):
    browser = house.browser()
    form = browser.open(app.url(scope="notes:read")).filled("allow", None, None)
    form["scope"] += ["notes:write", "account", "admin"]
    code = facts_of(follow(browser, arrival(post_consent(house, form, browser=browser))))["code"]
    assert tokens_of(app.redeem(code)).scope == "notes:read"


def test_a_callback_is_good_once(house: House, app: App):
    browser = house.browser()
    browser.sign_in(app.url())
    callback = next(str(hop.url) for hop in browser.hops if hop.url.path == "/oauth/callback")
    assert is_page(browser.open(callback).response)
    assert is_page(browser.open(callback.partition("?")[0] + "?error=access_denied&state=x").response)


def test_a_state_that_nobody_was_given_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    for state in ("", "x" * 43, form["sign_in"][0], "../state", "\x00"):
        query = {"state": state, "code": "x"}
        cookie = {"Cookie": cookie_of(browser, house)}
        refused = house.ask("GET", "/oauth/callback", params=query, headers=cookie)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_a_callback_before_the_consent_gives_no_code(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    query = {"state": form["sign_in"][0], "code": "x"}
    refused = house.ask("GET", "/oauth/callback", params=query, headers={"Cookie": cookie_of(browser, house)})
    assert is_page(refused)


def test_a_code_of_the_provider_that_is_invented_gives_no_code_of_ours(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    state = facts_of(post_consent(house, form, browser=browser))["state"]
    calls = house.provider.userinfo_calls()
    cookie = {"Cookie": cookie_of(browser, house)}
    query = {"state": state, "code": "invented"}
    told = facts_of(house.ask("GET", "/oauth/callback", params=query, headers=cookie))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "kept", house.origin)
    assert "code" not in told
    assert house.provider.userinfo_calls() == calls


def test_a_code_of_the_provider_from_another_sign_in_gives_no_code_of_ours(house: House, app: App):
    """Code injection: the provider's PKCE and nonce bind its code to one state and one browser."""
    attacker, victim = house.browser("bob"), house.browser("ada")
    stolen = facts_of(provider_callback(house, app, attacker))["code"]
    state = facts_of(provider_callback(house, app, victim))["state"]
    query = {"state": state, "code": stolen}
    answer = house.ask("GET", "/oauth/callback", params=query, headers={"Cookie": cookie_of(victim, house)})
    told = facts_of(answer)
    assert told["error"] == "access_denied" and is_sentence(told["error_description"])
