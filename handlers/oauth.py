"""The authorization server's front: its documents, registration, and the steps of a sign-in in the browser."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import anyio.to_thread
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from handlers.consent import PAGE_HEADERS, consent_page, error_page
from handlers.edge import (
    address_of,
    guarded,
    json_response,
    lambda_handler,
    limit_headers,
    origin_of,
    read_body,
    service,
)
from shared.access.authorization import Consent, RedirectedError
from shared.access.clients import LOOPBACK_HOSTS
from shared.access.gate import NOTES_SCOPES
from shared.config import Config
from shared.errors import Forbidden, Invalid, OAuthError, VaultError

REGISTRATIONS_PER_HOUR, SIGN_INS_PER_HOUR = 60, 240
FIELDS_MAX = 50
COOKIE_SECONDS = 3_600
DOCUMENT_SECONDS = 300
METADATA_BYTES_MAX = FORM_BYTES_MAX = 65_536
Page = Callable[[Request], Awaitable[Response]]


async def protected_resource(request: Request) -> Response:
    """RFC 9728: which server gives out tokens for /mcp."""
    config = service().config
    return _document(
        {
            "resource": f"{origin_of(request.headers, config)}/mcp",
            "authorization_servers": [config.base_url],
            "scopes_supported": list(NOTES_SCOPES),
            "bearer_methods_supported": ["header"],
            "resource_name": "Notes Vault",
        }
    )


async def authorization_server(request: Request) -> Response:
    """RFC 8414, and the same under OpenID's name for clients that look there."""
    origin = service().config.base_url
    return _document(
        {
            "issuer": origin,
            "authorization_endpoint": f"{origin}/authorize",
            "token_endpoint": f"{origin}/token",
            "registration_endpoint": f"{origin}/register",
            "revocation_endpoint": f"{origin}/revoke",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "revocation_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": list(NOTES_SCOPES),
            "authorization_response_iss_parameter_supported": True,
            "client_id_metadata_document_supported": True,
        }
    )


def _document(facts: dict[str, Any]) -> Response:
    headers = {"Cache-Control": f"public, max-age={DOCUMENT_SECONDS}", "Access-Control-Allow-Origin": "*"}
    return json_response(facts, 200, headers)


@guarded
async def register(request: Request) -> Response:
    """RFC 7591."""
    vaults = service()
    address = address_of(request, vaults.config)
    vaults.limits.spend_of_address(address, "register", per_hour=REGISTRATIONS_PER_HOUR)
    body = await read_body(request, METADATA_BYTES_MAX)
    try:
        untrusted = from_json(body, allow_inf_nan=False)
    except ValueError:
        raise OAuthError("invalid_client_metadata", "The client's metadata must be a JSON object.") from None
    client = await anyio.to_thread.run_sync(vaults.clients.register, untrusted)
    vaults.audit.write_unknown("client.register", "ok", "", address=address)
    facts = {
        "client_id": client.id,
        "client_id_issued_at": int(vaults.now()),
        "client_name": client.name,
        "redirect_uris": list(client.redirect_uris),
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
        "scope": " ".join(NOTES_SCOPES),
    }
    return json_response(facts, 201, {"Cache-Control": "no-store"})


def _paged(page: Page) -> Page:
    """A page of the sign-in: what goes wrong is said to the user in a page, and to the client where it can be."""

    async def answer(request: Request) -> Response:
        try:
            return await page(request)
        except RedirectedError as error:
            return _redirect(error.location)
        except VaultError as error:
            vaults, outcome = service(), getattr(error, "error", error.code)
            address = address_of(request, vaults.config)
            vaults.audit.write_unknown("sign_in", outcome, error.reason, address=address)
            status = 403 if isinstance(error, Forbidden) else 429 if error.code == "rate_limited" else 400
            page_of_it = _html(error_page(error.message, can_go_back=error.code == "invalid"), status)
            page_of_it.headers.update(limit_headers(error))
            return page_of_it

    return answer


@guarded
@_paged
async def authorize(request: Request) -> Response:
    """The consent page, shown anew for every request (no approval is ever remembered); our own page needs none."""
    vaults = service()
    address = address_of(request, vaults.config)
    _check_local(vaults.config, address)
    vaults.limits.spend_of_address(address, "authorize", per_hour=SIGN_INS_PER_HOUR)
    untrusted = fields_of(request.url.query)
    cookie = request.cookies.get(_cookie_name(vaults.config), "")
    consent = await anyio.to_thread.run_sync(vaults.authorization.begin, untrusted, cookie)
    if consent.is_page:
        response: Response = _redirect(await anyio.to_thread.run_sync(_allowed, consent))
    else:
        unused_days = vaults.config.refresh_expires_days
        response = _html(consent_page(consent, is_local=vaults.config.mode == "local", unused_days=unused_days))
    response.set_cookie(
        _cookie_name(vaults.config),
        consent.browser,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=_is_https(vaults.config),
        httponly=True,
        samesite="lax",
    )
    return response


def _allowed(consent: Consent) -> str:
    """Where the browser goes whose user has just asked our own page to sign them in."""
    return service().authorization.decide(
        consent.sign_in,
        untrusted_browser=consent.browser,
        untrusted_csrf=consent.csrf,
        is_allowed=True,
        scopes=consent.scopes,
        untrusted_folder="",
    )


@guarded
@_paged
async def consent(request: Request) -> Response:
    vaults = service()
    _check_local(vaults.config, address_of(request, vaults.config))
    body = (await read_body(request, FORM_BYTES_MAX)).decode("utf-8", "replace")
    try:
        form = parse_qsl(body, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise Invalid("There are too many fields in this form.") from None
    given = dict(form)
    decide = partial(
        vaults.authorization.decide,
        given.get("sign_in", ""),
        untrusted_browser=request.cookies.get(_cookie_name(vaults.config), ""),
        untrusted_csrf=given.get("csrf", ""),
        is_allowed=given.get("decision") == "allow",
        scopes=[value for name, value in form if name == "scope"],
        untrusted_folder=given.get("folder", ""),
    )
    return _redirect(await anyio.to_thread.run_sync(decide))


@guarded
@_paged
async def callback(request: Request) -> Response:
    vaults = service()
    given = fields_of(request.url.query)
    arrive = partial(
        vaults.authorization.arrive,
        given.get("state", ""),
        untrusted_browser=request.cookies.get(_cookie_name(vaults.config), ""),
        untrusted_code=given.get("code", ""),
        error=given.get("error", ""),
        address=address_of(request, vaults.config),
    )
    return _redirect(await anyio.to_thread.run_sync(arrive))


def fields_of(text: str) -> dict[str, str]:
    """The parameters of a query or form; none may stand there twice (RFC 6749 section 3.1).

    Raises:
        OAuthError: `invalid_request`.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except ValueError:
        raise OAuthError("invalid_request", "There are too many parameters.") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise OAuthError("invalid_request", "A parameter stands there more than once.")
    return fields


def _check_local(config: Config, address: str) -> None:
    """In local mode nobody signs in, so only who sits at this machine may connect a client."""
    if config.mode == "local" and address not in LOOPBACK_HOSTS:
        raise Forbidden("Without a sign-in, clients are connected from this machine only.")


def _cookie_name(config: Config) -> str:
    return "__Host-notes-vault" if _is_https(config) else "notes-vault"


def _is_https(config: Config) -> bool:
    return config.base_url.startswith("https://")


def _redirect(location: str) -> Response:
    """303, so that the browser never sends a form on (RFC 9110 section 15.4.4)."""
    return RedirectResponse(location, 303)


def _html(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status, headers=PAGE_HEADERS)


WELL_KNOWN = "/.well-known"
routes = [
    Route(f"{WELL_KNOWN}/oauth-protected-resource", protected_resource),
    Route(f"{WELL_KNOWN}/oauth-protected-resource/mcp", protected_resource),
    Route(f"{WELL_KNOWN}/oauth-authorization-server", authorization_server),
    Route(f"{WELL_KNOWN}/openid-configuration", authorization_server),
    Route("/register", register, methods=["POST"]),
    Route("/authorize", authorize),
    Route("/authorize/consent", consent, methods=["POST"]),
    Route("/oauth/callback", callback),
]
handler = lambda_handler(routes)
