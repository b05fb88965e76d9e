"""mcp 2.3: reads what to do from standard input, does it over HTTP or stdio, and prints what it was told.

Over HTTP it has a token, or signs in.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult
from sign_in import Memory, provider_of


async def main(task: dict[str, Any]) -> dict[str, Any]:
    memory, way_in = Memory(), {}
    async with AsyncExitStack() as stack:
        if "command" in task:
            program, *arguments = task["command"]
            server: Any = StdioServerParameters(
                command=program, args=arguments, env=task["environ"], cwd=task["folder"]
            )
        else:
            if "browser" in task:
                way_in["auth"] = provider_of(task, memory, AuthorizationCodeResult.model_validate)
            else:
                way_in["headers"] = {"Authorization": f"Bearer {task['token']}"}
            http = await stack.enter_async_context(httpx2.AsyncClient(**way_in, timeout=60))
            server = streamable_http_client(task["url"], http_client=http)
        client = await stack.enter_async_context(Client(server, mode=task["mode"]))
        listed = await client.list_tools()
        results = [await client.call_tool(step["tool"], step["arguments"]) for step in task["steps"]]
        return {
            "client_id": memory.client and memory.client.client_id,
            "protocol": client.protocol_version,
            "server": client.server_info.name,
            "tools": [tool.name for tool in listed.tools],
            "results": [result.model_dump(mode="json", by_alias=True) for result in results],
        }


print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
