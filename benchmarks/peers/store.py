"""What the two smallest servers keep for each user: Markdown files in a folder, and SQLite's full-text search of them.

It needs nothing but Python, for it is imported in more than one environment.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path

TABLES = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous=FULL;
CREATE TABLE IF NOT EXISTS notes(id INTEGER PRIMARY KEY, path TEXT UNIQUE);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(text);
"""
UPSERT = "INSERT INTO notes(path) VALUES (?) ON CONFLICT(path) DO UPDATE SET path = excluded.path RETURNING id"
FOUND = """
SELECT path, snippet(words, 0, '', '', '…', 30) FROM words JOIN notes ON notes.id = words.rowid
WHERE words MATCH ? ORDER BY rank LIMIT ?
"""


class Store:
    """One user's notes. What is written is on the disk before it is answered, as file and in the search."""

    def __init__(self, folder: Path) -> None:
        self._notes = folder / "notes"
        self._notes.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(folder / "words.db", isolation_level=None)
        self._database.executescript(TABLES)

    def fill(self, notes: Iterable[tuple[str, str]]) -> None:
        with self._database as database:
            database.execute("BEGIN")
            for path, text in notes:
                file = self._file(path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
                self._learn(path, text)

    def write(self, path: str, text: str) -> str:
        file = self._file(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.name}.part")
        with unfinished.open("w") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        unfinished.replace(file)
        with self._database as database:
            database.execute("BEGIN")
            self._learn(path, text)
        return path

    def read(self, path: str) -> str:
        return self._file(path).read_text()

    def search(self, query: str, limit: int) -> list[dict[str, str]]:
        words = " ".join('"' + word.replace('"', "") + '"' for word in query.split())
        return [{"path": path, "snippet": snippet} for path, snippet in self._database.execute(FOUND, (words, limit))]

    def list_notes(self, folder: str, limit: int) -> list[str]:
        within = "SELECT path FROM notes WHERE path > ? AND path < ? ORDER BY path LIMIT ?"
        return [path for (path,) in self._database.execute(within, (f"{folder}/", f"{folder}0", limit))]

    def _file(self, path: str) -> Path:
        if ".." in path.split("/") or "\\" in path or len(path) > 256:
            raise ValueError("not a path")
        return self._notes / path

    def _learn(self, path: str, text: str) -> None:
        [number] = self._database.execute(UPSERT, (path,)).fetchone()
        self._database.execute("INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)", (number, text))


class Stores:
    """The stores of all users, each in a folder of its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Store] = {}

    def of(self, user_id: str) -> Store:
        if user_id not in self._open:
            self._open[user_id] = Store(self._folder / user_id)
        return self._open[user_id]
