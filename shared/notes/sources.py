"""Where an import comes from: the files of a folder or a zip, each with its name, size and time, and how to read it."""

import os
import re
import stat
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from shared.errors import Invalid, TooLarge

WHY_NOT = {stat.S_IFREG: "", stat.S_IFLNK: "It is a symbolic link.", stat.S_IFDIR: "This folder cannot be read."}
BOMB = "It would unpack to so much more than it holds that it is refused as a zip bomb."
JUNK = re.compile(r"__MACOSX|Thumbs\.db|desktop\.ini|Icon\r", re.I)
"""What macOS and Windows put beside a user's files."""
SETTINGS_FOLDER = ".obsidian"
ZIP_ENTRIES_MAX, ZIP_BYTES_MAX = 250_000, 4_294_967_296
ZIP_RATIO_MAX, ZIP_RATIO_BYTES_MIN = 200, 67_108_864
"""How much a zip may unpack to: of Markdown three to ten times of itself. From so many bytes on the ratio counts."""
EXACT_TIME = 0x5455
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_DOTTED = re.compile(r"(?:[^./][^/]*/)*\.[^/]*")
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")
_DAMAGE = (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class File:
    """A file of the source: its name with `/`, its stated size and time, and how to read it or why not."""

    untrusted_name: str
    size: int = 0
    at: int | None = None
    why_not: str = ""
    read: Callable[[int], bytes] = lambda bytes_max: b""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of an import by their names. `hidden` counts what starts with a dot or is a system's own."""

    files: list[File]
    hidden: int = 0
    archive: ZipFile | None = None

    @classmethod
    def open(cls, source: Path | BinaryIO) -> "Source":
        """Raises: Invalid: it is neither a folder nor a zip. TooLarge: a zip of more files than any vault has."""
        if isinstance(source, Path) and source.is_dir():
            return _in_folder(source)
        try:
            archive = ZipFile(source)
        except _DAMAGE as error:
            name = source if isinstance(source, Path) else "This"
            raise Invalid(f"{name} is neither a folder nor a zip that can be read.", reason=str(error)) from error
        return _in_zip(archive)

    def close(self) -> None:
        if self.archive:
            self.archive.close()


def _in_folder(root: Path) -> Source:
    """Every file below a folder. A link is listed and never followed."""
    files, hidden, unread = list[File](), 0, list[OSError]()
    for folder, folders, names in os.walk(root, onerror=unread.append):
        hidden += sum(_is_hidden(name) for name in [*folders, *names])
        folders[:] = [name for name in folders if not _is_hidden(name)]
        links = [name for name in folders if Path(folder, name).is_symlink()]
        files += [_on_disk(root, Path(folder, name)) for name in [*links, *names] if not _is_hidden(name)]
    files += [_on_disk(root, Path(str(error.filename))) for error in unread]
    return Source(sorted(files, key=lambda file: file.untrusted_name), hidden)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or bool(JUNK.fullmatch(name))


def _on_disk(root: Path, file: Path) -> File:
    name = file.relative_to(root).as_posix()
    try:
        state = file.lstat()
    except OSError as error:
        return File(name, why_not=f"It cannot be read: {error.strerror}.")
    why_not = WHY_NOT.get(stat.S_IFMT(state.st_mode), "It is not a regular file.")
    return File(name, state.st_size, int(state.st_mtime), why_not, partial(_read_on_disk, file))


def _read_on_disk(file: Path, bytes_max: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(bytes_max)
    except OSError as error:
        raise Invalid(f"It cannot be read: {error.strerror}.") from error


def _in_zip(archive: ZipFile) -> Source:
    """As `_in_folder`, by what the zip's directory states; nothing is ever unpacked beyond that.

    A vault that was packed with its own folder around it comes in without that folder.
    """
    entries, files, hidden = archive.infolist(), list[File](), set[str]()
    if len(entries) > ZIP_ENTRIES_MAX:
        raise TooLarge(f"A zip may hold at most {ZIP_ENTRIES_MAX} files; this one holds {len(entries)}.")
    names = [_name_in_zip(entry) for entry in entries]
    wrapper = _wrapper(names)
    for entry, whole_name in zip(entries, names, strict=True):
        name = whole_name.removeprefix(wrapper)
        parts = name.split("/")
        if (dotted := _DOTTED.match(name)) and ".." not in parts:
            hidden.add(dotted[0])
        elif junk := next((part for part in parts if JUNK.fullmatch(part)), None):
            hidden.add(junk)
        elif not name.endswith("/") and name:
            read = partial(_read_in_zip, archive, entry)
            files.append(File(name, entry.file_size, _time_in_zip(entry), _why_not_in_zip(entry, name), read))
    files.sort(key=lambda file: file.untrusted_name)
    return Source(_within_budget(files, archive.start_dir), len(hidden), archive)


def _wrapper(names: list[str]) -> str:
    """The one folder that everything lies in, with its `/`, where it is an Obsidian vault; else ""."""
    top = names[0].partition("/")[0] if names else ""
    is_vault = any(name.startswith(f"{top}/{SETTINGS_FOLDER}/") for name in names)
    is_around_all = all(name.startswith(f"{top}/") or JUNK.fullmatch(name.partition("/")[0]) for name in names)
    return f"{top}/" if top and is_vault and is_around_all else ""


def _within_budget(files: list[File], packed_bytes: int) -> list[File]:
    """The files, those marked as bombs that would unpack to more than a zip of this size can honestly hold."""
    room = min(ZIP_BYTES_MAX, max(ZIP_RATIO_BYTES_MIN, ZIP_RATIO_MAX * packed_bytes))
    found = []
    for file in files:
        is_bomb = not file.why_not and file.size > room
        room -= 0 if is_bomb or file.why_not else file.size
        found.append(replace(file, why_not=BOMB) if is_bomb else file)
    return found


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
        if kind == EXACT_TIME and size >= 5 and flags & 1:
            return int(at)
        extra = extra[4 + size :]
    with suppress(ValueError, OverflowError):
        return int(datetime(*entry.date_time).timestamp())
    return None
