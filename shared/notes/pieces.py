"""Pieces of a text, and what takes their place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, by its offsets, and the text that takes its place."""

    start: int
    end: int
    new: str


def with_pieces(text: str, pieces: Iterable[Piece]) -> str:
    """A text with pieces of it replaced; they come in its order and do not overlap."""
    parts, done = [], 0
    for piece in pieces:
        parts += [text[done : piece.start], piece.new]
        done = piece.end
    return "".join(parts) + text[done:]
