"""What a tool answers: text a model can read as it stands, and the same facts as structured content."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from shared.errors import Invalid
from shared.notes.change import Note
from shared.notes.note import Markdown
from shared.notes.search import Found, Page, Pointer

OFFSET_MAX = 10_000_000
TAGS_SHOWN_MAX = 100
HEADINGS_MAX = LINKS_MAX = 1_000
"""Of one note in one answer; nobody reads more, and no answer may be larger than a Lambda can give."""


class Quoted(str):
    """Text that comes from notes. Whoever hands it to a model marks it as data, never as instructions."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one call: blocks of text, and structured content that keeps the tool's schema."""

    texts: list[str]
    structured: dict[str, Any]


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


def _cursor(page: Page, asked: object) -> str | None:
    if page.next_offset is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([page.next_offset, _digest(asked)]).encode()).decode()


def _digest(asked: object) -> str:
    return sha256(repr(asked).encode()).hexdigest()[:12]


def listed(page: Page, asked: object) -> Answer:
    cursor = _cursor(page, asked)
    lines = [f"{note.path}  ·  {note.title}  ·  {_day(note.updated_at)}" for note in page.notes]
    structured = {"notes": [_found(note) for note in page.notes], "total": page.total, "next_cursor": cursor}
    return Answer(["\n".join([f"{_count(page.total, 'note')}.", *lines, *_more(cursor)])], structured)


def searched(page: Page, asked: object) -> Answer:
    cursor = _cursor(page, asked)
    head = f"{_count(page.total, 'note')} found."
    if page.is_relaxed:
        head = f"No note holds all of these words. {_count(page.total, 'note')} hold some of them."
    lines = []
    hits = []
    for note in page.notes:
        line, text = (note.snippet.line, note.snippet.text) if note.snippet else (0, "")
        hits.append({**_found(note), "line": line, "snippet": text})
        lines.append(f"{note.path}  ·  {note.title}  ·  {_day(note.updated_at)}")
        lines += [f"    {line}: {text}" if line else f"    {text}"] if text else []
    structured = {"notes": hits, "total": page.total, "next_cursor": cursor, "relaxed": page.is_relaxed}
    return Answer(["\n".join([head, *lines, *_more(cursor)])], structured)


def read(note: Note, text: str, section: str, from_line: int | None, to_line: int | None) -> Answer:
    markdown = Markdown(note.path, text)
    total = len(markdown.lines)
    first, last = 1, total
    if section:
        found = markdown.section(section)
        first, last = found.line, found.last_line
    first, last = max(first, from_line or first), min(last, to_line or last)
    if first > last:
        raise Invalid(f"There are no such lines here; the note has {total}.")
    part = text if (first, last) == (1, total) else _lines(markdown, first, last)
    outline = [{"level": h.level, "text": h.text, "line": h.line} for h in markdown.headings[:HEADINGS_MAX]]
    structured = {
        **_found(Found(note.path, markdown.title, note.version, note.bytes, 0, note.updated_at, markdown.tags)),
        "text": part,
        "outline": outline,
        "lines": {"first": first, "last": last, "total": total},
    }
    head = f"{note.path}  ·  version {note.version}  ·  {_day(note.updated_at)}  ·  lines {first}-{last} of {total}"
    return Answer([head, part], structured)


def _lines(markdown: Markdown, first: int, last: int) -> str:
    part = "\n".join(markdown.lines[first - 1 : last])
    return part + "\n" if last < len(markdown.lines) else part


def written(note: Note, *, is_new: bool) -> Answer:
    verb = "Created" if is_new else "Wrote"
    return Answer(
        [f"{verb} {note.path}, now at version {note.version}."],
        {"path": note.path, "version": note.version, "created": is_new},
    )


def deleted(note: Note) -> Answer:
    text = f"Moved {note.path} to the trash; it was at version {note.version}."
    return Answer([text], {"path": note.path, "version": note.version})


def linked(note: Note, incoming: list[Pointer], outgoing: list[Pointer]) -> Answer:
    lines = [f"{_count(len(incoming), 'link')} to {note.path}.{_first(incoming)}"]
    shown_in, shown_out = incoming[:LINKS_MAX], outgoing[:LINKS_MAX]
    lines += [f"{pointer.path}, line {pointer.line}: {_shown(pointer)}" for pointer in shown_in]
    lines.append(f"{_count(len(outgoing), 'link')} from it.{_first(outgoing)}")
    lines += [f"line {p.line}: {_shown(p)} -> {p.path or 'nothing yet'}" for p in shown_out]
    structured = {
        "path": note.path,
        "backlinks": [_pointer(pointer) for pointer in shown_in],
        "links": [_pointer(pointer) for pointer in shown_out],
    }
    return Answer(["\n".join(lines)], structured)


def tagged(tags: list[tuple[str, int]]) -> Answer:
    lines = [f"#{tag}  {count}" for tag, count in tags]
    structured = {"tags": [{"tag": tag, "count": count} for tag, count in tags]}
    return Answer(["\n".join([f"{_count(len(tags), 'tag')}.", *lines])], structured)


def _found(note: Found) -> dict[str, Any]:
    names = {"path": note.path, "title": note.title, "version": note.version}
    return {**names, "updated": _moment(note.updated_at), "tags": note.tags[:TAGS_SHOWN_MAX]}


def _pointer(pointer: Pointer) -> dict[str, Any]:
    return {"path": pointer.path, "link": _shown(pointer), "line": pointer.line, "embed": pointer.is_embed}


def _shown(pointer: Pointer) -> str:
    return pointer.target + (f"#{pointer.subpath}" if pointer.subpath else "")


def _first(pointers: list[Pointer]) -> str:
    return f" Here are the first {LINKS_MAX}:" if len(pointers) > LINKS_MAX else ""


@lru_cache(maxsize=4096)
def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _day(at: int) -> str:
    return _moment(at)[:10]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _more(cursor: str | None) -> list[str]:
    return [f"There are more: ask again with cursor {cursor}"] if cursor else []
