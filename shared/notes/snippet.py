"""The few words around the first hit in a note, and the line they stand on."""

from collections import deque
from dataclasses import dataclass

from shared.notes.query import Term
from shared.notes.words import composed, tokens

CHARACTERS_BEFORE, CHARACTERS_AFTER = 50, 110
SCAN_CHARACTERS_MAX = 200_000
LITERAL_TRIES_MAX = 100


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text around a hit on one line, and that line's number from 1; line 0 where only the title holds the hit."""

    text: str
    line: int


def snippet_of(text: str, terms: list[Term]) -> Snippet:
    """The surroundings of the first of `terms` to be found in a note's text."""
    for term in terms:
        place = _literal_place(text, term)
        if place is None:
            place = _word_place(text, term)
        if place is not None:
            return Snippet(_around(text, *place), text.count("\n", 0, place[0]) + 1)
    return Snippet(_around(text, 0, 0), 0)


def _literal_place(text: str, term: Term) -> tuple[int, int] | None:
    """The common case, at the speed of `find`: the term stands in the text as it was typed, but for letter case."""
    lowered, wanted = text.lower(), term.shown.lower()
    if len(lowered) != len(text) or not wanted:
        return None
    start = lowered.find(wanted)
    for _ in range(LITERAL_TRIES_MAX):
        if start < 0:
            return None
        end = start + len(wanted)
        if not lowered[start - 1 : start].isalnum() and (term.is_prefix or not lowered[end : end + 1].isalnum()):
            return start, end
        start = lowered.find(wanted, end)
    return None


def _word_place(text: str, term: Term) -> tuple[int, int] | None:
    """Word by word, as the index compares them; only in the first part of a very long note."""
    window: deque[tuple[str, int, int]] = deque(maxlen=len(term.words))
    for token in tokens(composed(text[:SCAN_CHARACTERS_MAX])):
        window.append(token)
        if _ends(token[0], term) and _is_match(window, term):
            return window[0][1], token[2]
    return None


def _ends(word: str, term: Term) -> bool:
    return word.startswith(term.words[-1]) if term.is_prefix else word == term.words[-1]


def _is_match(window: deque[tuple[str, int, int]], term: Term) -> bool:
    """Whether the words before the last are those of the term; the last has been looked at."""
    if len(window) < len(term.words) or (len(window) > 1 and window[0][0] != term.words[0]):
        return False
    return all(word == wanted for (word, _, _), wanted in zip(window, term.words[:-1], strict=False))


def _around(text: str, start: int, end: int) -> str:
    line_start = text.rfind("\n", 0, start) + 1
    first = max(line_start, start - CHARACTERS_BEFORE)
    last = min(len(text), end + CHARACTERS_AFTER)
    if first > line_start and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", end, last)) > end:
        last = space
    shown = " ".join(text[first:last].split())
    return f"{'… ' if first > line_start else ''}{shown}{' …' if last < len(text) else ''}"
