"""A whole vault in and out: Markdown files of a folder or a zip become notes, and notes become a zip."""

import hashlib
import os
import re
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from shared.errors import Conflict, Invalid, QuotaExceeded, TooLarge
from shared.notes.change import Edit, Note
from shared.notes.path import EXTENSION, key_of, safe_path
from shared.notes.vault import EDITS_PER_COMMIT, Limits, Vault
from shared.storage.contract import ABSENT

WHY_NOT = {stat.S_IFREG: "", stat.S_IFLNK: "It is a symbolic link.", stat.S_IFDIR: "This folder cannot be read."}
ATTACHMENT = "It is not a Markdown file; this version keeps no attachments."
BATCH_BYTES_MAX = 8_388_608
ZIP_ENTRIES_MAX, ZIP_BYTES_MAX = 250_000, 4_294_967_296
ZIP_RATIO_MAX, ZIP_RATIO_BYTES_MIN = 200, 67_108_864
"""Of the notes in a zip, unpacked. From so many bytes on the ratio counts; Markdown shrinks three to ten times."""

_UTF8_NAME, _ENCRYPTED, _EXACT_TIME = 0x800, 0x1, 0x5455
_ZIP_TIME_MIN, _ZIP_TIME_MAX, _EXACT_TIME_MAX, _TIME_MAX = 315_532_800, 4_354_819_198, 2**31 - 1, 253_402_300_799
_DOTTED = re.compile(r"(?:[^./][^/]*/)*\.[^/]*")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")
_DAMAGE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error, zlib.error)

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""
Skipped = tuple[str, str]
"""The name of a file that did not become a note, and one sentence why."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. `hidden` counts the files and folders that start with a dot; nobody expects them."""

    created: int
    changed: int
    unchanged: int
    skipped: list[Skipped]
    hidden: int

    @property
    def refused(self) -> list[Skipped]:
        """What was skipped but for the attachments: files that should have become notes."""
        return [(name, why) for name, why in self.skipped if why != ATTACHMENT]


def import_notes(
    vault: Vault,
    source: Path | BinaryIO,
    *,
    overwrite: bool = False,
    note_bytes_max: int = Limits().note_bytes_max,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take every Markdown file of a folder or a zip into a vault, byte for byte, each as old as its file.

    A file the vault cannot hold is reported by its name, and so is one whose path holds another text already, unless
    `overwrite` is set; all others are taken in. A second time changes nothing, so an interrupted import is repeated.

    Raises:
        Invalid: `source` is neither a folder nor a zip. TooLarge: the zip unpacks to more than a zip of notes would.
        Unavailable: the storage did not answer; what was taken in by then stays.
    """
    incoming = _Import(vault, overwrite, note_bytes_max)
    if isinstance(source, Path) and source.is_dir():
        return incoming.run(*_in_folder(source), progress)
    try:
        archive = ZipFile(source)
    except _DAMAGE as error:
        name = source if isinstance(source, Path) else "This"
        raise Invalid(f"{name} is neither a folder nor a zip that can be read.", reason=str(error)) from error
    with archive:
        return incoming.run(*_in_zip(archive, note_bytes_max), progress)


def export_notes(vault: Vault, target: Path | BinaryIO, *, progress: Progress = lambda done, total: None) -> int:
    """Write every note into a zip, its bytes, path and time, and answer how many; a file appears once it is whole.

    Raises:
        Unavailable: the storage did not answer. OSError: the zip cannot be written there.
    """
    if isinstance(target, Path):
        unfinished = target.with_name(f".{uuid4().hex}.part")
        try:
            with unfinished.open("xb") as file:
                count = export_notes(vault, file, progress=progress)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        return count
    total, count = vault.usage()[0], 0
    with ZipFile(target, "w") as archive:
        for count, note in enumerate(vault.notes(), start=1):
            archive.writestr(_stamped(note), vault.body(note.digest))
            progress(count, max(count, total))
    return count


@dataclass(frozen=True, slots=True)
class _File:
    """A file of the source: its name with `/`, its stated size and time, and how to read it or why not."""

    untrusted_name: str
    size: int = 0
    at: int | None = None
    why_not: str = ""
    read: Callable[[int], bytes] = lambda bytes_max: b""

    @property
    def is_note(self) -> bool:
        return self.untrusted_name.casefold().endswith(EXTENSION)


@dataclass(slots=True)
class _Import:
    """One import under way. At most one batch of texts is in memory."""

    vault: Vault
    overwrite: bool
    note_bytes_max: int
    counts: Counter[str] = field(default_factory=Counter)
    skipped: list[Skipped] = field(default_factory=list)
    first: dict[str, _File] = field(default_factory=dict)
    batch: list[tuple[str, Edit]] = field(default_factory=list)

    def run(self, files: list[_File], hidden: int, progress: Progress) -> Report:
        batch_bytes = 0
        progress(0, len(files))
        for done, file in enumerate(sorted(files, key=lambda file: file.untrusted_name), start=1):
            try:
                batch_bytes += self._add(file)
            except (Conflict, Invalid, TooLarge) as refusal:
                self._skip(file.untrusted_name, refusal.message)
            if len(self.batch) == EDITS_PER_COMMIT or batch_bytes >= BATCH_BYTES_MAX or done == len(files):
                self._commit(self.batch)
                self.batch, batch_bytes = [], 0
                progress(done, len(files))
        created, changed, unchanged = (self.counts[name] for name in ("created", "changed", "unchanged"))
        return Report(created, changed, unchanged, sorted(self.skipped), hidden)

    def _skip(self, name: str, why: str) -> None:
        self.skipped.append((name.encode(errors="replace").decode(), why))

    def _add(self, file: _File) -> int:
        """Put a file into the batch unless the vault holds it; answer by how many bytes it grew, or raise why not."""
        if file.why_not or not file.is_note:
            raise Invalid(file.why_not or ATTACHMENT)
        path, body = safe_path(file.untrusted_name), self._body(file)
        key, note = key_of(path), self.vault.note(path)
        if (first := self.first.setdefault(key, file)) is not file:
            raise Conflict(
                f"It is the same note as {first.untrusted_name}; letter case and accents' form do not count."
            )
        if note and note.digest == hashlib.sha256(body).hexdigest():
            self.counts["unchanged"] += 1
            return 0
        if note and not self.overwrite:
            raise Conflict("There is another text at this path, which was kept; overwrite replaces it.")
        expects, at = None if self.overwrite else ABSENT, file.at and max(0, min(file.at, _TIME_MAX))
        self.batch.append((file.untrusted_name, Edit(path, body, expects, at)))
        return len(body)

    def _body(self, file: _File) -> bytes:
        """The bytes of a file, which may be more by now than was stated of it."""
        body = file.read(self.note_bytes_max + 1) if file.size <= self.note_bytes_max else b""
        if max(file.size, len(body)) > self.note_bytes_max:
            raise TooLarge(f"A note has at most {self.note_bytes_max} bytes; this file has more.")
        try:
            body.decode()
        except UnicodeDecodeError:
            raise Invalid("It is not UTF-8 text.") from None
        return body

    def _commit(self, batch: list[tuple[str, Edit]]) -> None:
        """All of a batch in one change; where one of it is refused, each in a change of its own."""
        try:
            pairs = self.vault.change([edit for _, edit in batch], "import")
        except (Conflict, Invalid, QuotaExceeded, TooLarge) as refusal:
            for one in batch:
                self._commit([one]) if len(batch) > 1 else self._skip(one[0], refusal.message)
            return
        self.counts.update("created" if not old else "changed" if old != new else "unchanged" for old, new in pairs)


def _in_folder(root: Path) -> tuple[list[_File], int]:
    """Every file below a folder, and how many were passed over for their dot. A link is listed and never followed."""
    files, hidden, unread = [], 0, list[OSError]()
    for folder, folders, names in os.walk(root, onerror=unread.append):
        hidden += sum(name.startswith(".") for name in [*folders, *names])
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        files += [_on_disk(root, Path(folder, name)) for name in [*links, *names] if not name.startswith(".")]
    return files + [_on_disk(root, Path(str(error.filename))) for error in unread], hidden


def _on_disk(root: Path, file: Path) -> _File:
    name = file.relative_to(root).as_posix()
    try:
        state = file.lstat()
    except OSError as error:
        return _File(name, why_not=f"It cannot be read: {error.strerror}.")
    why_not = WHY_NOT.get(stat.S_IFMT(state.st_mode), "It is not a regular file.")
    return _File(name, state.st_size, int(state.st_mtime), why_not, partial(_read_on_disk, file))


def _read_on_disk(file: Path, bytes_max: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(bytes_max)
    except OSError as error:
        raise Invalid(f"It cannot be read: {error.strerror}.") from error


def _in_zip(archive: ZipFile, note_bytes_max: int) -> tuple[list[_File], int]:
    """As `_in_folder`, by what the zip's directory states; nothing is ever unpacked beyond that."""
    entries, files, hidden = archive.infolist(), [], set()
    if len(entries) > ZIP_ENTRIES_MAX:
        raise TooLarge(f"A zip may hold at most {ZIP_ENTRIES_MAX} files; this one holds {len(entries)}.")
    for entry in entries:
        name = _name_in_zip(entry)
        if (dotted := _DOTTED.match(name)) and ".." not in name.split("/"):
            hidden.add(dotted[0])
        elif not name.endswith("/"):
            read = partial(_read_in_zip, archive, entry)
            files.append(_File(name, entry.file_size, _time_in_zip(entry), _why_not_in_zip(entry, name), read))
    unpacked = sum(file.size for file in files if file.is_note and file.size <= note_bytes_max)
    if unpacked > min(ZIP_BYTES_MAX, max(ZIP_RATIO_BYTES_MIN, ZIP_RATIO_MAX * archive.start_dir)):
        raise TooLarge(f"This zip would unpack from {archive.start_dir} bytes to {unpacked}; no zip of notes does.")
    return files, len(hidden)


def _name_in_zip(entry: ZipInfo) -> str:
    """A name as UTF-8 where its bytes are, said or unsaid, and as code page 437 otherwise; with `/`, without `./`."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME:
        with suppress(UnicodeDecodeError):
            name = name.encode("cp437").decode()
    return "/".join(part for part in name.replace("\\", "/").split("/") if part != ".")


def _why_not_in_zip(entry: ZipInfo, name: str) -> str:
    if _ABSOLUTE.match(name):
        return "Its name is absolute; a path is relative to the vault."
    if ".." in name.split("/"):
        return "Its name leads out of the vault with `..`."
    return WHY_NOT.get(stat.S_IFMT(entry.external_attr >> 16), "")


def _read_in_zip(archive: ZipFile, entry: ZipInfo, bytes_max: int) -> bytes:
    if entry.flag_bits & _ENCRYPTED:
        raise Invalid("It is encrypted.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Invalid("It is packed in a way that is not read here; stored and deflated files are.")
    try:
        with archive.open(entry) as opened:
            body = opened.read(bytes_max)
        if len(body) != entry.file_size:
            raise BadZipFile(f"{len(body)} bytes, not {entry.file_size}")
    except _DAMAGE as error:
        raise Invalid("It is damaged in the zip.", reason=str(error)) from error
    return body


def _time_in_zip(entry: ZipInfo) -> int | None:
    """The exact time where the zip has one (the extra field "UT"), else its local time, to two seconds."""
    extra = entry.extra
    while len(extra) >= 9:
        kind, size, flags, at = struct.unpack_from("<HHBi", extra)
        if kind == _EXACT_TIME and size >= 5 and flags & 1:
            return int(at)
        extra = extra[4 + size :]
    with suppress(ValueError, OverflowError):
        return int(datetime(*entry.date_time).timestamp())
    return None


def _stamped(note: Note) -> ZipInfo:
    moment = datetime.fromtimestamp(max(_ZIP_TIME_MIN, min(note.updated_at, _ZIP_TIME_MAX)), UTC)
    entry = ZipInfo(note.path, moment.timetuple()[:6])
    entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    if note.updated_at <= _EXACT_TIME_MAX:
        entry.extra = struct.pack("<HHBi", _EXACT_TIME, 5, 1, note.updated_at)
    return entry
