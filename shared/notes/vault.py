"""One user's notes and the rules they keep. A change is one commit of the head, its notes and its log entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import uuid4

from shared.errors import Conflict, Forbidden, Invalid, NotFound, QuotaExceeded, TooLarge, Unavailable
from shared.notes.change import Author, Edit, Note
from shared.notes.path import fold, key_of, safe_path
from shared.storage.contract import ABSENT, Clock, Files, Record, Records, StaleRecord, Write

HEAD = "head"
NOTE = "note#"
CHANGE = "change#"
TRASH = "trash#"

EDITS_PER_COMMIT = 48
COMMIT_ATTEMPTS_MAX = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one note and one vault may be."""

    note_bytes_max: int = 1_048_576
    vault_bytes_max: int = 1_073_741_824
    vault_notes_max: int = 100_000


class Vault:
    """The notes of one user. `clock` answers unix seconds."""

    def __init__(
        self,
        records: Records,
        files: Files,
        user_id: str,
        *,
        author: Author,
        limits: Limits,
        clock: Clock,
        folder: str = "",
    ) -> None:
        self._records = records
        self._files = files
        self.user_id = user_id
        self._author = author
        self._limits = limits
        self._clock = clock
        self.folder = folder

    # Reading

    def holds(self, path: str) -> bool:
        """Whether a path lies in the folder this view of the vault is limited to."""
        return not self.folder or fold(path).startswith(f"{fold(self.folder)}/")

    def seq(self) -> int:
        """How many changes there were; 0 for an empty vault."""
        return _seq_of(self._records.get(self.user_id, HEAD))

    def usage(self) -> tuple[int, int]:
        """How many notes there are, and how many bytes they hold."""
        head = self._records.get(self.user_id, HEAD)
        return (head.value["notes"], head.value["bytes"]) if head else (0, 0)

    def note(self, untrusted_path: str) -> Note | None:
        """What is known of a note, or None where there is none.

        Raises:
            Forbidden: it lies outside the folder this view is limited to. Invalid: the path is not one.
        """
        path = safe_path(untrusted_path)
        if not self.holds(path):
            raise Forbidden(f"This connection may only use the folder {self.folder}.")
        record = self._records.get(self.user_id, NOTE + key_of(path))
        return Note.of(record.value) if record else None

    def read(self, untrusted_path: str) -> tuple[Note, str]:
        """A note and its text.

        Raises:
            NotFound: there is no such note. Invalid: the path is not one.
        """
        note = self.known(untrusted_path)
        return note, self.body(note.digest).decode()

    def known(self, untrusted_path: str) -> Note:
        """What is known of a note.

        Raises:
            NotFound: there is no such note. Invalid: the path is not one.
        """
        if note := self.note(untrusted_path):
            return note
        raise NotFound(f"There is no note at {safe_path(untrusted_path)}.")

    def body(self, digest: str) -> bytes:
        """The bytes of a file that a note or a change names.

        Raises:
            Unavailable: it is not there, which only a damaged store can cause.
        """
        body = self._files.get(self.user_id, digest)
        if body is None:
            raise Unavailable("The text of this note is missing in the store.", reason=f"no file {digest}")
        return body

    def keeps(self, digest: str) -> bool:
        """Whether a text with this digest is, or was, one of this user's."""
        return self._files.get(self.user_id, digest) is not None

    def notes(self) -> Iterator[Note]:
        """Every note, by its key."""
        after = ""
        while page := self._records.under(self.user_id, NOTE, after=after, limit=1000):
            yield from (Note.of(record.value) for record in page)
            after = page[-1].key

    def changes(self, after: int) -> Iterator[dict[str, Any]]:
        """The log entries after a seq, oldest first."""
        key = change_key(after)
        while page := self._records.under(self.user_id, CHANGE, after=key, limit=200):
            yield from (record.value for record in page)
            key = page[-1].key

    # Changing

    def write(
        self, untrusted_path: str, text: str, *, if_version: int | None = None, overwrite: bool = False
    ) -> tuple[Note, bool]:
        """Create a note, or replace one, and say whether it is new. The same text again changes nothing.

        Raises:
            Conflict: the note is there and neither `if_version` names its version nor `overwrite` is set.
            Invalid, TooLarge, QuotaExceeded: the path, the text or the vault breaks a rule.
        """
        path = safe_path(untrusted_path)
        expects = if_version if if_version is not None else (None if overwrite else ABSENT)
        [(before, after)] = self.change([Edit(path, _encoded(text), expects)], "write")
        assert after is not None
        return after, before is None

    def delete(self, untrusted_path: str, *, if_version: int | None = None) -> Note:
        """Move a note to the trash and return what it was.

        Raises:
            NotFound: there is no such note. Conflict: it has another version.
        """
        path = safe_path(untrusted_path)
        [(before, _)] = self.change([Edit(path, None, if_version)], "delete")
        if not before:
            raise NotFound(f"There is no note at {path}.")
        return before

    def change(self, edits: Sequence[Edit], what: str) -> list[tuple[Note | None, Note | None]]:
        """Apply edits, all of them in one change, and return each note before and after.

        More than one commit can hold are split into several under one change id, in order.

        Raises:
            Conflict: a note is not at the version its edit expects; nothing of that commit happened.
        """
        for edit in edits:
            self._check_size(edit)
        change_id = uuid4().hex
        todo = iter(edits)
        done: list[tuple[Note | None, Note | None]] = []
        while part := list(islice(todo, EDITS_PER_COMMIT)):
            done += self._commit(part, what, change_id)
        return done

    def _check_size(self, edit: Edit) -> None:
        if edit.body is not None and len(edit.body) > self._limits.note_bytes_max:
            raise TooLarge(f"A note has at most {self._limits.note_bytes_max} bytes; this one has {len(edit.body)}.")

    def _commit(self, edits: list[Edit], what: str, change_id: str) -> list[tuple[Note | None, Note | None]]:
        kept: dict[str, str] = {}
        for _ in range(COMMIT_ATTEMPTS_MAX):
            head = self._records.get(self.user_id, HEAD)
            before = [self.note(edit.path) for edit in edits]
            for edit, note in zip(edits, before, strict=True):
                _check_version(edit, note)
            seq = _seq_of(head) + 1
            after = [self._edited(edit, note, seq, kept) for edit, note in zip(edits, before, strict=True)]
            if all(_is_same(old, new) for old, new in zip(before, after, strict=True)):
                return list(zip(before, before, strict=True))
            pairs = [(old, new) for old, new in zip(before, after, strict=True) if not _is_same(old, new)]
            writes = self._writes(head, seq, pairs, what, change_id)
            if self._is_committed(writes, seq, change_id):
                return list(zip(before, after, strict=True))
        raise Unavailable("Too many changes at once. Please try again.", reason="the head was always taken")

    def _is_committed(self, writes: list[Write], seq: int, change_id: str) -> bool:
        """Commit; False when another writer took the head. After a time-out the log tells whose change it holds."""
        try:
            self._records.commit(self.user_id, *writes)
        except StaleRecord as stale:
            if stale.key not in (HEAD, change_key(seq)):
                raise
            return False
        except Unavailable:
            entry = self._records.get(self.user_id, change_key(seq))
            if not entry:
                raise
            return bool(entry.value["id"] == change_id)
        return True

    def _edited(self, edit: Edit, before: Note | None, seq: int, kept: dict[str, str]) -> Note | None:
        if edit.body is None:
            return None
        if edit.path not in kept:
            kept[edit.path] = self._files.put(self.user_id, edit.body)
        now = int(self._clock())
        at = now if edit.at is None else edit.at
        path, created_at = (before.path, before.created_at) if before else (edit.path, at)
        return Note(path, seq, kept[edit.path], len(edit.body), created_at, at)

    def _writes(
        self,
        head: Record | None,
        seq: int,
        pairs: list[tuple[Note | None, Note | None]],
        what: str,
        change_id: str,
    ) -> list[Write]:
        notes, size = (head.value["notes"], head.value["bytes"]) if head else (0, 0)
        more_notes = sum((new is not None) - (old is not None) for old, new in pairs)
        more_bytes = sum((new.bytes if new else 0) - (old.bytes if old else 0) for old, new in pairs)
        self._check_quota(notes + more_notes, size + more_bytes, more_notes, more_bytes)
        totals = {"seq": seq, "notes": notes + more_notes, "bytes": size + more_bytes}
        writes = [Write(HEAD, totals, expects=head.version if head else ABSENT)]
        touched = []
        for number, (old, new) in enumerate(pairs):
            note = new or old
            assert note is not None
            writes.append(Write(NOTE + key_of(note.path), new.value() if new else None))
            touched.append({"path": note.path, "before": old and old.value(), "after": new and new.value()})
            if old and not new:
                value = {**old.value(), "deleted_at": int(self._clock()), "by": self._author.client}
                writes.append(Write(f"{TRASH}{seq:020d}#{number:03d}", value))
        entry = {"seq": seq, "id": change_id, "at": int(self._clock()), "what": what, "notes": touched}
        entry["by"] = {"client": self._author.client, "grant": self._author.grant}
        return [*writes, Write(change_key(seq), entry, expects=ABSENT)]

    def _check_quota(self, notes: int, size: int, more_notes: int, more_bytes: int) -> None:
        if more_notes > 0 and notes > self._limits.vault_notes_max:
            raise QuotaExceeded(f"This vault may hold {self._limits.vault_notes_max} notes and is full.")
        if more_bytes > 0 and size > self._limits.vault_bytes_max:
            raise QuotaExceeded(f"This vault may hold {self._limits.vault_bytes_max} bytes and is full.")


def change_key(seq: int) -> str:
    return f"{CHANGE}{seq:020d}"


def _seq_of(head: Record | None) -> int:
    return int(head.value["seq"]) if head else 0


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("The text of a note must be valid Unicode.") from None


def _check_version(edit: Edit, note: Note | None) -> None:
    version = note.version if note else ABSENT
    if edit.if_version is None or edit.if_version == version:
        return
    if not note:
        raise Conflict(f"There is no note at {edit.path}; it may have been deleted.", current_version=None)
    message = f"{note.path} is at version {version}"
    if edit.if_version == ABSENT:
        message += ", so nothing was written. Read it, then pass if_version, or overwrite: true to replace it"
    else:
        message += f", not {edit.if_version}; somebody changed it. Read it again before you write"
    raise Conflict(f"{message}.", current_version=version)


def _is_same(old: Note | None, new: Note | None) -> bool:
    return (old.digest if old else None) == (new.digest if new else None)
