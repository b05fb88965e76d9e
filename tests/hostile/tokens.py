"""Hostile tokens: forged, altered, expired, and where no token belongs."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Any

from tests.conftest import ADA, KEY, ORIGIN, Clock
from tests.hostile.house import House
from tests.hostile.request import LIST, Make, bearing, bytes_of, nested, with_headers
from tests.hostile.row import Row


def jws(claims: Any, *, key: str = KEY, algorithm: str = "HS256", signed_with: str = "sha256", **header: Any) -> str:
    """A token as a forger makes it: any header, any claims, any key."""
    parts = [{"alg": algorithm, "typ": "JWT", **header}, claims]
    texts = [base64.urlsafe_b64encode(bytes_of(part)).rstrip(b"=") for part in parts]
    unsigned = b".".join(texts)
    signature = hmac.new(key.encode(), unsigned, signed_with).digest()
    return b".".join([unsigned, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def forged(change: dict[str, Any] | None = None, **how: Any) -> Make:
    """Bob's claims, changed (`...` leaves one out), in a token made by `jws`."""

    def credential(house: House) -> str:
        claims = {**claims_of(house.bob), **(change or {})}
        return f"Bearer {jws({name: value for name, value in claims.items() if value is not ...}, **how)}"

    return bearing(credential)


def altered(number: int, change: Callable[[str], str]) -> Make:
    """Bob's own token with one of its three parts changed."""

    def credential(house: House) -> str:
        parts = house.bob.split(".")
        parts[number] = change(parts[number])
        return f"Bearer {'.'.join(parts)}"

    return bearing(credential)


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(bytes_of(value)).rstrip(b"=").decode()


def as_ada(part: str) -> str:
    return encoded({**claims_of(f".{part}."), "sub": ADA})


NOW = int(Clock().now)
REFUSED_TOKENS: dict[str, Make] = {
    "missing": bearing(),
    "empty": bearing(""),
    "scheme-alone": bearing("Bearer"),
    "scheme-and-space": bearing("Bearer "),
    "basic": bearing("Basic aGYtYWRhOng="),
    "digest": bearing('Digest username="hf-ada"'),
    "other-scheme": bearing(lambda house: f"Token {house.bob}"),
    "no-scheme": bearing(lambda house: house.bob),
    "no-space": bearing(lambda house: f"Bearer{house.bob}"),
    "colon": bearing(lambda house: f"Bearer: {house.bob}"),
    "tab": bearing(lambda house: f"Bearer\t{house.bob}"),
    "quoted": bearing(lambda house: f'Bearer "{house.bob}"'),
    "twice-in-one": bearing(lambda house: f"Bearer {house.bob} {house.bob}"),
    "with-comma": bearing(lambda house: f"Bearer {house.bob}, Bearer {house.bob}"),
    "two-headers": bearing(lambda house: f"Bearer {house.bob}", "Bearer other"),
    "two-headers-swapped": bearing("Bearer other", lambda house: f"Bearer {house.bob}"),
    "garbage": bearing("Bearer garbage"),
    "dots": bearing("Bearer .."),
    "many-dots": bearing("Bearer " + "." * 50_000),
    "not-base64": bearing("Bearer !!!.???.***"),
    "not-ascii": bearing("Bearer \u00e9.\u00e9.\u00e9"),
    "100-kb": bearing("Bearer " + "A" * 100_000),
    "100-kb-of-parts": bearing("Bearer " + ".".join(["A" * 33_000] * 3)),
    "user-id": bearing(f"Bearer {ADA}"),
    "static-development-token": bearing("Bearer local-dev-token"),
    "undefined": bearing("Bearer undefined"),
    "header-not-json": altered(0, lambda part: encoded(b"alg=none")),
    "header-a-list": altered(0, lambda part: encoded([])),
    "header-nested": altered(0, lambda part: encoded(nested(5_000).encode())),
    "header-nested-objects": altered(0, lambda part: encoded(b'{"a":' * 5_000 + b"1" + b"}" * 5_000)),
    "header-not-utf-8": altered(0, lambda part: encoded(b"\xff\xff")),
    "header-big-number": altered(0, lambda part: encoded(b'{"alg":' + b"9" * 9_000 + b"}")),
    "payload-tampered": altered(1, as_ada),
    "payload-not-json": altered(1, lambda part: encoded(b"sub=hf-ada")),
    "signature-missing": altered(2, lambda part: ""),
    "signature-of-zeros": altered(2, lambda part: encoded(bytes(32))),
    "signature-cut": altered(2, lambda part: part[:-4]),
    "signature-longer": altered(2, lambda part: part + "AAAA"),
    "no-signature-part": bearing(lambda house: f"Bearer {house.bob.rpartition('.')[0]}"),
    "algorithm-none": bearing(lambda house: f"Bearer {encoded({'alg': 'none'})}.{as_ada(house.bob.split('.')[1])}."),
    "algorithm-none-signed": forged({"sub": ADA}, algorithm="none"),
    "algorithm-none-case": forged({"sub": ADA}, algorithm="nOnE"),
    "algorithm-empty": forged({"sub": ADA}, algorithm=""),
    "algorithm-number": forged({"sub": ADA}, algorithm=1),
    "algorithm-list": forged({"sub": ADA}, algorithm=["HS256"]),
    "algorithm-hs512": forged(algorithm="HS512", signed_with="sha512"),
    "algorithm-hs384": forged(algorithm="HS384", signed_with="sha384"),
    "algorithm-rs256-confusion": forged(algorithm="RS256"),
    "algorithm-es256": forged(algorithm="ES256"),
    "key-empty": forged({"sub": ADA}, key=""),
    "key-guessed": forged({"sub": ADA}, key="secret"),
    "key-almost": forged({"sub": ADA}, key=KEY[:-1]),
    "key-in-header": forged({"sub": ADA}, key="k" * 32, jwk={"kty": "oct", "k": encoded(b"k" * 32)}),
    "key-url": forged({"sub": ADA}, key="k" * 32, jku="https://evil.example/keys"),
    "key-id-a-path": forged({"sub": ADA}, key="", kid="../../../../dev/null"),
    "critical-unknown": forged(crit=["evil"], evil=True),  # RFC 7515 section 4.1.11
    "unencoded-payload": forged(b64=False, crit=["b64"]),
    "claims-a-list": bearing("Bearer " + jws([])),
    "claims-a-text": bearing("Bearer " + jws("hf-ada")),
    "claims-nested": bearing("Bearer " + jws(nested(5_000).encode())),
    "expired": forged({"exp": NOW - 1}),
    "expired-now": forged({"exp": NOW}),
    "expiry-missing": forged({"exp": ...}),
    "expiry-null": forged({"exp": None}),
    "expiry-text": forged({"exp": str(NOW + 99)}),
    "expiry-true": forged({"exp": True}),
    "expiry-nan": forged({"exp": float("nan")}),
    "expiry-list": forged({"exp": [NOW + 99]}),
    "issued-at-missing": forged({"iat": ...}),
    "audience-other": forged({"aud": "https://evil.example/mcp"}),
    "audience-origin": forged({"aud": ORIGIN}),
    "audience-slash": forged({"aud": f"{ORIGIN}/mcp/"}),
    "audience-missing": forged({"aud": ...}),
    "audience-null": forged({"aud": None}),
    "audience-empty-list": forged({"aud": []}),
    "issuer-other": forged({"iss": "https://evil.example"}),
    "issuer-missing": forged({"iss": ...}),
    "issuer-list": forged({"iss": [ORIGIN]}),
    "subject-missing": forged({"sub": ...}),
    "subject-null": forged({"sub": None}),
    "subject-empty": forged({"sub": ""}),
    "subject-number": forged({"sub": 7}),
    "subject-list": forged({"sub": [ADA]}),
    "subject-a-path": forged({"sub": f"../{ADA}"}),
    "subject-absolute": forged({"sub": "/etc"}),
    "subject-dots": forged({"sub": ".."}),
    "subject-hash": forged({"sub": "hf-bob#note"}),
    "subject-line": forged({"sub": "hf-ada\n"}),
    "subject-nul": forged({"sub": "hf-ada\0"}),
    "subject-space": forged({"sub": " hf-ada"}),
    "subject-digits": forged({"sub": "hf-\u0661"}),
    "subject-65": forged({"sub": "a" * 65}),
    "subject-wildcard": forged({"sub": "*"}),
    "query-string": lambda house: with_headers(LIST, "authorization", target=f"/mcp?access_token={house.bob}")(house),
    "form": lambda house: with_headers(
        f"access_token={house.bob}".encode(), "authorization", ("content-type", "application/x-www-form-urlencoded")
    )(house),
    "cookie": lambda house: with_headers(LIST, "authorization", ("cookie", f"token={house.bob}"))(house),
    "other-header": lambda house: with_headers(LIST, "authorization", ("x-access-token", house.bob))(house),
    "body": lambda house: with_headers({**LIST, "authorization": f"Bearer {house.bob}"}, "authorization")(house),
    "session-instead": lambda house: with_headers(LIST, "authorization", ("mcp-session-id", house.session))(house),
}
TOKENS = [
    *(Row(f"token-{name}", make, 401, "unauthorized") for name, make in REFUSED_TOKENS.items()),
    Row("token-lower-case-scheme", bearing(lambda house: f"bearer {house.bob}"), 200, "ok"),  # RFC 9110 section 11.1
    Row("token-upper-case-scheme", bearing(lambda house: f"BEARER {house.bob}"), 200, "ok"),
    Row("token-spaces-before", bearing(lambda house: f"Bearer   {house.bob}"), 200, "ok"),
    Row("token-spaces-after", bearing(lambda house: f"Bearer {house.bob}   "), 200, "ok"),
    Row("token-subject-64", forged({"sub": "a" * 64}), 200, "ok"),
    Row("token-audience-list", forged({"aud": ["https://other.example", f"{ORIGIN}/mcp"]}), 200, "ok"),
    Row("token-extra-claims", forged({"admin": True, "user_id": ADA, "username": ADA}), 200, "ok"),
    Row("token-scope-empty", forged({"scope": ""}), 403, "forbidden"),
    Row("token-scope-unknown", forged({"scope": "admin notes:* NOTES:READ"}), 403, "forbidden"),
    Row("token-scope-list", forged({"scope": ["notes:read"]}), 403, "forbidden"),
    Row("token-scope-number", forged({"scope": 7}), 403, "forbidden"),
    Row("token-client-object", forged({"client": {"a": [1]}, "grant": None}), 200, "ok"),
]
