"""Text as the words a search compares, in every script, so that a word is found where a reader would see it.

A script that writes spaces has words; one that does not has characters, each a word of its own, so that any run of
them can be found anywhere. What joins two words without a space, like the hyphen in `well-known`, is a word too, and
so is a gap beside a character: a hyphenated word is then exactly the sequence of its parts.
"""

from collections.abc import Iterator
from functools import lru_cache
from unicodedata import normalize

import regex

from shared.notes.path import fold

WORDS_VERSION = f"1 {regex.__version__}"
"""Stamped into every index: one that was made by other rules is made anew."""

_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}"
    r"\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}\p{Tai_Viet}\u30fc\uff70\uff9e\uff9f"
)
_LETTER = rf"[[\p{{L}}\p{{N}}]--[{_UNSPACED}]]"
_WORD = rf"{_LETTER}[{_LETTER}\p{{M}}]*"
_CHARACTER = rf"[[{_UNSPACED}]&&[\p{{L}}\p{{M}}\p{{N}}]]|[\p{{M}}\p{{Extended_Pictographic}}--[\p{{N}}]]"
_ANY = r"[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]"
_NONE = r"[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}]"
_SOLID = r"[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\s]"
_ALONE = rf"[[{_UNSPACED}]&&[\p{{L}}\p{{M}}\p{{N}}]]|\p{{Extended_Pictographic}}"
_TOKENS = regex.compile(
    rf"(?P<word>{_WORD})|(?P<character>{_CHARACTER})|(?P<joint>(?<={_ANY}){_SOLID}+(?={_ANY}))"
    rf"|(?P<gap>(?<={_ALONE}){_NONE}+(?={_ANY})|(?<={_ANY}){_NONE}+(?={_ALONE}))",
    regex.V1,
)
_ASCII_TOKENS = regex.compile(r"(?P<word>[A-Za-z0-9]+)|(?P<joint>(?<=[A-Za-z0-9])[^A-Za-z0-9\s]+(?=[A-Za-z0-9]))")

_GAP = "\ue000"
_JOINT = "\ue001"


def tokens(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in order, folded, each with the start and end of where it stands in the composed text."""
    pattern = _ASCII_TOKENS if text.isascii() else _TOKENS
    for found in pattern.finditer(text):
        kind = found.lastgroup
        if kind == "word":
            yield _folded(found[0]), found.start(), found.end()
        elif kind == "joint":
            yield _joint(found[0]), found.start(), found.end()
        else:
            yield (found[0] if kind == "character" else _GAP), found.start(), found.end()


def composed(text: str) -> str:
    """The text in the form whose places `tokens` counts."""
    return normalize("NFC", text)


def joined(text: str) -> str:
    """The words of a text as one string with spaces between, for an index that splits at spaces and nowhere else."""
    return " ".join(token for token, _, _ in tokens(composed(text)))


def is_word(token: str) -> bool:
    """Whether a token is a word or a character, not what stands between two."""
    return token[0] not in (_GAP, _JOINT)


@lru_cache(maxsize=4096)
def _joint(text: str) -> str:
    return _JOINT + "".join(chr(0xE100 + ord(character)) if character.isascii() else character for character in text)


_MARKS = regex.compile(r"(?<=[\p{Latin}\p{Greek}][\u0300-\u036f]*)[\u0300-\u036f]")
_STRESS = regex.compile(r"(?<=[аеиоуыэюяіє])[\u0300\u0301]|(?<=е)\u0308")
_POINTS = regex.compile(
    r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u0652\u0670\u06d6-\u06ed]"
)


@lru_cache(maxsize=65_536)
def _folded(word: str) -> str:
    """A word without letter case, and without the marks that readers leave out when they search.

    Those are the marks on Latin and Greek letters, stress and the two dots of ё in Cyrillic, Hebrew points and
    Arabic vowel signs. Elsewhere a mark is part of the word: й is not и, and an Indic vowel sign is a vowel.
    """
    if word.isascii():
        return word.lower()
    decomposed = normalize("NFD", fold(word))
    bare = _POINTS.sub("", _STRESS.sub("", _MARKS.sub("", decomposed)))
    return normalize("NFC", bare) or word
