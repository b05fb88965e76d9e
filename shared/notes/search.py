"""What can be asked of a vault without knowing a path: lists, search, links, tags. It reads only the index."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.notes.index import Index
from shared.notes.links import resolve, target_keys
from shared.notes.path import fold, folder_of, key_of, name_of, safe_folder, safe_path
from shared.notes.query import Filter, Query, Term, parse
from shared.notes.ranking import best
from shared.notes.snippet import Snippet, snippet_of
from shared.notes.vault import Vault

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
class Page:
    """A part of a result: how many there are in all, and where the next page starts (None: this is the last)."""

    notes: list[Found]
    total: int
    next_offset: int | None
    is_relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link between two notes, seen from one of them. `path` is None where the link resolves to nothing."""

    path: str | None
    title: str
    target: str
    subpath: str
    label: str
    is_embed: bool
    line: int


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

    def _follow(self) -> None:
        if self.lag() != 0:
            self.catch_up()

    def list_notes(self, untrusted_folder: str, *, tag: str = "", offset: int = 0, limit: int = 100) -> Page:
        """The notes of a folder and of those below it, by path."""
        self._follow()
        where = self._within()
        if folder := safe_folder(untrusted_folder):
            _add_filter(where, Filter("folder", fold(folder)))
        if tag:
            _add_filter(where, Filter("tag", fold(tag.strip("#/"))))
        return self._page(where, "n.stem, n.id", offset, limit)

    def search(self, untrusted_query: str, *, offset: int = 0, limit: int = 10) -> Page:
        """The notes that hold all words of a query; when none does, those that hold any, marked as relaxed."""
        self._follow()
        query = parse(untrusted_query)
        page = self._matching(query, " AND ", offset, limit)
        if page.total == 0 and len(query.wanted) > 1:
            page = self._matching(query, " OR ", offset, limit)
        return page

    def backlinks(self, untrusted_path: str) -> list[Pointer]:
        """Every link in the vault that means this note, by the path and line of where it stands."""
        self._follow()
        path = safe_path(untrusted_path)
        name = fold(name_of(path))
        rows = self.index.rows(
            "SELECT n.path, n.title, l.target, l.subpath, l.label, l.is_embed, l.line FROM links l JOIN notes n ON"
            " n.id = l.note WHERE l.name IN (?,?) OR (l.name = '' AND n.key = ?) ORDER BY n.stem, l.rowid",
            name,
            f"{name}.md",
            key_of(path),
        )
        targets = self._targets()
        pointers = []
        for source, title, target, subpath, label, is_embed, line in rows:
            resolved = targets(source, target)
            if resolved and key_of(resolved) == key_of(path) and self.vault.holds(source):
                pointers.append(Pointer(source, title, target, subpath, label, bool(is_embed), line))
        return pointers

    def outgoing(self, untrusted_path: str) -> list[Pointer]:
        """Every link of this note, in order, each with the note it means now."""
        self._follow()
        path = safe_path(untrusted_path)
        rows = self.index.rows(
            "SELECT l.target, l.subpath, l.label, l.is_embed, l.line FROM links l JOIN notes n ON n.id = l.note"
            " WHERE n.key = ? ORDER BY l.rowid",
            key_of(path),
        )
        targets = self._targets()
        return [
            Pointer(targets(path, target), "", target, subpath, label, bool(is_embed), line)
            for target, subpath, label, is_embed, line in rows
        ]

    def _targets(self) -> Callable[[str, str], str | None]:
        """Resolves links as they are met; a folder's links of one spelling mean one note and are looked up once."""
        known: dict[str, list[tuple[str, str]]] = {}
        meant: dict[tuple[str, str], str | None] = {}

        def target_of(source: str, target: str) -> str | None:
            spot = (folder_of(source) if target else source, target)
            if spot not in meant:
                names = [key.rsplit("/", 1)[-1] for key in target_keys(target)]
                for name in names:
                    if name not in known:
                        known[name] = self.index.rows("SELECT stem, path FROM notes WHERE name = ?", name)
                meant[spot] = resolve(source, target, [pair for name in names for pair in known[name]])
            found = meant[spot]
            return found if found and self.vault.holds(found) else None

        return target_of

    def tags(self) -> list[tuple[str, int]]:
        """Every tag in its first spelling, and how many notes carry it or a tag below it."""
        self._follow()
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
        return sorted(((spellings[key], len(ids)) for key, ids in notes.items()), key=lambda pair: (-pair[1], pair[0]))

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
        notes = self._found(ids[offset : offset + limit], query.wanted)
        return Page(notes, total, _next(offset, limit, total), is_relaxed=joint == " OR ")

    def _page(self, where: _Where, order: str, offset: int, limit: int) -> Page:
        matching = f"FROM notes n WHERE {where}"
        rows = self.index.rows(
            f"SELECT n.id {matching} ORDER BY {order} LIMIT ? OFFSET ?", *where.values, limit, offset
        )
        total = self._count(matching, where.values)
        return Page(self._found([id_ for (id_,) in rows], []), total, _next(offset, limit, total))

    def _count(self, matching: str, values: list[object]) -> int:
        return int(self.index.rows(f"SELECT count(*) {matching}", *values)[0][0])

    def _found(self, ids: list[int], terms: list[Term]) -> list[Found]:
        joined, text = ("CROSS JOIN texts t ON t.note = n.id", "t.text") if terms else ("", "NULL")
        asked = "json_each(?) asked CROSS JOIN notes n ON n.id = asked.value"
        rows = self.index.rows(f"SELECT n.id, {_FIELDS}, {text} FROM {asked} {joined}", json.dumps(ids))
        tags = json.loads(f"[{','.join(row[-2] for row in rows)}]")
        found = {}
        for number, (id_, path, title, version, size, created_at, updated_at, _, text) in enumerate(rows):
            snippet = snippet_of(text, terms) if terms else None
            found[id_] = Found(path, title, version, size, created_at, updated_at, tags[number], snippet)
        return [found[id_] for id_ in ids]


def _next(offset: int, limit: int, total: int) -> int | None:
    return offset + limit if offset + limit < total else None


def _add_filter(where: _Where, condition: Filter) -> None:
    if condition.kind == "folder":
        part, values = "substr(n.stem, 1, ?) = ?", [len(condition.name) + 1, f"{condition.name}/"]
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
