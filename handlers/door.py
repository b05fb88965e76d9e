"""The service's one door, seen from the event loop: what is quick runs where it is, the rest on a thread."""

from typing import Any

import anyio.to_thread

from shared.access.gate import Caller
from shared.notes.answers import Answer
from shared.notes.path import EXTENSION, is_note
from shared.service import Service


async def called(vaults: Service, caller: Caller, tool: str, untrusted_arguments: dict[str, Any]) -> Answer:
    """What a tool answers a caller.

    Raises:
        VaultError: as `Service.call`.
    """
    call = vaults.admitted(caller, tool, untrusted_arguments)
    return call.run() if call.is_quick() else await anyio.to_thread.run_sync(call.run)


def whole_note(untrusted_path: str) -> dict[str, Any]:
    """The arguments with which `read_note` answers the whole text of a note, and never an attachment."""
    return {"path": untrusted_path if is_note(untrusted_path) else untrusted_path + EXTENSION}
