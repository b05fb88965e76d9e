"""mcp 1.30: reads what to do from standard input, does it by token or by signing in, and prints what it was told."""

import asyncio
import json
import sys
from typing import Any

import httpx
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from sign_in import Memory, provider_of


async def main(task: dict[str, Any]) -> dict[str, Any]:
    memory, way_in = Memory(), {}
    if "browser" in task:
        way_in["auth"] = provider_of(task, memory, lambda told: (told["code"], told["state"]))
    else:
        way_in["headers"] = {"Authorization": f"Bearer {task['token']}"}
    async with (
        httpx.AsyncClient(**way_in, timeout=60) as http,
        streamable_http_client(task["url"], http_client=http) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        hello = await session.initialize()
        listed = await session.list_tools()
        results = [await session.call_tool(step["tool"], step["arguments"]) for step in task["steps"]]
    return {
        "client_id": memory.client and memory.client.client_id,
        "protocol": hello.protocolVersion,
        "server": hello.serverInfo.name,
        "tools": [tool.name for tool in listed.tools],
        "results": [result.model_dump(mode="json", by_alias=True) for result in results],
    }


print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
