"""The other side: the smallest tool on FastMCP, run by FastMCP's own virtual environment.

python echo_fastmcp.py PORT stateful|stateless json|sse plain|fast
"""

import sys

from fastmcp import FastMCP

server = FastMCP("echo")


@server.tool
async def echo(path: str) -> str:
    """Answer what was asked. It is `async`, so FastMCP runs it without a thread."""
    return path


def main(port: str, state: str, shape: str, stack: str) -> None:
    """Serve as FastMCP's documentation says; `fast` has uvicorn on the uvloop and httptools that our server has."""
    loop, parser = ("uvloop", "httptools") if stack == "fast" else ("asyncio", "h11")
    server.run(
        transport="http",
        host="127.0.0.1",
        port=int(port),
        show_banner=False,
        log_level="warning",
        stateless_http=state == "stateless",
        json_response=shape == "json",
        uvicorn_config={"loop": loop, "http": parser, "access_log": False},
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
