"""The one way in: who is calling, and what they may do."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Forbidden, Invalid, Unauthorized

USER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
ALL_SCOPES = ("notes:read", "notes:write")
IMPLIES = {"notes:write": ("notes:read",)}


def checked_user_id(untrusted_user_id: str) -> str:
    """A user id: safe as a folder, a key, a prefix and a session tag.

    Raises:
        Invalid: it is not one.
    """
    if isinstance(untrusted_user_id, str) and USER_ID.fullmatch(untrusted_user_id):
        return untrusted_user_id
    raise Invalid("A user id has 1 to 64 letters, digits, - or _.")


class TokenVerifier(Protocol):
    """Whatever can tell whose token this is."""

    def validate_jwt(self, unverified_token: str) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """A user, the client that speaks for them, and what it may do."""

    user_id: str
    client: str = ""
    grant: str = ""
    scopes: frozenset[str] = frozenset(ALL_SCOPES)

    def may(self, scope: str) -> bool:
        """Whether the caller holds a scope, or one that implies it."""
        return scope in self.scopes or any(scope in IMPLIES.get(held, ()) for held in self.scopes)

    def require(self, scope: str) -> None:
        """Raise Forbidden unless the caller may."""
        if not self.may(scope):
            raise Forbidden(f"This connection may not do that; it needs the scope {scope}.", scope=scope)


class Gate:
    """Asks everyone for a token."""

    def __init__(self, tokens: TokenVerifier) -> None:
        self._tokens = tokens

    def admit(self, unverified_token: str) -> Caller:
        """Whom a token speaks for.

        Raises:
            Unauthorized: there is none, or it is not valid here.
        """
        if not unverified_token:
            raise Unauthorized("missing token")
        claims = self._tokens.validate_jwt(unverified_token)
        try:
            user_id = checked_user_id(claims["sub"])
        except Invalid as error:
            raise Unauthorized("the token's sub is not a user id") from error
        scopes = frozenset(str(claims.get("scope", "")).split()) & set(ALL_SCOPES)
        return Caller(user_id, str(claims.get("client", "")), str(claims.get("grant", "")), scopes)
