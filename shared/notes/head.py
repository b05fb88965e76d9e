"""The head of a vault: which change was the last, and what the vault holds since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.notes.change import Change, Touched
from shared.notes.path import is_note
from shared.storage.contract import Record

HEAD = "head"


@dataclass(frozen=True, slots=True)
class Head:
    """The last change and what the vault holds. `plan` is the digest of a change that is only partly done.

    `doomed` are files that a sweep removes, until `doomed_until` (unix seconds); `sweeps` counts the sweeps.
    """

    seq: int = 0
    notes: int = 0
    bytes: int = 0
    attachments: int = 0
    plan: str = ""
    doomed: tuple[str, ...] = ()
    doomed_until: int = 0
    sweeps: int = 0

    @classmethod
    def of(cls, record: Record | None) -> "Head":
        value = record.value if record else {}
        return cls(**{**value, "doomed": tuple(value.get("doomed", ()))})

    def value(self) -> dict[str, Any]:
        """What is written of it: the counts, and of the rest what there is."""
        rest = {name: value for name in _RARE if (value := getattr(self, name))}
        return {"seq": self.seq, "notes": self.notes, "bytes": self.bytes, **rest}

    def after(self, touched: Sequence[Touched]) -> "Head":
        """The head once these notes are changed: the next seq, and what the vault then holds."""
        more = [(note.path, (note.after is not None) - (note.before is not None)) for note in touched]
        sizes = (
            (note.after.bytes if note.after else 0) - (note.before.bytes if note.before else 0) for note in touched
        )
        return replace(
            self,
            seq=self.seq + 1,
            notes=self.notes + sum(count for path, count in more if is_note(path)),
            attachments=self.attachments + sum(count for path, count in more if not is_note(path)),
            bytes=self.bytes + sum(sizes),
        )


_RARE = ("attachments", "plan", "doomed", "doomed_until", "sweeps")


@dataclass(frozen=True, slots=True)
class Appended:
    """How far a log was when something was appended here first, how far it came, and how many notes that touched."""

    after_seq: int = 0
    until_seq: int = 0
    notes: int = 0

    def and_then(self, parts: Sequence[Change]) -> "Appended":
        if not parts:
            return self
        notes = self.notes + sum(len(part.notes) for part in parts)
        return Appended(self.after_seq if self.notes else parts[0].seq - 1, parts[-1].seq, notes)
