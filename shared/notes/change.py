"""A note as the records know it, an edit of one, and who makes it: the words every change is told in."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a change: the client by its name and the grant it came with."""

    client: str = ""
    grant: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a note without its text. Times are unix seconds; `version` is the seq that wrote it."""

    path: str
    version: int
    digest: str
    bytes: int
    created_at: int
    updated_at: int

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Note":
        """The note that a record or a log entry tells of."""
        return cls(**{name: value[name] for name in cls.__slots__})

    def value(self) -> dict[str, Any]:
        """What is written of it in a record or a log entry."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Edit:
    """One note's part of a change: its new bytes, or None to delete it.

    `if_version`: the version it must have now, ABSENT for none; None asks nothing.
    """

    path: str
    body: bytes | None
    if_version: int | None = None
    at: int | None = None
