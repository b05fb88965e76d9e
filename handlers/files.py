"""/files: a file fetched or sent by a link that is good once; the link is all the proof it needs."""

from functools import partial
from mimetypes import guess_type
from urllib.parse import quote

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.edge import SECURITY_HEADERS, guarded, json_response, lambda_handler, read_body, service

SHOWN_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
"""What a browser may be told the type of; anything else is bytes, for it could be a page with a script in it."""


@guarded
async def file(request: Request) -> Response:
    return await (_send if request.method == "PUT" else _fetch)(request)


async def _fetch(request: Request) -> Response:
    path, body = await anyio.to_thread.run_sync(service().transfers.fetch, request.path_params["secret"])
    kind = guess_type(path)[0]
    headers = {
        **SECURITY_HEADERS,
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.rsplit('/', 1)[-1], safe='')}",
    }
    return Response(body, headers=headers, media_type=kind if kind in SHOWN_TYPES else "application/octet-stream")


async def _send(request: Request) -> Response:
    vaults = service()
    await anyio.to_thread.run_sync(vaults.transfers.require_sendable, request.path_params["secret"])
    body = await read_body(request, vaults.config.attachment_bytes_max)
    kept = partial(vaults.transfers.send, request.path_params["secret"], body)
    note, is_new = await anyio.to_thread.run_sync(kept)
    return json_response({"path": note.path, "version": note.version, "created": is_new}, 201 if is_new else 200)


_route = Route("/files/{secret}/{name}", file)
_route.methods = {"GET", "PUT"}  # and no HEAD, which Starlette would add: a look must not use the link up
routes = [_route]
handler = lambda_handler(routes)
