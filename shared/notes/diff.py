"""What an edit did to a text, as the hunks of a unified diff."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import islice

COMPARED_LINES_MAX = 1_000
"""Where more lines than this differ as a whole, they are not matched one by one: that can take seconds."""
SHOWN_LINES_MAX, SHOWN_CHARACTERS_MAX = 400, 40_000
LINE_CHARACTERS_MAX = 2_000
AROUND_CHARACTERS = 24
Range = tuple[int, int, int, int]
"""From which line up to which became from which up to which, counted from 0."""
_ONE_FOR_ONE = re.compile(r"@@ -\d+ \+\d+ @@")


def diff_of(before: str, after: str) -> str:
    """The hunks of a unified diff without context, as short as it is worth reading; "" where nothing differs.

    The names of the files are left out, for whoever asks knows which note it is.
    """
    plain = [text.replace("\r\n", "\n") for text in (before, after)]
    texts = plain if plain[0] != plain[1] else [before, after]
    are_whole = all(not text or text.endswith("\n") for text in texts)
    old, new = (text.split("\n")[:-1] if are_whole else text.split("\n") if text else [] for text in texts)
    ranges = list(_replaced(old, new))
    total = sum(1 + range_[1] - range_[0] + range_[3] - range_[2] for range_ in ranges)
    lines, room = list[str](), SHOWN_CHARACTERS_MAX
    for line in islice(_hunks(old, new, ranges), SHOWN_LINES_MAX):
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    if len(lines) < total:
        lines.append(f"... and {total - len(lines)} more lines")
    return "\n".join(lines)


def in_short(diff: str) -> str:
    """A diff in which a line that became another is cut to what changed in it and a little around that."""
    lines = diff.split("\n")
    for at in range(len(lines) - 2):
        header, old, new = lines[at : at + 3]
        if _ONE_FOR_ONE.fullmatch(header) and old[:1] == "-" and new[:1] == "+":
            lines[at + 1], lines[at + 2] = _cut(old, new)
    return "\n".join(lines)


def _cut(old: str, new: str) -> tuple[str, str]:
    """Two lines of a diff without what both begin and end with, but for a few words of it."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(1, shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    start, end = max(1, first - AROUND_CHARACTERS), max(0, last - AROUND_CHARACTERS)
    before, after = "…" if start > 1 else "", "…" if end else ""
    short = [f"{line[0]}{before}{line[start : len(line) - end]}{after}" for line in (old, new)]
    return short[0], short[1]


def _hunks(old: Sequence[str], new: Sequence[str], ranges: Iterable[Range]) -> Iterator[str]:
    for start, end, other_start, other_end in ranges:
        yield f"@@ -{_range(start, end)} +{_range(other_start, other_end)} @@"
        removed, added = old[start:end], new[other_start:other_end]
        if len(removed) == len(added) == 1:
            removed, added = ([line] for line in _windows(removed[0], added[0]))
        yield from (f"-{_cut_off(line)}" for line in removed)
        yield from (f"+{_cut_off(line)}" for line in added)


def _windows(old: str, new: str) -> tuple[str, str]:
    """Two lines; of long ones what is around the first place where they differ."""
    if max(len(old), len(new)) <= LINE_CHARACTERS_MAX:
        return old, new
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    start = max(0, first - LINE_CHARACTERS_MAX // 4)
    mark = "…" if start else ""
    return mark + old[start:], mark + new[start:]


def _cut_off(line: str) -> str:
    return line if len(line) <= LINE_CHARACTERS_MAX else f"{line[:LINE_CHARACTERS_MAX]}…"


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Range]:
    """Which lines became which, what both texts begin and end with left out first."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - first
    last = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    here, there = old[first : len(old) - last], new[first : len(new) - last]
    if not here and not there:
        return
    if len(here) == len(there) > COMPARED_LINES_MAX:
        for at in range(first, first + len(here)):
            if old[at] != new[at]:
                yield at, at + 1, at, at + 1
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
