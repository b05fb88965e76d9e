"""Text as the words a search compares, in every script, so that a word is found where a reader would see it.

A script that writes spaces has words; one that does not has characters, each a word of its own, so that any run of
them can be found anywhere. What joins two words without a space, like the hyphen in `well-known`, is a word too, and
so is a gap beside a character: a hyphenated word is then exactly the sequence of its parts.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from typing import Any
from unicodedata import normalize

from shared.notes.path import fold

WORDS_VERSION = f"4 {version('regex')}"
"""Stamped into every index: one that was made by other rules is made anew."""

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}"
    r"\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}\u3006\u3031-\u3035\u303c\u30fc\uff70\uff9e\uff9f"
)
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_WORD = rf"{_LETTER}[{_LETTER}\p{{M}}]*"
_CHARACTER = rf"[[{_UNSPACED}]&&[\p{{L}}\p{{M}}\p{{N}}]]|[\p{{M}}\p{{Extended_Pictographic}}--[\p{{N}}]]"
_ANY = r"[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]"
_NONE = r"[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]"
_SOLID = r"[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\s]"
_ALONE = rf"[[{_UNSPACED}]&&[\p{{L}}\p{{M}}\p{{N}}]]|\p{{Extended_Pictographic}}"
_ASCII_PATTERN = re.compile(r"[A-Za-z0-9]+|(?<=[A-Za-z0-9])[^A-Za-z0-9\s]+(?=[A-Za-z0-9])")
_HAS_SPACE = re.compile(r"\s")

SHORT_CHARACTERS_MAX = 40

_GAP = "\ue000"
_JOINT = "\ue001"
_MARKS_OF_ASCII = {code: chr(0xE100 + code) for code in range(128)}


def joined(text: str) -> str:
    """The words of a text as one string with spaces between, for an index that splits at spaces and nowhere else."""
    if text.isascii():
        return " ".join(_ascii_tokens(text.lower()))
    return " ".join(map(_token, _scripts().any.findall(composed(text))))


def _ascii_tokens(text: str) -> Iterator[str]:
    """The same as by the pattern, which is asked only of what is not a plain word between two spaces."""
    for word in text.split():
        if word.isalnum():
            yield word
        else:
            yield from map(_token, _ASCII_PATTERN.findall(word))


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The same words one by one, each with the start and end of where it stands in the composed text."""
    for found in _pattern(text).finditer(text):
        yield _token(found[0]), found.start(), found.end()


def composed(text: str) -> str:
    """The text in the form whose places `tokens` counts: composed, with no run of marks that nobody could read.

    Composing sorts a run of marks in a time that grows with its square, so its length is bounded first (as in the
    Stream-Safe Text Format, Unicode Annex 15 section 13).
    """
    if text.isascii():
        return text
    return normalize("NFC", _scripts().mark_runs.sub(r"\1", text))


def is_word(token: str) -> bool:
    """Whether a token is a word or a character, not what stands between two."""
    return token[0] not in (_GAP, _JOINT)


def _pattern(text: str) -> Any:
    return _ASCII_PATTERN if text.isascii() else _scripts().any


def _token(found: str) -> str:
    return _short_token(found) if len(found) <= SHORT_CHARACTERS_MAX else _long_token(found)


def _long_token(found: str) -> str:
    """Not remembered: a text that is gone should be gone. What joins two words is long only by accident."""
    token = _folded(found) if _is_word(found) else _mark_between(found)
    return token if token[0] not in (_GAP, _JOINT) else token[0] + sha256(found.encode()).hexdigest()[: len(token) - 1]


def _is_word(found: str) -> bool:
    return bool(_scripts().word.match(found)) if not found.isascii() else found[0].isalnum()


@lru_cache(maxsize=32_768)
def _short_token(found: str) -> str:
    if _is_word(found):
        return _folded(found)
    return found if not found.isascii() and _scripts().character.match(found) else _mark_between(found)


def _mark_between(found: str) -> str:
    if _HAS_SPACE.search(found):
        return _GAP
    return _JOINT + found.translate(_MARKS_OF_ASCII)


def _folded(word: str) -> str:
    """A word without letter case, and without the marks that readers leave out when they search.

    Those are the marks on Latin and Greek letters, stress and the two dots of ё in Cyrillic, Hebrew points and
    Arabic vowel signs. Elsewhere a mark is part of the word: й is not и, and an Indic vowel sign is a vowel.
    """
    if word.isascii():
        return word.lower()
    decomposed = normalize("NFD", fold(word))
    bare = _scripts().points.sub("", _scripts().stress.sub("", _scripts().marks.sub(r"\1", decomposed)))
    return normalize("NFC", bare) or word


class _Scripts:
    """The patterns that know scripts, made when a text first needs them: most of the time a search is in ASCII."""

    def __init__(self) -> None:
        import regex

        self.any = regex.compile(
            rf"{_WORD}|{_CHARACTER}|(?<={_ANY}){_SOLID}+(?={_ANY})"
            rf"|(?<={_ALONE}){_NONE}+(?={_ANY})|(?<={_ANY}){_NONE}+(?={_ALONE})",
            regex.V1,
        )
        self.word = regex.compile(_WORD, regex.V1)
        self.character = regex.compile(_CHARACTER, regex.V1)
        self.mark_runs = regex.compile(r"(\p{M}{30})\p{M}+")
        self.marks = regex.compile(r"([\p{Latin}\p{Greek}])[\u0300-\u036f]+")
        self.stress = regex.compile(r"(?<=[аеиоуыэюяіє]\u0308?)[\u0300\u0301]|(?<=е)\u0308")
        self.points = regex.compile(
            r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed]"
        )


_scripts = cache(_Scripts)
