"""The log of one vault: every change is one commit of the head, the notes it touches and its entry.

A change of more notes than one commit holds is written down as a plan first, and whoever writes next completes it.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import uuid4

from shared.errors import Conflict, Invalid, NotFound, Unavailable
from shared.notes.change import Author, Change, Edit, Note, Touched
from shared.notes.path import is_note, record_key
from shared.storage.contract import ABSENT, Clock, Files, Record, Records, StaleRecord, Write

HEAD = "head"
CHANGE = "change#"
TRASH = "trash#"

EDITS_PER_COMMIT = 48
COMMIT_ATTEMPTS_MAX = 256


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


class ChangeLog:
    """One user's log. It knows which note had which text when, and no rule of what a note may be."""

    def __init__(self, records: Records, files: Files, user_id: str, *, author: Author, clock: Clock) -> None:
        self._records = records
        self._files = files
        self._user_id = user_id
        self._author = author
        self._clock = clock

    def head(self) -> Head:
        return Head.of(self._records.get(self._user_id, HEAD))

    def changes(self, after: int) -> Iterator[Change]:
        """The entries after a seq, oldest first."""
        key = change_key(after)
        while page := self._records.under(self._user_id, CHANGE, after=key, limit=200):
            yield from (Change.of(record.value) for record in page)
            key = page[-1].key

    def newest(self, before: int | None = None) -> Iterator[Change]:
        """The entries before a seq, newest first; without one from the last."""
        key = "" if before is None else change_key(before)
        while page := self._records.under(self._user_id, CHANGE, after=key, limit=100, newest_first=True):
            yield from (Change.of(record.value) for record in page)
            key = page[-1].key

    def change(self, seq: int) -> Change | None:
        record = self._records.get(self._user_id, change_key(seq))
        return Change.of(record.value) if record else None

    def append(self, edits: Sequence[Edit], what: str, rules: "Rules", if_seq: int | None = None) -> list[Touched]:
        """Apply edits, all of them in one change, and answer each note before and after.

        Raises:
            Outpaced: the last change is not `if_seq`.
            Whatever the rules raise. NotFound: a text to restore is gone. Unavailable: the storage did not answer, or
            too many write at once.
        """
        change_id, kept = uuid4().hex, dict[str, tuple[str, int]]()
        for _ in range(COMMIT_ATTEMPTS_MAX):
            record = self._settled()
            head = Head.of(record)
            if if_seq not in (None, head.seq):
                raise Outpaced
            before = [self._note(edit.path) for edit in edits]
            rules.check_versions(list(zip(edits, before, strict=True)))
            touched = [self._touched(edit, note, head, kept) for edit, note in zip(edits, before, strict=True)]
            touched = _with_ways(touched)
            changed = [note for note in touched if note.changes]
            rules.check_quota(head, head.after(changed))
            change = Change(head.seq + 1, change_id, int(self._clock()), what, self._author.client, self._author.grant)
            parts = _parts(change, _in_order(changed))
            plan = self._planned(parts[1:], head) if len(parts) > 1 else ""
            if not parts or self._is_committed(record, replace(head, plan=plan), parts[0]):
                if plan:
                    self._settled()
                done = {note.path: note for part in parts for note in part.notes}
                return [done.get(note.path) or replace(note, after=note.before) for note in touched]
        raise Unavailable("Too many changes at once. Please try again.", reason="the head was always taken")

    def repeat(self, change: Change, body_of: Callable[[str], bytes]) -> bool:
        """Commit an entry made elsewhere, with the texts of its digests; False when another writer was quicker.

        Raises:
            Outpaced: it is not what comes next here, or a note is not what the entry says it was before.
        """
        record = self._settled()
        head = Head.of(record)
        if head.seq + 1 != change.seq or any(self._note(note.path) != note.before for note in change.notes):
            raise Outpaced
        held = {note.before.digest for note in change.notes if note.before}
        for digest in dict.fromkeys(note.after.digest for note in change.notes if note.after):
            if digest not in held and self._files.put(self._user_id, body_of(digest)) != digest:
                raise Invalid("A text is not what its digest says.")
            self._check_stays(digest, head)
        return self._is_committed(record, head, change)

    def settle(self) -> None:
        """Complete a change that whoever began it could not."""
        self._settled()

    def _settled(self) -> Record | None:
        """The head's record, once no change is half done."""
        for _ in range(COMMIT_ATTEMPTS_MAX):
            record = self._records.get(self._user_id, HEAD)
            head = Head.of(record)
            if not head.plan:
                return record
            body = self._files.get(self._user_id, head.plan)
            if body is None:
                raise Unavailable("A change of this vault is half done and cannot go on.", reason="its plan is gone")
            plan = [Change.of(part) for part in json.loads(body)]
            [part] = [part for part in plan if part.seq == head.seq + 1]
            done = replace(head, plan="" if part is plan[-1] else head.plan)
            self._is_committed(record, done, part)
        raise Unavailable("Too many changes at once. Please try again.", reason="a plan was never completed")

    def _planned(self, parts: list[Change], head: Head) -> str:
        """Write down what is still to do of a large change, and return the digest."""
        digest = self._files.put(self._user_id, json.dumps([part.value() for part in parts]).encode())
        self._check_stays(digest, head)
        return digest

    def _check_stays(self, digest: str, head: Head) -> None:
        """Raise Unavailable where a sweep may be removing a file at this moment."""
        if digest in head.doomed and self._clock() < head.doomed_until:
            raise Unavailable("This text is just being cleared away. Please try again.", reason="a doomed file")

    def _is_committed(self, record: Record | None, head: Head, change: Change) -> bool:
        """Commit; False when another writer took the head. After a time-out the log tells whose change it holds."""
        writes = [Write(HEAD, head.after(change.notes).value(), expects=record.version if record else ABSENT)]
        for number, note in enumerate(change.notes):
            writes.append(Write(record_key(note.path), note.after.value() if note.after else None))
            if note.before and note.is_burial:
                value = {**note.before.value(), "deleted_at": change.at, "by": change.client}
                writes.append(Write(f"{TRASH}{change.seq:020d}#{number:03d}", value))
            if note.untrashed:
                writes.append(Write(note.untrashed, None))
        writes.append(Write(change_key(change.seq), change.value(), expects=ABSENT))
        try:
            self._records.commit(self._user_id, *writes)
        except StaleRecord as stale:
            if stale.key not in (HEAD, change_key(change.seq)):
                raise
            return False
        except Unavailable:
            entry = self._records.get(self._user_id, change_key(change.seq))
            if not entry:
                raise
            return bool(entry.value["id"] == change.id)
        return True

    def _note(self, path: str) -> Note | None:
        record = self._records.get(self._user_id, record_key(path))
        return Note.of(record.value) if record else None

    def _touched(self, edit: Edit, before: Note | None, head: Head, kept: dict[str, tuple[str, int]]) -> Touched:
        if edit.removes:
            return Touched(before.path if before else edit.path, before, None)
        was = edit.as_was or edit.moved_from
        path = edit.path if was or not before else before.path
        at = edit.as_was.updated_at if edit.as_was else int(self._clock()) if edit.at is None else edit.at
        created_at = was.created_at if was else before.created_at if before else at
        digest, size = self._kept(edit, head, kept)
        self._check_stays(digest, head)
        after = Note(path, 0, digest, size, created_at, at)
        return Touched(path, before, after, edit.moved_from, untrashed=edit.untrashed)

    def _kept(self, edit: Edit, head: Head, kept: dict[str, tuple[str, int]]) -> tuple[str, int]:
        """The digest and size of an edit's text, which lies in Files now.

        It is put there once more after a sweep, which may have removed what was there before.
        """
        if edit.body is None:
            was = edit.as_was
            assert was
            is_current = edit.moved_from is not None and edit.moved_from.digest == was.digest
            if not is_current and self._files.get(self._user_id, was.digest) is None:
                raise NotFound("This text is no longer kept.")
            return was.digest, was.bytes
        digest, sweeps = kept.get(edit.path, ("", -1))
        if sweeps != head.sweeps:
            digest = self._files.put(self._user_id, edit.body)
            kept[edit.path] = digest, head.sweeps
        return digest, len(edit.body)


class Outpaced(Conflict):
    """The vault is no longer as it was when a change of many notes was worked out."""

    def __init__(self) -> None:
        super().__init__("Somebody else is changing this vault at this moment. Please try again.")


class Rules(Protocol):
    """What a vault has to say before a change of it is committed."""

    def check_versions(self, pairs: Sequence[tuple[Edit, Note | None]]) -> None:
        """Raise unless every note is at the version its edit expects."""
        ...

    def check_quota(self, before: Head, after: Head) -> None:
        """Raise unless the vault may hold what it would."""
        ...


def change_key(seq: int) -> str:
    return f"{CHANGE}{seq:020d}"


def _with_ways(notes: list[Touched]) -> list[Touched]:
    """Each note that moves told where it left as well."""
    ways = {note.moved_from: note.path for note in notes if note.moved_from and note.moved_from != note.before}
    return [replace(note, moved_to=ways[note.before]) if note.before in ways else note for note in notes]


def _in_order(notes: list[Touched]) -> list[Touched]:
    """Notes in an order in which one that moves has arrived before another takes its place, or nothing does.

    So whoever reads between two parts of a large change finds every note, though perhaps twice.
    """
    leaving = {record_key(note.moved_from.path): note for note in notes if note.moved_from}
    placed: dict[str, Touched] = {}
    for first in notes:
        waiting: dict[str, Touched] = {}
        note: Touched | None = first
        while note and note.path not in placed and note.path not in waiting:
            waiting[note.path] = note
            note = leaving.get(record_key(note.path))
        placed |= dict(reversed(waiting.items()))
    return list(placed.values())


def _parts(change: Change, notes: list[Touched]) -> list[Change]:
    """A change as the entries it takes, each with the seq that it and the notes it writes will have."""
    parts = []
    for number, start in enumerate(range(0, len(notes), EDITS_PER_COMMIT)):
        seq = change.seq + number
        part = [_at(note, seq) for note in notes[start : start + EDITS_PER_COMMIT]]
        parts.append(replace(change, seq=seq, notes=part))
    return parts


def _at(note: Touched, seq: int) -> Touched:
    return replace(note, after=note.after and replace(note.after, version=seq))
