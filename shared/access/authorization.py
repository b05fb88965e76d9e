"""A sign-in, step by step: a client's request, the user's consent, the provider's word, a code for the client.

OAuth 2.1 section 4.1, with PKCE (RFC 7636), resource indicators (RFC 8707) and the issuer in every answer (RFC 9207).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode, urlsplit

from shared.access.clients import LOOPBACK_HOSTS, Client, Clients
from shared.access.gate import ALL_SCOPES, NOTES_SCOPES
from shared.access.hashes import hashed
from shared.access.identity import Identities, Identity
from shared.config import Config
from shared.errors import Forbidden, Invalid, OAuthError, Unauthorized, Unavailable
from shared.storage.contract import ABSENT, Clock, Record, Records, StaleRecord, Write

SIGNIN = "signin#"
CODE = "code#"
SIGNIN_SECONDS, CODE_SECONDS = 600, 300
SECRET_BYTES = 32
STATE_CHARACTERS_MAX = 4_096
FOREIGN_SCOPES = frozenset({"openid", "profile", "email", "offline_access"})
"""What some clients ask of every server; it says nothing about notes."""
LOCAL = Identity("local", "local")
_CHALLENGE = _SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


class RedirectedError(OAuthError):
    """A refusal that the client is told by its redirect URI."""

    def __init__(self, error: str, message: str, location: str) -> None:
        super().__init__(error, message)
        self.location = location


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user is asked, and the secrets that bind the answer to this browser."""

    sign_in: str
    csrf: str
    browser: str
    client: str
    client_host: str
    redirect_host: str
    is_on_this_machine: bool
    is_page: bool
    scopes: tuple[str, ...]


class Authorization:
    """The steps of a sign-in. Each is kept in Records, so any process can take the next one; each is taken once.

    `signed_in` is told who has signed in, for which client, from where; `checked_folder` knows what a folder is.
    """

    def __init__(
        self,
        config: Config,
        records: Records,
        clients: Clients,
        identities: Identities,
        *,
        signed_in: Callable[[Identity, str, str], None],
        checked_folder: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._issuer = config.base_url
        self._resources = {origin + path for origin in config.origins for path in ("/mcp", "/mcp/", "", "/")}
        self._is_local = config.mode == "local"
        self._records = records
        self._clients = clients
        self._identities = identities
        self._clock = clock
        self._signed_in = signed_in
        self._checked_folder = checked_folder

    def is_here(self, untrusted_resource: str) -> bool:
        """Whether a resource that a client names is this server (RFC 8707)."""
        return untrusted_resource in self._resources

    # The client's request

    def begin(self, untrusted: Mapping[str, str], untrusted_browser: str) -> Consent:
        """Check a request and remember it for ten minutes.

        Raises:
            OAuthError: the client or its redirect URI is not good, so the user is told and nobody is redirected.
            RedirectedError: anything else is wrong; the client is told.
        """
        client = self._clients.find(untrusted.get("client_id", ""))
        redirect_uri = untrusted.get("redirect_uri", client.redirect_uris[0] if len(client.redirect_uris) == 1 else "")
        if not client.accepts(redirect_uri):
            raise OAuthError("invalid_request", "The redirect URI is not one of this client's.")
        state = untrusted.get("state", "")
        problem = self._problem_of(untrusted)
        if problem or len(state) > STATE_CHARACTERS_MAX:
            error, message = problem or ("invalid_request", "The state is too long.")
            location = self._answer(redirect_uri, error=error, error_description=message, state=state)
            raise RedirectedError(error, message, location)
        asked: dict[str, Any] = {
            "client_id": client.id,
            "client": client.name,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        asked |= {"challenge": untrusted["code_challenge"], "was_given": "redirect_uri" in untrusted}
        asked["scopes"] = _scopes(untrusted.get("scope", ""))
        browser = untrusted_browser if _SECRET.fullmatch(untrusted_browser) else token_urlsafe(SECRET_BYTES)
        return self._remembered(client, browser, asked)

    def _problem_of(self, untrusted: Mapping[str, str]) -> tuple[str, str] | None:
        if untrusted.get("response_type") != "code":
            return "unsupported_response_type", "response_type must be code."
        if untrusted.get("code_challenge_method") != "S256":
            return "invalid_request", "PKCE with code_challenge_method S256 is required."
        if not _CHALLENGE.fullmatch(untrusted.get("code_challenge", "")):
            return "invalid_request", "code_challenge must be the S256 challenge of a verifier."
        if untrusted.get("resource") and untrusted["resource"] not in self._resources:
            return "invalid_target", "This server gives tokens for itself only."
        if not _scopes(untrusted.get("scope", "")):
            return "invalid_scope", f"The scopes here are {' and '.join(NOTES_SCOPES)}."
        return None

    def _remembered(self, client: Client, browser: str, asked: dict[str, Any]) -> Consent:
        sign_in, csrf = token_urlsafe(SECRET_BYTES), token_urlsafe(SECRET_BYTES)
        value = {**asked, "csrf": hashed(csrf), "browser": hashed(browser)}
        self._keep(SIGNIN, sign_in, value, SIGNIN_SECONDS)
        target = urlsplit(asked["redirect_uri"])
        return Consent(
            sign_in,
            csrf,
            browser,
            client.name,
            urlsplit(client.id).hostname or "" if client.is_document else "",
            target.hostname or f"{target.scheme}:",
            target.hostname in LOOPBACK_HOSTS,
            client.is_page,
            tuple(asked["scopes"]),
        )

    # The user's answer

    def decide(
        self,
        untrusted_sign_in: str,
        *,
        untrusted_browser: str,
        untrusted_csrf: str,
        is_allowed: bool,
        scopes: Sequence[str],
        untrusted_folder: str,
    ) -> str:
        """Take the answer to a consent page, and say where the browser goes next.

        Raises:
            Forbidden: the page was shown to another browser, or was answered before. Invalid: nothing was chosen.
        """
        record = self._bound(untrusted_sign_in, untrusted_browser)
        value = record.value
        if "csrf" not in value or not compare_digest(value["csrf"], hashed(untrusted_csrf)):
            raise Forbidden("This page is not the one that was shown. Please connect again.")
        if not is_allowed:
            self._take(untrusted_sign_in, record)
            return self._denied(value, "access_denied", "The user said no.")
        chosen = [scope for scope in value["scopes"] if scope in scopes]
        if not chosen:
            raise Invalid("Choose at least one thing that this client may do.")
        allowed = {**value, "scopes": chosen, "folder": self._checked_folder(untrusted_folder)}
        self._take(untrusted_sign_in, record)
        return self._coded(allowed, LOCAL, "127.0.0.1") if self._is_local else self._sent(allowed, untrusted_browser)

    def _sent(self, allowed: dict[str, Any], browser: str) -> str:
        """The way to the provider, or back to the client when the provider does not answer."""
        state = token_urlsafe(SECRET_BYTES)
        try:
            location = self._identities.authorize_url(state=state, **_secrets(state, browser))
        except Unavailable as unavailable:
            return self._denied(allowed, "temporarily_unavailable", unavailable.message)
        del allowed["csrf"]
        self._keep(SIGNIN, state, allowed, SIGNIN_SECONDS)
        return location

    # The provider's answer

    def arrive(
        self, untrusted_state: str, *, untrusted_browser: str, untrusted_code: str, error: str, address: str
    ) -> str:
        """Take what the provider says of the user, and say where the browser goes next.

        Raises:
            Forbidden: this sign-in was begun by another browser, or is over.
        """
        record = self._bound(untrusted_state, untrusted_browser)
        value = record.value
        if "csrf" in value:
            raise Forbidden("This sign-in is over or belongs to another browser. Please connect again.")
        self._take(untrusted_state, record)
        if error or not untrusted_code:
            code = "access_denied" if error == "access_denied" else "server_error"
            return self._denied(value, code, "The sign-in was not finished.")
        try:
            person = self._identities.sign_in(untrusted_code, **_secrets(untrusted_state, untrusted_browser))
        except Unauthorized:
            return self._denied(value, "access_denied", "The sign-in could not be verified.")
        except Unavailable as unavailable:
            return self._denied(value, "temporarily_unavailable", unavailable.message)
        return self._coded(value, person, address)

    # The client's code

    def _coded(self, value: Mapping[str, Any], person: Identity, address: str) -> str:
        self._signed_in(person, value["client"], address)
        code = token_urlsafe(SECRET_BYTES)
        names = ("client_id", "client", "redirect_uri", "was_given", "challenge", "scopes", "folder")
        kept = {"user_id": person.user_id, "at": self._clock(), **{name: value[name] for name in names}}
        self._keep(CODE, code, kept, CODE_SECONDS)
        return self._answer(value["redirect_uri"], code=code, state=value["state"])

    def _denied(self, value: Mapping[str, Any], error: str, message: str) -> str:
        return self._answer(value["redirect_uri"], error=error, error_description=message, state=value["state"])

    def _answer(self, redirect_uri: str, **facts: str) -> str:
        given = {**{name: value for name, value in facts.items() if value}, "iss": self._issuer}
        return f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(given)}"

    def _bound(self, untrusted_id: str, untrusted_browser: str) -> Record:
        """The step with this id, if this is the browser it began in."""
        record = self._records.get(SIGNIN + hashed(untrusted_id), "step") if untrusted_id else None
        if not record or not compare_digest(record.value["browser"], hashed(untrusted_browser)):
            raise Forbidden("This sign-in is over or belongs to another browser. Please connect again.")
        return record

    def _take(self, id_: str, record: Record) -> None:
        try:
            self._records.commit(SIGNIN + hashed(id_), Write("step", None, expects=record.version))
        except StaleRecord as error:
            raise Forbidden("This page was answered before. Please connect again.") from error

    def _keep(self, prefix: str, id_: str, value: dict[str, Any], seconds: int) -> None:
        expires_at = int(self._clock()) + seconds
        write = Write("step", value, expects=ABSENT, expires_at=expires_at)
        self._records.commit(prefix + hashed(id_), write)


def _secrets(state: str, browser: str) -> dict[str, str]:
    """Nonce and PKCE verifier of a login, made again from what only its browser holds, so that no record has them."""
    return {name: hashed(f"{name} {state} {browser}") for name in ("nonce", "verifier")}


def _scopes(untrusted_scope: str) -> list[str]:
    """The scopes of ours that are asked for: those of the notes where none is named, none where one is unknown."""
    asked = set(untrusted_scope.split()) - FOREIGN_SCOPES
    if asked - set(ALL_SCOPES):
        return []
    return [scope for scope in ALL_SCOPES if scope in asked] or list(NOTES_SCOPES)
