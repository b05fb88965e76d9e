"""The history of a vault on its way into a zip, of one moment of the vault whoever writes while it goes out.

Nothing is held in memory but what the zip's own directory holds too: names and digests.
"""

import json
from collections.abc import Iterator
from itertools import chain
from tempfile import TemporaryFile
from typing import Any
from zipfile import ZipFile, ZipInfo

from shared.errors import Forbidden, Unavailable
from shared.notes.archive import BEFORE, BODIES, CHANGES, FORMAT, MANIFEST, TRASHED, trash_place
from shared.notes.change import Change, Note
from shared.notes.head import Head
from shared.notes.sources import HISTORY_FOLDER
from shared.notes.vault import Vault
from shared.notes.zip_entries import stamped

COPIED_BYTES = 262_144
SETTLED_ATTEMPTS_MAX = 16


class HistoryExport:
    """An export under way: first `notes` is asked for to its end, and what it answers written; then `write`.

    `_last` is the change after which the vault is shown, `_first` the oldest that is still kept.
    """

    def __init__(self, vault: Vault, archive: ZipFile) -> None:
        """Raises: Forbidden: the view is limited to a folder. Unavailable: the storage did not answer."""
        if vault.folder:
            raise Forbidden(f"This connection may only use the folder {vault.folder}; it cannot have the history.")
        self._vault = vault
        self._archive = archive
        self._last = _settled(vault).seq
        oldest = next(vault.changes(0), None)
        self._first = min(oldest.seq if oldest else self._last + 1, self._last + 1)
        self._shown = set[str]()
        self._before = TemporaryFile()  # noqa: SIM115 - it goes with this object

    def notes(self) -> Iterator[Note]:
        """Every note and attachment as it was after the last change.

        One that is still of that time is just what it was; of one that was changed since, the first change tells.
        """
        for note in chain(self._vault.notes(), self._vault.attachments()):
            if note.version <= self._last:
                yield self._noted(note)
        for change in self._vault.changes(self._last):
            for told in change.notes:
                before = told.before
                if before and before.version <= self._last and before.path not in self._archive.NameToInfo:
                    yield self._noted(before)

    def write(self) -> None:
        """Write the history, and every text of it that is not the text of a note beside it.

        Raises:
            Unavailable: the storage did not answer, or a sweep took some of it away in the meantime.
        """
        manifest = {"format": FORMAT, "first": self._first, "last": self._last}
        self._archive.writestr(self._entry(MANIFEST), _line(manifest))
        with self._archive.open(self._entry(CHANGES), "w", force_zip64=True) as lines:
            for change in self._changes():
                lines.write(_line(change.value()))
                for told in change.notes:
                    if told.before and told.before.version < self._first:
                        self._before.write(_line(told.before.value()))
        with self._archive.open(self._entry(BEFORE), "w", force_zip64=True) as lines, self._before as before:
            before.seek(0)
            while chunk := before.read(COPIED_BYTES):
                lines.write(chunk)
        with self._archive.open(self._entry(TRASHED), "w", force_zip64=True) as lines:
            for key, note in self._trash():
                lines.write(_line({"key": key, **note.value()}))
        self._write_bodies()

    def _noted(self, note: Note) -> Note:
        self._shown.add(note.digest)
        if note.version < self._first:
            self._before.write(_line(note.value()))
        return note

    def _changes(self) -> Iterator[Change]:
        """The kept entries up to the last; each of them, or an error."""
        following = self._first
        for change in self._vault.changes(self._first - 1):
            if change.seq != following or change.seq > self._last:
                break
            yield change
            following += 1
        if following <= self._last:
            raise Unavailable("The vault is just being cleared up. Please try again.", reason="a gap in the log")

    def _trash(self) -> Iterator[tuple[str, Note]]:
        """What was in the trash after the last change, as far as the log knows how it came there."""
        seen = set[str]()
        for key, note in self._vault.trash():
            if self._first <= trash_place(key)[0] <= self._last:
                seen.add(key)
                yield key, note
        for change in self._vault.changes(self._last):
            for told in change.notes:
                seq, number = trash_place(told.untrashed) if told.untrashed else (0, 0)
                if self._first <= seq <= self._last and told.untrashed not in seen:
                    buried = self._vault.log.change(seq)
                    if buried and (was := buried.notes[number].before):
                        seen.add(told.untrashed)
                        yield told.untrashed, was

    def _write_bodies(self) -> None:
        for change in self._changes():
            for told in change.notes:
                for note in (told.before, told.after, told.moved_from):
                    if note and note.digest not in self._shown:
                        self._shown.add(note.digest)
                        entry = self._entry(BODIES + note.digest, content_of=note.path)
                        self._archive.writestr(entry, self._vault.body_of(note))

    def _entry(self, name: str, content_of: str = "") -> ZipInfo:
        return stamped(HISTORY_FOLDER + name, 0, content_of=content_of)


def _settled(vault: Vault) -> Head:
    """The head at a moment when no change is half done."""
    for _ in range(SETTLED_ATTEMPTS_MAX):
        vault.log.settle()
        if not (head := vault.log.head()).plan:
            return head
    raise Unavailable("Too many changes at once. Please try again.", reason="a change was always half done")


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
