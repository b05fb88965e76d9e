"""/api: what a person's own page needs of their account: who they are, connections, sessions, activity."""

import csv
import io
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Mount

from handlers import transfer
from handlers.admission import REFUSALS, Owner, Reader
from handlers.edge import (
    broken,
    host_refusal,
    json_response,
    lambda_handler,
    refusal_response,
    service,
)
from shared import __version__
from shared.access.audit import Line
from shared.access.gate import Caller
from shared.access.grants import Grant
from shared.access.sessions import Session
from shared.errors import Conflict, VaultError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_SEGMENT = r"[^\x00-\x20\x7f-\xa0\\/.][^\x00-\x1f\x7f-\x9f\\/]*"
FOLDER = f"^/?({_SEGMENT}(/{_SEGMENT})*/?)?$"
SCOPE = Literal["notes:read", "notes:write", "account"]


class GrantChange(BaseModel):
    """What a connection may do from now on."""

    model_config = ConfigDict(extra="forbid")
    scopes: list[SCOPE] = Field(min_length=1, max_length=3)
    folder: str = Field(default="", max_length=200, pattern=FOLDER)


api = FastAPI(
    title="Notes Vault",
    version=__version__,
    docs_url=None,
    redoc_url=None,
    openapi_url="/openapi.json",
    responses=REFUSALS,
)


api.include_router(transfer.router)


@api.get("/me")
def me(caller: Reader) -> dict[str, Any]:
    """Who this token speaks for, what the vault holds, and what is left of its limits."""
    vaults = service()
    account = vaults.accounts.of(caller.user_id)
    return {
        "user_id": caller.user_id,
        "name": account.name if account else "",
        "picture": account.picture if account else "",
        "created_at": account.created_at if account else None,
        "scopes": sorted(caller.scopes),
        "grant": caller.grant,
        **vaults.left(caller),
    }


@api.delete("/me")
def delete_me(caller: Owner, confirm: Annotated[str, Query(max_length=64)] = "") -> dict[str, bool]:
    """Delete the account with everything in it. `confirm` is the user's id; export the notes first."""
    if confirm != caller.user_id:
        text = (
            "This deletes every note and cannot be undone. Export first: /api/vault/export. Then confirm with your id."
        )
        raise Conflict(text, export="/api/vault/export", confirm=caller.user_id)
    service().delete_account(caller)
    return {"deleted": True}


@api.get("/grants")
def grants(caller: Reader) -> dict[str, list[dict[str, Any]]]:
    """Every connection and token: which client, what it may do, when it was made and last used, from where."""
    return {"grants": [_grant(grant, caller) for grant in service().grants.all(caller.user_id)]}


@api.patch("/grants/{grant_id}")
def change_grant(grant_id: str, change: GrantChange, caller: Owner) -> dict[str, Any]:
    """Let a connection do more or less, from its next request on."""
    return _grant(service().change_grant(caller, grant_id, change.scopes, change.folder), caller)


@api.delete("/grants/{grant_id}")
def end_grant(grant_id: str, caller: Owner) -> dict[str, bool]:
    """End a connection and every token of it, from the next request on."""
    service().issuance.end(caller, grant_id)
    return {"ended": True}


@api.get("/sessions")
def sessions(caller: Reader) -> dict[str, list[dict[str, Any]]]:
    """The open sessions of the older protocol versions."""
    return {"sessions": [_session(session) for session in service().sessions.all(caller.user_id)]}


@api.delete("/sessions/{session_id}")
def end_session(session_id: str, caller: Owner) -> dict[str, bool]:
    service().sessions.end_one(caller.user_id, session_id)
    return {"ended": True}


@api.get("/activity", response_model=None, responses={200: {"content": {"application/json": {}, "text/csv": {}}}})
def activity(
    caller: Reader,
    client: Annotated[str, Query(max_length=200)] = "",
    action: Annotated[str, Query(max_length=100, description="A tool's name, or sign_in, token.create, ...")] = "",
    outcome: Annotated[str, Query(max_length=100, description="ok, or an error's code")] = "",
    since: Annotated[int, Query(ge=0, le=2**53, description="Unix seconds")] = 0,
    until: Annotated[int, Query(ge=0, le=2**53, description="Unix seconds")] = 2**53,
    cursor: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    format: Literal["json", "csv"] = "json",  # noqa: A002 - the parameter's name in the URL
) -> Response:
    """What was done, by which client, and how it ended; newest first."""
    asked = {"client": client, "action": action, "outcome": outcome}

    def wanted(line: Line) -> bool:
        is_asked = all(not value or getattr(line, name) == value for name, value in asked.items())
        return is_asked and line.at <= until * 1000

    lines = service().audit.lines(caller.user_id, wanted, after=cursor, since=since, limit=limit)
    if format == "csv":
        return Response(_csv(lines), media_type="text/csv")
    found = [{name: getattr(line, name) for name in Line.__slots__} for line in lines]
    return json_response({"activity": found, "next_cursor": found[-1]["id"] if len(found) == limit else None})


def _grant(grant: Grant, caller: Caller) -> dict[str, Any]:
    names = ["id", "kind", "client", "client_id", "scopes", "folder", "created_at", "seen_at", "expires_at"]
    names += ["address"] if caller.may("account") else []
    return {**{name: getattr(grant, name) for name in names}, "is_this": grant.id == caller.grant}


def _session(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in Session.__slots__}


def _csv(lines: list[Line]) -> str:
    """Rows for a spreadsheet; a cell that a spreadsheet would run as a formula gets a quotation mark before it."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(Line.__slots__)
    for line in lines:
        cells = [str(getattr(line, name)) for name in Line.__slots__]
        rows.writerow([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells])
    return written.getvalue()


@api.exception_handler(VaultError)
def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, VaultError)
    return refusal_response(error, request)


@api.exception_handler(RequestValidationError)
def malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = sorted({str(found["loc"][-1]) for found in error.errors()})
    return json_response({"error": "invalid", "message": f"Not as it should be: {', '.join(places)}."[:300]}, 400)


api.add_exception_handler(Exception, broken)


@api.exception_handler(HTTPException)
def unserved(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code != 405:
        return json_response({"error": "not_found", "message": "There is no such address here."}, error.status_code)
    routes_here = [route for route in api.routes if route.matches(request.scope)[0] != Match.NONE]
    methods = sorted({method for route in routes_here for method in getattr(route, "methods", None) or ()})
    message = f"This address answers {', '.join(methods)}."
    return json_response({"error": "invalid", "message": message}, 405, {"Allow": ", ".join(methods)})


@api.middleware("http")
async def guard(request: Request, call_next: Any) -> Response:
    return host_refusal(request) or await call_next(request)


routes = [Mount("/api", app=api)]
handler = lambda_handler(routes)
