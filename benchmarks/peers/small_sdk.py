"""The smallest notes server of many users on the MCP SDK; no links, no versions, no limits, no log.

python small_sdk.py PORT FOLDER KEY
"""

import sys
from pathlib import Path

import jwt
import uvicorn
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from store import Store, Stores

PORT, FOLDER, KEY = sys.argv[1:]
AUDIENCE = f"http://127.0.0.1:{PORT}/mcp"


class Verifier:
    """Whose token it is, by its signature."""

    async def verify_token(self, token: str) -> AccessToken | None:
        try:
            claims = jwt.decode(token, KEY, algorithms=["HS256"], audience=AUDIENCE)
        except jwt.InvalidTokenError:
            return None
        return AccessToken(token=token, client_id="", scopes=[], expires_at=claims["exp"], subject=claims["sub"])


auth = AuthSettings(issuer_url=AUDIENCE, resource_server_url=AUDIENCE, validate_token_resource=False)
server = MCPServer("notes", token_verifier=Verifier(), auth=auth, log_level="WARNING")
stores = Stores(Path(FOLDER))


def mine() -> Store:
    token = get_access_token()
    assert token and token.subject
    return stores.of(token.subject)


@server.tool()
async def write_note(path: str, text: str) -> str:
    """Write a note."""
    return mine().write(path, text)


@server.tool()
async def read_note(path: str) -> str:
    """The text of a note."""
    return mine().read(path)


@server.tool()
async def search_notes(query: str, limit: int = 10) -> list[dict[str, str]]:
    """The notes that hold all words, the best first."""
    return mine().search(query, limit)


@server.tool()
async def list_notes(folder: str, limit: int = 100) -> list[str]:
    """The paths in a folder."""
    return mine().list_notes(folder, limit)


if __name__ == "__main__":
    app = server.streamable_http_app(stateless_http=True, json_response=True)
    uvicorn.run(app, port=int(PORT), loop="uvloop", http="httptools", access_log=False, log_level="warning")
