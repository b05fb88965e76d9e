"""The id_token of a provider: whom it must be from, whom for, and for which sign-in."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.access.fetch import Reply
from shared.access.identity import LEEWAY_SECONDS, Identities, Identity
from shared.errors import Unauthorized, Unavailable
from tests.conftest import Clock, config_in

KEYS = {kid: rsa.generate_private_key(65_537, 2_048) for kid in ("old", "known", "unknown")}
PROVIDER, SECRET = "https://provider.example", "the secret that we share, of 32 bytes"


class Pretender:
    """A provider whose id_token says what a test wants, as our server hears it over HTTP."""

    scheme = "https"
    """Of the endpoints in its document."""

    def __init__(self, kid: str = "known", algorithm: str = "RS256", userinfo: str = "ada", **claims: Any) -> None:
        now = int(time.time())
        said = {"iss": PROVIDER, "aud": "vault", "sub": "ada", "iat": now, "exp": now + 60, "nonce": "nonce", **claims}
        keys = {"RS256": KEYS[kid], "HS256": SECRET, "none": None, "ES256": ec.generate_private_key(ec.SECP256R1())}
        said = {name: value for name, value in said.items() if value is not None}
        self._token = jwt.encode(said, keys[algorithm], algorithm=algorithm, headers={"kid": kid})
        self._userinfo = {"sub": userinfo, "preferred_username": "ada"}

    def tells(self, **facts: Any) -> "Pretender":
        """The same, whose userinfo says this too."""
        self._userinfo |= facts
        return self

    def __call__(self, method: str, url: str, **_: Any) -> Reply:
        published = {kid: jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[kid].public_key(), True) for kid in ("old", "known")}
        endpoints = {
            name: f"{self.scheme}://provider.example/{name}"
            for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri")
        }
        answers = {
            "openid-configuration": {"issuer": PROVIDER, **endpoints},
            "token_endpoint": {"access_token": "opaque", "id_token": self._token},
            "userinfo_endpoint": self._userinfo,
            "jwks_uri": {"keys": [{**jwk, "kid": kid, "use": "sig"} for kid, jwk in published.items()]},
        }
        return Reply(200, {}, httpx.Response(200, json=answers[urlsplit(url).path.rpartition("/")[2]]).content)

    def signs_in(self, folder: Path, clock: Callable[[], float] = time.time) -> str:
        return self.person(folder, clock).user_id

    def person(self, folder: Path, clock: Callable[[], float] = time.time) -> Identity:
        config = config_in(folder, openid_provider_url=PROVIDER, oauth_client_secret=SECRET)
        identities = Identities(config, clock=clock, fetch=self)
        return identities.sign_in("code", nonce="nonce", verifier="verifier")


def test_who_the_provider_vouches_for_is_believed(tmp_path: Path):
    assert Pretender().signs_in(tmp_path) == "hf-ada"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["vault", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": "bob"},
        {"userinfo": "bob"},
        {"userinfo": "../ada", "sub": "../ada"},
        {"userinfo": "", "sub": ""},
        {"userinfo": "x" * 99, "sub": "x" * 99},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"algorithm": "ES256"},
        {"kid": "unknown"},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(tmp_path: Path, wrong: dict[str, Any]):
    with pytest.raises(Unauthorized):  # OpenID Connect Core 3.1.3.7
        Pretender(**wrong).signs_in(tmp_path)


def test_an_id_token_is_good_by_our_clock_and_for_as_long_as_clocks_may_differ(tmp_path: Path, clock: Clock):
    clock.now = 1_700_000_000 + LEEWAY_SECONDS
    late = Pretender(exp=1_700_000_000)
    assert late.signs_in(tmp_path, clock) == "hf-ada"
    clock.forward(1)
    with pytest.raises(Unauthorized):
        late.signs_in(tmp_path, clock)


AVATARS = "https://cdn-avatars.huggingface.co/"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"{AVATARS}v1/ada.png", f"{AVATARS}v1/ada.png"),
        (AVATARS.ljust(500, "x"), AVATARS.ljust(500, "x")),
        (AVATARS.ljust(501, "x"), ""),
        (f"{AVATARS}é.png", ""),
        ("https://evil.example/ada.png", ""),
        (7, ""),
        (None, ""),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_person_has_the_picture_that_hugging_face_keeps_of_them(tmp_path: Path, said: object, shown: str):
    assert Pretender().tells(picture=said).person(tmp_path).picture == shown


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"preferred_username": "", "name": "Ada Lovelace"}, "Ada Lovelace"),
        ({"preferred_username": None}, ""),
        ({"preferred_username": "x" * 500}, "x" * 100),
    ],
    ids=str,
)
def test_a_person_is_called_as_the_provider_calls_them(tmp_path: Path, facts: dict[str, Any], name: str):
    assert Pretender().tells(**facts).person(tmp_path).name == name


def test_a_token_of_hugging_face_that_names_another_application_is_refused(tmp_path: Path):
    config = config_in(tmp_path, openid_provider_url=PROVIDER)
    identities = Identities(config, clock=time.time, fetch=Pretender())
    for facts in ({"azp": "another"}, {"client_id": "another"}):
        token = jwt.encode({"sub": "ada", **facts}, KEYS["known"], algorithm="RS256")
        for text in (token, f"hf_oauth_{token}"):
            with pytest.raises(Unauthorized):
                identities.whose(text)
    ours = jwt.encode({"sub": "ada", "azp": "vault"}, KEYS["known"], algorithm="RS256")
    assert identities.whose(f"hf_oauth_{ours}").user_id == "hf-ada"


def test_a_document_of_another_issuer_is_refused(tmp_path: Path):
    config = config_in(tmp_path, openid_provider_url="https://huggingface.example")
    with pytest.raises(Unavailable):  # OpenID Connect Discovery 4.3
        Identities(config, clock=time.time, fetch=Pretender()).sign_in("code", nonce="nonce", verifier="v")


def test_a_provider_on_https_is_never_asked_without_tls(tmp_path: Path):
    careless = Pretender()
    careless.scheme = "http"
    with pytest.raises(Unavailable):
        careless.signs_in(tmp_path)
