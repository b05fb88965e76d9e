"""The text of a note after moves."""

from shared.notes.rewriting import Rewritten, rewritten
from tests.notes.small_vault import meaning


def after(text: str, moves: str, others: str = "", source: str = "a.md") -> Rewritten:
    """The text of a note after moves (`old.md→new.md;...`) in a vault of it, of what moves, and of other files."""
    pairs = dict(pair.split("→") for pair in moves.split(";"))
    paths = dict.fromkeys([source, *pairs, *filter(None, others.split(";"))])
    return rewritten(source, text, pairs, meaning(paths), meaning(pairs.get(path, path) for path in paths))
