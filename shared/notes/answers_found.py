"""The answers of the tools that find: lists, hits, links, tags."""

from typing import Any

from shared.notes.answers import Answer, by_folder, count, cursor_of, day, moment, more, quoted
from shared.notes.change import Note
from shared.notes.graph import Pointer
from shared.notes.search import Found, Listing, Page

TAGS_SHOWN_MAX = 100
LINKS_MAX = 1_000
"""Of one note, or folders, in one answer; nobody reads more, and no answer may be larger than a Lambda can give."""


def listed(page: Page, folders: list[tuple[str, int]], asked: Listing) -> Answer:
    cursor, noun = cursor_of(page.next_offset, asked), "file" if asked.attachments else "note"
    folders = folders[:LINKS_MAX]
    lines = [f"{folder}/  {count(notes, noun)}" for folder, notes in folders]
    lines += [f"{note.path}  {day(note.updated_at)}" for note in page.notes]
    structured = {
        "notes": [found(note) for note in page.notes],
        "folders": [{"path": folder, "notes": notes} for folder, notes in folders],
        "total": page.total,
        "next_cursor": cursor,
    }
    head = f"{count(page.total, noun)}."
    return Answer(["\n".join([head, *more(cursor)]), *quoted(lines)], structured)


def searched(page: Page, asked: object) -> Answer:
    cursor = cursor_of(page.next_offset, asked)
    head = f"{count(page.total, 'note')} found."
    if page.is_relaxed:
        head = f"No note holds all of these words. {count(page.total, 'note')} hold some of them."
    lines = []
    hits = []
    for note in page.notes:
        line, text = (note.snippet.line, note.snippet.text) if note.snippet else (0, "")
        hits.append({**found(note), "line": line, "snippet": text})
        lines.append(f"{note.path}  {day(note.updated_at)}")
        lines += [f"    {line}: {text}"] if line else []
    structured = {"notes": hits, "total": page.total, "next_cursor": cursor, "relaxed": page.is_relaxed}
    return Answer(["\n".join([head, *more(cursor)]), *quoted(lines)], structured)


def linked(
    note: Note, incoming: list[Pointer], outgoing: list[Pointer], neighbours: list[tuple[str, int]] | None
) -> Answer:
    here, there = incoming[:LINKS_MAX], outgoing[:LINKS_MAX]
    nowhere = [link for link in outgoing if link.path is None]
    heads = [f"{count(len(incoming), 'link')} to {note.path}", f"{len(outgoing)} from it"]
    heads += [f"{len(nowhere)} of these to no note"] if nowhere else []
    lines = by_folder((link.source, f":{link.line}: {link.context}") for link in here)
    lines += [f"line {link.line}: {shown(link)} -> {link.path or 'no note'}" for link in there]
    structured: dict[str, Any] = {
        "path": note.path,
        "backlinks": [{**_link(link, link.source), "context": link.context} for link in here],
        "links": [_link(link, link.path) for link in there],
        "unresolved": len(nowhere),
    }
    if neighbours is not None:
        lines += [f"{path}  {count(distance, 'link')} away" for path, distance in neighbours]
        structured["neighbours"] = [{"path": path, "distance": distance} for path, distance in neighbours]
    return Answer([", ".join(heads) + ".", *quoted(lines)], structured)


def broken(links: list[Pointer]) -> Answer:
    """Links that lead nowhere, in the whole vault."""
    here = links[:LINKS_MAX]
    lines = by_folder((link.source, f":{link.line}: {shown(link)}") for link in here)
    head = f"{count(len(links), 'link')} to no note." + (f" Here are the first {LINKS_MAX}." if links != here else "")
    structured = {"links": [{**_link(link, None), "source": link.source} for link in here], "unresolved": len(links)}
    return Answer([head, *quoted(lines)], structured)


def tagged(tags: list[tuple[str, int]]) -> Answer:
    lines = [f"#{tag}  {notes}" for tag, notes in tags]
    structured = {"tags": [{"tag": tag, "count": notes} for tag, notes in tags]}
    return Answer([f"{count(len(tags), 'tag')}.", *quoted(lines)], structured)


def found(note: Found) -> dict[str, Any]:
    """What is told of a note in a list, in hits, and when it is read."""
    names = {"path": note.path, "title": note.title, "version": note.version}
    return {**names, "updated": moment(note.updated_at), "tags": note.tags[:TAGS_SHOWN_MAX]}


def shown(pointer: Pointer) -> str:
    """A link as it was written, without brackets and label."""
    return pointer.target + (f"#{pointer.subpath}" if pointer.subpath else "")


def _link(pointer: Pointer, path: str | None) -> dict[str, Any]:
    return {"path": path, "link": shown(pointer), "line": pointer.line, "embed": pointer.is_embed}
