"""How the notes of a vault hang together: links to a note and from it, its neighbours, and links that lead nowhere."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from shared.notes.path import fold, is_note, key_of, name_of, record_key
from shared.notes.search import Search
from shared.notes.targets import Targets

CONTEXT_CHARACTERS_BEFORE, CONTEXT_CHARACTERS_MAX = 40, 120
NEIGHBOURS_MAX = 500


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link seen from one of its ends: `source` holds it, `path` is what it means now, or None.

    `context` is the line it stands on, cut where it is long.
    """

    source: str
    path: str | None
    target: str
    subpath: str
    is_embed: bool
    line: int
    context: str = ""


class Graph:
    """Questions about links, asked of the index that a search follows the log with."""

    def __init__(self, search: Search) -> None:
        self._index = search.index
        self._vault = search.vault
        search.follow()
        self.targets = Targets(self._index)

    def backlinks(self, path: str) -> list[Pointer]:
        """Every link in the vault that means this note or attachment, by the path and line of where it stands."""
        return list(self._in_context(self._incoming(path)))

    def _incoming(self, path: str) -> Iterator[Pointer]:
        here = record_key(path)
        rows = self._index.rows(
            f"SELECT {_LINK} WHERE l.name IN (?,?) OR (l.name = '' AND n.key = ?) ORDER BY n.stem, l.rowid",
            name := fold(name_of(path)),
            f"{name}.md",
            key_of(path) if is_note(path) else "",
        )
        return (pointer for pointer in self._pointers(rows) if pointer.path and record_key(pointer.path) == here)

    def outgoing(self, path: str) -> list[Pointer]:
        """Every link of this note, in order, each with what it means now."""
        return list(self._pointers(self._index.rows(f"SELECT {_LINK} WHERE n.key = ? ORDER BY l.rowid", key_of(path))))

    def unresolved(self) -> list[Pointer]:
        """Every link of the vault that means nothing, by the path and line of where it stands."""
        rows = self._index.rows(f"SELECT {_LINK} WHERE l.name <> '' ORDER BY n.stem, l.rowid")
        return [pointer for pointer in self._pointers(rows) if pointer.path is None]

    def edges(self) -> Iterator[tuple[str, str]]:
        """Each pair of notes of which the first links to the second, once."""
        rows = self._index.rows(f"SELECT {_LINK} WHERE l.name <> '' ORDER BY n.stem, l.rowid")
        met = set()
        for pointer in self._pointers(rows):
            pair = pointer.source, pointer.path or ""
            if is_note(pair[1]) and pair not in met and pair[0] != pair[1]:
                met.add(pair)
                yield pair

    def count(self) -> int:
        """How many links there are in all, those of a note to itself left out."""
        rows = self._index.rows("SELECT n.path FROM links l JOIN notes n ON n.id = l.note WHERE l.name <> ''")
        return sum(self._vault.holds(path) for (path,) in rows)

    def neighbours(self, path: str, depth: int) -> list[tuple[str, int]]:
        """Notes that can be reached over so many links, in either direction, with how many it takes; nearest first."""
        reached = {record_key(path): (path, 0)}
        edge = [path]
        for distance in range(1, depth + 1):
            following: list[str] = []
            for here in edge:
                if len(reached) > NEIGHBOURS_MAX:
                    break
                near = {pointer.path for pointer in self.outgoing(here) if pointer.path and is_note(pointer.path)}
                near |= {pointer.source for pointer in self._incoming(here)}
                for there in sorted(near, key=fold):
                    if record_key(there) not in reached and len(reached) <= NEIGHBOURS_MAX:
                        reached[record_key(there)] = (there, distance)
                        following.append(there)
            edge = following
        return sorted((pair for pair in reached.values() if pair[1]), key=lambda pair: (pair[1], fold(pair[0])))

    def _pointers(self, rows: list[tuple[Any, ...]]) -> Iterator[Pointer]:
        for source, target, subpath, is_embed, line in rows:
            if self._vault.holds(source):
                meant = self.targets.of(source, target)
                seen = meant if meant and self._vault.holds(meant) else None
                yield Pointer(source, seen, target, subpath, bool(is_embed), line)

    def _in_context(self, pointers: Iterator[Pointer]) -> Iterator[Pointer]:
        for source, group in groupby(pointers, key=lambda pointer: pointer.source):
            rows = self._index.rows(
                "SELECT t.text FROM notes n JOIN texts t ON t.note = n.id WHERE n.key = ?", key_of(source)
            )
            lines = rows[0][0].split("\n") if rows else []
            yield from (replace(pointer, context=_context(lines, pointer)) for pointer in group)


_LINK = "n.path, l.target, l.subpath, l.is_embed, l.line FROM links l JOIN notes n ON n.id = l.note"


def _context(lines: list[str], pointer: Pointer) -> str:
    """The line a link stands on; of a long one what is around the link."""
    line = lines[pointer.line - 1].strip() if pointer.line <= len(lines) else ""
    if len(line) <= CONTEXT_CHARACTERS_MAX:
        return line
    start = max(0, line.find(pointer.target) - CONTEXT_CHARACTERS_BEFORE)
    end = start + CONTEXT_CHARACTERS_MAX
    return f"{'… ' if start else ''}{line[start:end].strip()}{' …' if end < len(line) else ''}"
