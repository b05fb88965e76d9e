"""FastMCP with sign-in at an OpenID provider, as its documentation says.

python sign_in_fastmcp.py PORT ISSUER CLIENT_ID CLIENT_SECRET
"""

import sys

from fastmcp import FastMCP
from fastmcp.server.auth.oidc_proxy import OIDCProxy

PORT, ISSUER, CLIENT_ID, CLIENT_SECRET = sys.argv[1:]

auth = OIDCProxy(
    config_url=f"{ISSUER}/.well-known/openid-configuration",
    client_id=CLIENT_ID,
    client_secret=CLIENT_SECRET,
    base_url=f"http://127.0.0.1:{PORT}",
    redirect_path="/oauth/callback",
    required_scopes=["openid"],
    verify_id_token=True,
    forward_resource=False,
)
server = FastMCP("notes", auth=auth)


@server.tool
async def read_note(path: str) -> str:
    """The text of a note."""
    return path


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
