"""A whole vault taken in: the files of a folder or a zip become notes and attachments, step by step."""

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from shared.errors import Conflict, Invalid, QuotaExceeded, TooLarge
from shared.notes.change import Edit
from shared.notes.changelog import EDITS_PER_COMMIT
from shared.notes.exports import Progress
from shared.notes.names import path_for
from shared.notes.path import is_note, key_of
from shared.notes.sources import File, Source
from shared.notes.vault import Vault
from shared.storage.contract import ABSENT

BATCH_BYTES_MAX = 8_388_608
TIME_MAX = 253_402_300_799
COUNTED = ("created", "changed", "unchanged")

Named = tuple[str, str]
"""The name of a file, and one sentence why it is not in the vault, or not under this name."""


@dataclass(slots=True)
class Report:
    """What an import did, by name where a name is not as it was. `hidden`: what starts with a dot or is a system's."""

    notes: Counter[str] = field(default_factory=Counter)
    attachments: Counter[str] = field(default_factory=Counter)
    refused: list[Named] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    hidden: int = 0

    def value(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "notes": {name: self.notes[name] for name in COUNTED},
            "attachments": {name: self.attachments[name] for name in COUNTED},
            "refused": [{"name": name, "why": why} for name, why in sorted(self.refused)],
            "renamed": [{"name": name, "path": path, "why": why} for name, path, why in sorted(self.renamed)],
            "hidden": self.hidden,
        }

    @classmethod
    def of(cls, value: dict[str, Any]) -> "Report":
        """The report that was written as JSON."""
        return cls(
            Counter(value["notes"]),
            Counter(value["attachments"]),
            [(told["name"], told["why"]) for told in value["refused"]],
            [(told["name"], told["path"], told["why"]) for told in value["renamed"]],
            value["hidden"],
        )


def import_notes(
    vault: Vault,
    source: Path | BinaryIO,
    *,
    overwrite: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take every file of a folder or a zip into a vault, byte for byte, each as old as its file.

    A file the vault cannot hold is reported by its name, and so is one whose path holds something else already, unless
    `overwrite` is set; all others are taken in. A second time changes nothing, so an interrupted import is repeated.

    Raises:
        Invalid: `source` is neither a folder nor a zip. TooLarge: the zip holds more files than any vault.
        Unavailable: the storage did not answer; what was taken in by then stays.
    """
    opened = Source.open(source)
    try:
        importing = Import(vault, opened, overwrite)
        progress(0, importing.total)
        while importing.done < importing.total:
            importing.step()
            progress(importing.done, importing.total)
    finally:
        opened.close()
    return importing.report


class Import:
    """An import under way. `done` files of `total` are dealt with; at most one batch of bodies is in memory."""

    def __init__(
        self, vault: Vault, source: Source, overwrite: bool, *, done: int = 0, report: Report | None = None
    ) -> None:
        self._vault = vault
        self._files = source.files
        self._overwrite = overwrite
        self._first: dict[str, File] = {}
        self._batch: list[tuple[File, Edit]] = []
        self.done = done
        self.total = len(source.files)
        self.report = report or Report(hidden=source.hidden)
        for file in source.files[:done]:
            self._meet(file)

    def step(self) -> None:
        """Deal with the next files, as many as make one change.

        Raises:
            Unavailable: the storage did not answer; the same step may be tried again.
        """
        batch_bytes, done = 0, self.done
        self._batch = []
        while done < self.total and len(self._batch) < EDITS_PER_COMMIT and batch_bytes < BATCH_BYTES_MAX:
            file = self._files[done]
            done += 1
            try:
                batch_bytes += self._add(file)
            except (Conflict, Invalid, TooLarge) as refusal:
                self._refuse(file, refusal.message)
        self._commit(self._batch)
        self.done = done

    def _meet(self, file: File) -> None:
        """Note the path of a file that an earlier run dealt with."""
        with suppress(Invalid):
            if not file.why_not:
                self._first.setdefault(key_of(path_for(file.untrusted_name)[0]), file)

    def _add(self, file: File) -> int:
        """Put a file into the batch unless the vault holds it; answer by how many bytes it grew, or raise why not."""
        if file.why_not:
            raise Invalid(file.why_not)
        path, why = path_for(file.untrusted_name)
        body = self._body(file, path)
        if (first := self._first.setdefault(key_of(path), file)) is not file:
            name = printable(first.untrusted_name)
            raise Conflict(f"It is the same note as {name}; letter case and accents' form do not count.")
        note = self._vault.at(path)
        if why:
            self.report.renamed.append((printable(file.untrusted_name), path, why))
        if note and note.digest == hashlib.sha256(body).hexdigest():
            self._counts(path)["unchanged"] += 1
            return 0
        if note and not self._overwrite:
            raise Conflict("There is another text at this path, which was kept; overwrite replaces it.")
        at = file.at and max(0, min(file.at, TIME_MAX))
        self._batch.append((file, Edit(path, body, None if self._overwrite else ABSENT, at)))
        return len(body)

    def _body(self, file: File, path: str) -> bytes:
        """The bytes of a file, which may be more by now than was stated of it."""
        limits = self._vault.limits
        bytes_max = limits.note_bytes_max if is_note(path) else limits.attachment_bytes_max
        body = file.read(bytes_max + 1) if file.size <= bytes_max else b""
        if max(file.size, len(body)) > bytes_max:
            raise TooLarge(f"{'A note' if is_note(path) else 'A file'} has at most {bytes_max} bytes; this has more.")
        try:
            if is_note(path):
                body.decode()
        except UnicodeDecodeError:
            raise Invalid("It is not UTF-8 text.") from None
        return body

    def _commit(self, batch: list[tuple[File, Edit]]) -> None:
        """All of a batch in one change; where one of it is refused, each in a change of its own."""
        if not batch:
            return
        try:
            done = self._vault.change([edit for _, edit in batch], "import")
        except (Conflict, Invalid, QuotaExceeded, TooLarge) as refusal:
            for one in batch:
                self._commit([one]) if len(batch) > 1 else self._refuse(one[0], refusal.message)
            return
        for told in done:
            outcome = "created" if not told.before else "changed" if told.changes else "unchanged"
            self._counts(told.path)[outcome] += 1

    def _counts(self, path: str) -> Counter[str]:
        return self.report.notes if is_note(path) else self.report.attachments

    def _refuse(self, file: File, why: str) -> None:
        self.report.refused.append((printable(file.untrusted_name), why))


def printable(untrusted_name: str) -> str:
    """A name that can be written as UTF-8, with a mark for what cannot."""
    return untrusted_name.encode(errors="replace").decode()
