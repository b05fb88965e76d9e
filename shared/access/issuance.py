"""The tokens that are given out: for a code, a refresh token, an account of the provider, or another token of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from shared.access.audit import Audit
from shared.access.authorization import CODE
from shared.access.clients import PAGE, Client, Clients
from shared.access.gate import ALL_SCOPES, NOTES_SCOPES, Caller
from shared.access.grants import DAY_SECONDS, Grant, Grants, Refresh, no_grant, with_implied
from shared.access.hashes import hashed
from shared.access.identity import Identity, challenge_of
from shared.access.sessions import Sessions
from shared.access.tokens import AuthService
from shared.config import Config
from shared.errors import Invalid, NotFound, OAuthError, Unauthorized
from shared.storage.contract import Clock, Record, Records, StaleRecord, Write

ACCESS_SECONDS = DAY_SECONDS
"""Some clients never refresh; an hour would mean a sign-in an hour, and the grant is looked up at every request."""
PERSONAL_DAYS_MAX = 366
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""RFC 7636 section 4.1."""
NAME_CHARACTERS_MAX = 100


@dataclass(frozen=True, slots=True)
class Issued:
    """An access token, for how many seconds it is good, and what it stands for. `refresh` may be ""."""

    token: str
    expires_in: int
    user_id: str
    grant: Grant
    scope: str
    refresh: str = ""


class Issuance:
    """Gives out tokens, and takes grants back."""

    def __init__(
        self,
        config: Config,
        records: Records,
        *,
        tokens: AuthService,
        grants: Grants,
        sessions: Sessions,
        clients: Clients,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._lifetime = config.jwt_expires_days * DAY_SECONDS
        self._records = records
        self._tokens = tokens
        self._grants = grants
        self._sessions = sessions
        self._clients = clients
        self._audit = audit
        self._clock = clock

    # For OAuth clients

    def redeem(self, untrusted: Mapping[str, str], *, address: str) -> Issued:
        """Tokens for a code, which is good once; used again it ends what it gave (OAuth 2.1 section 4.1.3).

        Raises:
            OAuthError: `invalid_client` or `invalid_grant`.
        """
        client = self._clients.find(untrusted.get("client_id", ""))
        owner = CODE + hashed(untrusted.get("code", ""))
        record = self._records.get(owner, "step")
        if not record:
            raise no_grant("an unknown code")
        value = record.value
        if "grant" in value:
            self._end(value["user_id"], value["grant"], "a code was used twice")
            raise no_grant("a code was used twice")
        try:
            self._grants.check_account(value["user_id"], value["at"])
        except Unauthorized as error:
            raise no_grant(error.reason) from error
        with self._audit.refusals(Caller(value["user_id"], client.name), "token.code"):
            _check(value, client, untrusted)
            refresh = self._first(owner, record, address)
        return self._issued(
            "token.code", value["user_id"], refresh.grant, ACCESS_SECONDS, address, refresh=refresh.token
        )

    def _first(self, owner: str, record: Record, address: str) -> Refresh:
        """The grant of a code that is used now; of two who use it at once both end with nothing."""
        value = record.value
        user_id = value["user_id"]
        facts = {name: value[name] for name in ("client", "client_id", "scopes", "folder")}
        refresh = self._grants.start_with_refresh(user_id, address=address, **facts)
        used = {"user_id": user_id, "grant": refresh.grant.id}
        expires_at = refresh.grant.created_at + self._lifetime
        try:
            self._records.commit(owner, Write("step", used, expects=record.version, expires_at=expires_at))
        except StaleRecord as error:
            self._end(user_id, refresh.grant.id, "a code was used twice")
            if (winner := self._records.get(owner, "step")) and "grant" in winner.value:
                self._end(user_id, winner.value["grant"], "a code was used twice")
            raise no_grant("a code was used twice") from error
        return refresh

    def refresh(self, untrusted: Mapping[str, str], *, address: str) -> Issued:
        """Tokens for a refresh token, which is good once.

        Raises:
            OAuthError: `invalid_client` or `invalid_grant`. A scope that was not granted is left out.
        """
        client = self._clients.find(untrusted.get("client_id", ""))
        try:
            refresh = self._grants.rotate(untrusted.get("refresh_token", ""), client.id)
        except OAuthError as error:
            if user_id := error.details.pop("user_id"):
                caller = Caller(user_id, client.name)
                self._audit.write(caller, "token.refresh", outcome=error.error, reason=error.reason, address=address)
            raise
        asked = set(untrusted.get("scope", "").split()) & with_implied(refresh.grant.scopes)
        scopes = [scope for scope in ALL_SCOPES if scope in asked]
        user_id, grant = refresh.user_id, refresh.grant
        return self._issued(
            "token.refresh", user_id, grant, ACCESS_SECONDS, address, refresh=refresh.token, scopes=scopes
        )

    def revoke(self, untrusted: Mapping[str, str]) -> None:
        """End the grant of an access or refresh token of this client; anything else is nothing (RFC 7009)."""
        client = self._clients.find(untrusted.get("client_id", ""))
        token = untrusted.get("token", "")
        if user_id := self._grants.revoke(token, client.id):
            self._audit.write(Caller(user_id, client.name), "token.revoke")
            return
        try:
            claims = self._tokens.validate_jwt(token)
            grant, *_ = self._grants.standing(str(claims["sub"]), str(claims.get("grant", "")))
        except Unauthorized:
            return
        if grant.client_id == client.id:
            self._end(str(claims["sub"]), grant.id, "")

    # For people

    def for_person(self, person: Identity, *, address: str) -> Issued:
        """A token for somebody whom the provider knows: the deployment guide's own flow.

        Never for the account: a token of the provider says who somebody is, not who asked for it.
        """
        grant = self._grants.start(
            person.user_id,
            kind="exchange",
            client="Hugging Face token",
            scopes=NOTES_SCOPES,
            address=address,
            expires_in=self._lifetime,
        )
        return self._issued("token.exchange", person.user_id, grant, self._lifetime, address)

    def personal(
        self, caller: Caller, name: str, *, scopes: Sequence[str], folder: str, days: int, address: str = ""
    ) -> Issued:
        """A named token that may do no more than the caller, and ends with the caller's own grant.

        One that somebody makes at our own page, where they may do everything, is as good as the page's and outlives it.

        Raises:
            Forbidden: it would do more. Invalid: the name, the days or the scopes are none.
        """
        if not 0 < len(name.strip()) <= NAME_CHARACTERS_MAX or not 0 < days <= PERSONAL_DAYS_MAX or not scopes:
            raise Invalid(f"A token needs a name, a scope, and 1 to {PERSONAL_DAYS_MAX} days.")
        for scope in scopes:
            caller.require(scope)
        grant = self._grants.start(
            caller.user_id,
            kind="token",
            client=name.strip(),
            scopes=[scope for scope in ALL_SCOPES if scope in scopes],
            folder=folder,
            address=address,
            expires_in=days * DAY_SECONDS,
            parent="" if self._is_at_our_page(caller) else caller.grant,
        )
        return self._issued("token.create", caller.user_id, grant, grant.expires_at - grant.created_at, address)

    def _is_at_our_page(self, caller: Caller) -> bool:
        if not caller.grant or not caller.may("account"):
            return False
        grant = self._grants.standing(caller.user_id, caller.grant)[0]
        return grant.client_id == PAGE and not grant.folder

    def renew(self, caller: Caller, *, address: str) -> Issued:
        """The caller's token again, for as long as the first was good.

        Raises:
            Invalid: it names no grant, or is a client's, which has a refresh token for that.
        """
        if not caller.grant or self._grants.standing(caller.user_id, caller.grant)[0].kind == "oauth":
            raise Invalid("This token cannot be renewed here. A client has a refresh token for that.")
        lifetime = caller.expires_at - caller.issued_at
        grant = self._grants.renew(caller.user_id, caller.grant, expires_in=lifetime)
        return self._issued("token.refresh", caller.user_id, grant, lifetime, address, scopes=sorted(caller.scopes))

    def end(self, caller: Caller, grant_id: str) -> None:
        """End one of the caller's grants.

        Raises:
            NotFound: they have no such grant.
        """
        ended = self._grants.end(caller.user_id, grant_id)
        self._sessions.end_of(caller.user_id, grant_id)
        self._audit.write(caller, "grant.end", ended.client)

    def _end(self, user_id: str, grant_id: str, reason: str) -> None:
        try:
            ended = self._grants.end(user_id, grant_id)
        except NotFound:
            return
        self._sessions.end_of(user_id, grant_id)
        caller = Caller(user_id, ended.client, grant_id)
        self._audit.write(caller, "grant.end", ended.client, outcome="refused" if reason else "ok", reason=reason)

    def _issued(
        self,
        action: str,
        user_id: str,
        grant: Grant,
        seconds: int,
        address: str,
        *,
        refresh: str = "",
        scopes: Sequence[str] = (),
    ) -> Issued:
        """A token of a grant, which lasts for so many seconds, and never longer than the grant."""
        scope = " ".join(scopes or grant.scopes)
        seconds = min(seconds, grant.expires_at - int(self._clock()))
        lifetime = timedelta(seconds=seconds)
        token = self._tokens.create_jwt(user_id, expires_in=lifetime, scope=scope, client=grant.client, grant=grant.id)
        self._audit.write(Caller(user_id, grant.client, grant.id), action, address=address)
        return Issued(token, seconds, user_id, grant, scope, refresh)


def _check(value: Mapping[str, Any], client: Client, untrusted: Mapping[str, str]) -> None:
    """Whether whoever brings a code is who asked for it."""
    if value["client_id"] != client.id:
        raise no_grant("another client's code")
    if untrusted.get("redirect_uri", "" if value["was_given"] else value["redirect_uri"]) != value["redirect_uri"]:
        raise no_grant("another redirect URI")
    verifier = untrusted.get("code_verifier", "")
    if not VERIFIER.fullmatch(verifier) or not compare_digest(challenge_of(verifier), value["challenge"]):
        raise no_grant("a wrong code verifier")
