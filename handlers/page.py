"""What a person or a platform sees without signing in: that the server is there."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.edge import SECURITY_HEADERS, lambda_handler, service
from handlers.metrics import metrics


async def healthz(request: Request) -> Response:
    return PlainTextResponse("ok\n", headers=SECURITY_HEADERS)


async def index(request: Request) -> Response:
    text = f"Notes Vault. MCP clients connect to {service().config.mcp_url}\n"
    return PlainTextResponse(text, headers=SECURITY_HEADERS)


routes = [Route("/healthz", healthz), Route("/", index), Route("/metrics", metrics)]
handler = lambda_handler(routes)
