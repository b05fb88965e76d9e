"""One user's notes and attachments, and the rules they keep: paths, sizes, quotas, versions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.errors import Conflict, Forbidden, Invalid, NotFound, QuotaExceeded, TooLarge, Unavailable
from shared.notes.change import Author, Change, Edit, Note, Touched
from shared.notes.changelog import TRASH, ChangeLog
from shared.notes.head import Head
from shared.notes.path import ATTACHMENT, NOTE, fold, is_note, record_key, safe_attachment_path, safe_path
from shared.storage.contract import ABSENT, COMMIT_RECORDS_MAX, Clock, Files, Record, Records, Write

PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one note, one attachment and one vault may be."""

    note_bytes_max: int = 1_048_576
    vault_bytes_max: int = 1_073_741_824
    vault_notes_max: int = 100_000
    attachment_bytes_max: int = 26_214_400


class Vault:
    """The notes of one user. `clock` answers unix seconds; `folder` is all that this view of them may see or change."""

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
        self.limits = limits
        self._clock = clock
        self.folder = folder
        self.log = ChangeLog(records, files, user_id, author=author, clock=clock)

    def whole(self) -> "Vault":
        """The same author's view without its limit, for what keeps the vault as a whole in order."""
        if not self.folder:
            return self
        names = {"author": self._author, "limits": self.limits, "clock": self._clock}
        return Vault(self._records, self._files, self.user_id, **names)  # type: ignore[arg-type]

    # Reading

    def now(self) -> int:
        """The time, in unix seconds."""
        return int(self._clock())

    def holds(self, path: str) -> bool:
        """Whether a path lies in the folder this view of the vault is limited to."""
        return not self.folder or fold(path).startswith(f"{fold(self.folder)}/")

    def require(self, path: str) -> None:
        """Raise Forbidden unless the path lies in the folder this view is limited to."""
        if not self.holds(path):
            raise Forbidden(f"This connection may only use the folder {self.folder}.")

    def seq(self) -> int:
        """How many changes there were; 0 for an empty vault."""
        return self.log.head().seq

    def usage(self) -> tuple[int, int]:
        """How many notes there are, and how many bytes they and the attachments hold."""
        head = self.log.head()
        return head.notes, head.bytes

    def note(self, untrusted_path: str) -> Note | None:
        """What is known of a note, or None where there is none.

        Raises:
            Forbidden: it lies outside the folder this view is limited to. Invalid: the path is not one.
        """
        return self.at(safe_path(untrusted_path))

    def attachment(self, untrusted_path: str) -> Note | None:
        """The same of an attachment."""
        if is_note(untrusted_path):
            return None
        return self.at(safe_attachment_path(untrusted_path))

    def find(self, untrusted_path: str) -> Note | None:
        """The note of that path, `.md` left out or not; else the attachment."""
        return self.note(untrusted_path) or self.attachment(untrusted_path)

    def at(self, path: str) -> Note | None:
        """The note or attachment at a path that has been checked.

        Raises:
            Forbidden: it lies outside the folder this view is limited to.
        """
        self.require(path)
        record = self._records.get(self.user_id, record_key(path))
        return Note.of(record.value) if record else None

    def read(self, untrusted_path: str) -> tuple[Note, str]:
        """A note and its text.

        Raises:
            NotFound: there is no such note. Invalid: the path is not one.
        """
        note = self.known(untrusted_path)
        return note, self.body_of(note).decode()

    def known(self, untrusted_path: str) -> Note:
        """What is known of a note.

        Raises:
            NotFound: there is no such note. Invalid: the path is not one.
        """
        if note := self.note(untrusted_path):
            return note
        raise NotFound(f"There is no note at {safe_path(untrusted_path)}.")

    def body(self, digest: str, size_bytes: int | None = None) -> bytes:
        """The bytes of a file that something in the vault names, found sooner by whoever knows how many there are.

        Raises:
            Unavailable: it is not there, which only a damaged store can cause.
        """
        body = self._files.get(self.user_id, digest, size_bytes=size_bytes)
        if body is None:
            raise Unavailable("The text of this note is missing or damaged in the store.", reason=f"no file {digest}")
        return body

    def body_of(self, note: Note) -> bytes:
        """The bytes of a note or an attachment.

        Raises:
            Unavailable: as `body`.
        """
        return self.body(note.digest, note.bytes)

    def bodies(self, notes: Iterable[Note]) -> dict[str, bytes]:
        """The bytes of several at once, by their digests; of a damaged store, those that are there.

        Raises:
            Unavailable: the store did not answer.
        """
        return self._files.get_all(self.user_id, {note.digest: note.bytes for note in notes})

    def keeps(self, digest: str) -> bool:
        """Whether a text with this digest is, or was, one of this user's."""
        return self._files.get(self.user_id, digest) is not None

    def notes(self) -> Iterator[Note]:
        """Every note, by its key."""
        return self._all(NOTE)

    def attachments(self) -> Iterator[Note]:
        """Every attachment, by its key."""
        return self._all(ATTACHMENT)

    def trash(self) -> Iterator[tuple[str, Note]]:
        """Every deleted note with the key of its trash record, the last deleted first."""
        yield from ((record.key, Note.of(record.value)) for record in self.deleted())

    def deleted(self) -> Iterator[Record]:
        """The trash record of every deleted note: what it was, when it was deleted and by which client."""
        after = ""
        while page := self._records.under(self.user_id, TRASH, after=after, limit=PAGE, newest_first=True):
            yield from (record for record in page if self.holds(record.value["path"]))
            after = page[-1].key

    def _all(self, prefix: str) -> Iterator[Note]:
        after = ""
        while page := self._records.under(self.user_id, prefix, after=after, limit=PAGE):
            yield from (Note.of(record.value) for record in page if self.holds(record.value["path"]))
            if len(page) < PAGE:
                return
            after = page[-1].key

    def changes(self, after: int) -> Iterator[Change]:
        """The log entries after a seq, oldest first."""
        return self.log.changes(after)

    # Changing

    def write(
        self,
        untrusted_path: str,
        text: str,
        *,
        if_version: int | None = None,
        overwrite: bool = False,
        what: str = "write",
    ) -> tuple[Note, bool]:
        """Create a note, or replace one, and say whether it is new. The same text again changes nothing.

        `what` is the word for it in the history.

        Raises:
            Conflict: the note is there and neither `if_version` names its version nor `overwrite` is set.
            Invalid, TooLarge, QuotaExceeded: the path, the text or the vault breaks a rule.
        """
        return self._put(safe_path(untrusted_path), encoded(text), if_version, overwrite, what)

    def attach(
        self, untrusted_path: str, body: bytes, *, if_version: int | None = None, overwrite: bool = False
    ) -> tuple[Note, bool]:
        """The same for an attachment."""
        return self._put(safe_attachment_path(untrusted_path), body, if_version, overwrite, "attach")

    def _put(self, path: str, body: bytes, if_version: int | None, overwrite: bool, what: str) -> tuple[Note, bool]:
        expects = if_version if if_version is not None else (None if overwrite else ABSENT)
        [touched] = self.change([Edit(path, body, expects)], what)
        assert touched.after
        return touched.after, touched.before is None

    def delete(self, untrusted_path: str, *, if_version: int | None = None) -> Note:
        """Move a note or an attachment to the trash and return what it was.

        Raises:
            NotFound: there is no such note. Conflict: it has another version.
        """
        there = self.find(untrusted_path)
        path = there.path if there else safe_path(untrusted_path)
        [touched] = self.change([Edit(path, None, if_version)], "delete")
        if not touched.before:
            raise NotFound(f"There is no note at {path}.")
        return touched.before

    def change(self, edits: Sequence[Edit], what: str, *, if_seq: int | None = None) -> list[Touched]:
        """Apply edits, all of them in one change, and return each note before and after.

        Raises:
            Conflict: a note is not at the version its edit expects, or the vault not at `if_seq`; nothing happened.
            Forbidden: one lies outside the folder this view is limited to. TooLarge, QuotaExceeded: as the limits say.
        """
        for edit in edits:
            self.require(edit.path)
            self.check_size(edit.path, len(edit.body or b""))
        return self.log.append(edits, what, self, if_seq)

    def check_versions(self, pairs: Sequence[tuple[Edit, Note | None]]) -> None:
        """Raise Conflict unless every note is at the version its edit expects."""
        for edit, note in pairs:
            version = note.version if note else ABSENT
            if edit.if_version is not None and edit.if_version != version:
                raise _conflict(edit, note)

    def check_quota(self, before: Head, after: Head) -> None:
        """Raise QuotaExceeded where a vault that is too full would grow."""
        if after.notes > max(before.notes, self.limits.vault_notes_max):
            raise QuotaExceeded(f"This vault may hold {self.limits.vault_notes_max} notes and is full.")
        if after.bytes > max(before.bytes, self.limits.vault_bytes_max):
            raise QuotaExceeded(f"This vault may hold {self.limits.vault_bytes_max} bytes and is full.")

    def check_size(self, path: str, size: int) -> None:
        """Raise TooLarge where one note or attachment has more bytes than it may."""
        if is_note(path) and size > self.limits.note_bytes_max:
            raise TooLarge(f"A note has at most {self.limits.note_bytes_max} bytes; this one has {size}.")
        if size > max(self.limits.attachment_bytes_max, self.limits.note_bytes_max):
            raise TooLarge(f"A file has at most {self.limits.attachment_bytes_max} bytes; this one has {size}.")

    def forget(self, trash_keys: Sequence[str]) -> None:
        """Remove records from the trash for good, by their keys; what is gone already is no matter."""
        for start in range(0, len(trash_keys), COMMIT_RECORDS_MAX):
            keys = trash_keys[start : start + COMMIT_RECORDS_MAX]
            self._records.commit(self.user_id, *(Write(key, None) for key in keys))


def encoded(text: str) -> bytes:
    """The bytes of a note's text.

    Raises:
        Invalid: it holds half a surrogate pair, which no file can.
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Invalid("The text of a note must be valid Unicode.") from None


def _conflict(edit: Edit, note: Note | None) -> Conflict:
    if not note:
        return Conflict(f"There is no note at {edit.path}; it may have been deleted.", current_version=None)
    message = f"{note.path} is at version {note.version}"
    if edit.if_version == ABSENT:
        message += ", so nothing was written. Read it, then pass if_version, or overwrite: true to replace it"
    else:
        message += f", not {edit.if_version}; somebody changed it. Read it again before you write"
    return Conflict(f"{message}.", current_version=note.version)
