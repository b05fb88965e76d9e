"""Where an import comes from: the files of a folder or a zip, each with its name, size and time, and how to read it."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from shared.errors import Invalid
from shared.notes.zips import DEFLATED, STORED, Entry, Zip

LINK, NOT_REGULAR = "It is a symbolic link.", "It is not a regular file."
UNREAD = "This folder cannot be read."
BOMB = "It would unpack to so much more than it holds that it is refused as a zip bomb."
SHARING = "It shares its bytes with another file of the zip, as only a zip bomb does."
HIDDEN = re.compile(r"(?:\A|(?<=/))(?:\.[^/]*|__MACOSX|Thumbs\.db|desktop\.ini|Icon\r)(?=/|\Z)", re.I)
"""A part of a name that starts with a dot, or is what macOS and Windows put beside a user's files."""
SETTINGS_FOLDER = ".obsidian"
HISTORY_FOLDER = ".notes-vault/"
ZIP_BYTES_MAX = 4_294_967_296
ZIP_RATIO_MAX, ZIP_RATIO_BYTES_MIN = 100, 67_108_864
"""How much a zip may unpack to: of Markdown three to ten times of itself. From so many bytes on the ratio counts."""
NAME_CHARACTERS_MAX = 4_096
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the source: its name with `/`, its stated size and time, and how to read it or why not.

    `pieces` reads one of a zip without holding all of it.
    """

    untrusted_name: str
    size: int = 0
    at: int | None = None
    why_not: str = ""
    read: Callable[[int], bytes] = lambda bytes_max: b""
    pieces: Callable[[], Iterator[bytes]] = lambda: iter(())


@dataclass(frozen=True, slots=True)
class Source:
    """The files of an import by their names. `hidden` counts what starts with a dot or is a system's own.

    `around` is the folder that everything lay in and that is left out of the names; "" for none. `history` is what lies
    in HISTORY_FOLDER, by the rest of its names, where it was asked for.
    """

    files: list[File]
    hidden: int = 0
    around: str = ""
    history: list[File] = field(default_factory=list)
    close: Callable[[], None] = lambda: None

    @classmethod
    def open(cls, source: Path | BinaryIO, *, with_history: bool = False) -> "Source":
        """Raises: Invalid: it is neither a folder nor a zip. TooLarge: a zip of more files than any vault has."""
        if isinstance(source, Path) and source.is_dir():
            return _in_folder(source)
        with ExitStack() as stack:
            try:
                file = stack.enter_context(source.open("rb")) if isinstance(source, Path) else source
                found = _in_zip(Zip(file), with_history=with_history)
            except (Invalid, OSError) as error:
                what = f"{source} is neither a folder nor" if isinstance(source, Path) else "This is not"
                raise Invalid(f"{what} a zip that can be read.", reason=str(error)) from error
            return replace(found, close=stack.pop_all().close)


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
    return HIDDEN.match(name) is not None


def _on_disk(root: Path, file: Path) -> File:
    name = file.relative_to(root).as_posix()
    try:
        state = file.lstat()
    except OSError as error:
        return File(name, why_not=f"It cannot be read: {error.strerror}.")
    why_not = UNREAD if stat.S_ISDIR(state.st_mode) else _why_no_file(state.st_mode)
    return File(name, state.st_size, int(state.st_mtime), why_not, partial(_read_on_disk, file))


def _why_no_file(mode: int) -> str:
    return "" if stat.S_ISREG(mode) else LINK if stat.S_ISLNK(mode) else NOT_REGULAR


def _read_on_disk(file: Path, bytes_max: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(bytes_max)
    except OSError as error:
        raise Invalid(f"It cannot be read: {error.strerror}.") from error


def _in_zip(archive: Zip, *, with_history: bool) -> Source:
    """As `_in_folder`, by what the zip's directory states; nothing is ever unpacked beyond that.

    A vault that was packed with its own folder around it comes in without that folder.
    """
    names = [_name_in_zip(entry) for entry in archive.entries]
    around = _around(names)
    files, entries, hidden = list[File](), list[Entry](), set[str]()
    sharing = archive.sharing()
    for number, entry in enumerate(archive.entries):
        name = names[number].removeprefix(around)
        why_no_name = _why_no_name(name)
        passed_over = None if why_no_name else HIDDEN.search(name)
        if passed_over:
            hidden.add(name[: passed_over.end()])
        is_wanted = not passed_over or (with_history and name.startswith(HISTORY_FOLDER))
        if is_wanted and (why_no_name or not entry.untrusted_name.endswith(("/", "\\"))):
            why_not = why_no_name or _why_not_in_zip(entry) or SHARING * (number in sharing)
            entries.append(entry)
            files.append(_packed(name, archive, entry, why_not))
    for number in _bombs(files, entries, archive.start):
        files[number] = replace(files[number], why_not=BOMB)
    files.sort(key=lambda file: file.untrusted_name)
    history = [file for file in files if file.untrusted_name.startswith(HISTORY_FOLDER)] if with_history else []
    if history:
        files = [file for file in files if not file.untrusted_name.startswith(HISTORY_FOLDER)]
        history = [replace(file, untrusted_name=file.untrusted_name[len(HISTORY_FOLDER) :]) for file in history]
    return Source(files, len(hidden), around, history)


def _packed(name: str, archive: Zip, entry: Entry, why_not: str) -> File:
    read, pieces = partial(_read_in_zip, archive, entry), partial(archive.pieces, entry)
    return File(name, entry.size, entry.at, why_not, read, pieces)


def _name_in_zip(entry: Entry) -> str:
    """A name with `/`, also where Windows wrote a backslash, and without `./`."""
    *folders, name = entry.untrusted_name.replace("\\", "/").split("/")
    return "/".join([*(folder for folder in folders if folder != "."), name])


def _around(names: list[str]) -> str:
    """The one folder that everything lies in, with its `/`, where it is an Obsidian vault; else ""."""
    top = names[0].partition("/")[0] + "/" if names else ""
    is_vault = any(name.startswith(f"{top}{SETTINGS_FOLDER}/") for name in names)
    is_around_all = all(name.startswith(top) or _is_hidden(name.partition("/")[0]) for name in names)
    is_plain = not _why_no_name(top) and not _is_hidden(top)
    return top if top and is_plain and is_vault and is_around_all else ""


def _why_no_name(name: str) -> str:
    """Why a name means harm; "" where it does not."""
    if len(name) > NAME_CHARACTERS_MAX:
        return "Its name is longer than that of any file."
    if _ABSOLUTE.match(name):
        return "Its name is absolute; a path is relative to the vault."
    return "Its name leads out of the vault with `..`." if ".." in name and ".." in name.split("/") else ""


def _why_not_in_zip(entry: Entry) -> str:
    if stat.S_IFMT(entry.mode) and not stat.S_ISREG(entry.mode):
        return _why_no_file(entry.mode)
    if entry.is_encrypted:
        return "It is encrypted."
    is_read_here = entry.method in (STORED, DEFLATED)
    return "" if is_read_here else "It is packed in a way that is not read here; stored and deflated files are."


def _bombs(files: list[File], entries: list[Entry], packed_bytes: int) -> list[int]:
    """The files that would unpack to more than a zip of this size can honestly hold; those packed hardest go first.

    So a file that unpacks to less than `ZIP_RATIO_MAX` times its packed size is never one, whatever lies beside it.
    """
    room = min(ZIP_BYTES_MAX, max(ZIP_RATIO_BYTES_MIN, ZIP_RATIO_MAX * packed_bytes))
    bombs = []
    wanted = [number for number, file in enumerate(files) if not file.why_not]
    for number in sorted(wanted, key=lambda number: entries[number].size / max(entries[number].packed, 1)):
        if entries[number].size > room:
            bombs.append(number)
        else:
            room -= entries[number].size
    return bombs


def _read_in_zip(archive: Zip, entry: Entry, bytes_max: int) -> bytes:
    return archive.read(entry)[:bytes_max]
