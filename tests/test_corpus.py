"""Real files prove the vault: all come back as they went in, and any word finds the notes that a plain reader finds."""

import random
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared.access.gate import Caller
from shared.config import Config
from shared.service import Service, build
from tests.corpus import ROOT, corpus, small_corpus
from tests.running import environ_of

ADA = "ada"
SEED = 20_261_121
WORDS_OF_A_KIND = 27
UNSPACED = (
    "CJK UNIFIED IDEOGRAPH|CJK COMPATIBILITY IDEOGRAPH|IDEOGRAPHIC|HANGZHOU|HIRAGANA|KATAKANA|HALFWIDTH KATAKANA|"
    "HENTAIGANA|BOPOMOFO|YI|THAI|LAO|KHMER|MYANMAR|TIBETAN|JAVANESE|BALINESE|TAI LE|NEW TAI LUE|TAI THAM|TAI VIET"
)
"""How the Unicode names of the characters begin that are written without spaces between words."""

KINDS = {
    "ascii": r"(?<!\w)[A-Za-z]{1,30}(?!\w)",
    "diacritics": r"(?<!\w)(?=\w*[\u00c0-\u024f])[a-zA-Z\u00c0-\u024f]+(?!\w)",
    "vietnamese": r"(?<!\w)(?=\w*[\u1ea0-\u1ef9])[a-zA-Z\u00c0-\u024f\u1ea0-\u1ef9]+(?!\w)",
    "cyrillic": r"(?<!\w)[\u0400-\u052f]+(?!\w)",
    "greek": r"(?<!\w)[\u0370-\u03ff\u1f00-\u1fff]+(?!\w)",
    "hebrew": r"[\u0591-\u05f2]+",
    "arabic": r"[\u0620-\u065f\u066e-\u06d3]+",
    "zero-width": r"[\u0620-\u06d3]+\u200c[\u0620-\u06d3]+|[\u0904-\u0963]+[\u200c\u200d][\u0904-\u0963]+",
    "devanagari": r"[\u0904-\u0963]+",
    "bengali": r"[\u0985-\u09e3]+",
    "hangul": r"[\uac00-\ud7a3]+",
    "two han": r"(?=([\u4e00-\u9fff]{2}))",
    "four han": r"(?=([\u4e00-\u9fff]{4}))",
    "one han": r"[\u4e00-\u9fff]",
    "hiragana": r"[\u3041-\u3096]{2,4}",
    "katakana": r"[\u30a1-\u30fa\u30fc]{2,12}",
    "kana and han": r"[\u4e00-\u9fff]{1,2}[\u3041-\u3096]{1,3}",
    "thai": r"(?=([\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e]{1,7}))",
    "other unspaced": r"[\u0e81-\u0edf]{2,9}|[\u0f40-\u0fbc]{2,9}|[\u1000-\u109f]{2,9}|[\u1780-\u17d3]{2,9}",
    "hyphenated": r"(?<![\w-])\w{1,20}(?:-\w{1,20}){1,4}(?![\w-])",
    "joined": r"(?<!\w)[a-zA-Z]{1,20}(?:['’._/@:][a-zA-Z]{1,20}){1,3}(?!\w)",
    "numbers": r"(?<!\w)\d{1,12}(?:[.,:]\d{1,6})?(?!\w)",
    "letters and digits": r"(?<!\w)[A-Za-z]{1,20}\d[A-Za-z\d]{0,20}(?!\w)",
    "two scripts": r"[A-Za-z]{2,12}[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{1,2}|[\uac00-\ud7a3]{1,4}[A-Za-z]{2,12}",
}


# The plain search. It shares no line with shared/notes/words.py.


@cache
def is_bound(character: str) -> bool:
    """Whether a character makes one word with its neighbour: a letter or digit of a script that writes spaces."""
    return unicodedata.category(character)[0] in "LN" and not re.match(
        rf"(?:{UNSPACED})\b", unicodedata.name(character, "")
    )


@cache
def is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@cache
def lowered(character: str) -> str:
    folded = character.casefold()
    return folded if len(folded) == 1 else character.lower()


@cache
def is_passed_over(base: str, mark: str) -> bool:
    """Marks on Latin and Greek letters, stress and the dots of ё, Hebrew points, Arabic vowel signs."""
    of_letter, of_mark = (unicodedata.name(character, "").split(" ")[0] for character in (base, mark))
    if of_mark == "COMBINING" and ord(mark) < 0x370:
        is_stress = base in "аеиоуыэюяіє" and mark in "\u0300\u0301"
        return of_letter in ("LATIN", "GREEK") or is_stress or (base == "е" and mark == "\u0308")
    return of_mark == "HEBREW" or (of_mark == "ARABIC" and not 0x653 <= ord(mark) <= 0x66F)


def plain(text: str) -> str:
    """A text without letter case and without the marks that a search passes over, character by character."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return composed.lower()
    kept, base = [], ""
    for character in unicodedata.normalize("NFD", "".join(map(lowered, composed))):
        if not is_mark(character):
            base = character
        elif base and is_passed_over(base, character):
            continue
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def holds(text: str, word: str) -> bool:
    """Whether a plain text holds a plain word: whole where its script writes spaces, anywhere where it does not."""
    start = text.find(word)
    while start >= 0:
        if not (is_bound(word[0]) and touches_before(text, start)) and not touches_after(text, start + len(word)):
            return True
        start = text.find(word, start + 1)
    return False


def touches_before(text: str, start: int) -> bool:
    place = start - 1
    while place >= 0 and is_mark(text[place]):
        place -= 1
    return place >= 0 and is_bound(text[place])


def touches_after(text: str, end: int) -> bool:
    """A mark belongs to the letter before it, whose script tells."""
    last = end - 1
    while last > 0 and is_mark(text[last]):
        last -= 1
    return end < len(text) and is_bound(text[last]) and (is_bound(text[end]) or is_mark(text[end]))


# What is proved


@dataclass(frozen=True)
class Kept:
    """A folder of files, the service into whose vault of ada it was imported, and how many words to ask for."""

    source: Path
    data: Path
    service: Service
    words_of_a_kind: int

    def files(self) -> dict[str, bytes]:
        """The files by the composed names that their notes have."""
        found = (file for file in self.source.rglob("*") if file.is_file())
        return {
            unicodedata.normalize("NFC", file.relative_to(self.source).as_posix()): file.read_bytes() for file in found
        }

    def ask(self, tool: str, **arguments: object) -> Iterator[dict]:
        """Every note of an answer, page after page."""
        while True:
            answer = self.service.call(Caller(ADA), tool, arguments).structured
            assert not answer.get("relaxed")
            yield from answer["notes"]
            if not answer["next_cursor"]:
                return
            arguments["cursor"] = answer["next_cursor"]


@pytest.fixture(scope="module", params=["small", pytest.param("real", marks=pytest.mark.slow)])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    is_real, data = request.param == "real", tmp_path_factory.mktemp("data")
    source = corpus() if is_real else small_corpus(tmp_path_factory.mktemp("small"))
    print(f"\n{command(data, 'import', source)}")
    service = build(Config.from_environ(environ_of(data)))
    return Kept(source, data, service, WORDS_OF_A_KIND if is_real else 1_000)


def command(data: Path, *arguments: object) -> str:
    """What the command line said, on both outputs; it must have succeeded."""
    given = [sys.executable, "-m", "shared", *map(str, arguments), "--user", ADA]
    done = subprocess.run(given, cwd=ROOT, env=environ_of(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_every_file_comes_back_as_it_went_in_and_twice_is_once(kept: Kept, tmp_path: Path):
    print(f"\n{command(kept.data, 'export', tmp_path / 'out.zip')}")
    with ZipFile(tmp_path / "out.zip") as packed:
        back = {entry.filename: packed.read(entry) for entry in packed.infolist()}
    files = kept.files()
    assert sorted(back) == sorted(files)
    assert [name for name, body in files.items() if back[name] != body] == []
    seq = kept.service.vault(Caller(ADA)).seq()
    for source in (kept.source, tmp_path / "out.zip"):
        assert f"Notes: 0 created, 0 changed, {len(files)} unchanged." in command(kept.data, "import", source)
    assert kept.service.vault(Caller(ADA)).seq() == seq


def test_any_word_finds_the_notes_that_hold_it(kept: Kept):
    texts = {path: body.decode() for path, body in kept.files().items()}
    plain_texts = {note["path"]: plain(texts[note["path"]] + shown_title(note)) for note in kept.ask("list_notes")}
    words = list(asked_for(texts, kept.words_of_a_kind))
    started, found_in_all, differences = time.perf_counter(), 0, []
    for kind, word in words:
        found = [note["path"] for note in kept.ask("search_notes", query=word, limit=100)]
        wanted = {path for path, text in plain_texts.items() if holds(text, plain(word))}
        found_in_all += len(found)
        if len(found) != len(set(found)) or set(found) != wanted:
            missing, extra = sorted(wanted - set(found)), sorted(set(found) - wanted)
            differences.append((kind, word, len(missing), missing[:2], len(extra), extra[:2]))
    took = time.perf_counter() - started
    print(
        f"\n{len(words)} words {dict(Counter(kind for kind, _ in words))} in {len(texts)} notes: {found_in_all} hits,"
    )
    print(f"{len(differences)} differences, {took:.0f} s", *differences, sep="\n")
    assert differences == []


def shown_title(note: dict) -> str:
    """The title of a note where it is the file's name, which the note's text need not hold."""
    stem = note["path"].rsplit("/", 1)[-1][: -len(".md")]
    return f"\n{stem}" if note["title"] == stem else ""


def asked_for(texts: dict[str, str], count: int) -> Iterator[tuple[str, str]]:
    """Words of every kind, a third frequent, a third rare, a third any, as typed by different hands; and non-words."""
    chance = random.Random(SEED)
    for kind, pattern in KINDS.items():
        seen: Counter[str] = Counter()
        for path, text in texts.items():
            seen.update(set(re.findall(pattern, f"{path}\n{text}")))
        ordered = sorted(seen, key=lambda word: (-seen[word], word))
        rare = [word for word in ordered if seen[word] == 1]
        third = min(count // 3, len(ordered))
        chosen = {*chance.sample(ordered[: 4 * third], third), *chance.sample(rare, min(third, len(rare)))}
        chosen.update(chance.sample(ordered, third) if third < len(ordered) else ordered)
        for word in sorted(chosen):
            yield kind, chance.choice((str, str.upper, str.lower, decomposed, bare))(word)
        for word in chance.sample(sorted(chosen), min(3, len(chosen))):
            yield f"no {kind}", chance.choice((shorter, backwards, "{}x".format, "x{}".format))(word)


def shorter(word: str) -> str:
    return word[:-1].rstrip("'’._/@:-,") or "q"


def backwards(word: str) -> str:
    return f"{word}{word}" if any(map(is_mark, word)) else word[::-1]


def decomposed(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def bare(word: str) -> str:
    """A word as typed on a keyboard without accents."""
    return "".join(c for c in decomposed(word) if not (c >= "\u0300" and c < "\u0370"))
