"""A sign-in, step by step: what the client and the person are told, what is kept, and for how long."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from shared.access.authorization import RedirectedError
from shared.access.hashes import hashed
from shared.access.identity import Identity
from shared.errors import Invalid, OAuthError
from tests.access.desk import CHALLENGE, WEB, Desk, facts_of
from tests.access.refused import refused, words_of
from tests.conftest import ADA, ORIGIN, Clock

OVER = "This sign-in is over or belongs to another browser. Please connect again."
ANSWERED = "This page was answered before. Please connect again."


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    return Desk(tmp_path, clock)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"response_type": None}, "unsupported_response_type", "response_type must be code."),
        ({"response_type": "token"}, "unsupported_response_type", "response_type must be code."),
        ({"code_challenge_method": None}, "invalid_request", "PKCE with code_challenge_method S256 is required."),
        ({"code_challenge_method": "plain"}, "invalid_request", "PKCE with code_challenge_method S256 is required."),
        ({"code_challenge": None}, "invalid_request", "code_challenge must be the S256 challenge of a verifier."),
        ({"code_challenge": "c" * 42}, "invalid_request", "code_challenge must be the S256 challenge of a verifier."),
        ({"code_challenge": "c" * 44}, "invalid_request", "code_challenge must be the S256 challenge of a verifier."),
        ({"code_challenge": "=" * 43}, "invalid_request", "code_challenge must be the S256 challenge of a verifier."),
        ({"resource": "https://evil.example/mcp"}, "invalid_target", "This server gives tokens for itself only."),
        ({"scope": "notes:read admin"}, "invalid_scope", "The scopes here are notes:read and notes:write."),
        ({"state": "s" * 4_097}, "invalid_request", "The state is too long."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_client_that_asks_wrongly_is_told_at_its_redirect(
    desk: Desk, changes: dict[str, str | None], error: str, message: str
):
    refusal = refused(desk.begins, **changes)
    assert isinstance(refusal, RedirectedError)
    assert (refusal.error, refusal.message) == (error, message)
    told = {"app": "1", "error": error, "error_description": message, "state": changes.get("state", "kept")}
    assert facts_of(refusal.location) == {**told, "iss": ORIGIN}
    assert refusal.location.startswith(f"{WEB}&error=")


@pytest.mark.parametrize("uri", ["https://evil.example/", "", f"{WEB}1"])
def test_a_client_that_names_another_redirect_is_told_nowhere(desk: Desk, uri: str):
    refusal = refused(desk.begins, redirect_uri=uri)
    assert isinstance(refusal, OAuthError) and not isinstance(refusal, RedirectedError)
    assert (refusal.error, refusal.message) == ("invalid_request", "The redirect URI is not one of this client's.")


def test_a_client_that_names_nobody_is_not_known(desk: Desk):
    assert words_of(desk.begins, client_id=None)[0] == "This client is not known here. Register it again."


def test_of_several_redirects_one_must_be_named(desk: Desk):
    several = desk.clients.register({"redirect_uris": [WEB, "com.example.app:/callback"]})
    assert words_of(desk.begins, several)[0] == "The redirect URI is not one of this client's."
    consent = desk.begins(several, redirect_uri="com.example.app:/callback")
    assert (consent.redirect_host, consent.is_on_this_machine) == ("com.example.app:", False)


@pytest.mark.parametrize(
    ("scope", "asked"),
    [
        (None, ("notes:read", "notes:write")),
        ("", ("notes:read", "notes:write")),
        ("openid profile email offline_access", ("notes:read", "notes:write")),
        ("notes:read openid", ("notes:read",)),
        ("account notes:write notes:read", ("notes:read", "notes:write", "account")),
    ],
)
def test_a_person_is_asked_for_what_the_client_asks_for(desk: Desk, scope: str | None, asked: tuple[str, ...]):
    consent = desk.begins(scope=scope)
    assert consent.scopes == asked
    assert (consent.client, consent.client_host, consent.redirect_host) == ("Editor", "", "client.example")
    assert (consent.is_on_this_machine, consent.is_page) == (False, False)
    assert len({consent.sign_in, consent.csrf, consent.browser}) == 3
    assert all(len(secret) == 43 for secret in (consent.sign_in, consent.csrf, consent.browser))


@pytest.mark.parametrize("resource", ["/mcp", "/mcp/", "", "/"])
def test_a_client_may_name_this_server_as_it_likes(desk: Desk, resource: str):
    assert desk.steps.is_here(ORIGIN + resource)
    assert desk.begins(resource=ORIGIN + resource).client == "Editor"
    assert not desk.steps.is_here(f"{ORIGIN}/x{resource}")


def test_a_person_sees_that_a_client_is_on_this_machine_or_our_page(desk: Desk):
    local = desk.clients.register({"redirect_uris": ["http://[::1]:1/callback"]})
    consent = desk.begins(local)
    assert (consent.redirect_host, consent.is_on_this_machine) == ("::1", True)
    assert desk.begins(desk.clients.find("page")).is_page


def test_a_browser_keeps_its_secret_and_one_that_is_none_gets_another(desk: Desk):
    known = desk.begins().browser
    assert desk.begins(browser=known).browser == known
    for odd in ("", "x", "x" * 44, known[:-1] + "="):
        assert desk.begins(browser=odd).browser not in (odd, known)


def test_a_state_of_four_thousand_characters_is_brought_back(desk: Desk):
    consent = desk.begins(state="s" * 4_096)
    assert facts_of(desk.decides(consent, is_allowed=False))["state"] == "s" * 4_096


def test_a_person_who_says_no_has_answered(desk: Desk):
    consent = desk.begins()
    told = facts_of(desk.decides(consent, is_allowed=False))
    assert told == {
        "app": "1",
        "error": "access_denied",
        "error_description": "The user said no.",
        "state": "kept",
        "iss": ORIGIN,
    }
    assert words_of(desk.decides, consent)[0] == OVER


def test_a_client_without_a_state_is_told_none(desk: Desk):
    assert "state" not in facts_of(desk.decides(desk.begins(state=None), is_allowed=False))


@pytest.mark.parametrize("scopes", [(), ("account",), ("admin",)])
def test_a_person_who_allows_nothing_may_choose_again(desk: Desk, scopes: tuple[str, ...]):
    consent = desk.begins()
    refusal = refused(desk.decides, consent, scopes=scopes)
    assert isinstance(refusal, Invalid)
    assert refusal.message == "Choose at least one thing that this client may do."
    assert desk.decides(consent).startswith("https://provider.example/")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"untrusted_csrf": "x"}, "This page is not the one that was shown. Please connect again."),
        ({"untrusted_browser": "x"}, OVER),
        ({"untrusted_browser": ""}, OVER),
    ],
)
def test_an_answer_that_is_not_from_the_page_is_refused(desk: Desk, changes: dict[str, str], message: str):
    consent = desk.begins()
    assert words_of(desk.decides, consent, **changes)[0] == message
    assert desk.decides(consent).startswith("https://provider.example/")


@pytest.mark.parametrize("sign_in", ["", "x"])
def test_an_answer_to_no_page_is_refused(desk: Desk, sign_in: str):
    answer = {"untrusted_csrf": "", "is_allowed": True, "scopes": [], "untrusted_folder": ""}
    assert words_of(desk.steps.decide, sign_in, untrusted_browser="x", **answer)[0] == OVER


@pytest.mark.parametrize("seconds", [599, 600])
def test_a_person_has_ten_minutes_for_each_answer(desk: Desk, clock: Clock, seconds: int):
    consent = desk.begins()
    clock.forward(seconds)
    if seconds == 600:
        assert words_of(desk.decides, consent)[0] == OVER
        return
    state = desk.goes(consent)
    clock.forward(seconds)
    assert facts_of(desk.arrives(state, consent.browser))["code"]


def test_a_step_of_the_provider_is_no_page_and_a_page_is_no_step_of_the_provider(desk: Desk):
    consent = desk.begins()
    assert words_of(desk.arrives, consent.sign_in, consent.browser)[0] == OVER
    state = desk.goes(consent)
    answer = {"untrusted_csrf": consent.csrf, "is_allowed": True, "scopes": consent.scopes, "untrusted_folder": ""}
    refusal = words_of(desk.steps.decide, state, untrusted_browser=consent.browser, **answer)
    assert refusal[0] == "This page is not the one that was shown. Please connect again."


@pytest.mark.parametrize("is_later", [False, True])
def test_a_provider_that_is_away_is_told_to_the_client(desk: Desk, is_later: bool):
    consent = desk.begins()
    state = desk.goes(consent) if is_later else ""
    desk.provider.is_away = True
    told = facts_of(desk.arrives(state, consent.browser) if is_later else desk.decides(consent))
    assert (told["error"], told["state"]) == ("temporarily_unavailable", "kept")
    assert told["error_description"] == "Another service did not answer. Please try again."


@pytest.mark.parametrize(
    ("claims", "changes", "error", "message"),
    [
        ({}, {"error": "access_denied"}, "access_denied", "The sign-in was not finished."),
        ({}, {"error": "something"}, "server_error", "The sign-in was not finished."),
        ({}, {"untrusted_code": ""}, "server_error", "The sign-in was not finished."),
        ({"nonce": "another"}, {}, "access_denied", "The sign-in could not be verified."),
    ],
    ids=str,
)
def test_what_went_wrong_at_the_provider_is_told_to_the_client(
    desk: Desk, claims: dict[str, str], changes: dict[str, str], error: str, message: str
):
    desk.provider.claims = claims
    consent = desk.begins()
    state = desk.goes(consent)
    told = facts_of(desk.arrives(state, consent.browser, **changes))
    assert told == {"app": "1", "error": error, "error_description": message, "state": "kept", "iss": ORIGIN}
    assert desk.signed_in == []
    assert words_of(desk.arrives, state, consent.browser)[0] == OVER


def test_a_code_holds_what_was_allowed_and_lasts_five_minutes(desk: Desk, clock: Clock):
    consent = desk.begins(redirect_uri=WEB)
    state = desk.goes(consent, scopes=["notes:write", "notes:read"], untrusted_folder="/Work/")
    told = facts_of(desk.arrives(state, consent.browser))
    assert told == {"app": "1", "code": told["code"], "state": "kept", "iss": ORIGIN}
    assert desk.signed_in == [(Identity(ADA, "Ada"), "Editor", "192.0.2.1")]
    owner = f"code#{hashed(told['code'])}"
    kept = desk.records.get(owner, "step")
    assert kept and kept.value == {
        "user_id": ADA,
        "at": clock.now,
        "client_id": desk.client.id,
        "client": "Editor",
        "redirect_uri": WEB,
        "was_given": True,
        "challenge": CHALLENGE,
        "scopes": ["notes:read", "notes:write"],
        "folder": "Work",
    }
    clock.forward(299)
    assert desk.records.get(owner, "step")
    clock.forward(1)
    assert desk.records.get(owner, "step") is None


def test_a_code_remembers_whether_its_redirect_was_named(desk: Desk):
    consent = desk.begins()
    told = facts_of(desk.arrives(desk.goes(consent), consent.browser))
    kept = desk.records.get(f"code#{hashed(told['code'])}", "step")
    assert kept and kept.value["was_given"] is False


def test_the_provider_is_shown_secrets_that_only_this_browser_can_make_again(desk: Desk):
    def made(name: str, state: str) -> str:
        return sha256(f"{name} {state} {consent.browser}".encode()).hexdigest()

    consent = desk.begins()
    asked = facts_of(desk.decides(consent))
    state = asked["state"]
    digest = sha256(made("verifier", state).encode()).digest()
    assert asked["nonce"] == made("nonce", state)
    assert asked["code_challenge"] == urlsafe_b64encode(digest).rstrip(b"=").decode()
    desk.provider.nonce = asked["nonce"]
    desk.arrives(state, consent.browser)
    assert (desk.provider.sent["code"], desk.provider.sent["code_verifier"]) == ("theirs", made("verifier", state))


def test_on_a_laptop_nobody_is_asked_who_it_is(tmp_path: Path, clock: Clock):
    desk = Desk(tmp_path, clock, mode="local")
    told = facts_of(desk.decides(desk.begins()))
    assert told["code"] and desk.provider.nonce == ""
    assert desk.signed_in == [(Identity("local", "local"), "Editor", "127.0.0.1")]


def test_of_two_answers_at_once_one_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    consent = desk.begins()
    get = desk.records.get

    def answered_meanwhile(owner: str, key: str) -> Any:
        record = get(owner, key)
        if owner.startswith("signin#"):
            monkeypatch.undo()
            desk.decides(consent, is_allowed=False)
        return record

    monkeypatch.setattr(desk.records, "get", answered_meanwhile)
    assert words_of(desk.decides, consent)[0] == ANSWERED
