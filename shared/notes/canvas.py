"""What to replace in a canvas after files were moved (JSON Canvas 1.0, jsoncanvas.org/spec/1.0)."""

import json
import re
from collections.abc import Iterator, Sequence

from shared.notes.following import Relocation, link_pieces
from shared.notes.links import Link
from shared.notes.path import fold
from shared.notes.pieces import Piece

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TEXT = "text"
_PATHS = ("file", "background")
"""What of a node is the path of a file: a card's own, or the picture behind a group."""


def canvas_pieces(path: str, text: str, relocation: Relocation) -> tuple[list[Piece], list[Link]]:
    """What to replace in a canvas so that its files and the links in its cards live on, and the links that cannot."""
    pieces: list[Piece] = []
    left: list[Link] = []
    for key, start, end in _strings_of_nodes(text) if _is_canvas(text) else ():
        written = text[start:end]
        value = json.loads(f'"{written}"')
        if key == _TEXT:
            in_card, lost = link_pieces(path, value, relocation)
            pieces += _in_json(written, in_card, start)
            left += lost
        elif new := _moved(path, value, relocation):
            pieces.append(Piece(start, end, _as_json(new, written)))
    return pieces, left


def _is_canvas(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("nodes"), list)


def _strings_of_nodes(text: str) -> Iterator[tuple[str, int, int]]:
    """The strings of the nodes that may name a file, each with its key and where it stands without its quotes."""
    depth = 0
    section = key = last = ""
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in ("{", "["):
            depth += 1
            key = ""
        elif mark in ("}", "]"):
            depth -= 1
        elif mark == ",":
            key = "" if depth == 3 else key
        elif mark == ":":
            section, key = (last, key) if depth == 1 else (section, last if depth == 3 else key)
        elif depth == 3 and section == "nodes" and key in (_TEXT, *_PATHS):
            yield key, token.start() + 1, token.end() - 1
        elif depth in (1, 3):
            last = json.loads(mark)


def _moved(path: str, value: str, relocation: Relocation) -> str | None:
    """The new path of a file that a node names by its path, in any letter case; None where it has not moved."""
    if not value or value in relocation.moves:
        return relocation.moves.get(value)
    known = relocation.before(path, f"/{value}")
    return relocation.moves.get(known) if known and fold(known) == fold(value) else None


def _in_json(written: str, pieces: Sequence[Piece], start: int) -> Iterator[Piece]:
    """Pieces of a string's value as pieces of the file, in which the string as written starts at `start`."""
    escapes = _ESCAPE.finditer(written)
    escape = next(escapes, None)
    extra = 0

    def place(of_value: int) -> int:
        nonlocal escape, extra
        while escape and escape.start() - extra < of_value:
            extra += len(escape[0]) - 1
            escape = next(escapes, None)
        return start + of_value + extra

    for piece in pieces:
        first = place(piece.start)
        yield Piece(first, place(piece.end), _as_json(piece.new, written))


def _as_json(text: str, written: str) -> str:
    """Text within a JSON string, in the way of the string that was written there: other scripts as they are, or not."""
    new = json.dumps(text, ensure_ascii="\\u" in written and written.isascii())[1:-1]
    return _LONE_SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", new)
