"""Who somebody is, as the provider says over HTTP: what it is asked, how often, and why it is not believed."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from shared.access.identity import Identities, Identity
from tests.access.openid import ANOTHER, PROVIDER, Provider, published
from tests.access.refused import refused, words_of
from tests.conftest import ORIGIN, Clock, config_in

AWAY = "Hugging Face did not answer. Please try again."
NOT_VALID = "This token is not valid here."
HOUR = 3_600
Made = Callable[..., Identities]


@pytest.fixture
def provider(clock: Clock) -> Provider:
    return Provider(clock)


@pytest.fixture
def made(tmp_path: Path, clock: Clock, provider: Provider) -> Made:
    """Identities of that provider, with these settings."""

    def make(**settings: str) -> Identities:
        given = {"openid_provider_url": f"{PROVIDER}/", "oauth_scopes": "openid profile", **settings}
        return Identities(config_in(tmp_path, **given), clock=clock, fetch=provider)

    return make


@pytest.fixture
def identities(made: Made) -> Identities:
    return made()


def sign_in(identities: Identities) -> Identity:
    return identities.sign_in("a code", nonce="nonce", verifier="verifier")


def test_a_browser_is_sent_to_the_provider_with_all_it_asks(identities: Identities, provider: Provider):
    challenge = "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ"  # of the word "verifier", by openssl
    url = identities.authorize_url(state="s", nonce="n", verifier="verifier")
    assert url.startswith(f"{PROVIDER}/authorize?")
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "response_type": "code",
        "client_id": "vault",
        "redirect_uri": f"{ORIGIN}/oauth/callback",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def test_a_query_that_the_provider_has_is_kept(identities: Identities, provider: Provider):
    provider.document["authorization_endpoint"] += "?tenant=1"
    url = identities.authorize_url(state="s", nonce="n", verifier="v")
    assert url.startswith(f"{PROVIDER}/authorize?tenant=1&response_type=code&")


def test_where_signing_in_is_not_set_up_that_is_said(made: Made):
    refusal = refused(made(oauth_client_id="").authorize_url, state="s", nonce="n", verifier="v")
    assert (refusal.code, refusal.message) == ("unavailable", "Signing in is not set up on this server.")
    assert refusal.reason == "OAUTH_CLIENT_ID is missing"


def test_a_code_is_brought_to_the_provider_with_its_proof(made: Made, provider: Provider):
    assert sign_in(made(oauth_client_secret="a secret/&")) == Identity("hf-ada", "Ada")
    [(method, _, sent)] = [asked for asked in provider.asked if asked[1] == "/token"]
    assert method == "POST"
    assert dict(parse_qsl(sent["body"].decode())) == {
        "grant_type": "authorization_code",
        "code": "a code",
        "redirect_uri": f"{ORIGIN}/oauth/callback",
        "code_verifier": "verifier",
        "client_id": "vault",
    }
    basic = base64.b64encode(b"vault:a%20secret%2F%26").decode()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    assert sent["headers"] == {**form, "Authorization": f"Basic {basic}"}
    [(method, _, sent)] = [asked for asked in provider.asked if asked[1] == "/userinfo"]
    assert (method, sent) == ("GET", {"headers": {"Authorization": "Bearer theirs", "Accept": "application/json"}})
    [(method, _, sent)] = [asked for asked in provider.asked if asked[1] == "/keys"]
    assert (method, sent) == ("GET", {"headers": {"Accept": "application/json"}})


def test_a_server_without_a_secret_shows_none(identities: Identities, provider: Provider):
    sign_in(identities)
    [sent] = [asked[2] for asked in provider.asked if asked[1] == "/token"]
    assert "Authorization" not in sent["headers"]


def test_what_the_provider_publishes_is_asked_for_once_an_hour(
    identities: Identities, provider: Provider, clock: Clock
):
    for seconds, times in ((0, 1), (HOUR, 1), (1, 2), (0, 2)):
        clock.forward(seconds)
        sign_in(identities)
        assert (provider.times("/.well-known/openid-configuration"), provider.times("/keys")) == (times, times)


def test_a_key_that_is_new_is_found_and_one_that_is_unknown_is_asked_for_once_a_minute(
    identities: Identities, provider: Provider, clock: Clock
):
    sign_in(identities)
    provider.signs, provider.kid = ANOTHER, "next"
    reason = "the id_token is not valid: InvalidKeyError"
    for seconds, times in ((0, 1), (60, 1), (1, 2), (60, 2)):
        clock.forward(seconds)
        assert words_of(sign_in, identities) == (NOT_VALID, reason)
        assert provider.times("/keys") == times
    provider.keys += ["no key", published(ANOTHER, "next")]
    clock.forward(1)
    assert sign_in(identities).user_id == "hf-ada"


@pytest.mark.parametrize("kind", ["oct", None])
def test_a_key_of_a_kind_that_anybody_could_have_is_none(identities: Identities, provider: Provider, kind: str | None):
    provider.keys = [{**provider.keys[0], "kty": kind}]
    assert words_of(sign_in, identities)[1] == "the id_token is not valid: InvalidKeyError"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "the id_token is for another sign-in"),
        ({"azp": "another"}, "the id_token is for another sign-in"),
        ({"nonce": None}, "the id_token is not valid: MissingRequiredClaimError"),
        ({"sub": None}, "the id_token is not valid: MissingRequiredClaimError"),
        ({"iat": None}, "the id_token is not valid: MissingRequiredClaimError"),
        ({"exp": None}, "the id_token is not valid: MissingRequiredClaimError"),
        ({"aud": "another"}, "the id_token is not valid: InvalidAudienceError"),
        ({"iss": "https://another.example"}, "the id_token is not valid: InvalidIssuerError"),
        ({"exp": 1}, "the id_token has expired"),
        ({"exp": "1"}, "the id_token has expired"),
        ({"sub": "bob"}, "the id_token and the userinfo name two people"),
        ({"sub": "../ada"}, "the provider's sub is not one we can keep"),
    ],
    ids=str,
)
def test_why_an_id_token_is_not_believed_stands_in_the_log_alone(
    identities: Identities, provider: Provider, claims: dict[str, Any], reason: str
):
    provider.claims = claims
    assert words_of(sign_in, identities) == (NOT_VALID, reason)


def test_an_id_token_that_says_whom_it_was_given_to_is_believed(identities: Identities, provider: Provider):
    provider.claims = {"azp": "vault", "exp": provider.clock.now + 60.5}
    assert sign_in(identities).user_id == "hf-ada"


@pytest.mark.parametrize(("path", "status"), [("/token", 400), ("/token", 201), ("/token", 500)])
def test_a_code_that_the_provider_refuses_is_nobodys(
    identities: Identities, provider: Provider, path: str, status: int
):
    provider.status[path] = status
    assert words_of(sign_in, identities) == (NOT_VALID, f"the provider refused the code with {status}")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (400, (NOT_VALID, "the provider does not know this token")),
        (401, (NOT_VALID, "the provider does not know this token")),
        (403, (NOT_VALID, "the provider does not know this token")),
        (404, (AWAY, "userinfo: 404")),
        (500, (AWAY, "userinfo: 500")),
    ],
)
def test_a_token_is_asked_about_at_the_provider(
    identities: Identities, provider: Provider, status: int, told: tuple[str, str]
):
    assert identities.whose("theirs") == Identity("hf-ada", "Ada")
    provider.status["/userinfo"] = status
    assert words_of(identities.whose, "theirs") == told


@pytest.mark.parametrize("facts", [b"{", b"[]", b"null", b'"ada"'])
def test_an_answer_that_is_no_object_is_none(identities: Identities, provider: Provider, facts: bytes):
    provider.facts = facts
    assert words_of(identities.whose, "theirs") == (AWAY, "answered 200")


def test_keys_that_are_not_there_are_told(identities: Identities, provider: Provider):
    provider.status["/keys"] = 503
    assert words_of(sign_in, identities) == (AWAY, "answered 503")


@pytest.mark.parametrize("token", ["a token", "a\ttoken", "töken", "token\n"])
def test_what_no_header_can_hold_is_no_token(identities: Identities, provider: Provider, token: str):
    assert words_of(identities.whose, token) == (NOT_VALID, "not a token of the provider")
    assert provider.asked == []


@pytest.mark.parametrize("claim", ["azp", "client_id"])
def test_a_token_for_another_application_is_refused_unasked(identities: Identities, provider: Provider, claim: str):
    anothers, ours = (jwt.encode({claim: whose}, "k" * 32) for whose in ("another", "vault"))
    reason = "a token that the provider gave to another application"
    for text in (anothers, f"hf_oauth_{anothers}"):
        assert words_of(identities.whose, text) == (NOT_VALID, reason)
    assert provider.asked == []
    for text in (ours, f"hf_oauth_{ours}", jwt.encode({"sub": "ada"}, "k" * 32), "hf_oauth_x.y.z"):
        assert identities.whose(text).user_id == "hf-ada"


@pytest.mark.parametrize("sub", ["", None, 7, "x" * 62, "../ada", "a b"])
def test_a_person_whom_no_vault_could_be_named_after_is_refused(
    identities: Identities, provider: Provider, sub: object
):
    provider.facts = {"sub": sub}
    assert words_of(identities.whose, "theirs") == (NOT_VALID, "the provider's sub is not one we can keep")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"preferred_username": "Ada", "name": "Lovelace"}, "Ada"),
        ({"name": "Lovelace"}, "Lovelace"),
        ({}, ""),
        ({"name": 7}, "7"),
        ({"name": "x" * 101}, "x" * 100),
    ],
    ids=str,
)
def test_a_person_has_the_name_they_are_known_by(
    identities: Identities, provider: Provider, facts: dict[str, Any], name: str
):
    provider.facts = {"sub": "x" * 61, **facts}
    assert identities.whose("theirs") == Identity("hf-" + "x" * 61, name)


@pytest.mark.parametrize("issuer", [None, "https://another.example", PROVIDER.upper()])
def test_a_document_of_another_provider_is_not_believed(identities: Identities, provider: Provider, issuer: str | None):
    provider.document["issuer"] = issuer
    assert words_of(identities.whose, "theirs") == (AWAY, "a foreign issuer")
    provider.document["issuer"] = f"{PROVIDER}/"
    assert identities.whose("theirs").user_id == "hf-ada"


@pytest.mark.parametrize("found", [None, 7, "http://provider.example/userinfo", "ftp://provider.example/"])
def test_a_provider_that_names_no_safe_place_to_ask_is_not_asked(
    identities: Identities, provider: Provider, found: object
):
    provider.document["userinfo_endpoint"] = found
    assert words_of(identities.whose, "theirs") == (AWAY, "no userinfo_endpoint in its document")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_provider_without_tls_may_name_places_with_it_or_without(made: Made, provider: Provider, scheme: str):
    provider.document["issuer"] = "http://127.0.0.1:9"
    provider.document["userinfo_endpoint"] = f"{scheme}://127.0.0.1:9/userinfo"
    assert made(openid_provider_url="http://127.0.0.1:9").whose("theirs").user_id == "hf-ada"
