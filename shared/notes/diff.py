"""What an edit did to a text, as the hunks of a unified diff."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

COMPARED_LINES_MAX = 1_000
"""Where more lines than this differ as a whole, they are not matched one by one: that can take seconds."""
SHOWN_LINES_MAX = 400


def diff_of(before: str, after: str) -> str:
    """The hunks of a unified diff without context, as short as it is worth reading; "" where nothing differs.

    The names of the files are left out, for whoever asks knows which note it is.
    """
    lines = list(_hunks(before.split("\n"), after.split("\n")))
    if len(lines) > SHOWN_LINES_MAX:
        lines = [*lines[:SHOWN_LINES_MAX], f"... and {len(lines) - SHOWN_LINES_MAX} more lines"]
    return "\n".join(lines)


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    for start, end, other_start, other_end in _replaced(old, new):
        yield f"@@ -{_range(start, end)} +{_range(other_start, other_end)} @@"
        yield from (f"-{line}" for line in old[start:end])
        yield from (f"+{line}" for line in new[other_start:other_end])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Which lines became which, what both texts begin and end with left out first."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - first
    last = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    here, there = old[first : len(old) - last], new[first : len(new) - last]
    if not here and not there:
        return
    if max(len(here), len(there)) > COMPARED_LINES_MAX:
        yield first, first + len(here), first, first + len(there)
        return
    for tag, start, end, other_start, other_end in SequenceMatcher(None, here, there).get_opcodes():
        if tag != "equal":
            yield first + start, first + end, first + other_start, first + other_end


def _range(start: int, end: int) -> str:
    """Lines as a hunk names them (POSIX diff, "Unified Format"): one by its number, none by the line before it."""
    if end - start == 1:
        return str(start + 1)
    return f"{start + 1 if end > start else start},{end - start}"
