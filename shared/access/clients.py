"""The OAuth clients we know: those that registered here, and those that are a URL with a document behind it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from urllib.parse import SplitResult, urlsplit

from shared.access.fetch import Reply, fetch_public
from shared.access.hashes import hashed
from shared.errors import Invalid, OAuthError, Unavailable
from shared.storage.contract import Clock, Records, Write

CLIENT = "client#"
ID_BYTES = 16
NAME_CHARACTERS_MAX = 100
URI_CHARACTERS_MAX = 2_000
URIS_MAX = 20
DOCUMENT_BYTES_MAX = 5_120
KEEP_SECONDS = 63_072_000
"""Two years: clients remember their registration for long, and hang when we do not."""
FRESH_SECONDS_MIN, FRESH_SECONDS_MAX, FRESH_SECONDS = 300, 86_400, 3_600
PAGE, PAGE_NAME, PAGE_PATH = "page", "Notes Vault page", "/signed-in"
"""Our own page is a client that nobody registers; codes for it go to itself and nowhere else."""
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
FORBIDDEN_SCHEMES = (
    "javascript",
    "data",
    "file",
    "vbscript",
    "about",
    "blob",
    "filesystem",
    "view-source",
    "ws",
    "wss",
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Client:
    """A client: its id, the name it gives itself, and where codes for it may be sent."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]

    def accepts(self, redirect_uri: str) -> bool:
        """Whether codes may be sent there: an exact match, but for the port of a loopback address (RFC 8252 7.3).

        For our own page no port but ours will do, for it is asked for no consent.
        """
        if self.is_page:
            return redirect_uri in self.redirect_uris
        return any(redirect_uri == known or _is_same_loopback(redirect_uri, known) for known in self.redirect_uris)

    @property
    def is_page(self) -> bool:
        return self.id == PAGE

    @property
    def is_document(self) -> bool:
        return self.id.startswith("https://")


class Clients:
    """Registers clients and finds them again, on every process."""

    def __init__(
        self, records: Records, *, base_url: str, clock: Clock, fetch: Callable[..., Reply] = fetch_public
    ) -> None:
        self._page = Client(PAGE, PAGE_NAME, (base_url + PAGE_PATH,))
        self._records = records
        self._clock = clock
        self._fetch = fetch

    def register(self, untrusted_metadata: object) -> Client:
        """A new client (RFC 7591). All are public: they prove themselves by PKCE.

        Raises:
            OAuthError: `invalid_client_metadata` or `invalid_redirect_uri`.
        """
        if not isinstance(untrusted_metadata, Mapping):
            raise OAuthError("invalid_client_metadata", "The client's metadata must be a JSON object.")
        name, uris = _checked(untrusted_metadata)
        client = Client(f"client-{token_urlsafe(ID_BYTES)}", name, uris)
        self._keep(client, fresh_until=None)
        return client

    def find(self, untrusted_client_id: str) -> Client:
        """The client with this id; a URL is read if what we have of it is not fresh.

        Raises:
            OAuthError: `invalid_client`; there is none.
        """
        if untrusted_client_id == PAGE:
            return self._page
        record = self._records.get(_owner(untrusted_client_id), "client") if untrusted_client_id else None
        known = Client(untrusted_client_id, record.value["name"], tuple(record.value["uris"])) if record else None
        if not untrusted_client_id.startswith("https://"):
            if known:
                return known
            raise OAuthError("invalid_client", "This client is not known here. Register it again.")
        if known and record and record.value["fresh_until"] > self._clock():
            return known
        try:
            return self._read(untrusted_client_id)
        except Unavailable as error:
            if known:
                return known
            raise _bad_document(error.reason) from error

    def _read(self, url: str) -> Client:
        """The client that a client id metadata document describes (draft-ietf-oauth-client-id-metadata-document)."""
        if not _is_document_url(url):
            raise _bad_document("the client id is no document's URL")
        try:
            reply = self._fetch(url, bytes_max=DOCUMENT_BYTES_MAX)
        except Invalid as error:
            raise _bad_document(error.reason) from error
        if reply.status in (404, 410):
            raise _bad_document("the document is gone")
        if reply.status != 200:
            raise Unavailable("The client's document could not be read.", reason=f"status {reply.status}")
        try:
            document = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise _bad_document("the document is no JSON") from error
        if not isinstance(document, Mapping) or document.get("client_id") != url or not document.get("client_name"):
            raise _bad_document("the document is another client's, or names none")
        name, uris = _checked(document)
        client = Client(url, name, uris)
        self._keep(client, fresh_until=int(self._clock()) + _fresh_seconds(reply.headers.get("cache-control", "")))
        return client

    def _keep(self, client: Client, *, fresh_until: int | None) -> None:
        value = {"id": client.id, "name": client.name, "uris": client.redirect_uris, "fresh_until": fresh_until}
        expires_at = int(self._clock()) + KEEP_SECONDS
        self._records.commit(_owner(client.id), Write("client", value, expires_at=expires_at))


def _owner(client_id: str) -> str:
    return CLIENT + hashed(client_id)


def _bad_document(reason: str) -> OAuthError:
    return OAuthError("invalid_client", "The client's document could not be read or is not valid.", reason=reason)


def _checked(metadata: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    uris = metadata.get("redirect_uris")
    if not isinstance(uris, Sequence) or isinstance(uris, str) or not 0 < len(uris) <= URIS_MAX:
        raise OAuthError("invalid_redirect_uri", f"redirect_uris must be a list of 1 to {URIS_MAX}.")
    for uri in uris:
        if not isinstance(uri, str) or not is_redirect(uri):
            raise OAuthError(
                "invalid_redirect_uri",
                "A redirect URI must be https, http to this machine, or an application's own scheme; no fragment.",
            )
    name = metadata.get("client_name") or ""
    if not isinstance(name, str):
        raise OAuthError("invalid_client_metadata", "client_name must be text.")
    shown = _UNSEEN.sub("", name).strip()[:NAME_CHARACTERS_MAX]
    return shown or urlsplit(uris[0]).hostname or "A client", tuple(uris)


def is_redirect(untrusted_uri: str) -> bool:
    """Whether a code may be sent there at all: https, http on loopback, or a private scheme that runs nothing."""
    if len(untrusted_uri) > URI_CHARACTERS_MAX or not untrusted_uri.isascii() or _CONTROL.search(untrusted_uri):
        return False
    try:
        parts = urlsplit(untrusted_uri)
        _ = parts.port
    except ValueError:
        return False
    if "#" in untrusted_uri or "@" in parts.netloc or not _SCHEME.fullmatch(parts.scheme):
        return False
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK_HOSTS
    return parts.scheme not in FORBIDDEN_SCHEMES and bool(parts.netloc or parts.path.strip("/"))


def _is_same_loopback(uri: str, known: str) -> bool:
    """Whether a URI differs from a known one in its port alone; http is taken on loopback only."""
    if not is_redirect(uri):
        return False
    one = urlsplit(uri)
    return one.scheme == "http" and _without_port(one) == _without_port(urlsplit(known))


def _without_port(parts: SplitResult) -> tuple[str, str | None, str, str]:
    return parts.scheme, parts.hostname, parts.path, parts.query


def _is_document_url(url: str) -> bool:
    """Whether a client id can be a document's URL: https, a path that leads straight there, no fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_straight = not any(part in (".", "..") for part in parts.path.split("/"))
    return len(url) <= URI_CHARACTERS_MAX and parts.path not in ("", "/") and is_straight and "#" not in url


def _fresh_seconds(cache_control: str) -> int:
    """How long a document may be used again (RFC 9111 section 5.2), never too short nor too long."""
    if "no-store" in cache_control or "no-cache" in cache_control:
        return FRESH_SECONDS_MIN
    found = re.search(r"max-age=(\d{1,9})", cache_control)
    return min(max(int(found[1]), FRESH_SECONDS_MIN), FRESH_SECONDS_MAX) if found else FRESH_SECONDS
