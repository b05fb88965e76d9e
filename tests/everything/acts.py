"""What a fixture does when it is called: it says, asks, pushes, logs or tells its progress."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import mcp_types as types
from mcp.shared.exceptions import MCPError, NoBackChannelError

from handlers.mcp import Context
from tests.everything.content import Json, text

CAPABILITY = {"elicitation/create": "elicitation", "sampling/createMessage": "sampling", "roots/list": "roots"}
Run = Callable[[Context, Any], Awaitable[Json]]


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
