"""An access token: forged, altered, of another audience, or where no token belongs."""

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.running import KEY
from tests.sign_in.house import ALL, App, House

UNCHECKED = {"verify_signature": False}


def test_a_token_of_the_servers_own_making_is_taken(house: House):
    assert house.takes(house.forged())  # or nothing below would prove anything


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://another.example/mcp"},
        {"aud": None},
        {"aud": []},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": float("inf")},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "../hf-ada"},
        {"sub": "hf-ada/.."},
        {"sub": "/etc"},
        {"sub": "hf-ada\n"},
        {"sub": "hf-\u0430da"},
        {"sub": "client#1"},
        {"sub": "x" * 65},
        {"grant": "unknown"},
        {"grant": "../x"},
        {"grant": ["x"]},
    ],
)
def test_a_token_with_a_claim_that_is_not_as_it_should_be_is_refused(house: House, claims: dict[str, Any]):
    try:
        token = house.forged(**claims)
    except TypeError:  # the library will not sign it; an attacker's would
        token = by_hand({"alg": "HS256"}, {**jwt.decode(house.forged(), options=UNCHECKED), **claims})
    assert not house.takes(token)


def test_a_token_of_another_audience_or_issuer_is_refused_though_it_looks_like_ours(house: House):
    assert not house.takes(house.forged(aud=house.origin))
    assert not house.takes(house.forged(aud=f"{house.origin}/mcp/"))
    assert not house.takes(house.forged(iss=f"{house.origin}/"))


@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_a_signature_cannot_be_left_out_or_made_with_another_algorithm_or_key(house: House):
    claims = jwt.decode(house.forged(), options=UNCHECKED)
    assert house.takes(by_hand({"alg": "HS256", "typ": "JWT"}, claims))
    for alg in ("none", "None", "NONE", "", None, "RS256", "ES256", "HS512", "hs256", ["HS256"], {}):
        assert not house.takes(by_hand({"alg": alg, "typ": "JWT"}, claims)), alg
        assert not house.takes(by_hand({"alg": alg, "typ": "JWT"}, claims).rpartition(".")[0] + ".")
    assert not house.takes(house.forged(key="", algorithm="none"))
    assert not house.takes(house.forged(key="another key of thirty-two bytes or more"))
    assert not house.takes(house.forged(algorithm="HS512"))
    assert not house.takes(by_hand({"alg": "HS256", "crit": ["x"]}, claims))
    assert not house.takes(by_hand({"alg": "HS256", "jwk": {"kty": "oct", "k": "eA"}}, claims, key="x"))


def test_a_token_that_brings_its_own_public_key_is_refused(house: House):
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    claims = jwt.decode(house.forged(), options=UNCHECKED)
    headers = {"jwk": jwk, "jku": "https://evil.example/keys", "kid": "../../dev/null"}
    assert not house.takes(jwt.encode(claims, key, algorithm="ES256", headers=headers))


def test_whose_a_token_is_and_what_it_may_cannot_be_changed(house: House, app: App):
    access = app.sign_in(scope="notes:read").access
    header, payload, signature = access.split(".")
    claims = jwt.decode(access, options=UNCHECKED)
    for change in ({"sub": house.provider.user_id("bob")}, {"scope": ALL}, {"grant": ""}, {"exp": 2**40}):
        altered = json.dumps({**claims, **change}).encode()
        assert not house.takes(f"{header}.{base64.urlsafe_b64encode(altered).rstrip(b'=').decode()}.{signature}")
    assert not house.takes(f"{header}.{payload}.{signature[:-2]}")
    assert not house.takes(f"{header}.{payload}")
    assert house.takes(access)


def test_a_token_in_the_query_or_the_body_or_a_cookie_is_not_looked_at(house: House):
    token = house.forged()
    for path in (f"/mcp?access_token={token}", f"/api/me?access_token={token}", f"/mcp?token={token}"):
        refused = house.ask("GET" if "/api" in path else "POST", path, json={})
        assert refused.status_code == 401
        assert "error=" not in refused.headers["www-authenticate"]
    form = {"access_token": token}
    assert house.ask("POST", "/mcp", data=form).status_code == 401  # RFC 6750 section 2.2 is not for us
    assert house.ask("POST", "/api/auth/refresh-token", json=form).status_code == 401
    assert house.ask("GET", "/api/me", headers={"Cookie": f"access_token={token}; token={token}"}).status_code == 401


def test_a_token_of_the_provider_or_a_refresh_token_opens_nothing(house: House, app: App):
    for token in (house.provider.token_for("ada"), app.sign_in().refresh):
        assert not house.takes(token)
        assert house.ask("GET", "/api/me", token).status_code == 401


def by_hand(header: dict[str, Any], claims: dict[str, Any], key: str = KEY) -> str:
    """A token signed with HS256 whatever its header says."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    signed = b".".join(parts)
    signature = hmac.digest(key.encode(), signed, "sha256")
    return f"{signed.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
