"""The files of a visible folder: which of them are notes and attachments, under which names, read and written whole."""

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from stat import S_ISREG

from shared.disk import write_whole
from shared.errors import VaultError
from shared.notes.folder_memory import FolderMemory, Seen
from shared.notes.path import is_note, safe_attachment_path, safe_path

NAME_BYTES_MAX = 255
_UNFINISHED = re.compile(r".*~|#.*#|.*\.(?:tmp|temp|swp|swo|swx|part|partial|crdownload|download|bak|lock|\d+)", re.I)
"""What editors and downloads write beside a file before they rename it."""

log = logging.getLogger("notes_vault.folder")


@dataclass(frozen=True, slots=True)
class File:
    """A note or an attachment as it lies on the disk now."""

    path: str
    file: Path
    mtime_ns: int
    size: int

    def seen(self, digest: str) -> Seen:
        """What is remembered of it once its bytes are known."""
        return Seen(self.path, digest, self.mtime_ns, self.size)

    def read(self) -> bytes | None:
        """Its bytes; None where it went away, cannot be read, or is a note that is not UTF-8."""
        try:
            body = self.file.read_bytes()
            if is_note(self.path):
                body.decode()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("a file that cannot be a note was left alone: %s", type(error).__name__)
            return None
        return body


class FolderFiles:
    """The files below a root. A part of a path too long for a file system is cut; the memory keeps whose it is."""

    def __init__(self, root: Path, memory: FolderMemory) -> None:
        self.root = root
        self._memory = memory

    def all(self) -> Iterator[File]:
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if found := self.at(Path(folder, name)):
                    yield found

    def at(self, file: Path) -> File | None:
        """The file there, if it is one that a vault holds."""
        relative = file.relative_to(self.root).as_posix()
        if not self.is_ours(relative):
            return None
        try:
            state = file.lstat()
            path = self.path_of(relative)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (VaultError, OSError) as error:
            log.warning("a file that cannot be a note was left alone: %s", type(error).__name__)
            return None
        return File(path, file, state.st_mtime_ns, state.st_size) if S_ISREG(state.st_mode) else None

    def is_ours(self, relative: str) -> bool:
        """Whether a name is that of a note or an attachment: not hidden, and not what a program has yet to finish."""
        *folders, name = relative.split("/")
        if any(part.startswith(".") for part in (*folders, name)):
            return False
        return is_note(name) or ("." in name and not is_unfinished(name))

    def path_of(self, relative: str) -> str:
        """The path in the vault of a file in the folder.

        Raises:
            Invalid: it cannot have one.
        """
        return self._memory.path_of(relative) or (safe_path if is_note(relative) else safe_attachment_path)(relative)

    def place_of(self, path: str) -> Path:
        """Where a note or an attachment is shown."""
        shown = "/".join(map(_short, path.split("/")))
        if shown != path:
            self._memory.stands_for(shown, path)
        return self.root / shown

    def at_home(self, file: File) -> File:
        """The file under the name that its path is shown by; its own may be in another Unicode form."""
        home = self.place_of(file.path)
        if file.file == home or home.exists():
            return file
        try:
            home.parent.mkdir(parents=True, exist_ok=True)
            file.file.rename(home)
        except OSError as error:
            log.warning("a file could not be given the name of its note: %s", error.strerror)
            return file
        self.remove(file.file)
        return replace(file, file=home)

    def write(self, path: str, file: Path, body: bytes) -> File:
        """Put a file there, whole or not at all, also where the power fails: half of it would pass for an edit.

        Raises:
            OSError: it cannot be written, or a folder leads out of the root.
        """
        folder = file.parent
        if self._leads_out(folder):
            raise OSError("a folder of the vault leads out of it")
        state = write_whole(str(folder), file.name, body, begun_in=str(self.root))
        return File(path, file, state.st_mtime_ns, state.st_size)

    def _leads_out(self, folder: Path) -> bool:
        """Whether a link on the way from the root to a folder leads to another place."""
        way = self.root
        for part in folder.relative_to(self.root).parts:
            way = way / part
            if way.is_symlink():
                return not folder.resolve().is_relative_to(self.root.resolve())
        return False

    def remove(self, file: Path) -> None:
        """Remove a file, and the folders that are empty without it. What another program put in its place stays."""
        if file.is_file() or file.is_symlink():
            file.unlink(missing_ok=True)
        folder = file.parent
        while folder != self.root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def is_unfinished(name: str) -> bool:
    """Whether a file has a name that programs give to what they have yet to finish, or keep aside."""
    return _UNFINISHED.fullmatch(name) is not None


def _short(segment: str) -> str:
    encoded = segment.encode()
    if len(encoded) <= NAME_BYTES_MAX:
        return segment
    _, dot, ending = segment.rpartition(".")
    extension = dot + ending if dot and len(ending) <= 16 and ending.isascii() else ""
    mark = f"~{hashlib.sha256(encoded).hexdigest()[:12]}{extension}"
    return encoded[: NAME_BYTES_MAX - len(mark)].decode(errors="ignore") + mark
