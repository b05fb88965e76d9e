"""What a note holds, as an answer: the whole, a part, only its outline, or as much of several as there is room for."""

from collections.abc import Callable
from dataclasses import dataclass
from mimetypes import guess_type
from typing import Any

from shared.errors import Invalid
from shared.notes.answers import Answer, LinkWanted, Quoted, quoted
from shared.notes.answers_found import found
from shared.notes.change import Note
from shared.notes.note import Markdown
from shared.notes.places import block_of, section_of
from shared.notes.search import Found

HEADINGS_MAX = 1_000
IMAGE_BYTES_MAX = 2_000_000
IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a note is to be read. A section is a heading, a chain of them, or `^` and a block's id."""

    section: str = ""
    from_line: int | None = None
    to_line: int | None = None
    is_outline: bool = False
    characters_max: int | None = None


def read(note: Note, text: str, part: Part) -> Answer:
    """Raises: NotFound: there is no such section. Invalid: there are no such lines."""
    markdown = Markdown(note.path, text)
    structured = _facts(note, markdown)
    if part.is_outline:
        head = f"Version {note.version}, {len(markdown.lines)} lines"
        lines = [f"{h.line}: {'#' * h.level} {h.text}" for h in markdown.headings[:HEADINGS_MAX]]
        lines_of = {"first": 0, "last": 0, "total": len(markdown.lines)}
        return Answer([head, *quoted(lines)], {**structured, "text": "", "lines": lines_of})
    body, lines_of, is_cut = _cut(markdown, *_lines(markdown, part), part.characters_max)
    head = f"Version {note.version}"
    if lines_of["last"] - lines_of["first"] + 1 < lines_of["total"]:
        head += f", lines {lines_of['first']}-{lines_of['last']} of {lines_of['total']}"
    if is_cut:
        head += "  ·  its end is cut off"
        lines_of["cut"] = True
    return Answer([head, Quoted(body)], {**structured, "text": body, "lines": lines_of})


def read_several(notes: list[Note], missing: list[str], characters_max: int, text_of: Callable[[Note], str]) -> Answer:
    """As many of these notes as the budget holds, whole; the first that does not fit is cut after a line."""
    blocks, shown, left_out = list[str](), list[dict[str, Any]](), list[str]()
    room = characters_max
    for note in notes:
        if room <= 0:
            left_out.append(note.path)
            continue
        answer = read(note, text_of(note), Part(characters_max=room))
        blocks += [f"{note.path}: {answer.texts[0]}", *answer.texts[1:]]
        shown.append({name: answer.structured[name] for name in ("path", "version", "text", "lines")})
        room -= len(answer.structured["text"])
    texts = quoted(blocks)
    if left_out:
        texts.append(f"There was no room for: {', '.join(left_out)}.")
    if missing:
        texts.append(f"There are no notes at: {', '.join(missing)}.")
    return Answer(texts, {"notes": shown, "left_out": left_out, "missing": missing})


def attached(note: Note, body_of: Callable[[Note], bytes]) -> Answer:
    """An attachment: an image as such where a model can look at it, and a link to have the file."""
    kind = guess_type(note.path)[0] or "application/octet-stream"
    is_shown = kind in IMAGE_TYPES and note.bytes <= IMAGE_BYTES_MAX
    head = f"{kind}, {note.bytes} bytes, version {note.version}"
    structured = {"path": note.path, "version": note.version, "type": kind, "bytes": note.bytes}
    return Answer([head], structured, (kind, body_of(note)) if is_shown else None, LinkWanted(note.path, note))


def _facts(note: Note, markdown: Markdown) -> dict[str, Any]:
    facts = Found(note.path, markdown.title, note.version, note.bytes, 0, note.updated_at, markdown.tags)
    outline = [{"level": h.level, "text": h.text, "line": h.line} for h in markdown.headings[:HEADINGS_MAX]]
    return {**found(facts), "outline": outline}


def _lines(markdown: Markdown, part: Part) -> tuple[int, int]:
    total = len(markdown.lines)
    first, last = 1, total
    if part.section.lstrip("# ").startswith("^"):
        block = block_of(markdown, part.section)
        first, last = block.first, block.last
    elif part.section:
        heading = section_of(markdown, part.section)
        first, last = heading.line, heading.last_line
    first, last = max(first, part.from_line or first), min(last, part.to_line or last)
    if first > last:
        raise Invalid(f"There are no such lines here; the note has {total}.")
    return first, last


def _cut(markdown: Markdown, first: int, last: int, characters_max: int | None) -> tuple[str, dict[str, int], bool]:
    """The text of some lines, as many as there is room for, which they are, and whether even the first was too long."""
    lines, total = markdown.lines, len(markdown.lines)
    if characters_max is not None:
        room = characters_max
        for number in range(first, last + 1):
            room -= len(lines[number - 1]) + 1
            if room < 0:
                last = max(first, number - 1)
                break
    text = markdown.text if (first, last) == (1, total) else "\n".join(lines[first - 1 : last])
    if last < total:
        text += "\n"
    is_cut = characters_max is not None and len(text.removesuffix("\n")) > characters_max
    return text[:characters_max], {"first": first, "last": last, "total": total}, is_cut
