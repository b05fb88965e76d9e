"""/files: a file fetched or sent by a link that is good once; the link is all the proof it needs."""

from functools import partial
from mimetypes import guess_type
from urllib.parse import quote

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from handlers.edge import guarded, json_response, lambda_handler, read_body, service
from shared.errors import Conflict

SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
"""What a browser may be told the type of; anything else is bytes, for it could be a page with a script in it."""


@guarded
async def file(request: Request) -> Response:
    answers = {"PUT": _send, "POST": _elsewhere}
    return await answers.get(request.method, _fetch)(request)


async def _fetch(request: Request) -> Response:
    path, body, url = await anyio.to_thread.run_sync(service().transfers.fetch, request.path_params["secret"])
    if url:
        return RedirectResponse(url, 303)
    kind = guess_type(path)[0]
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.rsplit('/', 1)[-1], safe='')}",
    }
    return Response(body, headers=headers, media_type=kind if kind in SHOWN_TYPES else "application/octet-stream")


async def _send(request: Request) -> Response:
    vaults = service()
    await anyio.to_thread.run_sync(vaults.transfers.require_sendable, request.path_params["secret"])
    if "sent" in request.query_params:
        body = await anyio.to_thread.run_sync(vaults.transfers.sent, request.path_params["secret"])
    else:
        body = await read_body(request, vaults.config.attachment_bytes_max)
    kept = partial(vaults.transfers.send, request.path_params["secret"], body)
    note, is_new = await anyio.to_thread.run_sync(kept)
    return json_response({"path": note.path, "version": note.version, "created": is_new}, 201 if is_new else 200)


async def _elsewhere(request: Request) -> Response:
    """Where to PUT a file that is too large for a Lambda, before PUT with `?sent` has it taken in."""
    url = await anyio.to_thread.run_sync(service().transfers.link_to_send, request.path_params["secret"])
    if not url:
        raise Conflict("A file of any size may be sent to this very address.")
    return PlainTextResponse(f"{url}\n")


_route = Route("/files/{secret}/{name}", file)
_route.methods = {"GET", "PUT", "POST"}  # and no HEAD, which Starlette would add: a look must not use the link up
routes = [_route]
handler = lambda_handler(routes)
