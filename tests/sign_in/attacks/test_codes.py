"""A code: good once, for its own client, with its verifier."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.access.identity import challenge_of
from tests.sign_in.house import ALL, CALLBACK, EVIL, VERIFIER, App, House, refusal_of, tokens_of


def test_a_code_is_good_once_and_its_second_use_ends_what_the_first_gave(house: House, app: App):
    code = app.code()
    first = tokens_of(app.redeem(code))
    assert house.takes(first.access)
    assert refusal_of(app.redeem(code)) == (400, "invalid_grant")  # OAuth 2.1 section 4.1.3
    assert not house.takes(first.access)
    assert refusal_of(app.renew(first.refresh)) == (400, "invalid_grant")
    lines = house.ask("GET", "/api/activity?action=grant.end", app.sign_in(scope=ALL).access).json()["activity"]
    assert (lines[0]["client"], lines[0]["grant"], lines[0]["outcome"]) == ("Ada's editor", first.grant, "refused")


def test_a_code_that_many_redeem_at_once_is_good_for_one_of_them(app: App):
    code = app.code()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.redeem(code).status_code, range(4)))
    assert answers.count(200) <= 1
    assert set(answers) <= {200, 400}


def test_a_code_is_of_no_use_without_its_verifier(app: App):
    code = app.code()
    for verifier in (None, "", "x" * 43, VERIFIER + "x", VERIFIER[:-1], challenge_of(VERIFIER), "é" * 43):
        assert refusal_of(app.redeem(code, code_verifier=verifier)) == (400, "invalid_grant"), verifier
    assert app.redeem(code).status_code == 200


def test_a_verifier_cannot_be_left_out_even_if_the_challenge_is_that_of_nothing(app: App):
    code = app.code(code_challenge=challenge_of(""))  # OAuth 2.1 section 4.1.3: code_verifier is REQUIRED
    assert app.redeem(code, code_verifier=None).status_code == 400


@pytest.mark.parametrize("verifier", ["short", "x" * 42, "x" * 129, f"{VERIFIER} "])
def test_what_is_no_verifier_proves_nothing_even_if_the_challenge_was_made_from_it(app: App, verifier: str):
    code = app.code(code_challenge=challenge_of(verifier))  # RFC 7636 section 4.1: 43 to 128 unreserved characters
    assert app.redeem(code, code_verifier=verifier).status_code == 400


def test_a_code_is_of_no_use_to_another_client(house: House, app: App):
    code = app.code()
    thief = house.register()
    assert refusal_of(thief.redeem(code)) == (400, "invalid_grant")
    assert app.redeem(code).status_code == 200


def test_a_code_is_of_no_use_with_another_redirect_uri(app: App):
    code = app.code()
    for uri in (EVIL, CALLBACK + "/", CALLBACK.replace("8914", "8915"), CALLBACK.replace("127.0.0.1", "localhost"), ""):
        assert refusal_of(app.redeem(code, redirect_uri=uri)) == (400, "invalid_grant"), uri
    assert app.redeem(code).status_code == 200


def test_an_invented_code_is_refused(app: App):
    for code in ("", "x" * 43, "../code", "step", "\x00"):
        assert refusal_of(app.redeem(code)) == (400, "invalid_grant")


def test_what_lies_in_the_database_is_no_code_and_no_refresh_token(house: House, app: App):
    """Whoever reads a backup finds hashes."""
    tokens, code = app.sign_in(), app.code()
    kept = house.kept()
    assert tokens.grant.encode() in kept
    family, secret = tokens.refresh.split(".")[2:]
    for given in (code, tokens.access, tokens.access.split(".")[2], tokens.refresh, family, secret):
        assert given.encode() not in kept
