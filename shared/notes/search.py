"""What can be asked of a vault without knowing a path: lists, search, tags. It reads only the index."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.errors import Invalid
from shared.notes.index import Index
from shared.notes.path import fold, safe_folder
from shared.notes.query import Filter, Query, Term, parse, property_filter
from shared.notes.ranking import best
from shared.notes.snippet import Snippet, snippet_of
from shared.notes.vault import Vault

_LEVELS = "(SELECT length(rest) - length(replace(rest, '/', '')) FROM (SELECT substr(n.stem, ?) AS rest))"
_AFTER_SLASH = chr(ord("/") + 1)
"""What is below a folder lies between its name with a slash and its name with this, in an index's order."""
_FIELDS = "n.path, n.title, n.version, n.bytes, n.created_at, n.updated_at, n.tags"


@dataclass(frozen=True, slots=True)
class Found:
    """A note in a list or in the results of a search."""

    path: str
    title: str
    version: int
    bytes: int
    created_at: int
    updated_at: int
    tags: list[str]
    snippet: Snippet | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which notes a list is to hold: below a folder, so many levels deep (0: all), with a tag, with a property.

    Times are unix seconds. `attachments` asks for the other files instead of the notes.
    """

    folder: str = ""
    depth: int = 0
    tag: str = ""
    condition: str = ""
    modified_since: int | None = None
    modified_until: int | None = None
    attachments: bool = False

    @classmethod
    def of(cls, untrusted_folder: str, *, untrusted_property: str = "", **asked: Any) -> "Listing":
        """Raises: Invalid: the folder is none, or attachments are asked for by what only notes have."""
        if asked.get("attachments") and (asked.get("tag") or untrusted_property):
            raise Invalid("Attachments have no tags and no properties.")
        return cls(safe_folder(untrusted_folder), condition=untrusted_property, **asked)

    @property
    def start(self) -> int:
        """Where in a folded path the part below the folder begins, from 1."""
        return len(fold(self.folder)) + 2 if self.folder else 1

    @property
    def filters(self) -> list[Filter]:
        found = [Filter("folder", fold(self.folder))] if self.folder else []
        found += [Filter("tag", fold(self.tag.strip("#/")))] if self.tag else []
        return found + ([property_filter(self.condition)] if self.condition else [])


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a result: how many there are in all, and where the next page starts (None: this is the last)."""

    notes: list[Found]
    total: int
    next_offset: int | None
    is_relaxed: bool = False


@dataclass(slots=True)
class _Where:
    """A condition in SQL and the values it waits for."""

    parts: list[str] = field(default_factory=list)
    values: list[object] = field(default_factory=list)

    def add(self, part: str, *values: object) -> None:
        self.parts.append(part)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(self.parts) or "1"


class Search:
    """Questions to one user's index. Every answer holds what was written before the first of them was asked."""

    def __init__(self, index: Index, vault: Vault) -> None:
        self.index = index
        self.vault = vault
        self._lag: int | None = None

    def catch_up(self) -> None:
        self.index.follow(self.vault)
        self._lag = 0

    def lag(self) -> int:
        """How many changes the index has yet to see, counted once."""
        if self._lag is None:
            self._lag = self.vault.seq() - self.index.seq()
        return self._lag

    def follow(self) -> None:
        """Bring the index up to the last change, unless it is known to be there."""
        if self._lag != 0:
            self.catch_up()

    def list_notes(self, asked: Listing, *, offset: int = 0, limit: int = 100) -> Page:
        """The notes, or the attachments, that a listing asks for, by path."""
        where = self._asked(asked)
        if asked.depth:
            where.add(f"{_LEVELS} < ?", asked.start, asked.depth)
        return (
            self._files(where, offset, limit) if asked.attachments else self._page(where, "n.stem, n.id", offset, limit)
        )

    def folders(self, asked: Listing) -> list[tuple[str, int]]:
        """The folders a listing's depth ends at, each with how many of what is asked for lie in it and below."""
        where = self._asked(asked)
        where.add(f"{_LEVELS} >= ?", asked.start, asked.depth)
        parts = (asked.folder.count("/") + 1 if asked.folder else 0) + asked.depth
        table = "attachments" if asked.attachments else "notes"
        rows = self.index.rows(f"SELECT n.path FROM {table} n WHERE {where} ORDER BY n.stem", *where.values)
        names: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for (path,) in rows:
            folder = "/".join(path.split("/")[:parts])
            counts[fold(folder)] += 1
            names.setdefault(fold(folder), folder)
        return [(names[key], counts[key]) for key in sorted(counts)]

    def _asked(self, asked: Listing) -> _Where:
        """The condition of a listing, but for its depth."""
        self.follow()
        where = self._within()
        for condition in asked.filters:
            _add_filter(where, condition)
        for comparison, at in ((">=", asked.modified_since), ("<", asked.modified_until)):
            if at is not None:
                where.add(f"n.updated_at {comparison} ?", at)
        return where

    def _files(self, where: _Where, offset: int, limit: int) -> Page:
        matching = f"FROM attachments n WHERE {where}"
        columns = "n.path, n.version, n.bytes, n.created_at, n.updated_at"
        rows = self.index.rows(
            f"SELECT {columns} {matching} ORDER BY n.stem LIMIT ? OFFSET ?", *where.values, limit, offset
        )
        total = self._count(matching, where.values)
        found = [
            Found(path, path.rsplit("/", 1)[-1], version, size, created_at, updated_at, [])
            for path, version, size, created_at, updated_at in rows
        ]
        return Page(found, total, _next(offset, limit, total))

    def search(self, untrusted_query: str, *, offset: int = 0, limit: int = 10) -> Page:
        """The notes that hold all words of a query; when none does, those that hold any, marked as relaxed."""
        self.follow()
        query = parse(untrusted_query)
        page = self._matching(query, " AND ", offset, limit)
        if page.total == 0 and len(query.wanted) > 1:
            page = self._matching(query, " OR ", offset, limit)
        return page

    def tags(self, untrusted_tag: str = "") -> list[tuple[str, int]]:
        """Every tag in its first spelling, and how many notes carry it or a tag below it; or those at and below one."""
        self.follow()
        where = self._within()
        joined = "JOIN notes n ON n.id = t.note" if self.vault.folder else ""
        sql = f"SELECT t.note, t.folded, t.tag FROM tags t {joined} WHERE {where} ORDER BY t.rowid"
        rows = self.index.rows(sql, *where.values)
        notes: dict[str, set[int]] = {}
        spellings: dict[str, str] = {}
        for note, folded, tag in rows:
            parts, shown = folded.split("/"), tag.split("/")
            for depth in range(1, len(parts) + 1):
                key = "/".join(parts[:depth])
                notes.setdefault(key, set()).add(note)
                spellings.setdefault(key, "/".join(shown[:depth]))
        above = fold(untrusted_tag.strip("#/"))
        counts = [
            (spellings[key], len(ids)) for key, ids in notes.items() if f"{key}/".startswith(above and f"{above}/")
        ]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0]))

    def _within(self) -> _Where:
        """The condition that a limited view of the vault puts on every note."""
        where = _Where()
        if self.vault.folder:
            _add_filter(where, Filter("folder", fold(self.vault.folder)))
        return where

    def _matching(self, query: Query, joint: str, offset: int, limit: int) -> Page:
        where = self._within()
        if query.wanted:
            where.add("words MATCH ?", joint.join(term.expression() for term in query.wanted))
        for term in query.unwanted:
            where.add("n.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)", term.expression())
        for condition in query.filters:
            _add_filter(where, condition)
        if not query.wanted:
            return self._page(where, "n.updated_at DESC, n.id", offset, limit)
        joined = "CROSS JOIN notes n ON n.id = words.rowid " if len(where.parts) > 1 else ""
        matching = f"FROM words {joined}WHERE {where}"
        ids = best(self.index, matching, where.values, offset + limit + 1)
        total = len(ids) if len(ids) <= offset + limit else self._count(matching, where.values)
        notes = self._found(ids[offset : offset + limit], [term for term in query.wanted if term.column != "title"])
        return Page(notes, total, _next(offset, limit, total), is_relaxed=joint == " OR ")

    def _page(self, where: _Where, order: str, offset: int, limit: int) -> Page:
        matching = f"FROM notes n WHERE {where}"
        ordered = f"SELECT n.id, {_FIELDS}, NULL {matching} ORDER BY {order} LIMIT ? OFFSET ?"
        rows = self.index.rows(ordered, *where.values, limit, offset)
        is_whole = not offset and len(rows) < limit
        total = len(rows) if is_whole else self._count(matching, where.values)
        return Page([note for _, note in _read(rows, [])], total, _next(offset, limit, total))

    def _count(self, matching: str, values: list[object]) -> int:
        return int(self.index.rows(f"SELECT count(*) {matching}", *values)[0][0])

    def _found(self, ids: list[int], terms: list[Term]) -> list[Found]:
        joined, text = ("CROSS JOIN texts t ON t.note = n.id", "t.text") if terms else ("", "NULL")
        asked = "json_each(?) asked CROSS JOIN notes n ON n.id = asked.value"
        rows = self.index.rows(f"SELECT n.id, {_FIELDS}, {text} FROM {asked} {joined}", json.dumps(ids))
        found = dict(_read(rows, terms))
        return [found[id_] for id_ in ids]


def _read(rows: list[tuple[Any, ...]], terms: list[Term]) -> Iterator[tuple[int, Found]]:
    """Each note that a row tells of, after its id; with the place in its text where it says one of the terms."""
    tags = json.loads(f"[{','.join(row[-2] for row in rows)}]")
    for number, (id_, path, title, version, size, created_at, updated_at, _, text) in enumerate(rows):
        snippet = snippet_of(text, terms) if terms else None
        yield id_, Found(path, title, version, size, created_at, updated_at, tags[number], snippet)


def _next(offset: int, limit: int, total: int) -> int | None:
    return offset + limit if offset + limit < total else None


def _add_filter(where: _Where, condition: Filter) -> None:
    values: list[object]
    if condition.kind == "folder":
        part, values = "(n.stem >= ? AND n.stem < ?)", [f"{condition.name}/", f"{condition.name}{_AFTER_SLASH}"]
        if not condition.name:
            return
    elif condition.kind == "tag":
        part = "n.id IN (SELECT note FROM tags WHERE folded = ? OR substr(folded, 1, ?) = ?)"
        values = [condition.name, len(condition.name) + 1, f"{condition.name}/"]
    else:
        inner, values = _property_condition(condition)
        part, values = f"n.id IN (SELECT note FROM properties WHERE name = ?{inner})", [condition.name, *values]
    where.add(part if condition.is_wanted else f"NOT ({part})", *values)


def _property_condition(condition: Filter) -> tuple[str, list[object]]:
    if not condition.comparison:
        return "", []
    if condition.comparison != "=":
        value = condition.values[0] or ""
        try:
            return f" AND number {condition.comparison} ?", [float(value)]
        except ValueError:
            return f" AND value {condition.comparison} ?", [value]
    options = " OR ".join("value IS NULL" if value is None else "value = ?" for value in condition.values)
    return f" AND ({options})", [value for value in condition.values if value is not None]
