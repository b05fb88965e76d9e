"""What the conformance suite wants to find on a server, behind our own exchange: `python -m tests.everything PORT`."""

import base64
import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mcp_types as types
import uvicorn
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.shared.exceptions import MCPError, NoBackChannelError
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

CALLER = Caller("hf-ada")
STATE_KEY = "a key of thirty-two bytes or more, for sealing"
SESSION_SECONDS, BODY_BYTES_MAX = 3_600, 4_194_304
PIXEL, SILENCE = (base64.b64encode(start).decode() for start in (b"\x89PNG\r\n\x1a\n", b"RIFF\x04\0\0\0WAVE"))
CAPABILITY = {"elicitation/create": "elicitation", "sampling/createMessage": "sampling", "roots/list": "roots"}

Json = dict[str, Any]
Run = Callable[[Context, Any], Awaitable[Json]]


def main(port: int) -> None:
    with TemporaryDirectory() as folder:
        uvicorn.run(app(port, Path(folder)), host="127.0.0.1", port=port, log_level="warning")


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
        return exchange.refusal(inbound) or await exchange.answer(inbound, CALLER)

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


def saying(*content: Json, is_error: bool = False) -> Run:
    """A tool that always says the same."""

    async def run(ctx: Context, params: Any) -> Json:
        return {"content": list(content), "isError": is_error}

    return run


def prompting(*content: Json) -> Run:
    """A prompt; {name} in its words is an argument."""

    async def run(ctx: Context, params: types.GetPromptRequestParams) -> Json:
        filled = json.dumps(content)
        for name, value in (params.arguments or {}).items():
            filled = filled.replace(f"{{{name}}}", value)
        return {"messages": [{"role": "user", "content": part} for part in json.loads(filled)]}

    return run


def asking(*rounds: dict[str, Json], keeps_state: bool = False, then: Run) -> Run:
    """What asks its client for input, round by round, before it answers (SEP-2322)."""

    async def run(ctx: Context, params: types.CallToolRequestParams | types.GetPromptRequestParams) -> Json:
        answered = int(params.request_state or 0)
        asked = _possible(ctx, rounds[answered])
        is_answer = params.request_state is not None or not keeps_state
        if is_answer and asked.keys() <= (params.input_responses or {}).keys():
            answered += 1
            if answered == len(rounds):
                return await then(ctx, params)
            asked = _possible(ctx, rounds[answered])
        state = {"requestState": str(answered)} if keeps_state else {}
        return {"resultType": "input_required", "inputRequests": asked, **state}

    return run


def _possible(ctx: Context, requests: dict[str, Json]) -> dict[str, Json]:
    """Those of the requests that the client has declared it can answer; it must be able to answer one."""
    declared = ctx.session.client_capabilities
    able = {key: asked for key, asked in requests.items() if getattr(declared, CAPABILITY[asked["method"]], None)}
    if able:
        return able
    required = {CAPABILITY[asked["method"]]: {} for asked in requests.values()}
    raise MCPError(types.MISSING_REQUIRED_CLIENT_CAPABILITY, "The client cannot.", {"requiredCapabilities": required})


def pushing(request: Any) -> Run:
    """A tool that sends its client a request of its own accord, for which our exchange has no channel."""

    async def run(ctx: Context, params: Any) -> Json:
        try:
            answer = await ctx.session.send_request(request, types.EmptyResult)
        except NoBackChannelError as error:
            return {"content": [text(error.message)], "isError": True}
        return {"content": [text(answer.model_dump_json())]}

    return run


async def logging(ctx: Context, params: Any) -> Json:
    for words in ("started", "processing", "completed"):
        await ctx.session.send_log_message("info", words, related_request_id=ctx.request_id)
    return {"content": [text("logged")]}


async def progressing(ctx: Context, params: Any) -> Json:
    for percent in (0, 50, 100):
        await ctx.session.report_progress(percent, 100)
    return {"content": [text("done")]}


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def embedded(uri: str, media_type: str = "text/plain") -> Json:
    return {"type": "resource", "resource": {"uri": uri, "mimeType": media_type, "text": '"embedded"'}}


def object_of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


def elicit(message: str, **properties: Json) -> Json:
    return {"method": "elicitation/create", "params": {"message": message, "requestedSchema": object_of(**properties)}}


def sample(prompt: str) -> Json:
    params = {"messages": [{"role": "user", "content": text(prompt)}], "maxTokens": 100}
    return {"method": "sampling/createMessage", "params": params}


IMAGE = {"type": "image", "data": PIXEL, "mimeType": "image/png"}
AUDIO = {"type": "audio", "data": SILENCE, "mimeType": "audio/wav"}
STRING, BOOLEAN, NONE = {"type": "string"}, {"type": "boolean"}, object_of()
NAME, CONFIRM, ROOTS = (
    elicit("Your name?", name=STRING),
    elicit("Sure?", ok=BOOLEAN),
    {"method": "roots/list", "params": {}},
)
STATE_OK = saying(text("state-ok"))
DIALECT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"address": {"$anchor": "addressDef", "type": "object", "properties": {"city": STRING}}},
    "type": "object",
    "properties": {"phone": STRING, "email": STRING, "address": {"$ref": "#/$defs/address"}},
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"email": {"const": ""}}},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}
ELICITATION = types.ElicitRequest(
    params=types.ElicitRequestFormParams(message="Your name?", requested_schema=object_of(name=STRING))
)
SAMPLING = types.CreateMessageRequest(
    params=types.CreateMessageRequestParams(
        messages=[types.SamplingMessage(role="user", content=types.TextContent(text="Hello"))], max_tokens=100
    )
)
TOOLS: dict[str, tuple[Json, Run]] = {
    "test_simple_text": (NONE, saying(text("This is a simple text response for testing."))),
    "test_image_content": (NONE, saying(IMAGE)),
    "test_audio_content": (NONE, saying(AUDIO)),
    "test_embedded_resource": (NONE, saying(embedded("test://embedded-resource"))),
    "test_multiple_content_types": (NONE, saying(text("Mixed"), IMAGE, embedded("test://mixed", "application/json"))),
    "test_error_handling": (NONE, saying(text("This tool always fails."), is_error=True)),
    "test_tool_with_logging": (NONE, logging),
    "test_logging_tool": (NONE, logging),
    "test_tool_with_progress": (NONE, progressing),
    "test_reconnection": (NONE, saying(text("There was no stream to come back to."))),
    "test_trigger_tool_change": (NONE, saying(text("The tools never change."))),
    "test_trigger_prompt_change": (NONE, saying(text("The prompts never change."))),
    "test_custom_header": (object_of(region={**STRING, "x-mcp-header": "Region"}), saying(text("There."))),
    "json_schema_2020_12_tool": (DIALECT, saying(text("In every dialect."))),
    "test_sampling": (object_of(prompt=STRING), pushing(SAMPLING)),
    "test_elicitation": (object_of(message=STRING), pushing(ELICITATION)),
    "test_elicitation_sep1034_defaults": (NONE, pushing(ELICITATION)),
    "test_elicitation_sep1330_enums": (NONE, pushing(ELICITATION)),
    "test_missing_capability": (NONE, asking({"answer": sample("Hello")}, then=STATE_OK)),
    "test_streaming_elicitation": (NONE, asking({"user_name": NAME}, then=STATE_OK)),
    "test_input_required_result_elicitation": (NONE, asking({"user_name": NAME}, then=STATE_OK)),
    "test_input_required_result_sampling": (NONE, asking({"capital_question": sample("Capital?")}, then=STATE_OK)),
    "test_input_required_result_list_roots": (NONE, asking({"client_roots": ROOTS}, then=STATE_OK)),
    "test_input_required_result_request_state": (NONE, asking({"confirm": CONFIRM}, keeps_state=True, then=STATE_OK)),
    "test_input_required_result_tampered_state": (NONE, asking({"confirm": CONFIRM}, keeps_state=True, then=STATE_OK)),
    "test_input_required_result_multiple_inputs": (
        NONE,
        asking({"name": NAME, "greeting": sample("Greet"), "roots": ROOTS}, keeps_state=True, then=STATE_OK),
    ),
    "test_input_required_result_multi_round": (
        NONE,
        asking({"step1": NAME}, {"step2": elicit("Colour?", color=STRING)}, keeps_state=True, then=STATE_OK),
    ),
    "test_input_required_result_capabilities": (NONE, asking({"name": NAME, "joke": sample("Joke")}, then=STATE_OK)),
}
PROMPTS: dict[str, tuple[tuple[str, ...], Run]] = {
    "test_simple_prompt": ((), prompting(text("This is a simple prompt for testing."))),
    "test_prompt_with_arguments": (("arg1", "arg2"), prompting(text("First {arg1}, then {arg2}."))),
    "test_prompt_with_embedded_resource": (("resourceUri",), prompting(embedded("{resourceUri}"), text("See above."))),
    "test_prompt_with_image": ((), prompting(IMAGE, text("See above."))),
    "test_input_required_result_prompt": (
        (),
        asking({"user_context": elicit("Context?", context=STRING)}, then=prompting(text("In that context."))),
    ),
}
RESOURCES: dict[str, tuple[str, Json]] = {
    "test://static-text": ("text/plain", {"text": "This is the content of the static text resource."}),
    "test://static-binary": ("image/png", {"blob": PIXEL}),
    "test://watched-resource": ("text/plain", {"text": "It never changes."}),
}
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

if __name__ == "__main__":
    main(int(sys.argv[1]))
