"""What a user has allowed a client to do: looked up at every request, ended by one click."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hmac import compare_digest
from secrets import token_hex, token_urlsafe
from typing import Any

from shared.access.hashes import hashed
from shared.errors import NotFound, OAuthError, Unauthorized, Unavailable
from shared.storage.contract import ABSENT, Clock, Record, Records, StaleRecord, Write

IMPLIES = {"notes:write": ("notes:read",)}
GRANT = "grant#"
ENDED = "ended#"
ID_BYTES, SECRET_BYTES = 12, 32
SEEN_SECONDS_MIN = 300
"""How often a grant's last use is written down."""
GRANTS_MAX, DAY_SECONDS = 1_000, 86_400
GRANT_SECONDS_MAX = 366 * DAY_SECONDS


def with_implied(scopes: Iterable[str]) -> frozenset[str]:
    """Scopes, and those they imply."""
    held = frozenset(scopes)
    return held.union(*(IMPLIES.get(scope, ()) for scope in held))


@dataclass(frozen=True, slots=True)
class Grant:
    """A connection of one user: which client, what it may do, where. Times are unix seconds.

    `kind` says how it was made: "oauth" by a client's sign-in, "token" by its owner, "exchange" for the provider's.
    `folder` limits it to one folder ("": none). `family` and `refresh` are hashes; both are "" where nothing refreshes.
    `parent` is the grant that made this one and takes it along when it ends.
    """

    id: str
    kind: str
    client_id: str
    client: str
    scopes: tuple[str, ...]
    created_at: int
    seen_at: int
    expires_at: int
    folder: str = ""
    address: str = ""
    family: str = ""
    refresh: str = ""
    parent: str = ""

    @property
    def is_used(self) -> bool:
        """Whether anything was ever asked with it; a use is at least a second after it was made."""
        return self.seen_at > self.created_at

    def until(self, wanted: int) -> int:
        """When it ends if it is to last until `wanted`: however often it is renewed, a year after it was made."""
        return min(wanted, self.created_at + GRANT_SECONDS_MAX)

    def value(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Grant":
        return cls(**{**value, "scopes": tuple(value["scopes"])})


@dataclass(frozen=True, slots=True)
class Refresh:
    """A new refresh token, as its client gets it, and the grant it belongs to."""

    user_id: str
    grant: Grant
    token: str


class Grants:
    """Starts, finds, changes and ends grants. A grant that expires is gone, and its access tokens with it."""

    def __init__(self, records: Records, *, refresh_days: int, clock: Clock) -> None:
        self._records = records
        self._refresh_seconds = refresh_days * DAY_SECONDS
        self._clock = clock

    def start(
        self,
        user_id: str,
        *,
        kind: str,
        client: str,
        scopes: Sequence[str],
        client_id: str = "",
        folder: str = "",
        address: str = "",
        expires_in: int | None = None,
        parent: str = "",
        refresh: tuple[str, str] | None = None,
    ) -> Grant:
        """A new grant. It lasts for `expires_in` seconds, or as long as its refresh tokens do, a year at most.

        `refresh` are the two secrets of its first refresh token.
        """
        now = int(self._clock())
        expires_at = now + min(self._refresh_seconds if expires_in is None else expires_in, GRANT_SECONDS_MAX)
        id_, given = token_hex(ID_BYTES), tuple(scopes)
        grant = Grant(id_, kind, client_id, client, given, now, now, expires_at, folder, address, parent=parent)
        if parent:
            grant = _within(Grant.of(self._found(user_id, parent).value), grant)
        if refresh:
            grant = replace(grant, family=hashed(refresh[0]), refresh=hashed(refresh[1]))
        self._records.commit(user_id, _write(grant, expects=ABSENT))
        return grant

    def standing(self, user_id: str, grant_id: str, *beside: str) -> tuple[Grant, int, list[Record | None]]:
        """The grant, its record's version, and the user's records of the keys `beside`, with one read.

        Raises:
            Unauthorized: it has ended.
        """
        record, *others = self._records.get_all(user_id, GRANT + grant_id, *beside)
        if not record:
            raise Unauthorized("the grant has ended")
        return Grant.of(record.value), record.version, others

    def is_due(self, grant: Grant) -> bool:
        """Whether its use is to be written down: its first, and later ones now and then."""
        return not grant.is_used or self._clock() - grant.seen_at >= SEEN_SECONDS_MIN

    def see(self, user_id: str, grant: Grant, version: int, address: str) -> None:
        """Write down that the grant is used now. Whoever changes it at the same moment comes first."""
        now = max(int(self._clock()), grant.created_at + 1)
        seen = replace(grant, seen_at=now, address=address or grant.address)
        with suppress(StaleRecord):
            self._records.commit(user_id, _write(seen, expects=version), may_be_lost=True)

    def all(self, user_id: str) -> list[Grant]:
        """Every grant of a user, the last used first."""
        records = self._records.under(user_id, GRANT, limit=GRANTS_MAX)
        return sorted((Grant.of(record.value) for record in records), key=lambda grant: -grant.seen_at)

    def change(self, user_id: str, grant_id: str, *, scopes: Sequence[str], folder: str) -> Grant:
        """Give a grant other scopes or another folder; those it made may then do no more either.

        Raises:
            NotFound: the user has no such grant.
        """
        changed = self._changed(user_id, grant_id, scopes=tuple(scopes), folder=folder)
        for grant in self.all(user_id):
            if grant.parent == grant_id:
                less = _within(changed, grant)
                self.change(user_id, grant.id, scopes=less.scopes, folder=less.folder)
        return changed

    def renew(self, user_id: str, grant_id: str, *, expires_in: int) -> Grant:
        """Let a grant last for `expires_in` seconds from now, but not beyond its year or the grant that made it.

        Raises:
            NotFound: the user has no such grant.
        """
        grant = Grant.of(self._found(user_id, grant_id).value)
        until = grant.until(int(self._clock()) + expires_in)
        if grant.parent:
            until = min(until, Grant.of(self._found(user_id, grant.parent).value).expires_at)
        return self._changed(user_id, grant_id, expires_at=until)

    def _changed(self, user_id: str, grant_id: str, **facts: Any) -> Grant:
        while True:
            record = self._found(user_id, grant_id)
            changed = replace(Grant.of(record.value), **facts)
            try:
                self._records.commit(user_id, _write(changed, expects=record.version))
            except StaleRecord:
                continue
            return changed

    def end(self, user_id: str, grant_id: str) -> Grant:
        """End a grant, those it made, and every token that names one of them.

        Raises:
            NotFound: the user has no such grant.
        """
        ended = Grant.of(self._found(user_id, grant_id).value)
        self._remove(user_id, grant_id)
        return ended

    def _remove(self, user_id: str, grant_id: str) -> None:
        self._records.commit(user_id, Write(GRANT + grant_id, None))
        for grant in self.all(user_id):
            if grant.parent == grant_id:
                self._remove(user_id, grant.id)

    def _found(self, user_id: str, grant_id: str) -> Record:
        if record := self._records.get(user_id, GRANT + grant_id):
            return record
        raise NotFound("There is no such connection.")

    # Refresh tokens: <user>.<grant>.<family>.<secret>; the family stays, the secret is new each time

    def start_with_refresh(self, user_id: str, **facts: Any) -> Refresh:
        """A new grant of a client, and its first refresh token."""
        family, secret = token_urlsafe(SECRET_BYTES), token_urlsafe(SECRET_BYTES)
        grant = self.start(user_id, kind="oauth", refresh=(family, secret), **facts)
        return Refresh(user_id, grant, f"{user_id}.{grant.id}.{family}.{secret}")

    def rotate(self, untrusted_token: str, client_id: str) -> Refresh:
        """A new refresh token for an old one; one that was used before ends its grant (OAuth 2.1 section 4.3.1).

        Raises:
            OAuthError: it is not one of ours, not this client's, used before, or its grant has ended.
        """
        fresh = token_urlsafe(SECRET_BYTES)
        while True:
            user_id, record, family, secret = self._presented(untrusted_token)
            grant = Grant.of(record.value)
            if grant.refresh == hashed(fresh):
                return Refresh(user_id, grant, f"{user_id}.{grant.id}.{family}.{fresh}")
            if not compare_digest(grant.family, hashed(family)) or grant.client_id != client_id:
                raise no_grant("a refresh token that is not this grant's or client's")
            if not compare_digest(grant.refresh, hashed(secret)):
                self._remove(user_id, grant.id)
                raise no_grant("a refresh token was used twice, so its grant was ended", user_id=user_id)
            now = int(self._clock())
            until = grant.until(now + self._refresh_seconds)
            renewed = replace(grant, refresh=hashed(fresh), seen_at=now, expires_at=until)
            try:
                self._records.commit(user_id, _write(renewed, expects=record.version))
            except (StaleRecord, Unavailable) as error:
                if isinstance(error, Unavailable) and not self._is_kept(user_id, renewed):
                    raise
                continue
            return Refresh(user_id, renewed, f"{user_id}.{grant.id}.{family}.{fresh}")

    def _is_kept(self, user_id: str, grant: Grant) -> bool:
        """Whether a commit that was not answered has happened."""
        record = self._records.get(user_id, GRANT + grant.id)
        return record is not None and Grant.of(record.value) == grant

    def revoke(self, untrusted_token: str, client_id: str) -> str | None:
        """End the grant of a refresh token (RFC 7009), and say whose it was; None where the token is nothing here."""
        try:
            user_id, record, family, _ = self._presented(untrusted_token)
        except OAuthError:
            return None
        grant = Grant.of(record.value)
        if grant.client_id != client_id or not compare_digest(grant.family, hashed(family)):
            return None
        self._remove(user_id, grant.id)
        return user_id

    def _presented(self, untrusted_token: str) -> tuple[str, Record, str, str]:
        parts = untrusted_token.split(".")
        record = None
        if len(parts) == 4 and all(part.isascii() and 0 < len(part) <= 64 for part in parts) and "#" not in parts[0]:
            record = self._records.get(parts[0], GRANT + parts[1])
        if not record:
            raise no_grant("an unknown refresh token")
        return parts[0], record, parts[2], parts[3]

    # Accounts that are gone

    def end_account(self, user_id: str, *, keep_seconds: int) -> None:
        """Remember for as long as a token lives that tokens given out until now are no longer good."""
        now = self._clock()
        write = Write("ended", {"at": now}, expires_at=int(now) + keep_seconds)
        self._records.commit(ENDED + user_id, write)

    def check_account(self, user_id: str, issued_at: float) -> None:
        """The one look at a token that names no grant.

        Raises:
            Unauthorized: it was given out before its account was deleted.
        """
        record = self._records.get(ENDED + user_id, "ended")
        if record and issued_at <= record.value["at"]:
            raise Unauthorized("the account was deleted")


def _within(parent: Grant, grant: Grant) -> Grant:
    """A grant that does no more than the one that made it, and ends no later."""
    given = with_implied(parent.scopes)
    is_inside = not parent.folder or grant.folder == parent.folder or grant.folder.startswith(f"{parent.folder}/")
    return replace(
        grant,
        scopes=tuple(scope for scope in grant.scopes if scope in given),
        folder=grant.folder if is_inside else parent.folder,
        expires_at=min(grant.expires_at, parent.expires_at),
    )


def _write(grant: Grant, *, expects: int | None = None) -> Write:
    return Write(GRANT + grant.id, grant.value(), expects=expects, expires_at=grant.expires_at)


def no_grant(reason: str, user_id: str = "") -> OAuthError:
    """`invalid_grant` for a code or a refresh token; `user_id` where it is known whose it was."""
    error = OAuthError("invalid_grant", "This code or refresh token is not valid any more.", reason=reason)
    error.details["user_id"] = user_id
    return error
