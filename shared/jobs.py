"""Imports as jobs: a zip is kept, then taken in step by step by whoever asks how far it is; any process may go on."""

import io
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.access.gate import Caller
from shared.accounts import WELCOME, WELCOME_PATH
from shared.errors import NotFound, Unavailable, VaultError
from shared.notes.graph import Graph
from shared.notes.imports import Import, Report
from shared.notes.keeping import keep_named
from shared.notes.replay import Replay
from shared.notes.sources import Source
from shared.storage.contract import ABSENT, Clock, Files, Record, Records, StaleRecord, Write

if TYPE_CHECKING:
    from shared.service import Service

JOB = "job#"
KEPT_SECONDS = 604_800
LEASE_SECONDS = 60
STEP_SECONDS = 4.0
LINKS_NAMED_MAX, FILES_NAMED_MAX = 1_000, 5_000
"""How many an answer names; a report in whole is kept, and may be larger than a Lambda can answer."""
RUNNING, DONE, FAILED = "running", "done", "failed"
PAGE = 1_000
UPLOAD_ID = re.compile(r"[0-9a-f]{32}")

log = logging.getLogger("notes_vault.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """An import: how many of how many files are dealt with. `zip` and `report` are digests; times are unix seconds.

    Whoever works on it holds it until `busy_until`. With its `history` it counts the texts of it and its changes.
    """

    id: str
    state: str
    zip: str
    done: int = 0
    total: int = 0
    report: str = ""
    overwrite: bool = False
    started_at: int = 0
    busy_until: int = 0
    message: str = ""
    history: bool = False


class Jobs:
    """The imports of a service's users."""

    def __init__(self, service: "Service", records: Records, files: Files, *, clock: Clock) -> None:
        self._service = service
        self._records = records
        self._files = files
        self._clock = clock

    def start(self, caller: Caller, body: bytes, *, overwrite: bool = False, history: bool = False) -> Job:
        """Keep a zip and the job to take it in; with its history, which comes only into a vault without notes.

        Raises:
            Invalid: it is no zip that can be read. TooLarge: it holds more files than any vault. Whatever else keeps a
            history out.
        """
        self._service.look(caller.user_id)
        now = int(self._clock())
        job = Job(uuid4().hex, RUNNING, "", overwrite=overwrite, started_at=now, history=history)
        job = replace(job, total=self._opened(caller, job, body).total)
        return self._keep(caller.user_id, body, lambda digest: replace(job, zip=digest), ABSENT)

    def upload(self, caller: Caller) -> tuple[str, str]:
        """An id for a zip that a Lambda could not take, and the URL to PUT it to; "" where none is needed."""
        upload_id = uuid4().hex
        return upload_id, self._files.link_to_send(caller.user_id, upload_id)

    def uploaded(self, caller: Caller, untrusted_upload_id: str) -> bytes:
        """The zip that was sent there.

        Raises:
            NotFound: nothing was. TooLarge: it has more bytes than `IMPORT_BYTES_MAX`.
        """
        bytes_max = self._service.config.import_bytes_max
        is_id = UPLOAD_ID.fullmatch(untrusted_upload_id)
        body = self._files.sent(caller.user_id, untrusted_upload_id, bytes_max=bytes_max) if is_id else None
        if body is None:
            raise NotFound("Nothing has been uploaded under this id.")
        return body

    def of(self, caller: Caller, job_id: str) -> tuple[Job, dict[str, Any]]:
        """A job, and what it has done so far; of very many files the first are named, and all are counted.

        Raises:
            NotFound: the caller has no such job.
        """
        job = _job(self._found(caller.user_id, job_id))
        report = self._report(caller.user_id, job)
        counts = {f"{name}_count": len(report[name]) for name in ("refused", "renamed")}
        named = {name: report[name][:FILES_NAMED_MAX] for name in ("refused", "renamed")}
        return job, {**report, **named, **counts}

    def held(self, user_id: str) -> set[str]:
        """The files that jobs name."""
        digests = set[str]()
        for job in self._all(user_id):
            digests |= {job.report, job.zip} if job.state == RUNNING else {job.report}
        return digests - {""}

    def is_history_coming(self, user_id: str) -> bool:
        """Whether the history of a vault is just being taken in."""
        return any(job.history and job.state == RUNNING for job in self._all(user_id))

    def run(self, caller: Caller, job_id: str) -> None:
        """Go on until the job has ended, another works on it, or nothing goes on; nobody hears what is raised."""
        try:
            while self.advance(caller, job_id):
                pass
        except VaultError as error:
            log.warning("an import stands still: %s (%s)", error.code, error.reason)

    def advance(self, caller: Caller, job_id: str, *, elapsed: Callable[[], float] = time.monotonic) -> bool:
        """Go on with a job for a few seconds, and answer whether that led somewhere and there is more to do.

        Raises:
            NotFound: the caller has no such job.
        """
        record = self._found(caller.user_id, job_id)
        job, now = _job(record), int(self._clock())
        if job.state != RUNNING or now < job.busy_until:
            return False
        try:
            job = replace(job, busy_until=now + LEASE_SECONDS)
            self._records.commit(caller.user_id, self._write(job, record.version))
            importing, failure = self._worked(caller, job, elapsed)
            done, is_done = (importing.done, importing.done == importing.total) if importing else (job.done, False)
            value = importing.report.value() if importing else self._report(caller.user_id, job)
            if isinstance(importing, Replay):
                value["history"] = {"changes": importing.changes, "trash": importing.trashed}
            if is_done:
                value["links"] = links_report(Graph(self._service.search(self._service.vault(caller))))
            state = FAILED if failure else DONE if is_done else RUNNING
            after = replace(job, done=done, state=state, message=failure, busy_until=0)
            report = json.dumps(value, ensure_ascii=False).encode()
            self._keep(caller.user_id, report, lambda digest: replace(after, report=digest), record.version + 1)
        except StaleRecord:
            return False
        return state == RUNNING and done > job.done

    def _worked(self, caller: Caller, job: Job, elapsed: Callable[[], float]) -> tuple[Import | Replay | None, str]:
        """The import after some seconds of work, None if it cannot begin; and why it cannot go on ("": it can)."""
        vault = self._service.vault(caller)
        body = vault.body(job.zip)
        importing: Import | Replay | None = None
        try:
            importing = self._opened(caller, job, body)
            until = elapsed() + STEP_SECONDS
            while importing.done < importing.total:
                importing.step()
                if elapsed() >= until:
                    break
        except Unavailable:
            if not importing:
                raise
        except VaultError as error:
            return importing, error.message
        self._service.follow_up(vault)
        return importing, ""

    def _opened(self, caller: Caller, job: Job, body: bytes) -> Import | Replay:
        vault = self._service.vault(caller)
        source = Source.open(io.BytesIO(body), with_history=job.history)
        report = Report.of(self._report(caller.user_id, job)) if job.report else None
        if job.history:
            return Replay(vault, source, welcome=(WELCOME_PATH, WELCOME), done=job.done, report=report)
        return Import(vault, source, job.overwrite, done=job.done, report=report)

    def _keep(self, user_id: str, body: bytes, job_of: Callable[[str], Job], expects: int) -> Job:
        """Keep a file and the job that names it, on the condition that no sweep begins in between.

        Raises:
            StaleRecord: somebody else went on with the job.
        """
        digest = keep_named(
            self._records,
            self._files,
            user_id,
            body,
            lambda digest: self._write(job_of(digest), expects),
            clock=self._clock,
        )
        return job_of(digest)

    def _all(self, user_id: str) -> Iterator[Job]:
        after = ""
        while page := self._records.under(user_id, JOB, after=after, limit=PAGE):
            yield from map(_job, page)
            after = page[-1].key

    def _report(self, user_id: str, job: Job) -> dict[str, Any]:
        body = self._files.get(user_id, job.report) if job.report else None
        return dict(json.loads(body)) if body else Report().value()

    def _found(self, user_id: str, job_id: str) -> Record:
        if record := self._records.get(user_id, JOB + job_id[:64]):
            return record
        raise NotFound("There is no such import.")

    def _write(self, job: Job, expects: int) -> Write:
        return Write(JOB + job.id, asdict(job), expects=expects, expires_at=job.started_at + KEPT_SECONDS)


def _job(record: Record) -> Job:
    return Job(**record.value)


def links_report(graph: Graph) -> dict[str, Any]:
    """How many links of a vault mean something and how many do not, the first of these by name."""
    nowhere, total = graph.unresolved(), graph.count()
    named = [{"path": link.source, "line": link.line, "link": link.target} for link in nowhere[:LINKS_NAMED_MAX]]
    return {"resolved": total - len(nowhere), "unresolved": len(nowhere), "to_nothing": named}
