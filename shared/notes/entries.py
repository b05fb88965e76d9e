"""What stands in a search index of one note: its words, links, tags and properties, row by row."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from shared.notes.change import Note
from shared.notes.links import links_of, target_keys
from shared.notes.note import Markdown
from shared.notes.path import fold, stem_of
from shared.notes.words import joined

BETWEEN_HEADINGS = " \ue002 "
"""A word no query can hold, so that no phrase reaches from one heading into the next."""
OF_A_NOTE = ("texts", "links", "tags", "properties")

Rows = Callable[..., list[tuple[Any, ...]]]
"""Asks the index: SQL, then its values."""


def place(rows: Rows, key: str, file: Note | None) -> None:
    """Know an attachment by its name, which links mean; None when it is gone."""
    rows("DELETE FROM attachments WHERE key=?", key)
    if file:
        stem = fold(file.path)
        names = (key, stem, stem.rsplit("/", 1)[-1], file.path)
        values = (file.version, file.bytes, file.created_at, file.updated_at)
        rows("INSERT INTO attachments VALUES (?,?,?,?,?,?,?,?)", *names, *values)


def learn(rows: Rows, key: str, note: Note, text: str) -> None:
    markdown = Markdown(note.path, text)
    stem = fold(stem_of(note.path))
    row = (key, stem, stem.rsplit("/", 1)[-1], note.path, note.version, note.bytes, note.created_at)
    tags = markdown.tags
    [(id_,)] = rows(
        "INSERT INTO notes (key, stem, name, path, version, bytes, created_at, updated_at, title, tags)"
        " VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id",
        *row,
        note.updated_at,
        markdown.title,
        json.dumps(tags, ensure_ascii=False),
    )
    rows("INSERT INTO texts VALUES (?,?)", id_, text)
    rows("INSERT INTO words (rowid, title, headings, body) VALUES (?,?,?,?)", id_, *_columns(markdown))
    _many(rows, "INSERT INTO links VALUES (?,?,?,?,?,?,?)", id_, _link_rows(markdown))
    _many(rows, "INSERT INTO tags VALUES (?,?,?)", id_, ((fold(tag), tag) for tag in tags))
    _many(rows, "INSERT INTO properties VALUES (?,?,?,?)", id_, _property_rows(markdown.properties))


def _many(rows: Rows, sql: str, id_: int, told: Iterable[tuple[object, ...]]) -> None:
    for row in told:
        rows(sql, id_, *row)


def forget(rows: Rows, key: str) -> None:
    found = rows("SELECT id, path, text FROM notes JOIN texts ON note = id WHERE key=?", key)
    for id_, path, text in found:
        columns = _columns(Markdown(path, text))
        rows("INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete',?,?,?,?)", id_, *columns)
        rows("DELETE FROM notes WHERE id=?", id_)
        for table in OF_A_NOTE:
            rows(f"DELETE FROM {table} WHERE note=?", id_)


def _columns(note: Markdown) -> tuple[str, str, str]:
    headings = BETWEEN_HEADINGS.join(joined(heading.text) for heading in note.headings)
    return joined(note.title), headings, joined(note.text)


def _link_rows(note: Markdown) -> Iterable[tuple[object, ...]]:
    for link in links_of(note):
        name = target_keys(link.target)[0].rsplit("/", 1)[-1] if link.target else ""
        yield name, link.target, link.subpath, link.label, link.is_embed, link.line


def _property_rows(properties: dict[str, Any]) -> Iterable[tuple[str, str | None, float | None]]:
    for name, value in properties.items():
        items = value if isinstance(value, list) else [value]
        for item in items or [None]:
            is_number = isinstance(item, (int, float)) and not isinstance(item, bool)
            text = (
                None if item is None else json.dumps(item, ensure_ascii=False) if isinstance(item, dict) else str(item)
            )
            yield fold(name), text if text is None else fold(text), float(item) if is_number else None
