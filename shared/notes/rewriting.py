"""Notes and canvases changed so that their links still mean the same files after files were moved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.notes.canvas import canvas_pieces
from shared.notes.following import Relocation, link_pieces, new_names_of
from shared.notes.links import Link
from shared.notes.pieces import with_pieces
from shared.notes.resolution import Meaning


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text after a move, how many of its links were changed, and those that no spelling could keep."""

    text: str
    changed: int
    left: list[Link]


def rewritten(
    path: str,
    text: str,
    moves: Mapping[str, str],
    before: Meaning,
    after: Meaning,
    new_names: Collection[str] | None = None,
) -> Rewritten:
    """The text of the note that lay at `path`, with its links kept alive through `moves`, old path to new.

    `before` and `after` say what a target means in the vault before and after; both know paths as `moves` spells
    them. A link that meant nothing, and one that still means and names its file, stay as they are, byte for byte,
    unless another file has come by its name: then it shows the path of its own (Obsidian 0.8.3). `new_names` are
    `new_names_of(moves)`, for a caller with many notes to work out once.
    """
    names = new_names_of(moves) if new_names is None else new_names
    pieces, left = link_pieces(path, text, Relocation(moves, before, after, names))
    return Rewritten(with_pieces(text, pieces), len(pieces), left)


def rewritten_canvas(
    path: str,
    text: str,
    moves: Mapping[str, str],
    before: Meaning,
    after: Meaning,
    new_names: Collection[str] | None = None,
) -> Rewritten:
    """The text of the canvas that lay at `path`, with its files and the links in its cards kept alive, as `rewritten`.

    What is not a canvas stays as it is.
    """
    names = new_names_of(moves) if new_names is None else new_names
    pieces, left = canvas_pieces(path, text, Relocation(moves, before, after, names))
    return Rewritten(with_pieces(text, pieces), len(pieces), left)
