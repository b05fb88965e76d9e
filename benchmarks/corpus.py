"""Notes and questions made from a seed: the same ones on every machine, and what each question must find."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

VOCABULARY_WORDS = 8_000
WORDS_PER_NOTE = 216
WORDS_PER_LINE = 12
FOLDERS = 24
MIDDLE_RANKS = range(100, 1_000)
PAIR_RANKS = range(40, 1_000)
RARE_RANKS = range(4_000, VOCABULARY_WORDS)

_ONSETS = ["b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu", "r"]
_ONSETS += ["s", "st", "t", "tr", "v", "w", "z"]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
_CODAS = ["", "", "n", "r", "s", "l", "m", "t", "nd", "rk"]


@dataclass(frozen=True, slots=True)
class Query:
    """A search, and how many notes hold all its words."""

    text: str
    total: int


def _vocabulary(seed: int) -> list[str]:
    """Words by rank, the common ones first and mostly short. None holds an x, which unique words begin with."""
    random_ = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY_WORDS:
        syllables = 1 + (len(words) > 60) + (random_.random() < len(words) / VOCABULARY_WORDS)
        words["".join(_syllable(random_) for _ in range(syllables))] = None
    return list(words)


def _syllable(random_: random.Random) -> str:
    return random_.choice(_ONSETS) + random_.choice(_VOWELS) + random_.choice(_CODAS)


class Corpus:
    """`count` notes of about 1.5 kB: words by Zipf's law, one wikilink and one word that no other note holds."""

    def __init__(self, count: int, seed: int = 1) -> None:
        self.count = count
        self._seed = seed
        self._words = _vocabulary(seed)
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY_WORDS + 1)))

    def path(self, number: int) -> str:
        return f"{self._words[30 + number % FOLDERS]}/{self.name(number)}.md"

    def name(self, number: int) -> str:
        first, second = self._words[200 + number % 89], self._words[300 + number % 97]
        return f"{first} {second} {number:05d}"

    def unique_word(self, number: int) -> str:
        return f"x{number:05d}{self._seed}"

    def text(self, number: int) -> str:
        """A note: a heading, lines of prose with a tag, one wikilink, the unique word."""
        words = self.words(number)
        lines = [" ".join(words[at : at + WORDS_PER_LINE]) for at in range(0, len(words), WORDS_PER_LINE)]
        link = self.name((number * 7919 + 1) % self.count)
        middle = len(lines) // 2
        lines[middle:middle] = ["", f"See [[{link}]] and {self.unique_word(number)}, #{self._words[number % 50]}.", ""]
        return "\n".join([f"# {self.name(number)}", "", *lines, ""])

    def words(self, number: int) -> list[str]:
        """The words of a note's prose."""
        chosen = random.Random(f"{self._seed} {number}")
        return chosen.choices(self._words, cum_weights=self._weights, k=WORDS_PER_NOTE)

    def notes(self, first: int = 0, count: int | None = None) -> Iterator[tuple[str, str]]:
        """Paths and texts of all notes, or of `count` from the `first` on."""
        for number in range(first, self.count if count is None else first + count):
            yield self.path(number), self.text(number)

    def reads(self, count: int) -> list[int]:
        """Which notes to read, anywhere in the vault."""
        chosen = random.Random(f"reads {self._seed}")
        return [chosen.randrange(self.count) for _ in range(count)]

    def queries(self, count: int) -> list[Query]:
        """Searches, a third of each kind: one word of middle frequency, two words of one note, one rare word."""
        chosen = random.Random(f"queries {self._seed}")
        texts = list(dict.fromkeys(self._query(chosen, kind % 3) for kind in range(count)))
        return [Query(text, self._total(text)) for text in texts]

    def _query(self, chosen: random.Random, kind: int) -> str:
        if kind == 0:
            return self._words[chosen.choice(MIDDLE_RANKS)]
        number = chosen.randrange(self.count)
        if kind == 1:
            ranks = {self._ranks[word] for word in self.words(number)} & set(PAIR_RANKS)
            return " ".join(self._words[rank] for rank in chosen.sample(sorted(ranks), 2))
        held = [word for word in self.words(number) if self._ranks[word] in RARE_RANKS]
        return held[0] if held and chosen.random() < 0.5 else self.unique_word(number)

    def _total(self, text: str) -> int:
        holding = [self._holding.get(word, set()) for word in text.split()]
        return len(set.intersection(*holding))

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {word: rank for rank, word in enumerate(self._words)}

    @cached_property
    def _holding(self) -> dict[str, set[int]]:
        """For every word, the notes that a search for it must find."""
        holding: dict[str, set[int]] = {}
        for number in range(self.count):
            text = self.text(number)
            for word in set(_plain(text).split()):
                holding.setdefault(word, set()).add(number)
        return holding


def _plain(text: str) -> str:
    return text.translate({ord(mark): " " for mark in "#[],."})
