"""/api/vault: a whole vault in and out, as a zip. An import is a job that goes on whenever somebody asks it to."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from handlers.admission import Problem, Reader
from handlers.edge import json_response, read_body, service
from shared.errors import Conflict, Unavailable
from shared.jobs import Job
from shared.notes.exports import export_notes

CHUNK_BYTES = 65_536
ZIP: dict[str, Any] = {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}

router = APIRouter(prefix="/vault")


@router.post(
    "/import",
    status_code=202,
    openapi_extra={"requestBody": {**ZIP, "required": True}},
    responses={
        409: {"model": Problem, "description": "A history comes only into a vault without notes"},
        413: {"model": Problem, "description": "The zip has too many bytes, or holds too many files"},
    },
    response_model=None,
)
async def start_import(
    request: Request,
    caller: Reader,
    overwrite: Annotated[bool, Query(description="Replace what is there")] = False,
    history: Annotated[bool, Query(description="With the history in it, into a vault without notes")] = False,
    upload: Annotated[str, Query(description="The zip that was uploaded under this id, and no body")] = "",
) -> Response:
    """Take a zip of notes and attachments in, as a job. Its `id` is where to ask how far it is."""
    vaults = service()
    with vaults.audit.refusals(caller, "vault.import"):
        caller.require("notes:write")
        if upload:
            body = await run_in_threadpool(vaults.jobs.uploaded, caller, upload)
        else:
            body = await read_body(request, vaults.config.import_bytes_max)
    with vaults.audit.recorded(caller, "vault.import"):
        job = await run_in_threadpool(partial(vaults.jobs.start, caller, body, overwrite=overwrite, history=history))
    goes_on = None if vaults.config.mode == "lambda" else BackgroundTask(vaults.jobs.run, caller, job.id)
    response = json_response(_shown(job), 202)
    response.background = goes_on
    return response


@router.post(
    "/upload",
    responses={409: {"model": Problem, "description": "There is no need to: the zip can be sent with the import"}},
)
def upload_zip(caller: Reader) -> dict[str, str]:
    """Where to PUT a zip that is too large for a Lambda, before an import names the `upload`."""
    vaults = service()
    with vaults.audit.refusals(caller, "vault.import"):
        caller.require("notes:write")
    upload_id, url = vaults.jobs.upload(caller)
    if not url:
        raise Conflict("A zip of any size may be sent with the import itself.")
    return {"upload": upload_id, "url": url}


@router.get("/import/{job_id}")
def look_at_import(job_id: str, caller: Reader) -> dict[str, Any]:
    """How far an import is, and its report: what came in, what was refused or had to change its name, and why."""
    vaults = service()
    with vaults.audit.refusals(caller, "vault.import"):
        caller.require("notes:read")
        job, report = vaults.jobs.of(caller, job_id)
    return {**_shown(job), "report": report}


@router.post("/import/{job_id}")
def go_on_with_import(job_id: str, caller: Reader) -> dict[str, Any]:
    """Go on with an import for a few seconds; where no process of its own does that, ask until it is done."""
    vaults = service()
    with vaults.audit.refusals(caller, "vault.import"):
        caller.require("notes:write")
        vaults.jobs.advance(caller, job_id)
    return look_at_import(job_id, caller)


def _shown(job: Job) -> dict[str, Any]:
    told = asdict(job)
    return {name: told[name] for name in ("id", "state", "done", "total", "started_at", "message")}


@contextmanager
def _room_for_a_zip() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "There is no room for the zip at this moment. Please try again.", reason=str(error)
        ) from error


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: ZIP, 303: {"description": "Where the zip is that is too large for a Lambda, for some minutes"}},
)
def export(
    caller: Reader, history: Annotated[bool, Query(description="With all changes and the trash")] = False
) -> Response:
    """Everything as a zip: notes and attachments, byte for byte, and beside them their history if asked."""
    caller.require("notes:read")
    vaults = service()
    with vaults.audit.recorded(caller, "vault.export"), _room_for_a_zip():
        folder = tempfile.TemporaryDirectory(prefix="notes-vault-")
        file = Path(folder.name) / "vault.zip"
        vaults.look(caller.user_id)
        export_notes(vaults.vault(caller), file, with_history=history)
        if url := vaults.transfers.park(caller.user_id, file, "notes-vault.zip"):
            folder.cleanup()
            return RedirectResponse(url, 303)

    def chunks() -> Iterator[bytes]:
        with folder, file.open("rb") as opened:
            while chunk := opened.read(CHUNK_BYTES):
                yield chunk

    headers = {"Content-Disposition": 'attachment; filename="notes-vault.zip"'}
    return StreamingResponse(chunks(), headers=headers, media_type="application/zip")
