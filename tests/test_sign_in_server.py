"""Signing in as the provider and our authorization server see it: whom they believe, what they refuse, how long."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.access.fetch import Reply
from shared.access.identity import Identities
from shared.errors import OAuthError, Unauthorized, Unavailable
from shared.service import Service
from shared.storage.contract import Records, Write
from tests.conftest import ORIGIN, Clock, Response, config_in, send_asgi, serve
from tests.provider import Provider
from tests.running import free_port
from tests.shelves import local_shelves
from tests.signing_in import (
    CALLBACK,
    VERIFIER,
    App,
    House,
    facts_of,
    house_of,
    is_page,
    post_consent,
    refusal_of,
    tokens_of,
)
from tests.signing_in import app as app
from tests.signing_in import house as house

WEB = "https://client.example/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# The provider


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
    folder = house.server.config.database_path.parent
    kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert house.provider.user_id("ada").encode() in kept
    secrets = (given["code"], given["state"], token, house.server.config.oauth_client_secret, "eyJhbGciOi", "id_token")
    assert not [secret for secret in secrets if secret.encode() in kept]


def test_people_are_known_by_what_cannot_be_renamed(house: House, app: App):
    told = house.ask("GET", "/api/me", app.sign_in("bob").access).json()
    assert (told["user_id"], told["name"]) == (house.provider.user_id("bob"), "bob")


def test_a_provider_that_does_not_answer_is_told_to_the_client(provider: Provider, tmp_path: Path):
    away = {"OPENID_PROVIDER_URL": f"http://127.0.0.1:{free_port()}"}
    with house_of(provider, tmp_path, **away) as house:
        app, browser = house.register(), house.browser()
        answer = post_consent(house, browser.open(app.url()).filled("allow", None, None), browser)
        assert answer.status_code == 303, answer.text  # OAuth 2.1 section 4.1.2.1
        told = facts_of(answer)
        assert (told["error"], told["state"], told["iss"]) == ("temporarily_unavailable", "kept", house.origin)
        exchange = house.ask("POST", "/api/auth/create-token", "hf_something")
        assert exchange.status_code == 503


KEYS = {kid: rsa.generate_private_key(65_537, 2_048) for kid in ("known", "unknown")}
PROVIDER, SECRET = "https://provider.example", "the secret that we share, of 32 bytes"


class Pretender:
    """A provider whose id_token says what a test wants, as our server hears it over HTTP."""

    def __init__(self, kid: str = "known", algorithm: str = "RS256", userinfo: str = "ada", **claims: Any) -> None:
        now = int(time.time())
        said = {"iss": PROVIDER, "aud": "vault", "sub": "ada", "iat": now, "exp": now + 60, "nonce": "nonce", **claims}
        keys = {"RS256": KEYS[kid], "HS256": SECRET, "none": None, "ES256": ec.generate_private_key(ec.SECP256R1())}
        said = {name: value for name, value in said.items() if value is not None}
        self._token = jwt.encode(said, keys[algorithm], algorithm=algorithm, headers={"kid": kid})
        self._userinfo = userinfo

    def __call__(self, method: str, url: str, **_: Any) -> Reply:
        jwk = jwt.algorithms.RSAAlgorithm.to_jwk(KEYS["known"].public_key(), as_dict=True)
        endpoints = {name: f"{PROVIDER}/{name}" for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri")}
        answers = {
            "openid-configuration": {"issuer": PROVIDER, **endpoints},
            "token_endpoint": {"access_token": "opaque", "id_token": self._token},
            "userinfo_endpoint": {"sub": self._userinfo, "preferred_username": "ada"},
            "jwks_uri": {"keys": [{**jwk, "kid": "known", "use": "sig"}]},
        }
        return Reply(200, {}, httpx.Response(200, json=answers[urlsplit(url).path.rpartition("/")[2]]).content)

    def signs_in(self, folder: Path) -> str:
        config = config_in(folder, openid_provider_url=PROVIDER, oauth_client_secret=SECRET)
        identities = Identities(config, clock=time.time, fetch=self)
        return identities.sign_in("code", nonce="nonce", verifier="verifier").user_id


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


# The authorization server: refusing


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"response_type": "token"}, {"unsupported_response_type"}),
        ({"response_type": "code token"}, {"unsupported_response_type"}),
        ({"response_type": None}, {"invalid_request", "unsupported_response_type"}),
        ({"scope": "admin"}, {"invalid_scope"}),
        ({"scope": "notes:read admin"}, {"invalid_scope"}),
        ({"resource": "https://another.example/mcp"}, {"invalid_target"}),
        ({"resource": "x"}, {"invalid_target"}),
        ({"code_challenge_method": "plain"}, {"invalid_request"}),
    ],
)
def test_what_a_client_asks_wrongly_it_is_told(house: House, app: App, changes: dict[str, Any], errors: set[str]):
    refused = app.asks(**changes)
    told = facts_of(refused)
    assert (refused.status_code, told["state"], told["iss"]) == (303, "kept", house.origin)  # RFC 9207 section 2
    assert told["error"] in errors  # OAuth 2.1 section 4.1.2.1; RFC 8707 section 2
    assert "code" not in told
    assert refused.headers["location"].startswith(f"{CALLBACK}?")


def test_until_the_redirect_uri_is_trusted_only_the_person_is_told(house: House, app: App):
    for url in (
        f"{house.origin}/authorize",
        App(house, "client-nobody").url(),
        app.url(client_id=None),
        app.url(redirect_uri="https://evil.example/"),
        app.url() + "&client_id=another",
        app.url() + "&redirect_uri=https://evil.example/",
        app.url() + "&state=another",
    ):
        assert is_page(house.http.get(url, headers={"X-Forwarded-For": "198.19.3.3"})), url


def test_a_client_with_several_redirects_must_say_which(house: House):
    app = house.register(redirect_uris=[CALLBACK, WEB])
    assert is_page(app.asks(redirect_uri=None))
    assert app.asks(redirect_uri=WEB).status_code == 200


def test_an_unknown_client_is_told_to_register_again(house: House):
    nobody = App(house, "client-nobody")
    for answer in (nobody.redeem("x"), nobody.renew("x"), App(house, "").redeem("x")):
        assert refusal_of(answer) == (401, "invalid_client")  # RFC 6749 section 5.2; Claude registers again then


def test_a_client_may_name_itself_in_the_authorization_header(house: House, app: App):
    basic = httpx.BasicAuth(app.id, "")
    form = {"grant_type": "refresh_token", "refresh_token": app.sign_in().refresh}
    assert house.ask("POST", "/token", data=form, auth=basic).status_code == 200
    refused = house.ask("POST", "/token", data=form, auth=httpx.BasicAuth("client-nobody", ""))
    assert refusal_of(refused) == (401, "invalid_client")
    assert refused.headers["www-authenticate"].startswith("Basic")  # RFC 6749 section 5.2, a MUST


def test_a_token_for_somebody_else_is_not_given(house: House, app: App):
    code, tokens = app.code(), app.sign_in()
    for resource in ("https://another.example/mcp", f"{house.origin}/other", "x"):
        assert refusal_of(app.redeem(code, resource=resource)) == (400, "invalid_target")  # RFC 8707 section 2.2
        assert refusal_of(app.renew(tokens.refresh, resource=resource)) == (400, "invalid_target")
    assert app.redeem(code).status_code == 200
    assert app.renew(tokens.refresh).status_code == 200


def test_other_ways_to_a_token_are_closed(app: App):
    for grant in ("password", "client_credentials", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer", "x"):
        answer = app.token(grant_type=grant, username="ada", password="x")
        assert refusal_of(answer) == (400, "unsupported_grant_type")


def test_the_token_endpoint_takes_a_form_by_post_and_nothing_else(house: House, app: App):
    form = {"grant_type": "authorization_code", "client_id": app.id, "code": app.code()}
    form |= {"redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    assert house.ask("GET", "/token", params=form).status_code == 405
    assert house.ask("POST", "/token", params=form, headers=FORM).status_code in (400, 401)
    assert house.ask("POST", "/token", json=form).status_code == 400
    assert house.ask("POST", "/token", data=form).status_code == 200


def test_no_answer_with_a_token_or_about_one_may_be_kept(house: House, app: App):
    tokens = app.sign_in()
    hf = house.provider.token_for("ada")
    for answer in (
        app.renew(tokens.refresh),
        app.renew("x"),
        App(house, "client-nobody").renew("x"),
        app.revoke("x"),
        house.ask("POST", "/api/auth/create-token", hf),
        house.ask("POST", "/api/auth/create-token"),
    ):
        assert answer.headers["cache-control"] == "no-store"  # OAuth 2.1 section 3.2.3


def test_what_an_address_may_register_in_an_hour_has_an_end(house: House):
    where = {"X-Forwarded-For": "198.19.1.1"}
    for _ in range(2 * 60 + 1):  # twice, for an hour may end meanwhile
        answer = house.ask("POST", "/register", json={"redirect_uris": [CALLBACK]}, headers=where)
        if answer.status_code != 201:
            break
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3_600
    assert answer.json()["error"] == "rate_limited"
    assert house.register().asks().status_code == 200  # another address


def test_how_often_an_address_may_ask_for_a_sign_in_in_an_hour_has_an_end(house: House, app: App):
    where = {"X-Forwarded-For": "198.19.6.6"}
    for _ in range(2 * 240 + 1):
        answer = house.http.get(app.url(), headers=where)
        if answer.status_code != 200:
            break
    assert answer.status_code == 429 and is_page(answer)
    assert app.asks().status_code == 200


def test_an_address_cannot_be_made_up(house: House):
    """A Space's edge appends the true address; what stands before it is the caller's word."""
    for made_up in range(2 * 60 + 1):
        where = {"X-Forwarded-For": f"203.0.113.{made_up}, 198.19.2.2"}
        answer = house.ask("POST", "/register", json={"redirect_uris": [CALLBACK]}, headers=where)
        if answer.status_code != 201:
            break
    assert answer.status_code == 429


# The authorization server: time, by a clock of the test's own


class Watched:
    """The records, with somebody who may act just before something is written."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.before: Callable[[Write], None] = lambda write: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def commit(self, user_id: str, *writes: Write, **options: Any) -> None:
        for write in writes:
            self.before(write)
        self._records.commit(user_id, *writes, **options)


class Laptop:
    """A server in this process whose clock can be moved, on https and without a login."""

    origin = ORIGIN

    def __init__(self, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        shelves = local_shelves(folder, clock)
        self.records = Watched(shelves.records)
        self.vaults = Service(config_in(folder, mode="local"), self.records, shelves.files, clock=clock)
        serve(self.vaults, monkeypatch)
        self.client_id = self.vaults.clients.register({"redirect_uris": [CALLBACK]}).id

    def page(self) -> Response:
        app = App(self, self.client_id)
        return send_asgi("GET", app.url().removeprefix(ORIGIN), {}, b"")

    def post(self, path: str, cookie: str = "", **fields: str) -> Response:
        body = httpx.Request("POST", ORIGIN, data=fields).content
        return send_asgi("POST", path, {**FORM, "Cookie": cookie}, body)

    def consent(self, page: Response) -> Response:
        hidden = dict(re.findall(r'name=(sign_in|csrf) value="([^"]+)"', page.body.decode()))
        cookie = page.headers["set-cookie"].partition(";")[0]
        return self.post("/authorize/consent", cookie, decision="allow", scope="notes:read", **hidden)

    def token(self, **fields: str) -> tuple[int, Any]:
        answer = self.post("/token", client_id=self.client_id, **fields)
        return answer.status, answer.json()

    def redeem(self) -> tuple[int, Any]:
        told = facts_of(self.consent(self.page()).headers["location"])
        return self.redeem_code(told["code"])

    def redeem_code(self, code: str) -> tuple[int, Any]:
        given = {"code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.token(grant_type="authorization_code", **given)

    def made(self, token: str, days: int) -> str:
        """A named token, made with another."""
        body = json.dumps({"name": "A script", "expires_in_days": days}).encode()
        answer = send_asgi("POST", "/api/auth/create-token", {"Authorization": f"Bearer {token}"}, body)
        made: str = answer.json()["token"]
        return made

    def takes(self, token: str) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        return send_asgi("GET", "/api/me", headers, b"").status == 200


@pytest.fixture
def laptop(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Laptop:
    return Laptop(tmp_path, clock, monkeypatch)


def test_a_page_that_lay_about_for_more_than_ten_minutes_is_over(laptop: Laptop, clock: Clock):
    page, other = laptop.page(), laptop.page()
    clock.forward(599)
    assert laptop.consent(page).status == 303
    clock.forward(1)
    assert laptop.consent(other).status == 403


def test_a_code_lives_for_minutes(laptop: Laptop, clock: Clock):
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    clock.forward(600)  # OAuth 2.1 section 4.1.2: at most ten minutes
    assert laptop.redeem_code(told["code"])[0] == 400


def test_an_access_token_lives_for_a_day_and_its_refresh_token_for_ninety(laptop: Laptop, clock: Clock):
    _, told = laptop.redeem()
    clock.forward(86_399)
    assert laptop.takes(told["access_token"])
    clock.forward(1)
    assert not laptop.takes(told["access_token"])
    clock.forward(88 * 86_400)
    status, told = laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])
    assert (status, laptop.takes(told["access_token"])) == (200, True)
    clock.forward(90 * 86_400)
    assert laptop.token(grant_type="refresh_token", refresh_token=told["refresh_token"])[0] == 400


def test_a_code_that_was_used_is_remembered_for_as_long_as_what_it_gave(laptop: Laptop, clock: Clock):
    """A replay a day later still says that the code was stolen."""
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    _, given = laptop.redeem_code(told["code"])
    clock.forward(80_000)
    assert laptop.redeem_code(told["code"])[0] == 400
    assert not laptop.takes(given["access_token"])


def test_a_code_that_is_replayed_while_it_is_redeemed_leaves_nothing(laptop: Laptop):
    """Whoever comes second ends what the first is just being given."""
    told = facts_of(laptop.consent(laptop.page()).headers["location"])
    fields = {"client_id": laptop.client_id, "code": told["code"], "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
    replayed: list[bool] = []

    def replay(write: Write) -> None:
        if write.key.startswith("grant#") and (write.value or {}).get("refresh") and not replayed:
            replayed.append(True)
            with suppress(OAuthError):
                laptop.vaults.issuance.redeem(fields, address="")

    laptop.records.before = replay
    status, given = laptop.redeem_code(told["code"])
    laptop.records.before = lambda write: None
    assert replayed
    assert status == 400 or not laptop.takes(given["access_token"])


def test_a_token_made_with_a_token_is_over_when_that_one_is(laptop: Laptop, clock: Clock):
    """Or an assistant would outlive its connection by making itself a token that lasts longer."""
    parent = laptop.made(laptop.vaults.tokens.create_jwt("local"), 1)
    child = laptop.made(parent, 90)
    assert laptop.takes(child)
    clock.forward(86_400)
    assert not laptop.takes(parent)
    assert not laptop.takes(child)
