"""The JSON Web Tokens this server gives out and takes back (RFC 7519, RFC 9068), and the keys they are signed with."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from secrets import token_hex, token_urlsafe
from typing import Any

import jwt
from jwt.types import Options

from shared.access.gate import ALL_SCOPES, checked_user_id
from shared.config import Config
from shared.errors import Misconfigured, Unauthorized

ALGORITHM = "HS256"
CHECKS: Options = {"require": ["sub", "iat", "exp"], "verify_exp": False, "verify_iat": False, "verify_nbf": False}
TOKENS_REMEMBERED_MAX = 1_024
"""A signature that was right stays right; checking it again would cost a fifth of a request."""
KEY_BYTES_MIN = 32
"""RFC 7518 section 3.2: a key at least as long as the hash."""


class AuthService:
    """Makes and checks the tokens of one server: its own issuer, its MCP URL as the audience.

    Keys are a list: the first signs, all of them verify, so a key can be changed without signing anybody out.

    Raises:
        Misconfigured: there is no usable key.
    """

    def __init__(self, config: Config, *, clock: Callable[[], float] = time.time) -> None:
        self._keys = signing_keys(config)
        self._issuer = config.base_url
        self._audience = config.mcp_url
        self._lifetime = timedelta(days=config.jwt_expires_days)
        self._clock = clock
        self._signed = lru_cache(maxsize=TOKENS_REMEMBERED_MAX)(self._verified)

    def create_jwt(
        self,
        user_id: str,
        *,
        expires_in: timedelta | None = None,
        scope: str = " ".join(ALL_SCOPES),
        client: str = "",
        grant: str = "",
    ) -> str:
        """A token for one user. `expires_in` is 7 days (`JWT_EXPIRES_DAYS`) unless given.

        Raises:
            Invalid: `user_id` is not one.
        """
        now = int(self._clock())
        lifetime = self._lifetime if expires_in is None else expires_in
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": checked_user_id(user_id),
            "iat": now,
            "exp": now + int(lifetime.total_seconds()),
            "jti": token_urlsafe(12),
            "scope": scope,
            "client": client,
            "grant": grant,
        }
        return jwt.encode(claims, self._keys[0], algorithm=ALGORITHM)

    def validate_jwt(self, unverified_token: str) -> dict[str, Any]:
        """The claims of a token: `sub`, `iat`, `exp` and the rest.

        Raises:
            Unauthorized: it is not ours, not for us, altered, or expired; `reason` says which.
        """
        claims = self._signed(unverified_token)
        if not (isinstance(claims["exp"], (int, float)) and self._clock() < claims["exp"] < float("inf")):
            raise Unauthorized("expired token")
        return dict(claims)

    def _verified(self, unverified_token: str) -> dict[str, Any]:
        """The claims of a token that one of our keys signed for us; whether it has expired is asked anew each time."""
        reason = "invalid token"
        for key in self._keys:
            try:
                claims: dict[str, Any] = jwt.decode(
                    unverified_token,
                    key,
                    algorithms=[ALGORITHM],
                    audience=self._audience,
                    issuer=self._issuer,
                    options=CHECKS,
                )
                return claims
            except jwt.InvalidSignatureError:
                reason = "invalid signature"
            except jwt.PyJWTError as error:
                reason = f"invalid token: {error}"
                break
        raise Unauthorized(reason)


def signing_keys(config: Config) -> list[str]:
    """The configured keys, newest first; in local mode a key of this machine is made on first use.

    Raises:
        Misconfigured: `JWT_SECRET_KEY` is missing outside local mode, or a key is shorter than 32 bytes.
    """
    newest = config.jwt_secret_key
    if not newest:
        if config.mode != "local":
            raise Misconfigured("JWT_SECRET_KEY is missing. Set it to 32 random bytes or more and keep it secret.")
        newest = _key_of_this_machine(config.database_path.parent / "jwt_secret_key")
    keys = [key for key in (newest, config.jwt_secret_key_previous) if key]
    if any(len(key.encode()) < KEY_BYTES_MIN for key in keys):
        raise Misconfigured(f"JWT_SECRET_KEY is too short. It needs {KEY_BYTES_MIN} random bytes or more.")
    return keys


def _key_of_this_machine(path: Path) -> str:
    """The key kept in a file that only its owner may read; made once, whoever comes first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{token_hex(8)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token_hex(KEY_BYTES_MIN))
        with suppress(FileExistsError):
            path.hardlink_to(unfinished)
        unfinished.unlink()
    if not (key := path.read_text().strip()):
        raise Misconfigured(f"{path.name} beside the database holds no key. Remove it, and a new one is made.")
    return key
