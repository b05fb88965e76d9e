"""One user's private search index: a SQLite file that follows the change log and may be thrown away at any time."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unicodedata import unidata_version

from shared.errors import Unavailable
from shared.notes.change import Note
from shared.notes.links import links_of, target_keys
from shared.notes.note import Markdown
from shared.notes.path import ATTACHMENT, NOTE, fold, record_key, stem_of
from shared.notes.vault import Vault
from shared.notes.words import WORDS_VERSION, joined
from shared.sqlite import connected

STAMP = f"index 6, {WORDS_VERSION}, Unicode {unidata_version}"
LOCK_WAIT_SECONDS = 60
MAPPED_BYTES_MAX = 1_073_741_824
"""How much of the file is read in place; what is mapped is the system's to drop, unlike a cache of our own."""
OPTIMIZED_FROM_NOTES = 1_000
"""After so many notes at once the words are packed into one piece, which a search reads half as long."""
BETWEEN_HEADINGS = " \ue002 "
"""A word no query can hold, so that no phrase reaches from one heading into the next."""
SCHEMA = """
CREATE TABLE state (seq INTEGER NOT NULL, stamp TEXT NOT NULL);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, stem TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL,
  version INTEGER NOT NULL, bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  title TEXT NOT NULL, tags TEXT NOT NULL
);
CREATE TABLE attachments (
  key TEXT PRIMARY KEY, stem TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, version INTEGER NOT NULL,
  bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX attachments_by_name ON attachments (name);
CREATE TABLE texts (note INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE INDEX notes_by_name ON notes (name);
CREATE INDEX notes_by_stem ON notes (stem);
CREATE INDEX notes_by_update ON notes (updated_at);
CREATE TABLE links (
  note INTEGER NOT NULL, name TEXT NOT NULL, target TEXT NOT NULL, subpath TEXT NOT NULL, label TEXT NOT NULL,
  is_embed INTEGER NOT NULL, line INTEGER NOT NULL
);
CREATE INDEX links_by_note ON links (note);
CREATE INDEX links_by_name ON links (name);
CREATE TABLE tags (note INTEGER NOT NULL, folded TEXT NOT NULL, tag TEXT NOT NULL);
CREATE INDEX tags_by_note ON tags (note);
CREATE INDEX tags_by_tag ON tags (folded);
CREATE TABLE properties (note INTEGER NOT NULL, name TEXT NOT NULL, value TEXT, number REAL);
CREATE INDEX properties_by_note ON properties (note);
CREATE INDEX properties_by_name ON properties (name);
CREATE VIRTUAL TABLE words USING fts5 (title, headings, body, content='', columnsize=0, tokenize='ascii');
"""
_OF_A_NOTE = ("texts", "links", "tags", "properties")
TABLES = ("state", "notes", "words", "attachments", *_OF_A_NOTE)


class Index:
    """A user's index on this machine. `follow` brings it up to the vault's last change before anything is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._open_db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            if self._open_db:
                self._open_db.close()
            self._open_db = None

    @property
    def _db(self) -> sqlite3.Connection:
        if not self._open_db:
            self._open_db = self._opened()
        return self._open_db

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the index. A damaged file is thrown away, and the next `follow` builds it again.

        Raises:
            Unavailable: the file is damaged or locked.
        """
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.OperationalError as error:
                raise Unavailable("The search index did not answer. Please try again.", reason=str(error)) from error
            except sqlite3.DatabaseError as error:
                self._throw_away()
                raise Unavailable("The search index is being rebuilt. Please try again.", reason=str(error)) from error

    def follow(self, vault: Vault) -> None:
        """Apply every change of the vault that this index has not seen."""
        with self._lock:
            if self.seq() == (seq := vault.seq()):
                return
            self.rows("BEGIN IMMEDIATE")
            try:
                self._catch_up(vault.whole(), seq)
                self.rows("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                raise

    def seq(self) -> int:
        """The last change this index has seen."""
        return int(self.rows("SELECT seq FROM state")[0][0])

    def _catch_up(self, vault: Vault, seq: int) -> None:
        seen = self.seq()
        touched: dict[str, Note | None] = {}
        reached = seen
        if 0 < seen < seq:
            for entry in vault.changes(seen):
                if entry.seq != reached + 1:
                    break
                reached = entry.seq
                for note in entry.notes:
                    touched[record_key(note.path)] = note.after
        if reached < seq or seen == 0 or (seen > seq and seen > vault.seq()):
            self._forget_all()
            touched, reached = {record_key(note.path): note for note in vault.notes()}, seq
            touched |= {record_key(file.path): file for file in vault.attachments()}
        for record, after in touched.items():
            key = record.removeprefix(NOTE)
            if key == record:
                self._place(record.removeprefix(ATTACHMENT), after)
                continue
            self._forget(key)
            if after:
                self._learn(key, after, vault.body(after.digest).decode())
        if len(touched) > OPTIMIZED_FROM_NOTES:
            self.rows("INSERT INTO words (words) VALUES ('optimize')")
        self.rows("UPDATE state SET seq=?", reached)

    def _place(self, key: str, file: Note | None) -> None:
        """Know an attachment by its name, which links mean; None when it is gone."""
        self.rows("DELETE FROM attachments WHERE key=?", key)
        if file:
            stem = fold(file.path)
            names = (key, stem, stem.rsplit("/", 1)[-1], file.path)
            values = (file.version, file.bytes, file.created_at, file.updated_at)
            self.rows("INSERT INTO attachments VALUES (?,?,?,?,?,?,?,?)", *names, *values)

    def _learn(self, key: str, note: Note, text: str) -> None:
        markdown = Markdown(note.path, text)
        stem = fold(stem_of(note.path))
        row = (key, stem, stem.rsplit("/", 1)[-1], note.path, note.version, note.bytes, note.created_at)
        tags = markdown.tags
        self.rows(
            "INSERT INTO notes (key, stem, name, path, version, bytes, created_at, updated_at, title, tags)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            *row,
            note.updated_at,
            markdown.title,
            json.dumps(tags, ensure_ascii=False),
        )
        [(id_,)] = self.rows("SELECT last_insert_rowid()")
        self.rows("INSERT INTO texts VALUES (?,?)", id_, text)
        self.rows("INSERT INTO words (rowid, title, headings, body) VALUES (?,?,?,?)", id_, *_columns(markdown))
        self._many("INSERT INTO links VALUES (?,?,?,?,?,?,?)", id_, _link_rows(markdown))
        self._many("INSERT INTO tags VALUES (?,?,?)", id_, ((fold(tag), tag) for tag in tags))
        self._many("INSERT INTO properties VALUES (?,?,?,?)", id_, _property_rows(markdown.properties))

    def _many(self, sql: str, id_: int, rows: Iterable[tuple[object, ...]]) -> None:
        for row in rows:
            self.rows(sql, id_, *row)

    def _forget(self, key: str) -> None:
        found = self.rows("SELECT id, path, text FROM notes JOIN texts ON note = id WHERE key=?", key)
        for id_, path, text in found:
            columns = _columns(Markdown(path, text))
            self.rows(
                "INSERT INTO words (words, rowid, title, headings, body) VALUES ('delete',?,?,?,?)", id_, *columns
            )
            self.rows("DELETE FROM notes WHERE id=?", id_)
            for table in _OF_A_NOTE:
                self.rows(f"DELETE FROM {table} WHERE note=?", id_)

    def _forget_all(self) -> None:
        self.rows("INSERT INTO words (words) VALUES ('delete-all')")
        for table in ("notes", "attachments", *_OF_A_NOTE):
            self.rows(f"DELETE FROM {table}")

    def _opened(self) -> sqlite3.Connection:
        """The database, with our tables in it; a damaged one is thrown away."""
        try:
            return self._prepared()
        except sqlite3.OperationalError as error:
            raise Unavailable("The search index did not answer. Please try again.", reason=str(error)) from error
        except sqlite3.DatabaseError:
            self._remove_files()
            return self._prepared()

    def _prepared(self) -> sqlite3.Connection:
        """Make the tables anew where they are missing or made by other rules; of several processes only one does."""
        db = connected(self._path, wait_seconds=LOCK_WAIT_SECONDS, synchronous="NORMAL")
        db.execute(f"PRAGMA mmap_size={MAPPED_BYTES_MAX}")
        if _stamp_of(db) != STAMP:
            db.execute("BEGIN IMMEDIATE")
            if _stamp_of(db) != STAMP:
                for table in TABLES:
                    db.execute(f"DROP TABLE IF EXISTS {table}")
                for statement in SCHEMA.split(";"):
                    db.execute(statement)
                db.execute("INSERT INTO state VALUES (0, ?)", (STAMP,))
            db.execute("COMMIT")
        return db

    def _throw_away(self) -> None:
        self.close()
        self._remove_files()

    def remove(self) -> None:
        """Remove the index of a user who is gone."""
        with self._lock:
            self._throw_away()

    def _remove_files(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)


def _stamp_of(db: sqlite3.Connection) -> str | None:
    """By which rules an index was made; None for one that has no tables yet."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchall():
        return None
    rows = db.execute("SELECT stamp FROM state").fetchall()
    return str(rows[0][0]) if rows else None


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
