"""What every handler needs at its edge: the service, errors as HTTP, the bearer token, the headers, the Lambda."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from pydantic_core import to_json
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from handlers.headers import Headed, Headers, always
from handlers.secrets import Secrets
from shared.access.gate import NOTES_SCOPES
from shared.config import Config, is_before_snapshot
from shared.errors import OAuthError, RateLimited, TooLarge, Unauthorized, VaultError
from shared.service import Service, build

STATUS = {
    "invalid": 400,
    "unauthorized": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "too_large": 413,
    "quota_exceeded": 507,
    "unavailable": 503,
    "misconfigured": 500,
    "rate_limited": 429,
    "oauth": 400,
    "internal": 500,
}
"""The one table from an error's code to its HTTP status."""

LENGTH_DIGITS_MAX = 12
ADDRESS_CHARACTERS_MAX = 64

log = logging.getLogger("notes_vault.edge")


@cache
def secrets() -> Secrets:
    """What this process has read from Secrets Manager."""
    return Secrets()


@cache
def service() -> Service:
    """The service of this process, built once from its environment."""
    return _given[-1] if _given else build(secrets().completed(Config.from_environ()))


_given: list[Service] = []
_made_of_it: list[Callable[[], None]] = []
Made = TypeVar("Made")


def made_once(make: Callable[[Service], Made]) -> Callable[[Service], Made]:
    """A function of the service whose result is kept for as long as the service is."""
    kept = cache(make)
    _made_of_it.append(kept.cache_clear)
    return kept


def renew_service() -> None:
    """Build the service anew at the next question, and what was made of it too."""
    service.cache_clear()
    for forget in _made_of_it:
        forget()


@contextmanager
def serving(vaults: Service) -> Iterator[None]:
    """Have every handler of this process answer for a given service, until the block ends."""
    _given.append(vaults)
    renew_service()
    try:
        yield
    finally:
        _given.remove(vaults)
        renew_service()


def origin_of(headers: Mapping[str, str], config: Config) -> str:
    """The origin a caller knows us by: on a laptop whichever name of loopback it used, for a client compares them."""
    host = headers.get("host", "").lower()
    return f"http://{host}" if f"http://{host}" in config.origins else config.base_url


def address_of(request: Request, config: Config) -> str:
    """Where a request comes from. A Space's edge appends the true address to what the caller may have made up."""
    forwarded = request.headers.getlist("x-forwarded-for") if config.mode == "space" else []
    if forwarded:
        return forwarded[-1].rpartition(",")[2].strip()[:ADDRESS_CHARACTERS_MAX]
    return request.client.host if request.client else ""


def headers_of(request: Request) -> dict[str, str]:
    """Headers by lower-case name, without the whitespace around them; several of one name are one list with commas.

    RFC 9110 sections 5.3 and 5.5. Read once, for a look into Starlette's goes through all of them each time.
    """
    headers: dict[str, str] = {}
    for raw_name, raw_value in request.scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.strip(b" \t").decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def bearer(headers: Mapping[str, str]) -> str:
    """The unverified token of the Authorization header, or "" (RFC 6750 section 2.1; nowhere else is looked)."""
    scheme, _, unverified_token = headers.get("authorization", "").partition(" ")
    return unverified_token.strip() if scheme.lower() == "bearer" else ""


def json_response(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(to_json(body), status, headers=headers, media_type="application/json")


def error_response(error: VaultError, headers: Mapping[str, str] | None = None) -> Response:
    """The error's code and its one sentence; the reason goes to the log."""
    log.info("refused: %s (%s)", error.code, error.reason)
    if isinstance(error, OAuthError):
        body: dict[str, Any] = {"error": error.error, "error_description": error.message}
        return json_response(body, 401 if error.error == "invalid_client" else STATUS[error.code], headers)
    body = {"error": error.code, "message": error.message, **error.details}
    return json_response(body, STATUS[error.code], {**limit_headers(error), **(headers or {})})


def limit_headers(error: VaultError) -> dict[str, str]:
    """What a caller who was too fast is told (RFC 9110 section 10.2.3; draft-ietf-httpapi-ratelimit-headers)."""
    if not isinstance(error, RateLimited):
        return {}
    limit, window, wait = (error.details[name] for name in ("limit", "window_seconds", "retry_after_seconds"))
    policy = f'"calls";q={limit};w={window}'
    return {"Retry-After": str(wait), "RateLimit-Policy": policy, "RateLimit": f'"calls";r=0;t={wait}'}


def challenge(error: Unauthorized, headers: Mapping[str, str], config: Config, address: str) -> Response:
    """401 with where a token is to be had (RFC 9728 section 5.1); no `error` where none was sent (RFC 6750)."""
    metadata = f"{origin_of(headers, config)}/.well-known/oauth-protected-resource/mcp"
    parts = [f'resource_metadata="{metadata}"', f'scope="{" ".join(NOTES_SCOPES)}"']
    token_was_sent = bool(bearer(headers))
    if token_was_sent:
        parts.append('error="invalid_token"')
    response = error_response(error, {"WWW-Authenticate": f"Bearer {', '.join(parts)}"})
    reason = "missing" if not token_was_sent else "expired" if "expired" in error.reason else "invalid"
    service().audit.write_unknown("authenticate", "unauthorized", reason, address=address)
    return response


def insufficient_scope(config: Config, scope: str) -> dict[str, str]:
    """The headers of 403 (RFC 6750 section 3.1), with everything that is needed."""
    metadata = f"{config.base_url}/.well-known/oauth-protected-resource/mcp"
    challenge = f'Bearer error="insufficient_scope", scope="{scope}", resource_metadata="{metadata}"'
    return {"WWW-Authenticate": challenge}


Endpoint = Callable[[Request], Awaitable[Response]]


def host_refusal(request: Request) -> Response | None:
    """Why a request may not even knock: it is for another host (DNS rebinding), or from a foreign page."""
    origins = service().config.origins
    if request.headers.get("host", "").lower() not in {origin.partition("//")[2] for origin in origins}:
        return json_response({"error": "invalid", "message": "This host is not served here."}, 421)
    origin = request.headers.get("origin", "").lower()
    if request.method not in ("GET", "HEAD") and origin and origin not in origins:
        return json_response({"error": "forbidden", "message": "Requests from this origin are not served."}, 403)
    return None


def guarded(endpoint: Endpoint) -> Endpoint:
    """An endpoint that answers only under its own name, and whose refusals are HTTP."""

    async def answer(request: Request) -> Response:
        try:
            return host_refusal(request) or await endpoint(request)
        except VaultError as error:
            return refusal_response(error, request)

    return answer


def refusal_response(error: VaultError, request: Request) -> Response:
    """A refusal as HTTP, with what it asks for."""
    config = service().config
    if isinstance(error, Unauthorized):
        return challenge(error, request.headers, config, address_of(request, config))
    return error_response(error, _demand(error, request, config))


def _demand(error: VaultError, request: Request, config: Config) -> dict[str, str]:
    """What a refusal asks for: more scopes (RFC 6750 section 3), or another client (RFC 6749 section 5.2)."""
    if scope := error.details.get("scope"):
        return insufficient_scope(config, scope)
    was_basic = request.headers.get("authorization", "").lower().startswith("basic ")
    if was_basic and isinstance(error, OAuthError) and error.error == "invalid_client":
        return {"WWW-Authenticate": 'Basic realm="Notes Vault"'}
    return {}


async def read_body(request: Request, bytes_max: int) -> bytes:
    """The request's body.

    Raises:
        TooLarge: it has more than `bytes_max` bytes.
    """
    body = await body_of(request, headers_of(request), bytes_max)
    if body is None:
        raise TooLarge(f"A request has at most {bytes_max} bytes here.")
    return body


@made_once
def _always(vaults: Service) -> Headers:
    return always(vaults.config)


def application(routes: Sequence[BaseRoute]) -> Starlette:
    """Routes as an ASGI application. It never redirects to a path's twin, for that would repeat the caller's Host."""
    handled = {HTTPException: _unserved, Exception: broken}
    app = Headed(lambda: _always(service()), routes=routes, exception_handlers=handled)
    app.router.redirect_slashes = False
    return app


async def _unserved(request: Request, error: Exception) -> Response:
    """What no route serves."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    code = "not_found" if status == 404 else "invalid"
    return json_response({"error": code, "message": "There is no such address here."}, status, headers)


async def broken(request: Request, error: Exception) -> Response:
    """What nobody foresaw: its caller hears no more than that; whoever runs the application logs it."""
    return json_response({"error": "internal", "message": "Something went wrong here. Please try again."}, 500)


def lambda_handler(routes: Sequence[BaseRoute]) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Routes as the handler of a Lambda behind an HTTP API; what it takes is loaded at the first event.

    Or at once where a snapshot of the function will be taken, which is to hold all of it.
    """

    @cache
    def handler() -> Callable[[dict[str, Any], Any], dict[str, Any]]:
        from handlers.invocation import invocation

        return invocation(application(routes))

    if is_before_snapshot():
        handler()
    return lambda event, context: handler()(event, context)


async def body_of(request: Request, headers: Mapping[str, str], bytes_max: int) -> bytes | None:
    """The request's body, or None as soon as it is larger than `bytes_max`."""
    stated = headers.get("content-length", "0")
    if not stated.isdecimal() or len(stated) > LENGTH_DIGITS_MAX or int(stated) > bytes_max:
        return None
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > bytes_max:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
