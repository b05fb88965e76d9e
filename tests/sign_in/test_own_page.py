"""Our own page signs in: without registration and consent, and so that a code for it is of use to nobody else."""

import jwt
import pytest

from shared.access.clients import PAGE, PAGE_NAME
from tests.sign_in.house import ALL, CALLBACK, EVIL, App, House, Tokens, facts_of, follow, is_page, tokens_of


@pytest.fixture
def page(house: House) -> App:
    return App(house, PAGE, f"{house.origin}/signed-in")


def test_the_page_is_sent_on_to_the_provider_without_a_question(house: House, page: App):
    answer = page.asks(scope=ALL)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(house.provider.issuer)
    assert "HttpOnly" in answer.headers["Set-Cookie"]


def test_a_person_who_signs_in_at_the_page_may_do_everything_there(house: House, page: App):
    browser = house.browser()
    told = facts_of(follow(browser, page.url(scope=ALL), page.redirect_uri))
    assert (told["state"], told["iss"]) == ("kept", house.origin)
    tokens = tokens_of(page.redeem(told["code"]))
    assert tokens.scope == ALL
    assert jwt.decode(tokens.access, options={"verify_signature": False})["sub"] == house.provider.user_id("ada")
    [grant] = [one for one in house.ask("GET", "/api/grants", tokens.access).json()["grants"] if one["is_this"]]
    assert (grant["client"], grant["client_id"]) == (PAGE_NAME, PAGE)


@pytest.mark.parametrize("elsewhere", [CALLBACK, EVIL, "http://127.0.0.1:1/signed-in", "http://localhost/signed-in"])
def test_a_code_for_the_page_goes_nowhere_else(house: House, page: App, elsewhere: str):
    assert is_page(page.asks(redirect_uri=elsewhere))


def test_a_path_or_a_port_beside_ours_is_not_ours(page: App):
    for redirect_uri in (f"{page.redirect_uri}/", f"{page.redirect_uri}?x=1", page.redirect_uri.replace(":", "0:", 2)):
        assert is_page(page.asks(redirect_uri=redirect_uri))


def test_a_code_for_the_page_needs_the_verifier_that_only_the_page_has(house: House, page: App):
    code = facts_of(follow(house.browser(), page.url(), page.redirect_uri))["code"]
    assert page.redeem(code, code_verifier="v" * 43).status_code == 400


def test_nobody_can_register_as_the_page(house: House):
    assert house.register(client_name=PAGE_NAME).id != PAGE
    answer = house.ask("POST", "/register", json={"client_id": PAGE, "redirect_uris": [EVIL]})
    assert answer.json()["client_id"] != PAGE


def made(house: House, token: str, **asked: object) -> dict[str, str]:
    """A personal token, made with another."""
    told = house.ask("POST", "/api/auth/create-token", token, json={"name": "script", **asked})
    assert told.status_code == 200, told.text
    answer: dict[str, str] = told.json()
    return answer


def at_the_page(house: House, page: App, account: str = "ada", scope: str = ALL) -> Tokens:
    code = facts_of(follow(house.browser(account), page.url(scope=scope), page.redirect_uri))["code"]
    return tokens_of(page.redeem(code))


def test_a_token_made_at_the_page_outlives_the_pages_sign_in(house: House, page: App):
    tokens = at_the_page(house, page)
    script = made(house, tokens.access)["token"]
    assert house.ask("DELETE", f"/api/grants/{tokens.grant}", tokens.access).status_code == 200
    assert (house.takes(tokens.access), house.takes(script)) == (False, True)


def test_a_token_made_with_such_a_token_ends_with_it(house: House, page: App):
    tokens = at_the_page(house, page)
    first = made(house, tokens.access, scopes=["notes:read", "notes:write", "account"])
    second = made(house, first["token"])
    assert house.ask("DELETE", f"/api/grants/{first['grant']}", tokens.access).status_code == 200
    assert not house.takes(second["token"])


def test_a_token_made_at_a_page_that_may_not_do_everything_ends_with_it(house: House, page: App):
    tokens = at_the_page(house, page, scope="notes:read notes:write")
    script = made(house, tokens.access)["token"]
    assert page.revoke(tokens.refresh).status_code == 200
    assert not house.takes(script)
