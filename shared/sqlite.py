"""One way to open a SQLite file that several threads and processes share."""

import sqlite3
import time
from pathlib import Path

WAL_TRIES_PER_SECOND = 50


def connected(path: Path, *, wait_seconds: int, synchronous: str, exclusive: bool = False) -> sqlite3.Connection:
    """A connection in autocommit, with a write-ahead log. `exclusive` keeps the file for this process alone.

    Raises:
        sqlite3.OperationalError: it cannot be opened, or stays locked. sqlite3.DatabaseError: it is no database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=wait_seconds, isolation_level=None, check_same_thread=False)
    if exclusive:
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
    _use_write_ahead_log(db, wait_seconds * WAL_TRIES_PER_SECOND)
    db.execute(f"PRAGMA synchronous={synchronous}")
    return db


def _use_write_ahead_log(db: sqlite3.Connection, tries_max: int) -> None:
    """Two processes that open a new file at once both want to change its mode, and SQLite lets neither wait for it."""
    for tries_left in range(tries_max, -1, -1):
        try:
            db.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or not tries_left:
                raise
            time.sleep(1 / WAL_TRIES_PER_SECOND)
