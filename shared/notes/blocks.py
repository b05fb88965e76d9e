"""A block of a note that bears an id, changed without losing the id, for links lead to it."""

from shared.notes.layout import Layout, plain_lines
from shared.notes.places import Place, without_id

_NEEDS_ITS_OWN_LINE = ("|", "```", "~~~")
"""How a line starts that no id may follow: a row of a table, the end of a fence."""


class Block:
    """The lines of a block, and its id: at the end of its last line, or below it on a line of its own."""

    def __init__(self, layout: Layout, place: Place) -> None:
        self._layout = layout
        self._first, self._last = place.first - 1, place.last
        lines = layout.lines[self._first : self._last]
        bare, self._id = without_id(lines[-1].rstrip("\r\n"))
        content = [line.rstrip("\r\n") for line in [*lines[:-1], bare]]
        while content and not content[-1].strip():
            content.pop()
        self._content = content
        self._foot = [] if bare.strip() else [line.rstrip("\r\n") for line in lines[len(content) :]]

    def with_more(self, text: str, *, is_first: bool = False) -> str:
        """The note with a text at the end of the block, or at its start."""
        put = plain_lines(text)
        return self._put([*put, *self._content] if is_first else [*self._content, *put])

    def replaced(self, text: str) -> str:
        """The note with a text instead of the block; without any, neither block nor id stays."""
        return self._put(plain_lines(text))

    def _put(self, content: list[str]) -> str:
        lines, end = self._layout.lines, self._layout.end
        put = [line + end for line in self._with_id(content)]
        if self._last == len(lines) and put and not lines[-1].endswith("\n"):
            put[-1] = put[-1].removesuffix(end)
        return "".join([*lines[: self._first], *put, *lines[self._last :]])

    def _with_id(self, content: list[str]) -> list[str]:
        while content and not content[-1].strip():
            content.pop()
        if not content or any(without_id(line)[1].casefold() == self._id.casefold() for line in content):
            return content
        if self._foot:
            return [*content, *self._foot]
        if content[-1].lstrip().startswith(_NEEDS_ITS_OWN_LINE):
            return [*content, "", self._id]
        return [*content[:-1], f"{content[-1].rstrip()} {self._id}"]
