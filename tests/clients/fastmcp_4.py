"""FastMCP 4.1: reads what to do from standard input, signs in by the system's browser, and prints what it was told."""

import asyncio
import json
import sys
from typing import Any

from fastmcp import Client
from fastmcp.client.auth import OAuth


async def main(task: dict[str, Any]) -> dict[str, Any]:
    oauth = OAuth(client_metadata_url=task.get("client_metadata_url"))
    async with Client(task["url"], auth=oauth) as client:
        tools = await client.list_tools()
        results = [await client.call_tool_mcp(step["tool"], step["arguments"]) for step in task["steps"]]
        protocol, server = client.protocol_version, client.server_info.name
    return {
        "client_id": oauth.context.client_info and oauth.context.client_info.client_id,
        "protocol": protocol,
        "server": server,
        "tools": [tool.name for tool in tools],
        "results": [result.model_dump(mode="json", by_alias=True) for result in results],
    }


print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
