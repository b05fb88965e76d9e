"""The two shelves every backend keeps alike, and the limits they share. No method works without naming a user."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Conflict, Invalid, TooLarge

ABSENT = 0
"""The version to expect of a record that must not be there yet."""

COMMIT_RECORDS_MAX = 100
COMMIT_BYTES_MAX = 4_000_000
RECORD_BYTES_MAX = 390_000
KEY_BYTES_MAX = 1_024
"""DynamoDB's limits (TransactWriteItems, item size, sort key); every backend keeps them."""

LINK_SECONDS = 900

_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Clock = Callable[[], float]
"""Answers the time in unix seconds."""


@dataclass(frozen=True, slots=True)
class Record:
    """A small JSON object of one user. `version` counts its writes from 1."""

    key: str
    value: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Write:
    """One record's part of a commit.

    `value`: the new object, or None to remove the record.
    `expects`: the version it must have now, ABSENT, or None for whatever is there.
    `expires_at`: unix seconds from which on it is never returned; None keeps it.
    """

    key: str
    value: dict[str, Any] | None
    expects: int | None = None
    expires_at: int | None = None

    def text(self) -> str | None:
        """The value as it is stored; None for a removal."""
        return None if self.value is None else _ENCODED(self.value)


class StaleRecord(Conflict):
    """A write of a commit found another version than it expects; nothing of the commit happened."""

    def __init__(self, key: str) -> None:
        super().__init__("Somebody else changed this first.", reason=f"stale record {key}")
        self.key = key


class Records(Protocol):
    """Small versioned records. An expired record is never returned, whatever the backend still holds."""

    def get(self, user_id: str, key: str) -> Record | None:
        """The record, or None where there is none."""
        ...

    def get_all(self, user_id: str, *keys: str) -> list[Record | None]:
        """The records of different keys, in their order; each as it is now, though not all at one moment."""
        ...

    def under(
        self, user_id: str, prefix: str, *, after: str = "", limit: int = 100, newest_first: bool = False
    ) -> Sequence[Record]:
        """At most `limit` records whose key starts with `prefix`, by the UTF-8 bytes of their keys.

        `after` is the last key already seen. `newest_first` walks from the highest key down.
        """
        ...

    def commit(self, user_id: str, *writes: Write, may_be_lost: bool = False) -> None:
        """All writes, or none. What `may_be_lost` in a power cut need not wait for the disk.

        Raises:
            StaleRecord: a write's expectation failed; `key` names it.
            TooLarge: more than the limits above. Invalid: a key is empty or named twice.
            Unavailable: the backend did not answer; the commit may or may not have happened.
        """
        ...

    def add(self, user_id: str, key: str, amounts: Mapping[str, int], *, expires_at: int) -> dict[str, int]:
        """Add to the named counters of the record `key`, atomically, and return their new values.

        A new counter starts at 0. They read back as the record `{name: n}`, which keeps the expiry it was made with. A
        power cut may lose the last of them.
        """
        ...

    def drop_expired(self) -> int:
        """Remove what has expired, whosever it is, where the backend does not do so by itself; answer how many."""
        ...


class Files(Protocol):
    """Immutable bytes, named by their SHA-256 in lower-case hexadecimal."""

    def put(self, user_id: str, body: bytes) -> str:
        """Keep `body` and return its digest. The same bytes twice are one file."""
        ...

    def get(self, user_id: str, digest: str, *, size_bytes: int | None = None) -> bytes | None:
        """The bytes, or None where there is no such file. Whoever knows how many there are saves a look for them."""
        ...

    def get_all(self, user_id: str, sizes_bytes: Mapping[str, int]) -> dict[str, bytes]:
        """The bytes by their digest, of those files that there are. `sizes_bytes` says how many each has."""
        ...

    def remove(self, user_id: str, digest: str) -> None:
        """Remove the file; nothing happens where there is none."""
        ...

    def under(self, user_id: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        """At most `limit` digests greater than `after`, in order."""
        ...

    def link_to_fetch(self, user_id: str, digest: str, name: str, *, size_bytes: int) -> str:
        """A URL where anybody gets the bytes under a name, for `LINK_SECONDS`; "" where they come through us alone."""
        ...

    def link_to_send(self, user_id: str, key: str) -> str:
        """A URL where anybody may PUT bytes for `sent`, for `LINK_SECONDS`; "" where they come through us alone."""
        ...

    def sent(self, user_id: str, key: str, *, bytes_max: int) -> bytes | None:
        """The bytes that were sent for a key, once; None where there are none.

        Raises:
            TooLarge: there are more than `bytes_max`; they are gone.
        """
        ...


def checked(writes: Sequence[Write]) -> list[tuple[Write, str | None]]:
    """The writes beside their stored text, once they are known to keep the contract's limits.

    Raises:
        TooLarge, Invalid: as `Records.commit`.
    """
    if len(writes) > COMMIT_RECORDS_MAX:
        raise TooLarge(f"A change may touch at most {COMMIT_RECORDS_MAX} records.")
    keys = [write.key for write in writes]
    if len(set(keys)) != len(keys) or not all(keys):
        raise Invalid("A change names each record once.", reason=f"empty or repeated key in {keys}")
    pairs = [(write, write.text()) for write in writes]
    sizes = [len((text or "").encode()) for _, text in pairs]
    if any(size > RECORD_BYTES_MAX for size in sizes) or any(len(key.encode()) > KEY_BYTES_MAX for key in keys):
        raise TooLarge("A record is larger than its limit.", reason=f"a record or key of {keys[:3]} is too large")
    if sum(sizes) > COMMIT_BYTES_MAX:
        raise TooLarge("A change may write at most 4 MB of records.")
    return pairs
