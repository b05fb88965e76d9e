"""What can be read by its URI: every note, how notes are linked, the trash, and how much is left of the limits."""

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

import anyio.to_thread
from pydantic_core import to_json

from handlers.door import called, whole_note
from shared.access.gate import Caller
from shared.errors import Invalid, NotFound
from shared.notes.catalog import Catalog, Listed
from shared.notes.overview import graph_of, trash_of
from shared.notes.path import safe_path
from shared.notes.tools import READ
from shared.service import Service

USAGE, GRAPH, TRASH = "vault://usage", "vault://graph", "vault://trash"
SCHEME = "note://"
TEMPLATE = f"{SCHEME}{{+path}}"
"""RFC 6570 section 3.2.3: the slashes of a path stay, what no URI may hold is percent-encoded."""
PAGE_NOTES = 200
MARKDOWN = "text/markdown"

_USAGE = {
    "uri": USAGE,
    "name": "usage",
    "title": "What is left",
    "description": "Notes and bytes in the vault, calls in this minute, and how many there may be",
    "mimeType": "application/json",
}
_WHOLE = [
    {
        "uri": GRAPH,
        "name": "graph",
        "title": "Links between notes",
        "description": "Which note links to which: paths, and pairs of places in that list",
        "mimeType": "application/json",
    },
    {
        "uri": TRASH,
        "name": "trash",
        "title": "The trash",
        "description": "Deleted notes, the last first: restore_note brings one back",
        "mimeType": "application/json",
    },
]
_NOTE = {
    "uriTemplate": TEMPLATE,
    "name": "note",
    "title": "A note",
    "description": "The text of a note, by its path in the vault",
    "mimeType": MARKDOWN,
}


class Resources:
    """Lists and reads resources.

    Their text is raw, to the byte, and carries no marker of data: a resource is put before a model by a person or by
    a program that asked for exactly this note, and may be written back as it came.
    """

    def __init__(self, vaults: Service) -> None:
        self._vaults = vaults

    async def page(self, caller: Caller, untrusted_cursor: str | None) -> dict[str, Any]:
        """What the caller may read, the notes by path; whoever may read no notes sees what is left of the limits.

        Raises:
            Invalid: the cursor is none of ours.
        """
        after = _after(untrusted_cursor) if untrusted_cursor else ""
        if not caller.may(READ):
            return {"resources": [] if after else [_USAGE]}
        first = [] if after else [_USAGE, *_WHOLE]
        notes = await anyio.to_thread.run_sync(self._notes, caller, after)
        page = {"resources": [*first, *map(_resource, notes[:PAGE_NOTES])]}
        return {**page, "nextCursor": _cursor(notes[PAGE_NOTES - 1])} if len(notes) > PAGE_NOTES else page

    def _notes(self, caller: Caller, after: str) -> list[Listed]:
        with self._vaults.audit.recorded(caller, "list_notes"):
            return Catalog(self._vaults.view(caller)).page(after, PAGE_NOTES + 1)

    def _whole(self, caller: Caller, uri: str) -> dict[str, Any]:
        search = self._vaults.view(caller)
        with self._vaults.audit.recorded(caller, "get_backlinks" if uri == GRAPH else "get_history"):
            return graph_of(search) if uri == GRAPH else trash_of(search.vault)

    async def templates(self, caller: Caller, untrusted_cursor: str | None) -> dict[str, Any]:
        """How the URI of a note is made.

        Raises:
            Invalid: there is a cursor.
        """
        if untrusted_cursor:
            raise Invalid("All templates are on one page; there is no such cursor.")
        return {"resourceTemplates": [_NOTE] if caller.may(READ) else []}

    async def read(self, caller: Caller, untrusted_uri: str) -> dict[str, Any]:
        """A resource's text.

        Raises:
            NotFound: there is no such resource. Forbidden: not for this caller.
        """
        if untrusted_uri == USAGE:
            facts = await anyio.to_thread.run_sync(self._vaults.left, caller)
            return _contents(USAGE, "application/json", to_json(facts).decode())
        if untrusted_uri in (GRAPH, TRASH):
            facts = await anyio.to_thread.run_sync(self._whole, caller, untrusted_uri)
            return _contents(untrusted_uri, "application/json", to_json(facts).decode())
        try:
            answer = await called(self._vaults, caller, "read_note", whole_note(_path_of(untrusted_uri)))
        except (Invalid, NotFound) as error:
            raise NotFound(error.message, reason=error.reason, uri=untrusted_uri) from error
        return _contents(untrusted_uri, MARKDOWN, answer.structured["text"])


def uri_of(path: str) -> str:
    """The URI of a note."""
    return SCHEME + quote(path, safe="/")


def _path_of(untrusted_uri: str) -> str:
    """The path in a note's URI. Nothing in it is a query or a fragment: our template lets ? and # stand for themselves.

    Raises:
        NotFound: it is no note's URI.
    """
    if not untrusted_uri.startswith(SCHEME):
        raise NotFound("There is no such resource.")
    try:
        return unquote(untrusted_uri.removeprefix(SCHEME), errors="strict")
    except UnicodeDecodeError:
        raise NotFound("There is no such resource.") from None


def _resource(note: Listed) -> dict[str, Any]:
    modified = datetime.fromtimestamp(note.updated_at, UTC).isoformat().replace("+00:00", "Z")
    return {
        "uri": uri_of(note.path),
        "name": note.path,
        "title": note.title,
        "mimeType": MARKDOWN,
        "size": note.bytes,
        "annotations": {"lastModified": modified},
    }


def _contents(uri: str, mime_type: str, text: str) -> dict[str, Any]:
    return {"contents": [{"uri": uri, "mimeType": mime_type, "text": text}]}


def _cursor(last: Listed) -> str:
    """Where the next page starts: after this note, for any process and whatever is written in between."""
    return base64.urlsafe_b64encode(last.path.encode()).decode()


def _after(untrusted_cursor: str) -> str:
    try:
        path = base64.b64decode(untrusted_cursor, altchars=b"-_", validate=True).decode()
        if path == safe_path(path):
            return path
    except (ValueError, Invalid):
        pass
    raise Invalid("This cursor is none of ours. Ask again without it.")
