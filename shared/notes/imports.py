"""A whole vault taken in: the files of a folder or a zip become notes and attachments, step by step."""

import hashlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from shared.errors import Conflict, Invalid, QuotaExceeded, TooLarge
from shared.notes.change import Edit, Note
from shared.notes.changelog import EDITS_PER_COMMIT
from shared.notes.exports import Progress
from shared.notes.head import Head
from shared.notes.names import COMPOSED, path_for
from shared.notes.path import is_note, key_of
from shared.notes.sources import File, Source
from shared.notes.vault import Vault
from shared.storage.contract import ABSENT

BATCH_BYTES_MAX = 8_388_608
TIME_MAX = 253_402_300_799
COUNTED = ("created", "changed", "unchanged")
NAME_CHARACTERS_MAX = 512
SPELLED = "It is in the vault under this spelling."

Named = tuple[str, str]
"""The name of a file, and one sentence why it is not in the vault, or not under this name."""


@dataclass(slots=True)
class Report:
    """What an import did, by name where a name is not as it was. `hidden`: what starts with a dot or is a system's.

    `around` is the folder that everything lay in and that was left out of the paths, with its `/`; "" for none.
    """

    notes: Counter[str] = field(default_factory=Counter)
    attachments: Counter[str] = field(default_factory=Counter)
    refused: list[Named] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    hidden: int = 0
    around: str = ""

    def add(self, other: "Report") -> None:
        """Take in what else was done."""
        self.notes += other.notes
        self.attachments += other.attachments
        self.refused += other.refused
        self.renamed += other.renamed

    def value(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "notes": {name: self.notes[name] for name in COUNTED},
            "attachments": {name: self.attachments[name] for name in COUNTED},
            "refused": [{"name": name, "why": why} for name, why in sorted(self.refused)],
            "renamed": [{"name": name, "path": path, "why": why} for name, path, why in sorted(self.renamed)],
            "hidden": self.hidden,
            "around": self.around,
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
            value["around"],
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
        self._files = sorted(source.files, key=_is_to_be_mended)
        self._overwrite = overwrite
        self._first: dict[str, File] = {}
        self._told = Report()
        self._before = self._after = Head()
        self.done = done
        self.total = len(source.files)
        self.report = report or Report(hidden=source.hidden, around=source.around)
        self._meet(self._files[:done])

    def step(self) -> None:
        """Deal with the next files, as many as make one change, be they new or not.

        Raises:
            Unavailable: the storage did not answer; the same step may be tried again.
        """
        batch, bytes_read, done = list[tuple[File, Edit]](), 0, self.done
        self._told = Report()
        self._before = self._after = self._vault.log.head()
        while done < self.total and done - self.done < EDITS_PER_COMMIT and bytes_read < BATCH_BYTES_MAX:
            file = self._files[done]
            done += 1
            try:
                if edit := self._edit(file):
                    batch.append((file, edit))
                bytes_read += file.size
            except (Conflict, Invalid, QuotaExceeded, TooLarge) as refusal:
                self._refuse(file, refusal.message)
        self._commit(batch)
        self.report.add(self._told)
        self.done = done

    def _meet(self, files: list[File]) -> None:
        """Note the paths of the files that an earlier run took in."""
        refused = Counter(name for name, _ in self.report.refused)
        for file in files:
            name = printable(file.untrusted_name)
            if refused[name]:
                refused[name] -= 1
            else:
                self._first.setdefault(key_of(path_for(file.untrusted_name)[0]), file)

    def _edit(self, file: File) -> Edit | None:
        """What a file changes, None for nothing; raises why it may not come in."""
        if file.why_not:
            raise Invalid(file.why_not)
        path, why = path_for(file.untrusted_name)
        body = self._body(file, path)
        if (first := self._first.setdefault(key_of(path), file)) is not file:
            name = printable(first.untrusted_name)
            raise Conflict(f"Here it is the same as {name}; letter case and accents' form do not count.")
        note = self._vault.at(path)
        is_there = note is not None and note.digest == hashlib.sha256(body).hexdigest()
        if note and not is_there and not self._overwrite:
            raise Conflict("There is another text at this path, which was kept; overwrite replaces it.")
        if not is_there:
            self._make_room(path, note, len(body))
        if note and note.path != path:
            path, why = note.path, SPELLED
        if why:
            self._told.renamed.append((printable(file.untrusted_name), path, why))
        if is_there:
            self._counts(path)["unchanged"] += 1
            return None
        at = file.at and max(0, min(file.at, TIME_MAX))
        return Edit(path, body, None if self._overwrite else ABSENT, at)

    def _make_room(self, path: str, note: Note | None, size: int) -> None:
        """Raise QuotaExceeded where the vault would grow too large, before any bytes are kept."""
        is_new = note is None
        after = replace(
            self._after,
            notes=self._after.notes + (is_new and is_note(path)),
            bytes=self._after.bytes + size - (note.bytes if note else 0),
        )
        self._vault.check_quota(self._before, after)
        self._after = after

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
        return self._told.notes if is_note(path) else self._told.attachments

    def _refuse(self, file: File, why: str) -> None:
        self._told.refused.append((printable(file.untrusted_name), why))


def printable(untrusted_name: str) -> str:
    """A name that can be written as UTF-8, with a mark for what cannot, and of no more than any path's length."""
    name = untrusted_name.encode(errors="replace").decode()
    return name if len(name) <= NAME_CHARACTERS_MAX else name[: NAME_CHARACTERS_MAX - 1] + "…"


def _is_to_be_mended(file: File) -> bool:
    """Whether its name has to change: such a file comes after those whose name it might take."""
    with suppress(Invalid):
        return not file.why_not and path_for(file.untrusted_name)[1] not in ("", COMPOSED)
    return True
