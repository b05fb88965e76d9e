"""One user's private search index: a SQLite file that follows the change log and may be thrown away at any time."""

import logging
import sqlite3
import threading
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import unidata_version
from uuid import uuid4

from shared.errors import Unavailable
from shared.notes.entries import OF_A_NOTE, forget, learn, place
from shared.notes.fold import Fold
from shared.notes.news import Mark, News, everything_in, news_of
from shared.notes.path import ATTACHMENT, NOTE
from shared.notes.vault import Vault
from shared.notes.words import WORDS_VERSION
from shared.sqlite import connected

log = logging.getLogger("notes_vault.index")

STAMP = f"index 7, {WORDS_VERSION}, Unicode {unidata_version}"
LOCK_WAIT_SECONDS = 60
MAPPED_BYTES_MAX = 1_073_741_824
"""How much of the file is read in place; what is mapped is the system's to drop, unlike a cache of our own."""
GARBLED = "Could not decode to UTF-8"
"""What Python's sqlite3 says of a text that is none, and then quotes it; only damage can bring one into an index."""
NOTES_AT_ONCE = 100
OPTIMIZED_FROM_NOTES = 1_000
"""After so many notes at once the words are packed into one piece, which a search reads half as long."""
SCHEMA = """
CREATE TABLE state (seq INTEGER NOT NULL, id TEXT NOT NULL, stamp TEXT NOT NULL);
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
TABLES = ("state", "notes", "words", "attachments", *OF_A_NOTE)


class Index:
    """A user's index on this machine. `follow` brings it up to the vault's last change before anything is asked.

    Where its file is missing it begins with the one that is folded, if there is a `fold`.
    """

    def __init__(self, path: Path, fold: Fold | None = None) -> None:
        self._path = path
        self._fold = fold
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
            except sqlite3.DatabaseError as error:
                is_garbled = GARBLED in str(error)
                if isinstance(error, sqlite3.OperationalError) and not is_garbled:
                    raise Unavailable(
                        "The search index did not answer. Please try again.", reason=str(error)
                    ) from error
                self._throw_away()
                reason = GARBLED if is_garbled else str(error)
                raise Unavailable("The search index is being rebuilt. Please try again.", reason=reason) from error

    def follow(self, vault: Vault) -> None:
        """Apply every change of the vault that this index has not seen."""
        with self._lock:
            seen, whole = self._seen(), vault.whole()
            news = news_of(whole, seen)
            if news and news.reached == seen:
                return
            self.rows("BEGIN IMMEDIATE")
            try:
                if seen != (now := self._seen()):
                    news = news_of(whole, now)
                if not news:
                    self._forget_all()
                self._apply(news or everything_in(whole), whole)
                self.rows("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    if self._db.in_transaction:
                        self._db.execute("ROLLBACK")
                raise

    def seq(self) -> int:
        """The last change this index has seen."""
        return self._seen().seq

    def keep(self) -> None:
        """Fold what this index has seen, where there is a place for that."""
        with self._lock:
            if self._fold and (seq := self.seq()):
                self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
                self._fold.keep(self._path, seq, STAMP)

    def size_bytes(self) -> int:
        """How much of the disk it takes."""
        return sum(file.stat().st_size for file in self._files() if file.exists())

    def _seen(self) -> Mark:
        return Mark(*self.rows("SELECT seq, id FROM state")[0])

    def _apply(self, news: News, vault: Vault) -> None:
        notes = iter(news.touched.items())
        while some := dict(islice(notes, NOTES_AT_ONCE)):
            bodies = vault.bodies([note for key, note in some.items() if note and not key.startswith(ATTACHMENT)])
            for record, after in some.items():
                key = record.removeprefix(NOTE)
                if key == record:
                    place(self.rows, record.removeprefix(ATTACHMENT), after)
                    continue
                forget(self.rows, key)
                if after:
                    if after.digest not in bodies:
                        log.error("a note is found by its name alone, for its text is missing: %s", after.digest)
                    learn(self.rows, key, after, bodies.get(after.digest, b"").decode())
        if len(news.touched) > OPTIMIZED_FROM_NOTES:
            self.rows("INSERT INTO words (words) VALUES ('optimize')")
        self.rows("UPDATE state SET seq=?, id=?", news.reached.seq, news.reached.id)

    def _forget_all(self) -> None:
        self.rows("INSERT INTO words (words) VALUES ('delete-all')")
        for table in ("notes", "attachments", *OF_A_NOTE):
            self.rows(f"DELETE FROM {table}")

    def _opened(self) -> sqlite3.Connection:
        """The database, with our tables in it; a damaged one is thrown away."""
        try:
            self._unfold()
            try:
                return self._prepared()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._remove_files()
                return self._prepared()
        except (OSError, sqlite3.DatabaseError) as error:
            raise Unavailable("The search index did not answer. Please try again.", reason=str(error)) from error

    def _unfold(self) -> None:
        if not self._fold or self._path.exists():
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_name(f"{uuid4().hex}.part")
        if self._fold.unfold(unfinished, STAMP):
            unfinished.replace(self._path)
        unfinished.unlink(missing_ok=True)

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
                db.execute("INSERT INTO state VALUES (0, '', ?)", (STAMP,))
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
        for file in self._files():
            file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return [self._path.with_name(self._path.name + suffix) for suffix in ("", "-wal", "-shm")]


def _stamp_of(db: sqlite3.Connection) -> str | None:
    """By which rules an index was made; None for one that has no tables yet."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchall():
        return None
    rows = db.execute("SELECT stamp FROM state").fetchall()
    return str(rows[0][0]) if rows else None
