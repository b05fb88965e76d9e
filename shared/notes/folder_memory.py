"""What the visible folders last held: a small database beside them, so that a stale file is never taken for an edit."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from shared.errors import Unavailable
from shared.sqlite import connected

TROUBLE = "The visible folder cannot be followed at this moment. Please try again."
SCHEMA = """
CREATE TABLE IF NOT EXISTS reached (user_id TEXT PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seen (
  user_id TEXT NOT NULL, key TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL,
  mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (user_id, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shortened (shown TEXT PRIMARY KEY, path TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when this server last wrote or read it."""

    path: str
    digest: str
    mtime_ns: int
    size: int


class FolderMemory:
    """One file for all users of this machine. Losing it loses no note: files are then compared by their bytes.

    Raises:
        Unavailable: it cannot be opened, read or written; every method may raise it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = RLock()
        self._db = self._opened()

    def _opened(self) -> sqlite3.Connection:
        """The database; a damaged one is thrown away."""
        try:
            return self._connected()
        except sqlite3.OperationalError as error:
            raise Unavailable(TROUBLE, reason=str(error)) from error
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        db = connected(self._path, wait_seconds=10, synchronous="NORMAL")
        db.executescript(SCHEMA)
        return db

    def close(self) -> None:
        self._db.close()

    def seq(self, user_id: str) -> int:
        """The last change that the user's folder shows."""
        rows = self._rows("SELECT seq FROM reached WHERE user_id=?", user_id)
        return int(rows[0][0]) if rows else 0

    def reached(self, user_id: str, seq: int) -> None:
        self._rows("REPLACE INTO reached VALUES (?,?)", user_id, seq)

    def one(self, user_id: str, key: str) -> Seen | None:
        rows = self._rows("SELECT path, digest, mtime_ns, size FROM seen WHERE user_id=? AND key=?", user_id, key)
        return Seen(*rows[0]) if rows else None

    def all(self, user_id: str) -> dict[str, Seen]:
        rows = self._rows("SELECT key, path, digest, mtime_ns, size FROM seen WHERE user_id=?", user_id)
        return {key: Seen(*values) for key, *values in rows}

    def remember(self, user_id: str, key: str, seen: Seen | None) -> None:
        """Note what a file holds now; None when it is gone."""
        if seen:
            values = (seen.path, seen.digest, seen.mtime_ns, seen.size)
            self._rows("REPLACE INTO seen VALUES (?,?,?,?,?,?)", user_id, key, *values)
        else:
            self._rows("DELETE FROM seen WHERE user_id=? AND key=?", user_id, key)

    def forget(self, user_id: str) -> None:
        """Start anew with a user's folder."""
        self._rows("DELETE FROM seen WHERE user_id=?", user_id)
        self._rows("DELETE FROM reached WHERE user_id=?", user_id)

    def stands_for(self, shown: str, path: str) -> None:
        """Note which note a shortened file name shows."""
        self._rows("REPLACE INTO shortened VALUES (?,?)", shown, path)

    def path_of(self, shown: str) -> str | None:
        """The note that a shortened file name shows, or None for a name that was not shortened."""
        rows = self._rows("SELECT path FROM shortened WHERE shown=?", shown) if "~" in shown else []
        return str(rows[0][0]) if rows else None

    def _rows(self, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise Unavailable(TROUBLE, reason=str(error)) from error
