"""The one way in: who is calling, what they may do, and how often."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from shared.access.grants import Grant, Grants, with_implied
from shared.access.limits import RateLimits
from shared.access.sessions import Sessions, session_key
from shared.errors import Forbidden, Invalid, RateLimited, Unauthorized, Unavailable
from shared.storage.contract import Record

log = logging.getLogger("notes_vault.gate")

USER_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NOTES_SCOPES = ("notes:read", "notes:write")
ALL_SCOPES = (*NOTES_SCOPES, "account")
"""`account` is for the user's own page: connections, deletion. No client is told to ask for it."""


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
    """A user, the client that speaks for them, and what it may do. `folder` is all it may see ("": everything).

    `issued_at` and `expires_at` are those of its token, in unix seconds; 0 where it has none. `client_id` is what its
    client signed in as ("": it did not).
    """

    user_id: str
    client: str = ""
    grant: str = ""
    scopes: frozenset[str] = frozenset(ALL_SCOPES)
    folder: str = ""
    issued_at: int = 0
    expires_at: int = 0
    client_id: str = ""

    def may(self, scope: str) -> bool:
        """Whether the caller holds a scope, or one that implies it."""
        return scope in self.scopes or scope in with_implied(self.scopes)

    def require(self, scope: str) -> None:
        """Raise Forbidden unless the caller may."""
        if not self.may(scope):
            raise Forbidden(f"This connection may not do that; it needs the scope {scope}.", scope=scope)


class Gate:
    """Asks everyone for a token, looks up its grant, counts the call: one read and one write per request.

    Where the count cannot be written, as on a full disk, the call is let in: its user may still read and take a copy.

    `admitted` is told of everybody who is let in, `limited` of who was too fast.
    """

    def __init__(
        self,
        tokens: TokenVerifier,
        grants: Grants,
        limits: RateLimits,
        sessions: Sessions,
        *,
        admitted: Callable[["Caller"], None] = lambda caller: None,
        limited: Callable[["Caller"], None] = lambda caller: None,
    ) -> None:
        self._tokens = tokens
        self._grants = grants
        self._limits = limits
        self._sessions = sessions
        self._admitted = admitted
        self._limited = limited

    def admit(self, unverified_token: str, *, address: str = "") -> Caller:
        """Whom a token speaks for.

        Raises:
            Unauthorized: there is none, it is not valid here, or its grant has ended. RateLimited: one call too many.
        """
        return self.admit_with_session(unverified_token, "", address=address)[0]

    def admit_with_session(
        self, unverified_token: str, untrusted_session_id: str, *, address: str = ""
    ) -> tuple[Caller, Record | None]:
        """The same, and the record of the session that the request names, for `Sessions.resumed`.

        Raises:
            Unauthorized, RateLimited: as `admit`.
        """
        caller, standing, session = self._known(unverified_token, untrusted_session_id)
        try:
            if standing and self._grants.is_due(standing[0]):
                self._grants.see(caller.user_id, *standing, address)
            else:
                self._limits.spend(caller.user_id, caller.grant)
        except RateLimited:
            self._limited(caller)
            raise
        except Unavailable as error:
            log.warning("a call was let in without being counted: %s", error.reason)
        self._admitted(caller)
        return caller, session

    def _known(
        self, unverified_token: str, untrusted_session_id: str
    ) -> tuple[Caller, tuple[Grant, int] | None, Record | None]:
        if not unverified_token:
            raise Unauthorized("missing token")
        claims = self._tokens.validate_jwt(unverified_token)
        try:
            user_id = checked_user_id(claims["sub"])
        except Invalid as error:
            raise Unauthorized("the token's sub is not a user id") from error
        scopes = frozenset(str(claims.get("scope", "")).split()) & set(ALL_SCOPES)
        times = int(claims["iat"]), int(claims["exp"])
        if not (grant_id := str(claims.get("grant") or "")):
            self._grants.check_account(user_id, claims["iat"])
            session = self._sessions.found(user_id, untrusted_session_id) if untrusted_session_id else None
            return Caller(user_id, str(claims.get("client", "")), "", scopes, "", *times), None, session
        beside = [session_key(untrusted_session_id)] if untrusted_session_id else []
        grant, version, sessions = self._grants.standing(user_id, grant_id, *beside)
        still_given = scopes & with_implied(grant.scopes)
        caller = Caller(user_id, grant.client, grant.id, still_given, grant.folder, *times, grant.client_id)
        return caller, (grant, version), sessions[0] if sessions else None
