"""Who somebody is, by their Hugging Face account: OpenID Connect, found by discovery, asked once per sign-in."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from shared.access.fetch import Reply, fetch
from shared.access.gate import checked_user_id
from shared.config import Config
from shared.errors import Invalid, Unauthorized, Unavailable
from shared.storage.contract import Clock

USER_PREFIX = "hf-"
TOKEN_PREFIX = "hf_oauth_"  # noqa: S105 - what their tokens begin with
ALGORITHMS = ["RS256", "ES256", "EdDSA"]
DISCOVERED_SECONDS = 3_600
KEYS_SECONDS_MIN = 60
LEEWAY_SECONDS = 60
NAME_CHARACTERS_MAX = 100
URL_CHARACTERS_MAX = 500
PICTURES = ("https://huggingface.co/", "https://cdn-avatars.huggingface.co/")


@dataclass(frozen=True, slots=True)
class Identity:
    """A person: the id their vault has here, which survives a rename, and the name and picture they have now."""

    user_id: str
    name: str
    picture: str = ""


class Identities:
    """The OpenID provider. What it publishes is remembered for an hour; nothing of a user is."""

    def __init__(self, config: Config, *, clock: Clock, fetch: Callable[..., Reply] = fetch) -> None:
        self._issuer = config.openid_provider_url.rstrip("/")
        self._client_id = config.oauth_client_id
        self._client_secret = config.oauth_client_secret
        self._scopes = config.oauth_scopes
        self._redirect_uri = f"{config.base_url}/oauth/callback"
        self._clock = clock
        self._fetch = fetch
        self._lock = Lock()
        self._discovered: tuple[float, dict[str, Any]] = (float("-inf"), {})
        self._keys: tuple[float, list[dict[str, Any]]] = (float("-inf"), [])

    def authorize_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in (OpenID Connect Core 3.1.2.1, with PKCE)."""
        if not self._client_id:
            raise Unavailable("Signing in is not set up on this server.", reason="OAUTH_CLIENT_ID is missing")
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": self._scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge_of(verifier),
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint("authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def sign_in(self, untrusted_code: str, *, nonce: str, verifier: str) -> Identity:
        """Whose code this is.

        Raises:
            Unauthorized: the provider or its id_token says no. Unavailable: the provider does not answer.
        """
        form = {"grant_type": "authorization_code", "code": untrusted_code, "redirect_uri": self._redirect_uri}
        form |= {"code_verifier": verifier, "client_id": self._client_id}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self._client_secret:
            pair = f"{quote(self._client_id, safe='')}:{quote(self._client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        reply = self._fetch("POST", self._endpoint("token_endpoint"), headers=headers, body=urlencode(form).encode())
        if reply.status != 200:
            raise Unauthorized(f"the provider refused the code with {reply.status}")
        tokens = _object(reply)
        claims = self._verified(str(tokens.get("id_token", "")), nonce)
        person = self.whose(str(tokens.get("access_token", "")))
        if person.user_id != _user_id(claims["sub"]):
            raise Unauthorized("the id_token and the userinfo name two people")
        return person

    def whose(self, unverified_token: str) -> Identity:
        """Whose access token of the provider this is, by its userinfo (OpenID Connect Core 5.3).

        Raises:
            Unauthorized: it is nobody's. Unavailable: the provider does not answer.
        """
        if not unverified_token.isascii() or any(character.isspace() for character in unverified_token):
            raise Unauthorized("not a token of the provider")
        if self._is_anothers(unverified_token):
            raise Unauthorized("a token that the provider gave to another application")
        headers = {"Authorization": f"Bearer {unverified_token}", "Accept": "application/json"}
        reply = self._fetch("GET", self._endpoint("userinfo_endpoint"), headers=headers)
        if reply.status in (400, 401, 403):
            raise Unauthorized("the provider does not know this token")
        if reply.status != 200:
            raise Unavailable("Hugging Face did not answer. Please try again.", reason=f"userinfo: {reply.status}")
        facts = _object(reply)
        name = facts.get("preferred_username") or facts.get("name") or ""
        return Identity(_user_id(facts.get("sub")), str(name)[:NAME_CHARACTERS_MAX], _picture(facts.get("picture")))

    def _is_anothers(self, unverified_token: str) -> bool:
        """Whether a token names another application than us; one that names none cannot be told apart.

        Hugging Face's are a JWT behind a prefix. That the token is genuine, its userinfo shows.
        """
        try:
            jwt_part = unverified_token.removeprefix(TOKEN_PREFIX)
            claims = jwt.decode(jwt_part, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError):
            return False
        named = {str(claims[name]) for name in ("azp", "client_id") if claims.get(name)}
        return bool(named) and self._client_id not in named

    def _verified(self, unverified_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an id_token that is the provider's, for us, for this sign-in and not too old (3.1.3.7)."""
        try:
            kid = jwt.get_unverified_header(unverified_token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                unverified_token,
                self._key(kid),
                algorithms=ALGORITHMS,
                audience=self._client_id,
                issuer=str(self._document()["issuer"]),
                options={"require": ["sub", "iat", "exp", "nonce"], "verify_exp": False, "verify_iat": False},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise Unauthorized(f"the id_token is not valid: {type(error).__name__}") from error
        if claims["nonce"] != nonce or claims.get("azp", self._client_id) != self._client_id:
            raise Unauthorized("the id_token is for another sign-in")
        if not isinstance(claims["exp"], (int, float)) or self._clock() > claims["exp"] + LEEWAY_SECONDS:
            raise Unauthorized("the id_token has expired")
        return claims

    def _key(self, kid: str | None) -> Any:
        for is_last in (False, True):
            for key in self._published_keys(anew=is_last):
                if key.get("kid") == kid and key.get("kty") in ("RSA", "EC", "OKP"):
                    return jwt.PyJWK(key).key
        raise jwt.InvalidKeyError("the provider has no such key")

    def _published_keys(self, *, anew: bool) -> list[dict[str, Any]]:
        read_at, keys = self._keys
        age = self._clock() - read_at
        if age > DISCOVERED_SECONDS or (anew and age > KEYS_SECONDS_MIN):
            reply = self._fetch("GET", self._endpoint("jwks_uri"), headers={"Accept": "application/json"})
            keys = [key for key in _object(reply).get("keys", []) if isinstance(key, dict)]
            with self._lock:
                self._keys = (self._clock(), keys)
        return keys

    def _endpoint(self, name: str) -> str:
        found = self._document().get(name)
        schemes = ("https://", "http://") if self._issuer.startswith("http://") else ("https://",)
        if not isinstance(found, str) or not found.startswith(schemes):
            raise Unavailable("Hugging Face did not answer. Please try again.", reason=f"no {name} in its document")
        return found

    def _document(self) -> dict[str, Any]:
        """What the provider publishes about itself (OpenID Connect Discovery 4), as its own issuer."""
        read_at, document = self._discovered
        if self._clock() - read_at > DISCOVERED_SECONDS:
            document = _object(self._fetch("GET", f"{self._issuer}/.well-known/openid-configuration"))
            if str(document.get("issuer", "")).rstrip("/") != self._issuer:
                raise Unavailable("Hugging Face did not answer. Please try again.", reason="a foreign issuer")
            with self._lock:
                self._discovered = (self._clock(), document)
        return document


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636 section 4.2)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _picture(untrusted_url: object) -> str:
    """A URL where Hugging Face keeps pictures of people, or ""; the page shows pictures from nowhere else."""
    url = untrusted_url if isinstance(untrusted_url, str) else ""
    return url if url.startswith(PICTURES) and len(url) <= URL_CHARACTERS_MAX and url.isascii() else ""


def _user_id(untrusted_sub: object) -> str:
    try:
        return checked_user_id(
            f"{USER_PREFIX}{untrusted_sub}" if untrusted_sub and isinstance(untrusted_sub, str) else ""
        )
    except Invalid as error:
        raise Unauthorized("the provider's sub is not one we can keep") from error


def _object(reply: Reply) -> dict[str, Any]:
    try:
        found = json.loads(reply.body) if reply.status == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Unavailable("Hugging Face did not answer. Please try again.", reason=f"answered {reply.status}")
    return found
