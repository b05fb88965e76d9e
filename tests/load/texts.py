"""The texts that users write: each has a word that no other text of anybody has, and links to other notes."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from random import Random

PROSE = (
    "Moss likes shade and water. The north wall holds both, so it grows there before anything else does. "
    "In spring the ferns come through it; whoever walks there should keep to the stones. "
)
PARAGRAPHS_MAX = 12
FOLDERS = ("", "garden/", "garden/north/", "plans/", "journal/2026/")
WORD = re.compile(rb"Word: (\w+)")


def word(user: int, number: int) -> str:
    """A word of letters alone, for this user and number and no other."""
    return f"w{_letters(user)}x{_letters(number)}z"


def word_of(body: bytes) -> str:
    """The word of a text."""
    [found] = WORD.findall(body)
    return str(found.decode())


def path_of(chance: Random, number: int) -> str:
    """A path whose name no other note of the vault ever has, so that a link by the name alone means one note."""
    return f"{chance.choice(FOLDERS)}note {_letters(number)}.md"


def text(chance: Random, user: int, number: int, notes: Sequence[str]) -> bytes:
    """A note of up to some kilobytes that links to one of the notes, where there are any."""
    link = f"See [[{PurePosixPath(chance.choice(notes)).stem}]].\n\n" if notes else ""
    prose = (PROSE * 3 + "\n\n") * chance.randrange(PARAGRAPHS_MAX)
    return f"# Note {number}\n\n{prose}{link}Word: {word(user, number)}\n".encode()


def relinked(body: bytes, path: str, to: str) -> bytes:
    """A text after a note that it may link to has another name."""
    old, new = PurePosixPath(path).stem, PurePosixPath(to).stem
    return body.replace(f"[[{old}]]".encode(), f"[[{new}]]".encode())


def _letters(number: int) -> str:
    found = ""
    while True:
        number, rest = divmod(number, 20)
        found = "abcdefghijklmnopqrst"[rest] + found
        if not number:
            return found
