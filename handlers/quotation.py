"""Marks what comes from notes as data before a model reads it, with a marker that no note can have foreseen."""

from collections.abc import Callable, Sequence
from secrets import token_urlsafe

from shared.notes.answers import Quoted

ID_BYTES = 8


def _drawn() -> str:
    return token_urlsafe(ID_BYTES)


def marked(texts: Sequence[str], draw: Callable[[], str] = _drawn) -> list[str]:
    """The blocks of one answer; those that come from notes stand between two lines that name one random id.

    A note was written before the id was drawn, so it can end no quotation and begin none. `draw` gives an id; it is
    asked again for as long as a note holds what it gave.
    """
    quoted = [text for text in texts if isinstance(text, Quoted)]
    if not quoted:
        return list(texts)
    id_ = draw()
    while any(id_ in text for text in quoted):
        id_ = draw()
    return [f"<note {id_}>\n{text}\n</note {id_}>" if isinstance(text, Quoted) else text for text in texts]
