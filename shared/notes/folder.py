"""A user's notes as plain Markdown files: written after each change, read back when another program edits them."""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from threading import RLock
from uuid import uuid4

from shared.errors import VaultError
from shared.notes.change import Edit, Note
from shared.notes.folder_memory import FolderMemory, Seen
from shared.notes.path import EXTENSION, folder_of, key_of, name_of, safe_path
from shared.notes.vault import EDITS_PER_COMMIT, Vault

OUTSIDE_EDIT = "outside edit"
MARKER = ".notes-vault"
NAME_BYTES_MAX = 255

log = logging.getLogger("notes_vault.folder")


@dataclass(frozen=True, slots=True)
class _Found:
    """A Markdown file as it lies on the disk now."""

    path: str
    file: Path
    mtime_ns: int
    size: int


class Folder:
    """The visible folder of one user, `<root>/<path>.md`. It follows the log and remembers how far it came."""

    def __init__(self, root: Path, memory: FolderMemory) -> None:
        self._root = root
        self._memory = memory
        self._lock = RLock()

    def publish(self, vault: Vault) -> None:
        """Write what has changed since the last time. A file that cannot be written is tried again at the next call."""
        with self._lock:
            seen, seq = self._memory.seq(vault.user_id), vault.seq()
            if seen == seq:
                return
            changed = _changed_since(vault, seen, seq)
            if changed is None:
                changed = {key_of(note.path): (note.path, note) for note in vault.notes()}
            if not (self._root / MARKER).exists():
                self._root.mkdir(parents=True, exist_ok=True)
                (self._root / MARKER).touch()
            for key, (path, note) in changed.items():
                self._show(vault, key, path, note)
            self._memory.reached(vault.user_id, seq)

    def take_in(self, vault: Vault) -> int:
        """Take edits made by other programs into the vault, and answer how many notes they changed.

        A folder without its marker is not this vault's: it was never written, or its disk is missing. Then nothing is
        taken for deleted, and every note is written out again. Where file and note both changed, both are kept.
        """
        with self._lock:
            if vault.seq() == 0 or not (self._root / MARKER).exists():
                self._memory.forget(vault.user_id)
            remembered = self._memory.all(vault.user_id)
            found = sorted(self._files(), key=lambda file: file.path)
            here = {key_of(file.path) for file in found}
            gone = [seen for key, seen in remembered.items() if key not in here]
            return self._take_all(vault, [*self._edits_of(vault, found, remembered), *_deletions(vault, gone)])

    def take_in_files(self, vault: Vault, files: Iterable[Path]) -> int:
        """The same for these files alone, when something says that just they may have changed."""
        with self._lock:
            if not (self._root / MARKER).exists():
                return self.take_in(vault)
            found: list[_Found] = []
            gone: list[Seen] = []
            remembered: dict[str, Seen] = {}
            for file in files:
                relative = file.relative_to(self._root).as_posix()
                if any(part.startswith(".") for part in relative.split("/")):
                    continue
                path = self._memory.path_of(relative) or relative
                seen = self._memory.one(vault.user_id, key_of(path))
                if there := self._found(file):
                    found.append(there)
                    remembered |= {key_of(path): seen} if seen else {}
                elif seen and seen.path == path:
                    gone.append(seen)
            return self._take_all(vault, [*self._edits_of(vault, found, remembered), *_deletions(vault, gone)])

    def _take_all(self, vault: Vault, edits: list[tuple[Edit, _Found | None]]) -> int:
        taken = 0
        for start in range(0, len(edits), EDITS_PER_COMMIT):
            taken += self._take(vault, edits[start : start + EDITS_PER_COMMIT])
        self.publish(vault)
        return taken

    def _take(self, vault: Vault, edits: list[tuple[Edit, _Found | None]]) -> int:
        try:
            vault.change([edit for edit, _ in edits], OUTSIDE_EDIT)
        except VaultError as error:
            if len(edits) > 1:
                return sum(self._take(vault, [edit]) for edit in edits)
            log.warning("an outside edit was left alone: %s %s", error.code, error.reason)
            return 0
        for edit, found in edits:
            self._memory.remember(vault.user_id, key_of(edit.path), _seen(found, edit.body) if found else None)
        return len(edits)

    def _edits_of(
        self, vault: Vault, files: Iterable[_Found], remembered: dict[str, Seen]
    ) -> Iterator[tuple[Edit, _Found | None]]:
        met: set[str] = set()
        for found in files:
            key = key_of(found.path)
            seen = remembered.get(key)
            if seen and (seen.path, seen.mtime_ns, seen.size) == (found.path, found.mtime_ns, found.size):
                met.add(key)
                continue
            note = vault.note(found.path)
            if key in met or (note and note.path != found.path and self._file(note.path).exists()):
                log.warning("two files are one note; one of them was left alone")
                continue
            met.add(key)
            if edit := self._edit_of(vault, found, seen, note):
                yield edit

    def _edit_of(
        self, vault: Vault, found: _Found, seen: Seen | None, note: Note | None
    ) -> tuple[Edit, _Found | None] | None:
        body = _read(found)
        if body is None:
            return None
        digest = hashlib.sha256(body).hexdigest()
        if (note and note.digest == digest) or (seen and seen.digest == digest):
            if note and note.digest == digest:
                self._memory.remember(vault.user_id, key_of(found.path), _seen(found, body))
            return None
        at = found.mtime_ns // 1_000_000_000
        if not note or (seen and seen.digest == note.digest):
            return Edit(found.path, body, note.version if note else 0, at), found
        if vault.keeps(digest):
            return None
        return Edit(_free_path(vault, found.path), body, 0, at), None

    def _show(self, vault: Vault, key: str, path: str, note: Note | None) -> None:
        seen = self._memory.one(vault.user_id, key)
        if note and seen and seen.digest == note.digest and self._file(seen.path).exists():
            return
        file = self._file(path)
        self._rescue(vault, file, path, seen, note)
        if not note:
            self._remove(file)
            self._memory.remember(vault.user_id, key, None)
            return
        body = vault.body(note.digest)
        _write(file, body, self._root)
        state = file.stat()
        found = _Found(note.path, file, state.st_mtime_ns, state.st_size)
        self._memory.remember(vault.user_id, key, _seen(found, body))

    def _rescue(self, vault: Vault, file: Path, path: str, seen: Seen | None, note: Note | None) -> None:
        """Keep, as a file of its own, what another program wrote and the vault does not know yet."""
        if not file.is_file():
            return
        state = file.stat()
        if seen and (seen.mtime_ns, seen.size) == (state.st_mtime_ns, state.st_size):
            return
        digest = hashlib.sha256(body := file.read_bytes()).hexdigest()
        if (note and note.digest == digest) or vault.keeps(digest):
            return
        _write(self._file(_free_path(vault, path)), body, self._root)

    def _remove(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        folder = file.parent
        while folder != self._root and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _files(self) -> Iterator[_Found]:
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                if name.casefold().endswith(EXTENSION) and not name.startswith("."):
                    file = Path(folder, name)
                    if found := self._found(file):
                        yield found

    def _found(self, file: Path) -> _Found | None:
        relative = file.relative_to(self._root).as_posix()
        try:
            state = file.lstat()
            path = self._memory.path_of(relative) or safe_path(relative)
        except FileNotFoundError:
            return None
        except (VaultError, OSError) as error:
            log.warning("a file that cannot be a note was left alone: %s", type(error).__name__)
            return None
        return _Found(path, file, state.st_mtime_ns, state.st_size) if S_ISREG(state.st_mode) else None

    def _file(self, path: str) -> Path:
        """Where a note is shown. A part too long for a file system is cut, and the memory keeps whose it is."""
        shown = "/".join(map(_short, path.split("/")))
        if shown != path:
            self._memory.stands_for(shown, path)
        return self._root / shown


def _deletions(vault: Vault, gone: Iterable[Seen]) -> Iterator[tuple[Edit, _Found | None]]:
    """Files that went away, where the note is still what the file held."""
    for seen in gone:
        note = vault.note(seen.path)
        if note and note.digest == seen.digest:
            yield Edit(note.path, None, note.version), None


def _changed_since(vault: Vault, seen: int, seq: int) -> dict[str, tuple[str, Note | None]] | None:
    """The last state of each note changed after `seen`; None when the log no longer reaches back that far."""
    changed: dict[str, tuple[str, Note | None]] = {}
    reached = seen
    for entry in vault.changes(seen):
        if entry["seq"] != reached + 1:
            return None
        reached = entry["seq"]
        for note in entry["notes"]:
            changed[key_of(note["path"])] = (note["path"], Note.of(note["after"]) if note["after"] else None)
    return changed if reached >= seq else None


def _short(segment: str) -> str:
    encoded = segment.encode()
    if len(encoded) <= NAME_BYTES_MAX:
        return segment
    extension = segment[-3:] if segment.casefold().endswith(EXTENSION) else ""
    mark = f"~{hashlib.sha256(encoded).hexdigest()[:12]}{extension}"
    return encoded[: NAME_BYTES_MAX - len(mark)].decode(errors="ignore") + mark


def _free_path(vault: Vault, path: str) -> str:
    folder = folder_of(path)
    stem = f"{folder}/" * bool(folder) + name_of(path)[:200]
    for number in range(1, 1000):
        candidate = f"{stem} ({OUTSIDE_EDIT}{f' {number}' if number > 1 else ''}){EXTENSION}"
        if not vault.note(candidate):
            return candidate
    return f"{stem} ({uuid4().hex}){EXTENSION}"


def _seen(found: _Found, body: bytes | None) -> Seen:
    return Seen(found.path, hashlib.sha256(body or b"").hexdigest(), found.mtime_ns, found.size)


def _read(found: _Found) -> bytes | None:
    try:
        body = found.file.read_bytes()
        body.decode()
    except (OSError, UnicodeDecodeError) as error:
        log.warning("a file that is not UTF-8 text was left alone: %s", type(error).__name__)
        return None
    return body


def _write(file: Path, body: bytes, root: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.parent.resolve().is_relative_to(root.resolve()):
        raise OSError("a folder of the vault leads out of it")
    unfinished = root / f".{uuid4().hex}.part"
    try:
        unfinished.write_bytes(body)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
