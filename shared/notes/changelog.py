"""The log of one vault: every change is one commit of the head, the notes it touches and its entry.

A change of more notes than one commit holds is written down as a plan first, and whoever writes next completes it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from uuid import uuid4

from shared.errors import Conflict, Invalid, NotFound, Unavailable
from shared.notes.change import Author, Change, Edit, Note, Touched
from shared.notes.head import HEAD, Appended, Head
from shared.notes.path import record_key
from shared.storage.contract import ABSENT, Clock, Files, Record, Records, StaleRecord, Write

CHANGE = "change#"
TRASH = "trash#"

EDITS_PER_COMMIT = 48
COMMIT_ATTEMPTS_MAX = 256
PAGE = 200
MAY_HAVE_HAPPENED = "The storage did not answer, so this change may have been made or not. Look before you try again."


class ChangeLog:
    """One user's log. It knows which note had which text when, and no rule of what a note may be."""

    def __init__(self, records: Records, files: Files, user_id: str, *, author: Author, clock: Clock) -> None:
        self._records = records
        self._files = files
        self._user_id = user_id
        self._author = author
        self._clock = clock
        self.appended = Appended()

    def head(self) -> Head:
        return Head.of(self._records.get(self._user_id, HEAD))

    def changes(self, after: int) -> Iterator[Change]:
        """The entries after a seq, oldest first."""
        key = change_key(after)
        while page := self._records.under(self._user_id, CHANGE, after=key, limit=PAGE):
            yield from (Change.of(record.value) for record in page)
            if len(page) < PAGE:
                return
            key = page[-1].key

    def newest(self, before: int | None = None) -> Iterator[Change]:
        """The entries before a seq, newest first; without one from the last."""
        key = "" if before is None else change_key(before)
        while page := self._records.under(self._user_id, CHANGE, after=key, limit=PAGE, newest_first=True):
            yield from (Change.of(record.value) for record in page)
            if len(page) < PAGE:
                return
            key = page[-1].key

    def last(self) -> Change | None:
        """The last entry there is."""
        found = self._records.under(self._user_id, CHANGE, limit=1, newest_first=True)
        return Change.of(found[0].value) if found else None

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
            keys = [record_key(edit.path) for edit in edits]
            record, found = self._found(list(dict.fromkeys(keys)))
            head = Head.of(record)
            if if_seq not in (None, head.seq):
                raise Outpaced
            before = [Note.of(note.value) if (note := found[key]) else None for key in keys]
            rules.check_versions(list(zip(edits, before, strict=True)))
            touched = [self._touched(edit, note, head, kept) for edit, note in zip(edits, before, strict=True)]
            touched = _with_ways(touched)
            changed = [note for note in touched if note.changes]
            rules.check_quota(head, head.after(changed))
            change = Change(head.seq + 1, change_id, int(self._clock()), what, self._author.client, self._author.grant)
            parts = _parts(change, _in_order(changed))
            plan = self._planned(parts[1:], head) if len(parts) > 1 else ""
            if not parts or self._is_committed(record, replace(head, plan=plan), parts[0], found):
                if plan:
                    self._complete()
                self.appended = self.appended.and_then(parts)
                done = {note.path: note for part in parts for note in part.notes}
                return [done.get(note.path) or replace(note, after=note.before) for note in touched]
        raise Unavailable("Too many changes at once. Please try again.", reason="the head was always taken")

    def _found(self, keys: list[str]) -> tuple[Record | None, dict[str, Record | None]]:
        """The head's record, once no change is half done, and those of notes by their keys.

        They are no older than the head, or so few that one commit holds them all and can expect their versions.
        """
        if len(keys) <= EDITS_PER_COMMIT:
            head, *notes = self._records.get_all(self._user_id, HEAD, *keys)
            if not Head.of(head).plan:
                return head, dict(zip(keys, notes, strict=True))
        head = self._settled()
        return head, dict(zip(keys, self._records.get_all(self._user_id, *keys), strict=True))

    def repeat(self, change: Change, body_of: Callable[[str], bytes]) -> bool:
        """Commit an entry made elsewhere, with the texts of its digests; False when another writer was quicker.

        Raises:
            Outpaced: it is not what comes next here, or a note is not what the entry says it was before.
        """
        record, found = self._found(list(dict.fromkeys(record_key(note.path) for note in change.notes)))
        head = Head.of(record)
        there = {key: Note.of(note.value) for key, note in found.items() if note}
        if head.seq + 1 != change.seq or any(there.get(record_key(n.path)) != n.before for n in change.notes):
            raise Outpaced
        held = {note.before.digest for note in change.notes if note.before}
        for digest in dict.fromkeys(note.after.digest for note in change.notes if note.after):
            if digest not in held and self._files.put(self._user_id, body_of(digest)) != digest:
                raise Invalid("A text is not what its digest says.")
            self._check_stays(digest, head)
        if not self._is_committed(record, head, change, found):
            return False
        self.appended = self.appended.and_then([change])
        return True

    def _complete(self) -> None:
        """Do the rest of a change that has begun; whoever writes next does it where this one cannot."""
        try:
            self._settled()
        except Unavailable as error:
            raise Unavailable(MAY_HAVE_HAPPENED, reason=error.reason) from error

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

    def _is_committed(
        self, record: Record | None, head: Head, change: Change, found: Mapping[str, Record | None] | None = None
    ) -> bool:
        """Commit; False when another writer came first. `found` are the notes' records, which must still be these.

        What cannot be told from an answer that did not come, or came for a second asking, the log tells.
        """
        writes = [Write(HEAD, head.after(change.notes).value(), expects=_version_of(record))]
        for number, note in enumerate(change.notes):
            key = record_key(note.path)
            expects = _version_of(found[key]) if found else None
            writes.append(Write(key, note.after.value() if note.after else None, expects))
            if note.before and note.is_burial:
                value = {**note.before.value(), "deleted_at": change.at, "by": change.client}
                writes.append(Write(f"{TRASH}{change.seq:020d}#{number:03d}", value))
            if note.untrashed:
                writes.append(Write(note.untrashed, None))
        writes.append(Write(change_key(change.seq), change.value(), expects=ABSENT))
        try:
            self._records.commit(self._user_id, *writes)
        except StaleRecord:
            return bool(self._has_happened(change))
        except Unavailable:
            if (has_happened := self._has_happened(change)) is None:
                raise
            return has_happened
        return True

    def _has_happened(self, change: Change) -> bool | None:
        """Whether the log holds this change (True), another in its place (False), or nothing there (None)."""
        try:
            entry = self._records.get(self._user_id, change_key(change.seq))
        except Unavailable as error:
            raise Unavailable(MAY_HAVE_HAPPENED, reason=error.reason) from error
        return entry.value["id"] == change.id if entry else None

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


def _version_of(record: Record | None) -> int:
    return record.version if record else ABSENT


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
