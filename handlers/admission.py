"""Who may call /api: the bearer of a token that sees the whole vault, and for changes one that may make them."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from handlers.edge import address_of, bearer, headers_of, service
from shared.access.gate import Caller
from shared.errors import Forbidden

_bearer = HTTPBearer(auto_error=False, description="A token of this server")


class Problem(BaseModel):
    """A refusal: a stable code and one sentence."""

    error: str
    message: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": text}
    for code, text in (
        (400, "Something asked for is malformed"),
        (401, "No token, or one that is not valid here"),
        (403, "The token may not do this"),
        (404, "There is no such thing"),
        (409, "It must be confirmed first"),
        (421, "Another host's request"),
        (429, "Too many calls"),
    )
}


def admitted(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    """Who calls; only a token that sees the whole vault may look at the account."""
    vaults = service()
    caller = vaults.gate.admit(bearer(headers_of(request)), address=address_of(request, vaults.config))
    with vaults.audit.refusals(caller, "account"):
        if caller.folder:
            raise Forbidden("A connection that is limited to a folder may not look at the account.")
    return caller


def owner(caller: Annotated[Caller, Depends(admitted)]) -> Caller:
    """Who calls, if they may change the account."""
    with service().audit.refusals(caller, "account"):
        caller.require("account")
    return caller


Reader = Annotated[Caller, Depends(admitted)]
Owner = Annotated[Caller, Depends(owner)]
