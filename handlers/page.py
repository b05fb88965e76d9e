"""The page that people see, built by `make web`, and what a platform sees: that the server is there."""

from pathlib import Path
from secrets import token_urlsafe

import anyio.to_thread
from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from handlers.edge import (
    address_of,
    guarded,
    headers_of,
    json_response,
    lambda_handler,
    made_once,
    origin_of,
    read_body,
    service,
)
from handlers.metrics import metrics
from shared.access.identity import PICTURES
from shared.config import Config
from shared.errors import NotFound
from shared.service import Service

BUILT = Path(__file__).parent.parent / "web/dist"
FRAMED_BY = "https://huggingface.co"
NONCE, SIGN_IN = "NONCE", "SIGN_IN"
"""What stands in the page as it was built where each answer has its own."""
NONCE_BYTES = 18
REPORT_BYTES_MAX = 16_384
DIRECTIVE_CHARACTERS_MAX = 60
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml; charset=utf-8", ".md": "text/markdown"}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
IMMUTABLE = "public, max-age=31536000, immutable"
UNHASHED = "public, max-age=3600"


async def healthz(request: Request) -> Response:
    return PlainTextResponse("ok\n")


@guarded
async def index(request: Request) -> Response:
    """The page; under another name of this server it is the way to the one at which people sign in."""
    config = service().config
    if origin_of(request.headers, config) != config.base_url.lower():
        return RedirectResponse(f"{config.base_url}{request.url.path}", 307)
    html = _html(service())
    if html is None:
        text = f"Notes Vault. MCP clients connect to {config.mcp_url}\nThe page is built by make web.\n"
        return PlainTextResponse(text)
    nonce = token_urlsafe(NONCE_BYTES)
    headers = {"Content-Security-Policy": policy(config, nonce)}
    way_in = "none" if config.mode == "local" else "hugging-face"
    return Response(html.replace(NONCE, nonce).replace(SIGN_IN, way_in), headers=headers, media_type="text/html")


@made_once
def _html(vaults: Service) -> str | None:
    file = BUILT / "index.html"
    return file.read_text() if file.is_file() else None


def policy(config: Config, nonce: str) -> str:
    """What a browser may load for the page: our own files, pictures of people, and on a Lambda the bucket's links.

    Content Security Policy Level 3; the nonce is for styles that the editor makes. No text becomes markup but through
    the one policy that cleans it (Trusted Types); the other gives the address of our own worker, whatever it is asked.
    """
    hosts = ["s3", f"s3.{config.aws_region}"] if config.mode == "lambda" else []
    links = "".join(f" https://{config.bucket_name}.{host}.amazonaws.com" for host in hosts)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": f"'self' data: blob: {' '.join(PICTURES)}",
        "connect-src": f"'self'{links}",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": FRAMED_BY if config.mode == "space" else "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "dompurify worker",
        "report-uri": "/csp-reports",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


@guarded
async def asset(request: Request) -> Response:
    """A file of the page. Its name changes with its content, so a browser may keep it."""
    name = request.path_params["name"]
    file = await anyio.to_thread.run_sync(_found, name)
    headers = {"Cache-Control": IMMUTABLE if "-" in name else UNHASHED, "Vary": "Accept-Encoding"}
    accepted = {
        coding.partition(";")[0].strip() for coding in headers_of(request).get("accept-encoding", "").split(",")
    }
    for coding, ending in ENCODINGS:
        compressed = file.with_name(file.name + ending)
        if coding in accepted and compressed.is_file():
            headers["Content-Encoding"], file = coding, compressed
            break
    body = await anyio.to_thread.run_sync(file.read_bytes)
    return Response(body, headers=headers, media_type=KINDS[Path(name).suffix])


def _found(untrusted_name: str) -> Path:
    """A file among those that were built; a name never leads to any other.

    Raises:
        NotFound: there is none.
    """
    file = BUILT / "assets" / untrusted_name
    if file.parent != BUILT / "assets" or file.suffix not in KINDS or not file.is_file():
        raise NotFound("There is no such file.")
    return file


@guarded
async def csp_reports(request: Request) -> Response:
    """What a browser refused to do in the page: only which rule it was, for the rest could hold a note's text."""
    vaults = service()
    directive = _directive(await read_body(request, REPORT_BYTES_MAX))
    address = address_of(request, vaults.config)
    vaults.audit.write_unknown("csp.report", "refused", directive, address=address)
    return json_response({}, 202)


def _directive(untrusted_body: bytes) -> str:
    """The rule that a report names, if it is one of ours."""
    try:
        report = from_json(untrusted_body)["csp-report"]
        named = str(report.get("effective-directive") or report["violated-directive"])[:DIRECTIVE_CHARACTERS_MAX]
    except (ValueError, KeyError, TypeError, AttributeError):
        return "unreadable"
    return named if named.replace("-", "").isalpha() and named.isascii() else "unreadable"


routes = [
    Route("/healthz", healthz),
    Route("/", index),
    Route("/signed-in", index),
    Route("/assets/{name}", asset),
    Route("/csp-reports", csp_reports, methods=["POST"]),
    Route("/metrics", metrics),
]
handler = lambda_handler(routes)
