"""Completes what somebody types into the template of a note's URI, or into a prompt's argument."""

import re
from typing import Any

import anyio.to_thread

from handlers.resources import TEMPLATE
from shared.access.gate import Caller
from shared.errors import Invalid
from shared.notes.completion import PATH, Completed, Completion
from shared.notes.prompts import PROMPTS
from shared.service import Service

_ESCAPE = re.compile(r"%(?=[0-9A-Fa-f]{2})")


class Completions:
    """Answers with names from the caller's own vault. They are no activity: a key is pressed for each."""

    def __init__(self, vaults: Service) -> None:
        self._vaults = vaults

    async def of_template(self, caller: Caller, untrusted_uri: str, argument: str, value: str) -> dict[str, Any]:
        """Paths for the template of notes. What a template would take for an escape is spelled so that it is none.

        Raises:
            Invalid: there is no such template or variable. Forbidden: the caller may not read.
        """
        if (untrusted_uri, argument) != (TEMPLATE, "path"):
            raise Invalid("There is no such template, or it has no such variable.", uri=untrusted_uri)
        found = await anyio.to_thread.run_sync(self._found, caller, PATH, value)
        return _result([_ESCAPE.sub("%25", path) for path in found.values], found.total)

    async def of_prompt(self, caller: Caller, name: str, argument: str, value: str) -> dict[str, Any]:
        """Names for a prompt's argument; none for one that takes no name.

        Raises:
            Invalid: there is no such prompt or argument. Forbidden: the caller may not read.
        """
        arguments = PROMPTS[name].arguments if name in PROMPTS else ()
        kinds = {known.name: known.completes for known in arguments}
        if argument not in kinds:
            raise Invalid("There is no such prompt, or it has no such argument.", name=name)
        found = await anyio.to_thread.run_sync(self._found, caller, kinds[argument], value)
        return _result(found.values, found.total)

    def _found(self, caller: Caller, kind: str, untrusted_value: str) -> Completed:
        return Completion(self._vaults.view(caller)).of(kind, untrusted_value)


def _result(values: list[str], total: int) -> dict[str, Any]:
    return {"completion": {"values": values, "total": total, "hasMore": total > len(values)}}
