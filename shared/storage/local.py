"""Records in one SQLite file, on a laptop, in a container, on a Space."""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from shared.errors import Unavailable
from shared.sqlite import connected
from shared.storage.contract import ABSENT, Clock, Record, StaleRecord, Write, checked

log = logging.getLogger("notes_vault.storage")

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  user_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL, expires_at INTEGER,
  PRIMARY KEY (user_id, key)
) WITHOUT ROWID
"""
EXPIRING = "CREATE INDEX IF NOT EXISTS expiring ON records (expires_at) WHERE expires_at IS NOT NULL"
UPSERT = """
INSERT INTO records VALUES (?,?,?,1,?) ON CONFLICT DO UPDATE SET
  version = CASE WHEN expires_at <= ? THEN 1 ELSE version + 1 END,
  value = excluded.value, expires_at = excluded.expires_at
RETURNING 1
"""
INSERT = """
INSERT INTO records VALUES (?,?,?,1,?) ON CONFLICT DO UPDATE SET
  version = 1, value = excluded.value, expires_at = excluded.expires_at WHERE expires_at <= ?
RETURNING 1
"""
UPDATE = """
UPDATE records SET value = ?, version = version + 1, expires_at = ?
WHERE user_id = ? AND key = ? AND version = ? AND (expires_at IS NULL OR expires_at > ?)
RETURNING 1
"""
DELETE = """
DELETE FROM records WHERE user_id = ? AND key = ? AND version = ? AND (expires_at IS NULL OR expires_at > ?)
RETURNING 1
"""
ADD = """
UPDATE records SET version = version + 1, value = json_set(value, {sums})
WHERE user_id = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
RETURNING value
"""
ADD_FIRST = """
INSERT INTO records VALUES (?,?,?,1,?) ON CONFLICT DO UPDATE SET
  version = CASE WHEN expires_at <= ? THEN 1 ELSE version + 1 END,
  value = CASE WHEN expires_at <= ? THEN excluded.value ELSE json_set(value, {sums}) END,
  expires_at = CASE WHEN expires_at <= ? THEN excluded.expires_at ELSE expires_at END
RETURNING value
"""
SUM = "?, coalesce(json_extract(value, ?), 0) + ?"
LOCK_WAIT_SECONDS = 10
LAST_CHARACTER, SURROGATES = 0x10FFFF, range(0xD800, 0xE000)


class Damaged(Unavailable):
    """The file is there and can be read, and is no sound database."""


class LocalRecords:
    """Records in SQLite: one connection, one writer at a time, every commit on the disk before it is acknowledged.

    `exclusive` takes the file for this process alone, which a network mount needs: its locks are weak and it has
    no shared memory for the write-ahead log.

    Raises:
        Damaged: it is no sound database. Unavailable: another process holds it, or the disk keeps it from us.
    """

    def __init__(self, path: Path, *, exclusive: bool = False, clock: Clock = time.time) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._is_lazy = False
        with _opening():
            self._db = connected(path, wait_seconds=LOCK_WAIT_SECONDS, synchronous="FULL", exclusive=exclusive)
            self._db.execute(SCHEMA)
            self._db.execute(EXPIRING)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def require_sound(self) -> None:
        """Raise Damaged where SQLite finds damage in the file, Unavailable where it cannot be read."""
        with _opening():
            found = self._db.execute("PRAGMA quick_check(1)").fetchall()
        if found != [("ok",)]:
            raise Damaged("The database is damaged.", reason=str(found))

    def get(self, user_id: str, key: str) -> Record | None:
        rows = self._rows(
            "SELECT key, value, version FROM records"
            " WHERE user_id=? AND key=? AND (expires_at IS NULL OR expires_at>?)",
            user_id,
            key,
            self._clock(),
        )
        return _record(rows[0]) if rows else None

    def get_all(self, user_id: str, *keys: str) -> list[Record | None]:
        return [self.get(user_id, key) for key in keys]

    def under(
        self, user_id: str, prefix: str, *, after: str = "", limit: int = 100, newest_first: bool = False
    ) -> Sequence[Record]:
        low, high, order = prefix, _end_of(prefix), "DESC" if newest_first else "ASC"
        if after:
            low, high = (low, after) if newest_first else (after, high)
        below, ends = (" AND key<?", [high]) if high else ("", [])
        rows = self._rows(
            f"SELECT key, value, version FROM records WHERE user_id=? AND key>=?{below} AND key<>?"
            f" AND (expires_at IS NULL OR expires_at>?) ORDER BY key {order} LIMIT ?",
            user_id,
            low,
            *ends,
            after,
            self._clock(),
            limit,
        )
        return [_record(row) for row in rows]

    def commit(self, user_id: str, *writes: Write, may_be_lost: bool = False) -> None:
        pairs = checked(writes)
        with self._lock:
            self._wait_for_disk(not may_be_lost)
            if len(pairs) == 1:
                self._apply(user_id, *pairs[0])
                return
            with self._transaction():
                for write, text in pairs:
                    self._apply(user_id, write, text)

    def add(self, user_id: str, key: str, amounts: Mapping[str, int], *, expires_at: int) -> dict[str, int]:
        sums: list[object] = []
        for name, amount in amounts.items():
            sums += [f'$."{name}"', f'$."{name}"', amount]
        places, now = ", ".join([SUM] * len(amounts)), self._clock()
        with self._lock:
            self._wait_for_disk(False)
            rows = self._rows(ADD.format(sums=places), *sums, user_id, key, now)
            if not rows:
                first = (user_id, key, json.dumps(dict(amounts)), expires_at)
                rows = self._rows(ADD_FIRST.format(sums=places), *first, now, now, *sums, now)
        counts = json.loads(rows[0][0])
        return {name: counts[name] for name in amounts}

    def drop_expired(self) -> int:
        with self._lock:
            self._wait_for_disk(False)
            return len(self._rows("DELETE FROM records WHERE expires_at <= ? RETURNING 1", self._clock()))

    def _apply(self, user_id: str, write: Write, text: str | None) -> None:
        """One write, as one statement that does nothing where the record has not the version it expects."""
        key, expects, expires_at, now = write.key, write.expects, write.expires_at, self._clock()
        if text is None and expects is None:
            self._rows("DELETE FROM records WHERE user_id=? AND key=?", user_id, key)
            return
        if text is None:
            done = self._rows(DELETE, user_id, key, expects, now) or (expects == ABSENT and not self.get(user_id, key))
        elif expects is None:
            done = self._rows(UPSERT, user_id, key, text, expires_at, now)
        elif expects == ABSENT:
            done = self._rows(INSERT, user_id, key, text, expires_at, now)
        else:
            done = self._rows(UPDATE, text, expires_at, user_id, key, expects, now)
        if not done:
            raise StaleRecord(key)

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._db.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise Unavailable("The database did not answer. Please try again.", reason=str(error)) from error

    def _wait_for_disk(self, is_wanted: bool) -> None:
        """Whether what is committed from now on is on the disk before it is acknowledged, or may be lost."""
        if is_wanted == self._is_lazy:
            self._rows(f"PRAGMA synchronous={'FULL' if is_wanted else 'NORMAL'}")
            self._is_lazy = not is_wanted

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._rows("BEGIN IMMEDIATE")
        try:
            yield
            self._rows("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # a disk that failed the first time may fail again
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            raise


@contextmanager
def _opening() -> Iterator[None]:
    """Tell a damaged file from one that a full, read-only or failing disk keeps from us."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(f"The database cannot be opened: {error}.", reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise Damaged("The database is damaged.", reason=str(error)) from error


def _end_of(prefix: str) -> str:
    """The first key after all that start with a prefix, in the order of UTF-8; "" where there is no end."""
    for place in range(len(prefix) - 1, -1, -1):
        following = ord(prefix[place]) + 1
        if following <= LAST_CHARACTER:
            return prefix[:place] + chr(SURROGATES.stop if following in SURROGATES else following)
    return ""


def _record(row: tuple[Any, ...]) -> Record:
    key, value, version = row
    try:
        return Record(key, json.loads(value), version)
    except ValueError as error:
        raise Unavailable("The database is damaged at this place.", reason=f"no JSON in {key}") from error


def sound_records(path: Path, *, exclusive: bool = False, clock: Clock = time.time) -> LocalRecords:
    """Records at `path`; a damaged file is put aside under a name of its own, and an empty one takes its place.

    The vaults are then rebuilt from their visible folders, without their history.

    Raises:
        Unavailable: another process holds it, or its disk is full, read-only or cannot be read; it stays where it is.
    """
    try:
        records = LocalRecords(path, exclusive=exclusive, clock=clock)
        try:
            records.require_sound()
        except Unavailable:
            records.close()
            raise
        return records
    except Damaged:
        for suffix in ("", "-wal", "-shm"):
            damaged = path.with_name(path.name + suffix)
            if damaged.exists():
                damaged.replace(damaged.with_name(f"{damaged.name}.damaged-{int(clock())}"))
    log.error("the database was damaged and has been put aside; vaults are rebuilt from their folders")
    return LocalRecords(path, exclusive=exclusive, clock=clock)
