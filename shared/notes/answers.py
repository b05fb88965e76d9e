"""What a tool answers: text a model can read as it stands, and the same facts as structured content."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import groupby
from typing import Any

from shared.errors import Invalid
from shared.notes.change import Note
from shared.notes.path import folder_of

OFFSET_MAX = 10_000_000
INTEGER_MAX = 2**53
DAY_CHARACTERS_MAX = len("2026-11-21")
"""A date of ISO 8601 has no more; with the hours alone it would be longer."""
GROUP_MIN = 3
NAMED_MAX = 20
"""How many notes a sentence names before it only counts; the structured content has them all."""


class Quoted(str):
    """Text that comes from notes. Whoever hands it to a model marks it as data, never as instructions."""


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """A single-use link that an answer is to carry: to fetch an attachment, or to send one to `path`."""

    path: str
    note: Note | None = None
    if_version: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call: blocks of text, and structured content that keeps the tool's schema.

    `image` is the type and the bytes of a picture to show; `link` asks whoever renders the answer for a link.
    """

    texts: list[str]
    structured: dict[str, Any]
    image: tuple[str, bytes] | None = None
    link: LinkWanted | None = None


def offset_of(given: dict[str, Any], asked: object) -> int:
    """Where a page starts: 0, or what the cursor says.

    Raises:
        Invalid: the cursor is not one, or belongs to another question.
    """
    if not (untrusted_cursor := given.get("cursor")):
        return 0
    try:
        offset, digest = json.loads(base64.urlsafe_b64decode(untrusted_cursor))
    except (ValueError, TypeError, RecursionError):
        offset, digest = None, None
    if type(offset) is not int or not 0 <= offset <= OFFSET_MAX or digest != _digest(asked):
        raise Invalid("This cursor does not belong to this question. Ask again without it.")
    return offset


def cursor_of(next_offset: int | None, asked: object) -> str | None:
    """What a client passes to have the next page of the same question; None after the last."""
    if next_offset is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([next_offset, _digest(asked)]).encode()).decode()


def _digest(asked: object) -> str:
    return sha256(repr(asked).encode()).hexdigest()[:12]


def integer(given: dict[str, Any], name: str) -> int | None:
    """A whole number that was given, which JSON may have written as 3.0; None where there is none.

    One that is larger than any of ours is as good as the largest.
    """
    value = given.get(name)
    return None if value is None else min(int(value), INTEGER_MAX)


def time_of(given: dict[str, Any], name: str, *, is_end: bool = False) -> int | None:
    """A moment that was given as ISO 8601, in unix seconds; without a zone it is UTC.

    A day alone is when it begins, and as an end (`is_end`) when it is over.

    Raises:
        Invalid: it is not a date or a time.
    """
    if not (untrusted_moment := given.get(name)):
        return None
    try:
        moment = datetime.fromisoformat(untrusted_moment)
        if is_end and len(untrusted_moment) <= DAY_CHARACTERS_MAX:
            moment += timedelta(days=1)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        raise Invalid(f"{name} is a date or a time as in ISO 8601: 2026-11-21 or 2026-11-21T10:00:00Z.") from None


@lru_cache(maxsize=4096)
def moment(at: int) -> str:
    """Unix seconds as ISO 8601, in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def day(at: int) -> str:
    return moment(at)[:10]


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def more(cursor: str | None) -> list[str]:
    """The line that says there is another page."""
    return [f"There are more: ask again with cursor {cursor}"] if cursor else []


def by_folder(places: Iterable[tuple[str, str]]) -> list[str]:
    """Paths, each with what is said of it; several of one folder in a row stand under its name, which ends with `/`."""
    lines: list[str] = []
    for folder, group in groupby(places, key=lambda place: folder_of(place[0])):
        here = list(group)
        is_heading = bool(folder) and len(here) >= GROUP_MIN
        lines += [f"{folder}/"] if is_heading else []
        lines += [f" {path[len(folder) + 1 :]}{said}" if is_heading else path + said for path, said in here]
    return lines


def named(paths: Sequence[str]) -> str:
    """Paths in a sentence, those of one folder in braces: `a/{b.md, c.md}`; after so many only how many more."""
    names = []
    for folder, group in groupby(sorted(paths[:NAMED_MAX]), key=folder_of):
        here = [path[len(folder) + 1 :] if folder else path for path in group]
        names.append(
            f"{folder}/{{{', '.join(here)}}}"
            if folder and len(here) > 1
            else f"{folder}/" * bool(folder) + ", ".join(here)
        )
    return ", ".join(names) + (f" and {len(paths) - NAMED_MAX} more" if len(paths) > NAMED_MAX else "")


def quoted(lines: Iterable[str]) -> list[str]:
    """Lines that come from notes, as one block; none where there are none."""
    text = "\n".join(lines)
    return [Quoted(text)] if text else []
