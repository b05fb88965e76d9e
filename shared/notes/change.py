"""A note as the records know it, an edit of one, and who makes it: the words every change is told in."""

from dataclasses import dataclass, field
from typing import Any

OUTSIDE_EDIT = "outside edit"
"""The name under which another program's changes of a visible folder stand in the history."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who made a change: the client by its name and the grant it came with."""

    client: str = ""
    grant: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is known of a note, or of an attachment, without its body. Times are unix seconds.

    `version` is the seq of the change that wrote it.
    """

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
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Edit:
    """One note's part of a change: its new bytes, or the bytes of a note that was (`as_was`), or neither to delete it.

    `if_version`: the version it must have now, ABSENT for none; None asks nothing. `at`: when it was written, in unix
    seconds; None is now. `moved_from` is the note whose name this was, `untrashed` the key of the trash record that a
    restored note leaves.
    """

    path: str
    body: bytes | None = None
    if_version: int | None = None
    at: int | None = None
    as_was: Note | None = None
    moved_from: Note | None = None
    untrashed: str = ""

    @property
    def removes(self) -> bool:
        return self.body is None and self.as_was is None


@dataclass(frozen=True, slots=True)
class Touched:
    """A note before and after a change, None where there was or is none.

    `moved_to` is the path where the note that was there lies now, even if another has come in its place.
    """

    path: str
    before: Note | None
    after: Note | None
    moved_from: Note | None = None
    moved_to: str = ""
    untrashed: str = ""

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Touched":
        """What a log entry tells of one note."""
        before, after, source = (Note.of(told) if (told := value.get(name)) else None for name in _NOTES)
        return cls(value["path"], before, after, source, value.get("to", ""), value.get("untrashed", ""))

    def value(self) -> dict[str, Any]:
        """What is written of it in a log entry."""
        told: dict[str, Any] = {
            "path": self.path,
            "before": self.before and self.before.value(),
            "after": self.after and self.after.value(),
        }
        if self.moved_from:
            told["from"] = self.moved_from.value()
        if self.moved_to:
            told["to"] = self.moved_to
        if self.untrashed:
            told["untrashed"] = self.untrashed
        return told

    @property
    def changes(self) -> bool:
        """Whether the note is another, or bears another name, than before; one that came back may look the same."""
        return _face(self.before) != _face(self.after) or bool(self.moved_from or self.untrashed)

    @property
    def is_burial(self) -> bool:
        """Whether the note that was there goes to the trash: it is removed, or another comes in its place."""
        if not self.before or self.moved_to or self.moved_from == self.before:
            return False
        return not self.after or bool(self.moved_from or self.untrashed)


_NOTES = ("before", "after", "from")


def _face(note: Note | None) -> tuple[str, str] | None:
    return (note.path, note.digest) if note else None


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the log: what was done when, by whom, and to which notes. `id` joins the parts of a large one."""

    seq: int
    id: str
    at: int
    what: str
    client: str
    grant: str
    notes: list[Touched] = field(default_factory=list)

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Change":
        """The change that a log entry tells of."""
        by, notes = value["by"], [Touched.of(told) for told in value["notes"]]
        return cls(value["seq"], value["id"], value["at"], value["what"], by["client"], by["grant"], notes)

    def value(self) -> dict[str, Any]:
        """What is written of it in the log."""
        by = {"client": self.client, "grant": self.grant}
        told = {"seq": self.seq, "id": self.id, "at": self.at, "what": self.what, "by": by}
        return {**told, "notes": [note.value() for note in self.notes]}
