"""The server of all fixtures, behind our own exchange and for one caller."""

import json
import re
import time
from pathlib import Path
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.shared.exceptions import MCPError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.edge import headers_of
from handlers.exchange import Exchange
from handlers.inbound import Inbound
from handlers.mcp import Context
from shared.access.gate import Caller
from shared.access.sessions import Sessions
from shared.config import LOOPBACK_NAMES
from shared.storage.local import LocalRecords
from tests.everything.acts import Run
from tests.everything.catalogue import PROMPTS, RESOURCES, TOOLS
from tests.everything.content import Json

CALLER = Caller("hf-ada")
STATE_KEY = "a key of thirty-two bytes or more, for sealing"
SESSION_SECONDS, BODY_BYTES_MAX = 3_600, 4_194_304


def app(port: int, folder: Path) -> Starlette:
    """Our exchange over the fixtures, for one caller who is let in without a token."""
    sessions = Sessions(LocalRecords(folder / "sessions.db"), idle_seconds=SESSION_SECONDS, clock=time.time)
    hosts = frozenset(f"{name}:{port}" for name in LOOPBACK_NAMES)
    exchange = Exchange(
        server(),
        sessions,
        hosts=hosts,
        origins=frozenset(f"http://{host}" for host in hosts),
        body_bytes_max=BODY_BYTES_MAX,
    )

    async def mcp(request: Request) -> Response:
        inbound = Inbound(request, headers_of(request))
        session_id = exchange.session_id(inbound)
        session = sessions.found(CALLER.user_id, session_id) if session_id else None
        return exchange.refusal(inbound) or await exchange.answer(inbound, CALLER, session)

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(routes=[Route("/mcp", mcp, methods=["GET", "POST", "DELETE"]), Route("/healthz", healthz)])


def server() -> Server[Any]:
    """All fixtures. No subscriptions/listen: it needs a response that never ends."""
    made: Server[Any] = Server(
        "everything", version="1", get_tool_input_schema=lambda name: TOOLS.get(name, (None,))[0]
    )
    for method, (takes, gives, fixture) in FIXTURES.items():
        made.add_request_handler(method, takes, _giving(gives, fixture))
    made.middleware.append(RequestStateBoundary(RequestStateSecurity(keys=[STATE_KEY]), default_audience="everything"))
    return made


def _giving(result: type[types.Result], fixture: Run) -> Run:
    """The fixture's JSON as the SDK's result, which fills in what the protocol wants in all of them."""

    async def run(ctx: Context, params: Any) -> Any:
        given = await fixture(ctx, params)
        return given if "inputRequests" in given else result.model_validate(given)

    return run


async def list_tools(ctx: Context, params: Any) -> Json:
    return {"tools": [{"name": name, "description": name, "inputSchema": tool[0]} for name, tool in TOOLS.items()]}


async def call_tool(ctx: Context, params: types.CallToolRequestParams) -> Json:
    return await _known(TOOLS, params.name)[1](ctx, params)


async def list_prompts(ctx: Context, params: Any) -> Json:
    listed = [
        (name, [{"name": argument, "required": True} for argument in prompt[0]]) for name, prompt in PROMPTS.items()
    ]
    return {"prompts": [{"name": name, "description": name, "arguments": arguments} for name, arguments in listed]}


async def get_prompt(ctx: Context, params: types.GetPromptRequestParams) -> Json:
    return await _known(PROMPTS, params.name)[1](ctx, params)


async def list_resources(ctx: Context, params: Any) -> Json:
    return {"resources": [{"uri": uri, "name": uri, "mimeType": media} for uri, (media, _) in RESOURCES.items()]}


async def list_templates(ctx: Context, params: Any) -> Json:
    return {"resourceTemplates": [{"uriTemplate": "test://template/{id}/data", "name": "template"}]}


async def read_resource(ctx: Context, params: types.ReadResourceRequestParams) -> Json:
    if filled := re.fullmatch(r"test://template/([^/]+)/data", params.uri):
        content: Json = {"mimeType": "application/json", "text": json.dumps({"id": filled[1]})}
    elif params.uri in RESOURCES:
        media_type, content = RESOURCES[params.uri]
        content = {"mimeType": media_type, **content}
    else:
        raise MCPError(types.INVALID_PARAMS, "There is no such resource.", {"uri": params.uri})
    return {"contents": [{"uri": params.uri, **content}]}


async def complete(ctx: Context, params: Any) -> Json:
    return {"completion": {"values": [], "total": 0, "hasMore": False}}


async def nothing(ctx: Context, params: Any) -> Json:
    return {}


def _known(fixtures: dict[str, tuple[Any, Run]], name: str) -> tuple[Any, Run]:
    if name not in fixtures:
        raise MCPError(types.INVALID_PARAMS, "There is nothing of that name.", {"name": name})
    return fixtures[name]


FIXTURES: dict[str, tuple[type[Any], type[types.Result], Run]] = {
    "tools/list": (types.PaginatedRequestParams, types.ListToolsResult, list_tools),
    "tools/call": (types.CallToolRequestParams, types.CallToolResult, call_tool),
    "prompts/list": (types.PaginatedRequestParams, types.ListPromptsResult, list_prompts),
    "prompts/get": (types.GetPromptRequestParams, types.GetPromptResult, get_prompt),
    "resources/list": (types.PaginatedRequestParams, types.ListResourcesResult, list_resources),
    "resources/templates/list": (types.PaginatedRequestParams, types.ListResourceTemplatesResult, list_templates),
    "resources/read": (types.ReadResourceRequestParams, types.ReadResourceResult, read_resource),
    "resources/subscribe": (types.SubscribeRequestParams, types.EmptyResult, nothing),
    "resources/unsubscribe": (types.UnsubscribeRequestParams, types.EmptyResult, nothing),
    "completion/complete": (types.CompleteRequestParams, types.CompleteResult, complete),
    "logging/setLevel": (types.SetLevelRequestParams, types.EmptyResult, nothing),
}
