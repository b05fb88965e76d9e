"""A process of its own for work made to be slow, which is ended when it does not come back."""

import multiprocessing
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handlers import edge, mcp
from shared.access.gate import Caller
from shared.notes.change import Edit
from shared.service import Service
from tests.conftest import Clock, Person, config_in
from tests.hostile.answer import told
from tests.hostile.line import one_way
from tests.hostile.request import MIB, message
from tests.shelves import local_shelves

HANGS_AFTER_SECONDS = 60
MEMORY_BYTES_MAX = 6 * 1024 * MIB
Question = tuple[str, dict[str, Any]]


def in_a_process_of_its_own(work: Callable[[], Any]) -> Any:
    """What `work` answers; it fails here when it raises, or does not come back at all."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def run() -> None:
        ours.close()
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        theirs.send(work())

    process = context.Process(target=run)
    process.start()
    theirs.close()
    try:
        assert ours.poll(HANGS_AFTER_SECONDS), "it does not come back"
        return ours.recv()
    finally:
        process.kill()
        process.join()


def alone(folder: Path) -> Person:
    """A user of a service of her own, in a process that ends with it."""
    shelves = local_shelves(folder, clock := Clock())
    vaults = Service(config_in(folder, mode="lambda"), shelves.records, shelves.files, clock=clock)
    mcp.service = edge.service = lambda: vaults
    return one_way(vaults, "hf-dora")


def asked_about(
    folder: Path, text: str, *questions: Question, others: dict[str, str] | None = None
) -> list[tuple[Any, int]]:
    """Code and size of the answer to writing a note, and to each question after it."""
    dora = alone(folder)
    edits = [Edit(f"{path}.md", other.encode()) for path, other in (others or {}).items()]
    mcp.service().vault(Caller(dora.user_id)).change(edits, "import")
    answers = []
    for name, arguments in [("write_note", {"path": "Slow", "body": text}), *questions]:
        answer = dora.post(message("tools/call", {"name": name, "arguments": arguments}))
        answers.append((told(answer), len(answer.body)))
    return answers
