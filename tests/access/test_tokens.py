"""The tokens this server gives out and takes back, and the keys they are signed with."""

import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from shared.access.gate import Gate
from shared.access.grants import Grants
from shared.access.limits import RateLimits
from shared.access.sessions import Sessions
from shared.access.tokens import AuthService
from shared.config import Config
from shared.errors import Invalid, Misconfigured, Unauthorized
from tests.conftest import ADA, KEY, ORIGIN, Clock
from tests.shelves import Shelves

ROOT = Path(__file__).parent.parent.parent
OLD_KEY, NEW_KEY = "the old key has thirty-two bytes.", "the new key has thirty-two bytes."
DAY = 86_400


def config(**settings: Any) -> Config:
    return Config(**{"mode": "space", "public_base_url": ORIGIN, "jwt_secret_key": KEY, **settings})


@pytest.fixture
def tokens(clock: Clock) -> AuthService:
    return AuthService(config(), clock=clock)


def reason_for(tokens: AuthService, token: str) -> str:
    """Why a token is refused; what the caller is told is always the same."""
    with pytest.raises(Unauthorized) as refusal:
        tokens.validate_jwt(token)
    assert refusal.value.message == "This token is not valid here."
    assert refusal.value.details == {}
    return refusal.value.reason


def signed(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def test_a_token_tells_whose_it_is_since_when_and_until_when(tokens: AuthService, clock: Clock):
    claims = tokens.validate_jwt(tokens.create_jwt(ADA))
    assert (claims["sub"], claims["iat"], claims["exp"]) == (ADA, clock.now, clock.now + 7 * DAY)


def test_a_token_lasts_seven_days_and_not_a_second_longer(tokens: AuthService, clock: Clock):
    token = tokens.create_jwt(ADA)
    clock.forward(7 * DAY - 1)
    assert tokens.validate_jwt(token)["sub"] == ADA
    clock.forward(1)
    assert reason_for(tokens, token) == "expired token"


def test_a_token_lasts_as_long_as_it_is_asked_to(tokens: AuthService, clock: Clock):
    token = tokens.create_jwt(ADA, expires_in=timedelta(minutes=5))
    assert tokens.validate_jwt(token)["exp"] == clock.now + 300
    clock.forward(300)
    assert reason_for(tokens, token) == "expired token"


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_token_made_to_last_no_time_is_never_valid(tokens: AuthService, seconds: int):
    assert reason_for(tokens, tokens.create_jwt(ADA, expires_in=timedelta(seconds=seconds))) == "expired token"


def test_how_long_a_token_lasts_is_a_setting(clock: Clock):
    tokens = AuthService(config(jwt_expires_days=90), clock=clock)
    assert tokens.validate_jwt(tokens.create_jwt(ADA))["exp"] == clock.now + 90 * DAY


def test_a_token_says_who_gave_it_for_what_and_to_do_what(tokens: AuthService):
    claims = tokens.validate_jwt(tokens.create_jwt(ADA, scope="notes:read", client="editor", grant="g1"))
    assert (claims["iss"], claims["aud"]) == (ORIGIN, f"{ORIGIN}/mcp")
    assert (claims["scope"], claims["client"], claims["grant"]) == ("notes:read", "editor", "g1")
    assert tokens.validate_jwt(tokens.create_jwt(ADA))["scope"] == "notes:read notes:write account"


def test_no_two_tokens_are_the_same(tokens: AuthService):
    ids = {tokens.validate_jwt(tokens.create_jwt(ADA))["jti"] for _ in range(20)}
    assert len(ids) == 20


def test_a_token_holds_nothing_but_its_claims(tokens: AuthService):
    known = {"iss", "aud", "sub", "iat", "exp", "jti", "scope", "client", "grant"}
    assert set(tokens.validate_jwt(tokens.create_jwt(ADA))) == known  # no e-mail address, no name


@pytest.mark.parametrize("user_id", ["", "../ada", "a/b", "ada@example.org", "a" * 65, "ада", "ada\n", "a b", None, 7])
def test_a_token_is_made_for_a_user_id_and_nothing_else(tokens: AuthService, user_id: Any):
    with pytest.raises(Invalid):
        tokens.create_jwt(user_id)


def test_a_token_of_another_server_is_refused(tokens: AuthService, clock: Clock):
    elsewhere = AuthService(config(public_base_url="https://other.example"), clock=clock)
    assert reason_for(tokens, elsewhere.create_jwt(ADA)).startswith("invalid token")
    stranger = AuthService(config(jwt_secret_key=NEW_KEY), clock=clock)
    assert reason_for(tokens, stranger.create_jwt(ADA)) == "invalid signature"


@pytest.mark.parametrize("missing", ["sub", "iat", "exp", "aud", "iss"])
def test_a_token_without_one_of_its_parts_is_refused(tokens: AuthService, missing: str):
    claims = tokens.validate_jwt(tokens.create_jwt(ADA))
    del claims[missing]
    assert missing in reason_for(tokens, signed(claims))


@pytest.mark.filterwarnings("ignore:The HMAC key")
@pytest.mark.parametrize("algorithm", ["HS384", "HS512", "none"])
def test_one_algorithm_is_taken(tokens: AuthService, algorithm: str):
    claims = tokens.validate_jwt(tokens.create_jwt(ADA))
    key = None if algorithm == "none" else KEY
    assert reason_for(tokens, jwt.encode(claims, key, algorithm=algorithm)).startswith("invalid token")


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "x" * 100_000, "é.é.é", "\0.\0.\0", "null"])
def test_what_is_no_token_is_refused_like_any_other(tokens: AuthService, token: str):
    reason_for(tokens, token)


def test_the_reason_for_a_refusal_holds_no_token(tokens: AuthService, clock: Clock):
    token = tokens.create_jwt(ADA)
    clock.forward(7 * DAY)
    for refused in (token, token[:-2], f"{token}.x", token.partition(".")[2]):
        assert not any(part in reason_for(tokens, refused) for part in token.split("."))


@pytest.mark.parametrize("expiry", [float("nan"), float("inf"), "9999999999", True, None, [1], {}])
def test_an_expiry_that_is_no_time_is_no_expiry(tokens: AuthService, expiry: Any):
    claims = {**tokens.validate_jwt(tokens.create_jwt(ADA)), "exp": expiry}
    reason_for(tokens, signed(claims))


def test_the_gate_lets_nobody_in_whose_name_is_no_user_id(tokens: AuthService, shelves: Shelves, clock: Clock):
    grants = Grants(shelves.records, refresh_days=90, clock=clock)
    sessions = Sessions(shelves.records, idle_seconds=60, clock=clock)
    gate = Gate(tokens, grants, RateLimits(shelves.records, per_minute=600, clock=clock), sessions)
    claims = tokens.validate_jwt(tokens.create_jwt(ADA))
    assert gate.admit(signed(claims)).user_id == ADA
    for subject in ("../ada", "a/b", "a" * 65, "", "ada\n"):
        with pytest.raises(Unauthorized):
            gate.admit(signed({**claims, "sub": subject}))


# Keys


def test_a_key_can_be_changed_without_signing_anybody_out(clock: Clock):
    before = AuthService(config(jwt_secret_key=OLD_KEY), clock=clock).create_jwt(ADA)
    rotated = AuthService(config(jwt_secret_key=NEW_KEY, jwt_secret_key_previous=OLD_KEY), clock=clock)
    assert rotated.validate_jwt(before)["sub"] == ADA
    after = rotated.create_jwt(ADA)
    done = AuthService(config(jwt_secret_key=NEW_KEY), clock=clock)
    assert done.validate_jwt(after)["sub"] == ADA
    assert reason_for(done, before) == "invalid signature"


def test_a_token_of_the_previous_key_still_expires(clock: Clock):
    token = AuthService(config(jwt_secret_key=OLD_KEY), clock=clock).create_jwt(ADA)
    rotated = AuthService(config(jwt_secret_key=NEW_KEY, jwt_secret_key_previous=OLD_KEY), clock=clock)
    clock.forward(7 * DAY)
    assert reason_for(rotated, token) == "expired token"


@pytest.mark.parametrize("mode", ["space", "lambda"])
def test_outside_local_mode_a_key_must_be_set(mode: str, tmp_path: Path):
    with pytest.raises(Misconfigured, match="JWT_SECRET_KEY is missing"):
        AuthService(config(mode=mode, jwt_secret_key="", database_path=tmp_path / "vault.db"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["local", "space", "lambda"])
def test_a_key_has_thirty_two_bytes_or_more(mode: str):
    # RFC 7518 section 3.2
    for settings in ({"jwt_secret_key": "x" * 31}, {"jwt_secret_key_previous": "x" * 31}):
        with pytest.raises(Misconfigured, match="JWT_SECRET_KEY") as refusal:
            AuthService(config(mode=mode, **settings))
        assert "x" * 31 not in refusal.value.message + refusal.value.reason
    assert AuthService(config(mode=mode, jwt_secret_key="é" * 16)).create_jwt(ADA)


def test_settings_never_show_a_key():
    assert KEY not in repr(config(jwt_secret_key_previous=KEY))


def laptop(folder: Path) -> Config:
    return config(mode="local", jwt_secret_key="", database_path=folder / "data" / "vault.db")


def test_a_laptop_makes_its_key_once_for_its_owner_alone(tmp_path: Path, clock: Clock):
    token = AuthService(laptop(tmp_path), clock=clock).create_jwt(ADA)
    [file] = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    key = file.read_text()
    assert AuthService(laptop(tmp_path), clock=clock).validate_jwt(token)["sub"] == ADA
    assert file.read_text() == key
    assert len(key.strip()) >= 32
    assert AuthService(laptop(tmp_path / "other"), clock=clock).create_jwt(ADA)
    assert next((tmp_path / "other" / "data").iterdir()).read_text() != key


def test_a_generous_umask_opens_the_key_to_nobody(tmp_path: Path):
    before = os.umask(0)
    try:
        AuthService(laptop(tmp_path))
    finally:
        os.umask(before)
    [file] = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("left_behind", ["", "\n", "short"])
def test_a_key_file_that_holds_no_key_is_said_in_a_sentence(tmp_path: Path, left_behind: str):
    AuthService(laptop(tmp_path))
    [file] = (tmp_path / "data").iterdir()
    file.write_text(left_behind)
    with pytest.raises(Misconfigured):
        AuthService(laptop(tmp_path))


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path):
    code = (
        "import sys; from pathlib import Path; from shared.config import Config;"
        " from shared.access.tokens import signing_keys; print('ready', flush=True); sys.stdin.readline();"
        f" print(signing_keys(Config(database_path=Path({str(tmp_path / 'data' / 'vault.db')!r})))[0])"
    )
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen([sys.executable, "-c", code], **pipes) for _ in range(6)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    keys = {process.communicate()[0].strip() for process in processes}
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert len(list((tmp_path / "data").iterdir())) == 1
