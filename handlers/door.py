"""The service's one door, seen from the event loop: what is quick runs where it is, the rest on a thread."""

from typing import Any
from weakref import WeakValueDictionary

import anyio.to_thread
from anyio.lowlevel import RunVar

from shared.access.gate import Caller
from shared.notes.answers import Answer
from shared.notes.path import EXTENSION, is_note
from shared.notes.tools import WRITE
from shared.service import Service

_turns: RunVar[WeakValueDictionary[tuple[str, str], anyio.Lock]] = RunVar("turns")


async def called(vaults: Service, caller: Caller, tool: str, untrusted_arguments: dict[str, Any]) -> Answer:
    """What a tool answers a caller.

    Raises:
        VaultError: as `Service.call`.
    """
    call = vaults.admitted(caller, tool, untrusted_arguments)
    if call.is_quick():
        return call.run()
    if call.tool.scope != WRITE:
        return await anyio.to_thread.run_sync(call.run)
    turn = _turn(caller.user_id, "write")
    async with turn:
        if not turn.statistics().tasks_waiting:
            return await anyio.to_thread.run_sync(call.run)
        answer = await anyio.to_thread.run_sync(call.answer)
    async with _turn(caller.user_id, "follow"):
        if not call.is_followed():
            await anyio.to_thread.run_sync(call.follow_up)
    return answer


def _turn(user_id: str, what: str) -> anyio.Lock:
    """Held by whoever writes into a user's vault, and again while that is followed up, together with what came since.

    At once they would only outpace each other, and take all threads.
    """
    turns = _turns.get(WeakValueDictionary())
    _turns.set(turns)
    return turns.setdefault((user_id, what), anyio.Lock())


def whole_note(untrusted_path: str) -> dict[str, Any]:
    """The arguments with which `read_note` answers the whole text of a note, and never an attachment."""
    return {"path": untrusted_path if is_note(untrusted_path) else untrusted_path + EXTENSION}
