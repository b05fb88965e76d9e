"""/mcp: admit, hand over to the SDK, answer. Beside `exchange.py` and `requests.py`, the only file that imports mcp."""

import handlers.deferred  # noqa: F401 - before the SDK

# isort: split

import logging
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlsplit

import mcp_types as types
from mcp.server.caching import CacheHint
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from handlers import chatgpt
from handlers.chatgpt import ChatGPT
from handlers.completions import Completions
from handlers.door import called
from handlers.edge import (
    address_of,
    bearer,
    challenge,
    error_response,
    headers_of,
    insufficient_scope,
    lambda_handler,
    made_once,
    service,
)
from handlers.exchange import Exchange
from handlers.inbound import Inbound
from handlers.jsonrpc import refused
from handlers.prompts import Prompts
from handlers.quotation import marked
from handlers.requests import Visit
from handlers.resources import Resources
from shared import __version__
from shared.access.gate import Caller
from shared.errors import Forbidden, Invalid, NotFound, RateLimited, TooLarge, Unauthorized, VaultError
from shared.notes.answers import Answer
from shared.notes.instructions import INSTRUCTIONS
from shared.notes.tools import READ, TOOLS, Tool
from shared.service import Service

LISTS_TTL_MS = 300_000
HELD, FRESH = CacheHint(LISTS_TTL_MS), CacheHint(0)
CACHE_HINTS = {
    "server/discover": HELD,
    "tools/list": HELD,
    "prompts/list": HELD,
    "resources/templates/list": HELD,
    "resources/list": FRESH,
    "resources/read": FRESH,
}
"""All of it is private (the hints' default): tools vary with the scopes of a token, notes with its user."""
CLIENTS_FAULT = (Invalid, NotFound, Forbidden, TooLarge)

log = logging.getLogger("notes_vault.mcp")
Context = ServerRequestContext[Any, Any]
Answering = Callable[[Caller, Any], Awaitable[dict[str, Any]]]


class _Server(Server[Any]):
    """The SDK's server, whose word of itself in every answer is made once: nobody writes into it here."""

    @cached_property
    def server_info_stamp(self) -> dict[str, Any]:
        return super().server_info_stamp


def mcp_server(vaults: Service, *, visitor: Visit | None = None) -> Server[Any]:
    """A service as an MCP server. `visitor` is who calls where no exchange says so (stdio)."""
    server = _Server(
        "notes-vault",
        version=__version__,
        title="Notes Vault",
        instructions=INSTRUCTIONS,
        cache_hints=CACHE_HINTS,  # type: ignore[arg-type]
    )
    tools = _Tools(vaults, visitor)
    server.add_request_handler("tools/list", types.PaginatedRequestParams, tools.list)
    server.add_request_handler("tools/call", types.CallToolRequestParams, tools.call)
    for method, (params, answer) in _beside_tools(vaults).items():
        server.add_request_handler(method, params, _answering(answer, visitor))
    server.middleware.clear()
    return server


def _beside_tools(vaults: Service) -> dict[str, tuple[Any, Answering]]:
    """Resources, prompts and completions: what each method takes, and who answers it."""
    resources, prompts, completions = Resources(vaults), Prompts(vaults), Completions(vaults)

    def complete(caller: Caller, asked: types.CompleteRequestParams) -> Awaitable[dict[str, Any]]:
        ref, argument = asked.ref, asked.argument
        if isinstance(ref, types.PromptReference):
            return completions.of_prompt(caller, ref.name, argument.name, argument.value)
        return completions.of_template(caller, ref.uri, argument.name, argument.value)

    page = types.PaginatedRequestParams
    return {
        "resources/list": (page, lambda caller, asked: resources.page(caller, asked.cursor)),
        "resources/templates/list": (page, lambda caller, asked: resources.templates(caller, asked.cursor)),
        "resources/read": (types.ReadResourceRequestParams, lambda caller, asked: resources.read(caller, asked.uri)),
        "prompts/list": (page, lambda caller, asked: prompts.page(asked.cursor)),
        "prompts/get": (
            types.GetPromptRequestParams,
            lambda caller, asked: prompts.get(caller, asked.name, asked.arguments or {}),
        ),
        "completion/complete": (types.CompleteRequestParams, complete),
    }


def _answering(answer: Answering, visitor: Visit | None) -> Callable[[Context, Any], Awaitable[dict[str, Any]]]:
    """A handler of the SDK that says who calls. A refusal is an error of the protocol: no tool is there to give it."""

    async def handler(ctx: Context, params: Any) -> dict[str, Any]:
        try:
            return {"resultType": "complete", **await answer(_caller(ctx, visitor), params)}
        except VaultError as error:
            log.info("%s refused: %s (%s)", ctx.method, error.code, error.reason)
            code = types.INVALID_PARAMS if isinstance(error, CLIENTS_FAULT) else types.INTERNAL_ERROR
            raise MCPError(code, error.message, {"code": error.code, **error.details}) from error

    return handler


def _caller(ctx: Context, visitor: Visit | None) -> Caller:
    """Who calls; a client that has no name in its token goes by the one it gives itself."""
    visit = visitor or ctx.request
    assert isinstance(visit, Visit)
    return visit.caller if visit.caller.client else replace(visit.caller, client=visit.client)


class _Tools:
    """The door of a service, in the protocol's words."""

    def __init__(self, vaults: Service, visitor: Visit | None) -> None:
        self._vaults = vaults
        self._visitor = visitor
        self._chatgpt = ChatGPT(vaults)
        self._shown = {tool.name: _shown(tool) for tool in TOOLS.values()}

    async def list(self, ctx: Context, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        if params and params.cursor:
            raise MCPError(types.INVALID_PARAMS, "All tools are on one page; there is no such cursor.")
        caller = _caller(ctx, self._visitor)
        tools = [self._shown[name] for name, tool in TOOLS.items() if caller.may(tool.scope)]
        if for_chatgpt := self._chatgpt.listed(caller):  # two tools more, so the list is kept short without the schemas
            tools = [tool.model_copy(update={"output_schema": None}) for tool in tools]
            tools += map(types.Tool.model_validate, for_chatgpt)
        return types.ListToolsResult(tools=tools)

    async def call(self, ctx: Context, params: types.CallToolRequestParams) -> dict[str, Any]:
        caller, name, arguments = _caller(ctx, self._visitor), params.name, params.arguments or {}
        try:
            if name in TOOLS:
                answer = await called(self._vaults, caller, name, arguments)
            elif name in chatgpt.TOOLS and self._chatgpt.is_calling(caller):
                answer = await self._chatgpt.call(caller, name, arguments)
            else:
                raise MCPError(types.INVALID_PARAMS, "There is no such tool.", {"name": name})
        except VaultError as error:
            log.info("%s refused: %s (%s)", name, error.code, error.reason)
            return {"resultType": "complete", **refused(error)}
        return _result(answer)


def _shown(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.takes,
        output_schema=_held_against_a_refusal_too(tool.answers),
        annotations=_hints(tool),
    )


def _hints(tool: Tool) -> types.ToolAnnotations:
    """What a client may expect. Whether it destroys or repeats means something only of a tool that writes."""
    if tool.scope == READ:
        return types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return types.ToolAnnotations(
        read_only_hint=False,
        destructive_hint=tool.is_destructive,
        idempotent_hint=tool.is_idempotent,
        open_world_hint=False,
    )


def _held_against_a_refusal_too(answer: dict[str, Any]) -> dict[str, Any]:
    """A schema in which nothing is required, for some clients check a refusal by it (the TypeScript SDK before 2.0)."""
    return {keyword: value for keyword, value in answer.items() if keyword != "required"}


def _result(answer: Answer) -> dict[str, Any]:
    """A tool's result. 2026-07-28 wants the resultType in every one; on earlier wires the SDK leaves it out."""
    content = [{"type": "text", "text": text} for text in marked(answer.texts)]
    if answer.image:
        kind, body = answer.image
        content.append({"type": "image", "data": b64encode(body).decode(), "mimeType": kind})
    return {"resultType": "complete", "content": content, "structuredContent": answer.structured, "isError": False}


@made_once
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
    unverified_token, address = bearer(inbound.headers), address_of(request, vaults.config)
    try:
        session_id = exchange.session_id(inbound)
        caller, session = vaults.gate.admit_with_session(unverified_token, session_id, address=address)
        return await exchange.answer(inbound, caller, session)
    except RateLimited as error:
        return await exchange.limited(inbound, error)
    except Unauthorized as error:
        return challenge(error, inbound.headers, vaults.config, address)
    except VaultError as error:
        return error_response(error)


class _Endpoint:
    """/mcp as an application of its own, so that every method reaches it; the exchange says which are served."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await mcp(Request(scope, receive))
        await response(scope, receive, send)


routes = [Route("/mcp", _Endpoint())]
handler = lambda_handler(routes)
