"""The provider: what it is asked, what is kept of its answer, and when it is away."""

from pathlib import Path

from tests.provider import Provider
from tests.running import free_port
from tests.sentence import is_sentence
from tests.sign_in.house import App, House, facts_of, house_of, post_consent, tokens_of


def test_a_person_who_is_refused_by_the_provider_is_nobody_here(house: House, app: App):
    told = app.led_back("deny")
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "kept", house.origin)
    assert "code" not in told


def test_the_provider_is_asked_who_it_was_once_per_sign_in_and_never_again(house: House, app: App):
    calls = house.provider.userinfo_calls()
    tokens = app.sign_in()
    assert house.provider.userinfo_calls() == calls + 1
    for _ in range(3):
        tokens = tokens_of(app.renew(tokens.refresh))
        assert house.takes(tokens.access)
        house.call(tokens.access, "list_notes")
    assert house.ask("GET", "/api/me", tokens.access).status_code == 200
    assert not house.takes("x")
    assert house.provider.userinfo_calls() == calls + 1


def test_the_provider_is_asked_for_no_more_than_who_it_is_and_with_proof(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    asked = facts_of(post_consent(house, form, browser))
    assert (asked["scope"], asked["response_type"], asked["code_challenge_method"]) == (
        "openid profile",
        "code",
        "S256",
    )
    assert asked["redirect_uri"] == f"{house.origin}/oauth/callback"
    assert len(asked["state"]) >= 32 and len(asked["nonce"]) >= 32
    assert "kept" not in asked.values()  # the client's state is not the provider's business


def test_nothing_of_the_providers_is_kept_or_logged(house: House, app: App):
    browser = house.browser()
    browser.sign_in(app.url())
    given = facts_of(next(str(hop.url) for hop in browser.hops if hop.url.path == "/oauth/callback"))
    token = house.provider.token_for("ada")
    assert house.ask("POST", "/api/auth/create-token", token).status_code == 200
    kept = house.kept()
    assert house.provider.user_id("ada").encode() in kept
    secrets = (given["code"], given["state"], token, house.server.config.oauth_client_secret, "eyJhbGciOi", "id_token")
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_people_are_known_by_what_cannot_be_renamed(house: House, app: App):
    told = house.ask("GET", "/api/me", app.sign_in("bob").access).json()
    assert (told["user_id"], told["name"]) == (house.provider.user_id("bob"), "bob")


def test_a_provider_that_does_not_answer_is_told_to_the_client(provider: Provider, way: str, tmp_path: Path):
    away = {"OPENID_PROVIDER_URL": f"http://127.0.0.1:{free_port()}"}
    with house_of(provider, tmp_path, way, **away) as house:
        app, browser = house.register(), house.browser()
        answer = post_consent(house, browser.open(app.url()).filled("allow", None, None), browser)
        assert answer.status_code == 303, answer.text  # OAuth 2.1 section 4.1.2.1
        told = facts_of(answer)
        assert (told["error"], told["state"], told["iss"]) == ("temporarily_unavailable", "kept", house.origin)
        assert is_sentence(told["error_description"])
        exchange = house.ask("POST", "/api/auth/create-token", "hf_something")
        assert exchange.status_code == 503
