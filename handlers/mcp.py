"""/mcp: admit, hand over to the SDK, answer. Beside `exchange.py`, the only file that imports mcp."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any
from urllib.parse import urlsplit

import anyio.to_thread
import mcp_types as types
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handlers.edge import (
    address_of,
    bearer,
    challenge,
    error_response,
    headers_of,
    insufficient_scope,
    lambda_handler,
    service,
)
from handlers.exchange import Exchange, Visit
from handlers.inbound import Inbound
from handlers.jsonrpc import refused
from shared import __version__
from shared.access.gate import Caller
from shared.errors import RateLimited, Unauthorized, VaultError
from shared.notes.tools import INSTRUCTIONS, TOOLS, Tool
from shared.service import Service

LISTS_TTL_MS = 300_000
USAGE = "vault://usage"

log = logging.getLogger("notes_vault.mcp")
Context = ServerRequestContext[Any, Any]


def mcp_server(vaults: Service, *, visitor: Visit | None = None) -> Server[Any]:
    """A service as an MCP server. `visitor` is who calls where no exchange says so (stdio)."""
    tools, resources = _Tools(vaults, visitor), _Resources(vaults, visitor)
    hint = CacheHint(LISTS_TTL_MS)
    server: Server[Any] = Server(
        "notes-vault",
        version=__version__,
        title="Notes Vault",
        instructions=INSTRUCTIONS,
        cache_hints={"tools/list": hint, "resources/list": hint, "server/discover": hint},
        get_tool_input_schema=lambda name: TOOLS[name].takes if name in TOOLS else None,
        on_list_tools=tools.list,
        on_call_tool=tools.call,  # type: ignore[arg-type]
        on_list_resources=resources.list,
        on_read_resource=resources.read,
    )
    server.middleware.clear()
    return server


def _caller(ctx: Context, visitor: Visit | None) -> Caller:
    """Who calls; a client that has no name in its token goes by the one it gives itself."""
    visit = visitor or ctx.request
    assert isinstance(visit, Visit)
    return visit.caller if visit.caller.client else replace(visit.caller, client=visit.client)


class _Resources:
    """What can be read beside the notes: how much is left of the limits."""

    def __init__(self, vaults: Service, visitor: Visit | None) -> None:
        self._vaults = vaults
        self._visitor = visitor

    async def list(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        if params and params.cursor:
            raise MCPError(types.INVALID_PARAMS, "All resources are on one page; there is no such cursor.")
        usage = types.Resource(
            uri=USAGE,
            name="usage",
            title="What is left",
            description="Notes and bytes in the vault, calls in this minute, and how many there may be",
            mime_type="application/json",
        )
        return types.ListResourcesResult(resources=[usage])

    async def read(self, ctx: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        if params.uri != USAGE:
            raise MCPError(types.INVALID_PARAMS, "There is no such resource.", {"uri": params.uri})
        facts = await anyio.to_thread.run_sync(self._vaults.left, _caller(ctx, self._visitor))
        text = to_json(facts).decode()
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=USAGE, mime_type="application/json", text=text)]
        )


class _Tools:
    """The door of a service, in the protocol's words."""

    def __init__(self, vaults: Service, visitor: Visit | None) -> None:
        self._vaults = vaults
        self._visitor = visitor
        self._shown = {tool.name: _shown(tool) for tool in TOOLS.values()}

    async def list(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        if params and params.cursor:
            raise MCPError(types.INVALID_PARAMS, "All tools are on one page; there is no such cursor.")
        caller = _caller(ctx, self._visitor)
        return types.ListToolsResult(
            tools=[self._shown[name] for name, tool in TOOLS.items() if caller.may(tool.scope)]
        )

    async def call(self, ctx: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
        if params.name not in TOOLS:
            raise MCPError(types.INVALID_PARAMS, "There is no such tool.", {"name": params.name})
        caller = _caller(ctx, self._visitor)
        try:
            call = self._vaults.admitted(caller, params.name, params.arguments or {})
            answer = call.run() if call.is_quick() else await anyio.to_thread.run_sync(call.run)
        except VaultError as error:
            log.info("%s refused: %s (%s)", params.name, error.code, error.reason)
            return {"resultType": "complete", **refused(error)}
        return _result(answer.texts, answer.structured)


def _shown(tool: Tool) -> types.Tool:
    is_reading = tool.scope == "notes:read"
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes,
        output_schema=_answer_or_error(tool.answers),
        annotations=types.ToolAnnotations(
            read_only_hint=is_reading,
            destructive_hint=tool.is_destructive,
            idempotent_hint=tool.is_idempotent,
            open_world_hint=False,
        ),
    )


def _answer_or_error(answer: dict[str, Any]) -> dict[str, Any]:
    """The schema of both, for a client may hold a refusal against it too (the TypeScript SDK before 2.0 does)."""
    required = answer["required"]
    rest = {keyword: value for keyword, value in answer.items() if keyword != "required"}
    return {**rest, "anyOf": [{"required": required}, {"required": ["error"]}]}


def _result(texts: Sequence[str], structured: dict[str, Any]) -> dict[str, Any]:
    """A tool's result. 2026-07-28 wants the resultType in every one; on earlier wires the SDK leaves it out."""
    content = [{"type": "text", "text": text} for text in texts]
    return {"resultType": "complete", "content": content, "structuredContent": structured, "isError": False}


@cache
def _exchange(vaults: Service) -> Exchange:
    origins = vaults.config.origins
    hosts = frozenset(urlsplit(origin).netloc for origin in origins)
    return Exchange(
        mcp_server(vaults),
        vaults.sessions,
        hosts=hosts,
        origins=origins,
        body_bytes_max=vaults.config.request_bytes_max,
        challenge=partial(insufficient_scope, vaults.config),
    )


async def mcp(request: Request) -> Response:
    vaults = service()
    exchange = _exchange(vaults)
    inbound = Inbound(request, headers_of(request))
    if refusal := exchange.refusal(inbound):
        return refusal
    unverified_token = bearer(inbound.headers)
    try:
        caller = vaults.gate.admit(unverified_token, address=address_of(request, vaults.config))
        return await exchange.answer(inbound, caller)
    except RateLimited as error:
        return await exchange.limited(inbound, error)
    except Unauthorized as error:
        return challenge(error, inbound.headers, vaults.config)
    except VaultError as error:
        return error_response(error)


class _Endpoint:
    """/mcp as an application of its own, so that every method reaches it; the exchange says which are served."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await mcp(Request(scope, receive))
        await response(scope, receive, send)


routes = [Route("/mcp", _Endpoint())]
handler = lambda_handler(routes)
