"""Where tokens are given out and taken back: for OAuth clients, and for people with the deployment guide's own flow."""

import base64
from functools import partial
from typing import Any
from urllib.parse import unquote

import anyio.to_thread
import jwt
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.edge import address_of, bearer, guarded, headers_of, json_response, lambda_handler, read_body, service
from handlers.oauth import fields_of
from shared.access.audit import CROSS_USER
from shared.access.gate import ALL_SCOPES, Caller
from shared.access.issuance import Issued
from shared.errors import Forbidden, Invalid, OAuthError, Unauthorized
from shared.service import Service

BODY_BYTES_MAX = 65_536
PERSONAL_DAYS = 90
EXCHANGES_PER_HOUR = 120
FORM = "application/x-www-form-urlencoded"


@guarded
async def token(request: Request) -> Response:
    """The token endpoint (OAuth 2.1 section 3.2)."""
    vaults = service()
    untrusted = await _form(request)
    steps = {"authorization_code": vaults.issuance.redeem, "refresh_token": vaults.issuance.refresh}
    step = steps.get(untrusted.get("grant_type", ""))
    if not step:
        raise OAuthError("unsupported_grant_type", "grant_type must be authorization_code or refresh_token.")
    _check_resource(vaults, untrusted.get("resource", ""))
    address = address_of(request, vaults.config)
    return _answer(await anyio.to_thread.run_sync(partial(step, untrusted, address=address)))


@guarded
async def revoke(request: Request) -> Response:
    """RFC 7009. Whatever the token was, it is no good afterwards, so the answer is always the same."""
    vaults = service()
    untrusted = await _form(request)
    await anyio.to_thread.run_sync(vaults.issuance.revoke, untrusted)
    return json_response({}, 200)


@guarded
async def create_token(request: Request) -> Response:
    """A token of ours for a Hugging Face token, or a named one for a token of ours."""
    vaults = service()
    unverified_token = bearer(headers_of(request))
    untrusted = await _object(request)
    address = address_of(request, vaults.config)
    if not unverified_token:
        raise Unauthorized("missing token")
    if _is_ours(vaults, unverified_token):
        caller = vaults.gate.admit(unverified_token, address=address)
        issued = await anyio.to_thread.run_sync(partial(_personal, vaults, caller, untrusted, address))
    else:
        vaults.limits.spend_of_address(address, "exchange", per_hour=EXCHANGES_PER_HOUR)
        issued = await anyio.to_thread.run_sync(partial(_exchanged, vaults, unverified_token, untrusted, address))
    return _answer(issued)


@guarded
async def refresh_token(request: Request) -> Response:
    """The caller's own token again, before it expires."""
    vaults = service()
    address = address_of(request, vaults.config)
    caller = vaults.gate.admit(bearer(headers_of(request)), address=address)
    return _answer(await anyio.to_thread.run_sync(partial(vaults.issuance.renew, caller, address=address)))


@guarded
async def sign_out(request: Request) -> Response:
    """End the grant of this token, and the sessions begun with it."""
    vaults = service()
    caller = vaults.gate.admit(bearer(headers_of(request)), address=address_of(request, vaults.config))
    if not caller.grant:
        raise Invalid("This token was made with the server's key and ends when it expires.")
    await anyio.to_thread.run_sync(vaults.issuance.end, caller, caller.grant)
    return json_response({"signed_out": True})


def _is_ours(vaults: Service, unverified_token: str) -> bool:
    """Whether a token claims to be ours; one that does is never shown to Hugging Face."""
    try:
        claims = jwt.decode(unverified_token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return False
    return bool(claims.get("iss") == vaults.config.base_url)


def _exchanged(vaults: Service, unverified_token: str, untrusted: dict[str, Any], address: str) -> Issued:
    person = vaults.identities.whose(unverified_token)
    own_names = (person.user_id, person.user_id.partition("-")[2], person.name)
    _check_own(vaults, Caller(person.user_id), "token.exchange", untrusted, own_names)
    vaults.sign_in(person, "Hugging Face token", address)
    return vaults.issuance.for_person(person, address=address)


def _personal(vaults: Service, caller: Caller, untrusted: dict[str, Any], address: str) -> Issued:
    _check_own(vaults, caller, "token.create", untrusted, (caller.user_id,))
    scopes = untrusted.get("scopes", [scope for scope in ALL_SCOPES if scope in caller.scopes])
    name, days = untrusted.get("name", "A token"), untrusted.get("expires_in_days", PERSONAL_DAYS)
    folder = untrusted.get("folder", "")
    if not isinstance(scopes, list) or not all(scope in ALL_SCOPES for scope in scopes):
        raise Invalid(f"scopes is a list of {', '.join(ALL_SCOPES)}.")
    if not isinstance(name, str) or not isinstance(folder, str) or type(days) is not int:
        raise Invalid("name and folder are text, expires_in_days is a whole number.")
    return vaults.personal_token(caller, name, scopes=scopes, untrusted_folder=folder, days=days, address=address)


def _check_own(
    vaults: Service, caller: Caller, action: str, untrusted: dict[str, Any], own_names: tuple[str, ...]
) -> None:
    """Refuse whoever asks for a token of somebody else."""
    if untrusted.get("user_id", caller.user_id) not in own_names:
        vaults.audit.write(caller, action, outcome="forbidden", reason=CROSS_USER)
        raise Forbidden("This token is another user's.")


def _answer(issued: Issued) -> Response:
    """RFC 6749 section 5.1; `token` is what the deployment guide calls it."""
    facts: dict[str, Any] = {
        "access_token": issued.token,
        "token": issued.token,
        "token_type": "Bearer",
        "expires_in": issued.expires_in,
        "scope": issued.scope,
        "user_id": issued.user_id,
        "grant": issued.grant.id,
    }
    if issued.refresh:
        facts["refresh_token"] = issued.refresh
    return json_response(facts, 200, {"Pragma": "no-cache"})


def _check_resource(vaults: Service, untrusted_resource: str) -> None:
    if untrusted_resource and not vaults.authorization.is_here(untrusted_resource):
        raise OAuthError("invalid_target", "This server gives tokens for itself only.")


async def _form(request: Request) -> dict[str, str]:
    """A form's fields, with the client's id wherever it stands (RFC 6749 section 2.3.1)."""
    headers = headers_of(request)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OAuthError("invalid_request", f"Content-Type must be {FORM}.")
    fields = fields_of((await read_body(request, BODY_BYTES_MAX)).decode("utf-8", "replace"))
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic" and "client_id" not in fields:
        try:
            fields["client_id"] = unquote(base64.b64decode(encoded, validate=True).decode().partition(":")[0])
        except ValueError:
            raise OAuthError("invalid_client", "The Authorization header is no Basic one.") from None
    return fields


async def _object(request: Request) -> dict[str, Any]:
    body = await read_body(request, BODY_BYTES_MAX)
    try:
        found = from_json(body, allow_inf_nan=False) if body.strip() else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("The body must be a JSON object, or nothing.")
    return found


routes = [
    Route("/token", token, methods=["POST"]),
    Route("/revoke", revoke, methods=["POST"]),
    Route("/api/auth/create-token", create_token, methods=["POST"]),
    Route("/api/auth/refresh-token", refresh_token, methods=["POST"]),
    Route("/api/auth/sign-out", sign_out, methods=["POST"]),
]
handler = lambda_handler(routes)
