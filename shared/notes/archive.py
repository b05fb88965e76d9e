"""The history of a vault as a zip holds it: the names of its files, and what stands in them once it is checked.

Whatever a line says keeps the rules of one note or one change; whether they fit together is for `chain` to say.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, TypeVar

from shared.errors import Invalid
from shared.notes.change import Change, Note, Touched
from shared.notes.changelog import EDITS_PER_COMMIT, TRASH
from shared.notes.path import is_note, safe_attachment_path, safe_path
from shared.notes.sources import File, Source
from shared.storage.contract import RECORD_BYTES_MAX

FORMAT = 1
MANIFEST, BEFORE, CHANGES, TRASHED, BODIES = "history.json", "before.jsonl", "changes.jsonl", "trash.jsonl", "bodies/"
LOG_BYTES_MAX = 67_108_864
"""How much there may be to read of a history without its texts: it is read through whenever an import goes on."""
SEQ_MAX = 2**53
TIME_MIN, TIME_MAX = -62_135_596_800, 253_402_300_799
CLIENT_CHARACTERS_MAX = 256
NO_HISTORY = "This zip holds no history of a vault. Import it without asking for one."
_DIGEST, _ID, _WHAT = (re.compile(pattern) for pattern in (r"[0-9a-f]{64}", r"[0-9a-f]{32}", r"[a-z][a-z ]{0,31}"))
_TRASH_KEY = re.compile(TRASH + r"([0-9]{20})#([0-9]{3,24})")
Told = TypeVar("Told")
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}
_WRONG = (AttributeError, KeyError, TypeError, ValueError, RecursionError)


class Archive:
    """The history in a zip. `first` and `last` are the seqs of its oldest and its newest change."""

    def __init__(self, source: Source) -> None:
        """Raises: Invalid: there is none, or none that is read here."""
        self._files = {file.untrusted_name: file for file in source.history}
        if MANIFEST not in self._files:
            raise Invalid(NO_HISTORY)
        if len(self._files) != len(source.history):
            raise Invalid("The history in this zip names a file twice.")
        for file in [*source.history, *source.files]:
            if file.why_not:
                raise Invalid(f"A zip with a history comes in whole or not at all. {file.why_not}")
        if sum(self._file(name).size for name in (MANIFEST, BEFORE, CHANGES, TRASHED)) > LOG_BYTES_MAX:
            raise Invalid(f"A history has at most {LOG_BYTES_MAX} bytes without its texts; this one has more.")
        self.first, self.last = self._range()

    def before(self) -> Iterator[Note]:
        """What the vault held before the oldest change."""
        for value, number in self._lines(BEFORE):
            yield _checked(partial(_note, value), BEFORE, number)

    def changes(self, skip: int = 0) -> Iterator[Change]:
        """The changes, oldest first, without so many of them."""
        for value, number in self._lines(CHANGES, skip):
            yield _checked(partial(_change, value), CHANGES, number)

    def trash(self) -> Iterator[tuple[str, Note]]:
        """The notes in the trash with the keys of their records."""
        for value, number in self._lines(TRASHED):
            yield _checked(partial(_trashed, value), TRASHED, number)

    def body_file(self, digest: str) -> File | None:
        """The file of a text that is not a note's beside the history."""
        return self._files.get(BODIES + digest)

    def _range(self) -> tuple[int, int]:
        manifest, number = next(self._lines(MANIFEST), ({}, 1))
        return _checked(partial(_manifest, manifest), MANIFEST, number)

    def _file(self, name: str) -> File:
        if name not in self._files:
            raise Invalid(f"The history in this zip lacks its {name}.")
        return self._files[name]

    def _lines(self, name: str, skip: int = 0) -> Iterator[tuple[Any, int]]:
        """The JSON of each line after so many, with its number."""
        rest, number = b"", 0
        for piece in _pieces(self._file(name)):
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                number += 1
                if number > skip:
                    yield _checked(partial(_json, line), name, number), number
            _checked(partial(_json_start, rest), name, number + 1)
        if rest and number >= skip:
            yield _checked(partial(_json, rest), name, number + 1), number + 1


def _pieces(file: File) -> Iterator[bytes]:
    try:
        yield from file.pieces()
    except Invalid as error:
        raise Invalid("The history in this zip is damaged.", reason=error.reason) from error


def trash_place(key: str) -> tuple[int, int]:
    """The change that put a note into the trash, and which of its notes that was, by the key of its record there."""
    seq, _, number = key.removeprefix(TRASH).partition("#")
    return int(seq), int(number)


def _checked(read: Callable[[], Told], name: str, number: int) -> Told:
    """What a reader makes of a line; a line it can make nothing of is a refusal of the whole."""
    try:
        return read()
    except Invalid as error:
        raise Invalid(f"Line {number} of {name} in the history of this zip is refused: {error.message}") from error
    except _WRONG as error:
        reason = type(error).__name__
        raise Invalid(f"Line {number} of {name} in the history of this zip is damaged.", reason=reason) from error


def _json_start(line: bytes) -> None:
    if len(line) > RECORD_BYTES_MAX:
        raise ValueError("a line that is longer than any record")


def _json(line: bytes) -> Any:
    _json_start(line)
    return json.loads(line.decode())


def _manifest(told: Any) -> tuple[int, int]:
    if _number(told["format"], 1, SEQ_MAX) != FORMAT:
        raise Invalid("It is of a newer format than is read here.")
    last = _number(told["last"], 0, SEQ_MAX)
    return _number(told["first"], 1, last + 1), last


def _change(told: Any) -> Change:
    notes = told["notes"]
    if not isinstance(notes, list) or not 0 < len(notes) <= EDITS_PER_COMMIT:
        raise Invalid(f"A change has one note to {EDITS_PER_COMMIT}.")
    return Change(
        _number(told["seq"], 1, SEQ_MAX),
        _text(told["id"], _ID),
        _number(told["at"], 0, TIME_MAX),
        _text(told["what"], _WHAT),
        _client(told["by"]["client"]),
        "",
        [_touched(note) for note in notes],
    )


def _touched(told: Any) -> Touched:
    before, after, source = (None if told.get(name) is None else _note(told[name]) for name in _NOTES)
    to, untrashed = told.get("to", ""), told.get("untrashed", "")
    if to != "":
        _path(to)
    if untrashed != "":
        _text(untrashed, _TRASH_KEY)
    return Touched(_path(told["path"]), before, after, source, to, untrashed)


_NOTES = ("before", "after", "from")


def _note(told: Any) -> Note:
    return Note(
        _path(told["path"]),
        _number(told["version"], 1, SEQ_MAX),
        _text(told["digest"], _DIGEST),
        _number(told["bytes"], 0, SEQ_MAX),
        _number(told["created_at"], TIME_MIN, TIME_MAX),
        _number(told["updated_at"], TIME_MIN, TIME_MAX),
    )


def _trashed(told: Any) -> tuple[str, Note]:
    return _text(told["key"], _TRASH_KEY), _note(told)


@lru_cache(maxsize=16_384)
def _known_path(untrusted_path: str) -> str:
    path = safe_path(untrusted_path) if is_note(untrusted_path) else safe_attachment_path(untrusted_path)
    if path != untrusted_path:
        raise Invalid("A path is written in Unicode's form NFC.")
    return path


def _path(untrusted_path: Any) -> str:
    if type(untrusted_path) is not str:
        raise TypeError
    return _known_path(untrusted_path)


def _number(untrusted: Any, least: int, most: int) -> int:
    if type(untrusted) is not int or not least <= untrusted <= most:
        raise ValueError("no number, or one that cannot be")
    return untrusted


def _text(untrusted: Any, pattern: re.Pattern[str]) -> str:
    if type(untrusted) is not str or not pattern.fullmatch(untrusted):
        raise ValueError("a text of another form")
    return untrusted


def _client(untrusted_name: Any) -> str:
    if type(untrusted_name) is not str or len(untrusted_name) > CLIENT_CHARACTERS_MAX:
        raise ValueError("no name of a client")
    if any(unicodedata.category(letter) in _UNSEEN for letter in untrusted_name):
        raise ValueError("a name with what nobody sees")
    return untrusted_name
