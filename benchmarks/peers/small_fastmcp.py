"""The smallest notes server of many users on FastMCP; no links, no versions, no limits, no log.

python small_fastmcp.py PORT FOLDER KEY
"""

import sys
from pathlib import Path

from fastmcp import FastMCP
from fastmcp.server.auth.providers.jwt import JWTVerifier
from fastmcp.server.dependencies import get_access_token
from store import Store, Stores

PORT, FOLDER, KEY = sys.argv[1:]
AUDIENCE = f"http://127.0.0.1:{PORT}/mcp"

server = FastMCP("notes", auth=JWTVerifier(public_key=KEY, algorithm="HS256", audience=AUDIENCE))
stores = Stores(Path(FOLDER))


def mine() -> Store:
    token = get_access_token()
    assert token
    return stores.of(token.claims["sub"])


@server.tool
async def write_note(path: str, text: str) -> str:
    """Write a note."""
    return mine().write(path, text)


@server.tool
async def read_note(path: str) -> str:
    """The text of a note."""
    return mine().read(path)


@server.tool
async def search_notes(query: str, limit: int = 10) -> list[dict[str, str]]:
    """The notes that hold all words, the best first."""
    return mine().search(query, limit)


@server.tool
async def list_notes(folder: str, limit: int = 100) -> list[str]:
    """The paths in a folder."""
    return mine().list_notes(folder, limit)


if __name__ == "__main__":
    server.run(
        transport="http",
        host="127.0.0.1",
        port=int(PORT),
        show_banner=False,
        log_level="warning",
        stateless_http=True,
        json_response=True,
        uvicorn_config={"loop": "uvloop", "http": "httptools", "access_log": False},
    )
