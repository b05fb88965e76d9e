"""A megabyte of one piece, of which notes made to be slow are made."""

from tests.hostile.request import MIB


def filled(piece: str, *, start: str = "", end: str = "", size: int = MIB) -> str:
    """A megabyte, or `size` bytes, of one piece, repeated."""
    room = size - len((start + end).encode())
    return start + piece * (room // len(piece.encode())) + end


TAGS_OF_ALL_KINDS = " ".join(f"#t{number}" for number in range(120_000))
