"""The two tools that ChatGPT asks of a server, `search` and `fetch`, for ChatGPT alone."""

from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

from handlers.door import called, whole_note
from shared.access.gate import Caller
from shared.errors import Invalid, OAuthError
from shared.notes.answers import Answer
from shared.notes.schemas import STRING, object_of
from shared.notes.tools import READ
from shared.service import Service

HOME = "https://chatgpt.com/"
CODEX = "https://chatgpt.com/oauth/codex/"
"""Where Codex's documents lie, which needs neither tool."""

_SEARCH: dict[str, Any] = {
    "name": "search",
    "title": "Search",
    "description": "Find notes. Answers the id of each, for fetch.",
    "inputSchema": object_of(("query",), query=STRING()),
}
_FETCH: dict[str, Any] = {
    "name": "fetch",
    "title": "Fetch",
    "description": "Read a whole note by its id.",
    "inputSchema": object_of(("id",), id=STRING()),
}
_HINTS = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
TOOLS: dict[str, dict[str, Any]] = {tool["name"]: {**tool, "annotations": _HINTS} for tool in (_SEARCH, _FETCH)}


class ChatGPT:
    """Knows ChatGPT when it calls, and runs its two tools as `search_notes` and `read_note`.

    Their shapes are its vendor's (platform.openai.com/docs/mcp), so no schema repeats them: the answer as JSON in one
    block of text, and the same as structured content. A note's text stands there as a JSON string, which no note can
    end; it has no other marker.
    """

    def __init__(self, vaults: Service) -> None:
        self._vaults = vaults

    def is_calling(self, caller: Caller) -> bool:
        """Whether the caller signed in as ChatGPT: by its document, or registered with no way back but to its site.

        Only the latter costs a read. Whoever pretends gains nothing but two more names for what they may do anyway.
        """
        client_id = caller.client_id
        if not client_id or client_id.startswith("https://"):
            return client_id.startswith(HOME) and not client_id.startswith(CODEX)
        try:
            client = self._vaults.clients.find(client_id)
        except OAuthError:
            return False
        return all(uri.startswith(HOME) for uri in client.redirect_uris)

    def listed(self, caller: Caller) -> list[dict[str, Any]]:
        """The tools of `tools/list` that are for this caller."""
        return list(TOOLS.values()) if caller.may(READ) and self.is_calling(caller) else []

    async def call(self, caller: Caller, name: str, untrusted_arguments: dict[str, Any]) -> Answer:
        """Run one of the two.

        Raises:
            Invalid: its one argument is missing, or there are others. Any other VaultError: as the tool behind it.
        """
        structured = await (self._search if name == "search" else self._fetch)(caller, untrusted_arguments)
        return Answer([to_json(structured).decode()], structured)

    async def _search(self, caller: Caller, untrusted_arguments: dict[str, Any]) -> dict[str, Any]:
        query = _only("query", untrusted_arguments)
        found = (await called(self._vaults, caller, "search_notes", {"query": query})).structured
        return {"results": [self._result(note) for note in found["notes"]]}

    async def _fetch(self, caller: Caller, untrusted_arguments: dict[str, Any]) -> dict[str, Any]:
        id_ = _only("id", untrusted_arguments)
        note = (await called(self._vaults, caller, "read_note", whole_note(id_))).structured
        metadata = {"version": str(note["version"]), "updated": note["updated"], "tags": ", ".join(note["tags"])}
        return {**self._result(note), "text": note["text"], "metadata": metadata}

    def _result(self, note: dict[str, Any]) -> dict[str, Any]:
        url = f"{self._vaults.config.base_url}/?note={quote(note['path'], safe='/')}"
        return {"id": note["path"], "title": note["title"], "url": url}


def _only(name: str, untrusted_arguments: dict[str, Any]) -> str:
    value = untrusted_arguments.get(name)
    if set(untrusted_arguments) != {name} or not isinstance(value, str):
        raise Invalid(f"{name} must be given as text, and nothing else.")
    return value
