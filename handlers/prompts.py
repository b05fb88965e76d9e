"""Prompts in the protocol's words: the list of them, and one of them written for a caller."""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import anyio.to_thread

from handlers.door import whole_note
from handlers.quotation import marked
from shared.access.gate import Caller
from shared.errors import Invalid
from shared.notes.catalog import Catalog
from shared.notes.prompts import PROMPTS, Asked, Prompt
from shared.notes.search import Search
from shared.service import Service


class Prompts:
    """Lists prompts, the same for everybody, and writes them."""

    def __init__(self, vaults: Service) -> None:
        self._vaults = vaults
        self._shown = [_shown(prompt) for prompt in PROMPTS.values()]

    async def page(self, untrusted_cursor: str | None) -> dict[str, Any]:
        """All prompts.

        Raises:
            Invalid: there is a cursor.
        """
        if untrusted_cursor:
            raise Invalid("All prompts are on one page; there is no such cursor.")
        return {"prompts": self._shown}

    async def get(self, caller: Caller, name: str, untrusted_arguments: dict[str, str]) -> dict[str, Any]:
        """A prompt for this caller, as one message of theirs.

        Raises:
            Invalid: there is no such prompt, or the arguments are not its own. Any other VaultError: as `read_note`.
        """
        if not (prompt := PROMPTS.get(name)):
            raise Invalid("There is no such prompt.", name=name)
        now = datetime.fromtimestamp(self._vaults.now(), UTC)
        asked = Asked(prompt.checked(untrusted_arguments), now, _Shelf(self._vaults, caller))
        texts = await anyio.to_thread.run_sync(prompt.texts, asked)
        content = {"type": "text", "text": "\n\n".join(marked(texts))}
        return {"description": prompt.description, "messages": [{"role": "user", "content": content}]}


class _Shelf:
    """A caller's notes, opened when a prompt first looks at them."""

    def __init__(self, vaults: Service, caller: Caller) -> None:
        self._vaults = vaults
        self._caller = caller
        self.folder = caller.folder

    @cached_property
    def _view(self) -> Search:
        return self._vaults.view(self._caller)

    def daily(self, day: str) -> str | None:
        return Catalog(self._view).daily(day)

    def latest_daily(self) -> str | None:
        return Catalog(self._view).latest_daily()

    def has(self, path: str) -> bool:
        return self._view.vault.holds(path) and self._view.vault.note(path) is not None

    def read(self, untrusted_path: str) -> str:
        answer = self._vaults.call(self._caller, "read_note", whole_note(untrusted_path))
        return str(answer.structured["text"])


def _shown(prompt: Prompt) -> dict[str, Any]:
    arguments = [
        {"name": argument.name, "description": argument.description, "required": argument.is_required}
        for argument in prompt.arguments
    ]
    return {
        "name": prompt.name,
        "title": prompt.title,
        "description": prompt.description,
        "arguments": arguments,
    }
