"""A user's notes as plain files: written after each change, read back when another program edits them."""

import hashlib
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock
from uuid import uuid4

from shared.errors import Unavailable, VaultError
from shared.notes.change import OUTSIDE_EDIT, Edit, Note
from shared.notes.changelog import EDITS_PER_COMMIT
from shared.notes.folder_files import File, FolderFiles
from shared.notes.folder_memory import TROUBLE, FolderMemory, Seen
from shared.notes.path import folder_of, is_note, key_of
from shared.notes.vault import Vault

MARKER = ".notes-vault"

log = logging.getLogger("notes_vault.folder")

Taken = list[tuple[Edit, File | None]]
"""What one outside edit is to the vault: an edit beside the file it comes from; two of them where a file moved."""


class Folder:
    """The visible folder of one user, `<root>/<path>`. It follows the log and remembers how far it came.

    Raises:
        Unavailable: the disk does not let it, at this moment.
    """

    def __init__(self, root: Path, memory: FolderMemory) -> None:
        self._root = root
        self._memory = memory
        self._files = FolderFiles(root, memory)
        self._lock = RLock()
        self.shown_seq = 0
        """The last change that was shown here; what another process showed is not in it."""

    def publish(self, vault: Vault, just_read: Collection[str] = ()) -> None:
        """Write what has changed since the last time. A file that cannot be written is tried again at the next call.

        `just_read` are the keys of notes that came from their files: a file of these that is gone was removed since.
        """
        with self._alone():
            seq = vault.seq()
            seen = self._seen(vault, seq)
            if seen == seq:
                return
            changed = _changed_since(vault, seen, seq)
            if changed is None:
                everything = (*vault.notes(), *vault.attachments())
                changed = {key_of(note.path): (note.path, note) for note in everything}
            if not (self._root / MARKER).exists():
                self._root.mkdir(parents=True, exist_ok=True)
                (self._root / MARKER).touch()
            for key, (path, note) in sorted(changed.items(), key=lambda item: item[1][1] is not None):
                self._show(vault, key, path, note, has_file=key in just_read)
            self._memory.reached(vault.user_id, seq)
            self.shown_seq = seq

    def take_in(self, vault: Vault) -> int:
        """Take edits made by other programs into the vault, and answer how many notes they changed.

        A folder without its marker is not this vault's: it was never written, or its disk is missing. Then nothing is
        taken for deleted, and every note is written out again. Where file and note both changed, both are kept.
        """
        with self._alone():
            vault.log.settle()
            seq = vault.seq()
            self._seen(vault, seq)
            if seq == 0 or not (self._root / MARKER).exists():
                self._memory.forget(vault.user_id)
            remembered = self._memory.all(vault.user_id)
            found = sorted(self._files.all(), key=lambda file: file.path)
            here = {key_of(file.path) for file in found}
            gone = [seen for key, seen in remembered.items() if key not in here]
            return self._take_all(vault, self._edits_of(vault, found, remembered), gone)

    def take_in_files(self, vault: Vault, files: Iterable[Path]) -> int:
        """The same for these files alone, when something says that just they may have changed."""
        with self._alone():
            if not (self._root / MARKER).exists():
                return self.take_in(vault)
            vault.log.settle()
            found: list[File] = []
            gone: list[Seen] = []
            remembered: dict[str, Seen] = {}
            for file in files:
                relative = file.relative_to(self._root).as_posix()
                path = self._memory.path_of(relative) or relative
                seen = self._memory.one(vault.user_id, key_of(path))
                if there := self._files.at(file):
                    found.append(there)
                    remembered |= {key_of(path): seen} if seen else {}
                elif seen and seen.path == path:
                    gone.append(seen)
                elif not seen and self._was_folder(vault, path):
                    return self.take_in(vault)
            return self._take_all(vault, self._edits_of(vault, found, remembered), gone)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread at a time; what the disk refuses is told in our words."""
        with self._lock:
            try:
                yield
            except OSError as error:
                raise Unavailable(TROUBLE, reason=str(error)) from error

    def _seen(self, vault: Vault, seq: int) -> int:
        """The last change that the folder shows. A log that is shorter is another one, of which it shows nothing."""
        seen = self._memory.seq(vault.user_id)
        if seen <= seq:
            return seen
        self._memory.forget(vault.user_id)
        return 0

    def _was_folder(self, vault: Vault, path: str) -> bool:
        return any(key.startswith(f"{key_of(path)}/") for key in self._memory.all(vault.user_id))

    def _take_all(self, vault: Vault, changed: Iterator[Taken], gone: list[Seen]) -> int:
        missing = [seen for seen in gone if not self._files.place_of(seen.path).is_file()]
        edits = list(_with_moves(vault, list(changed), missing))
        taken, batch = 0, list[Taken]()
        for one in edits:
            batch.append(one)
            if one is edits[-1] or sum(map(len, batch)) >= EDITS_PER_COMMIT - 1:
                taken += self._take(vault, batch)
                batch = []
        self.publish(vault, {key_of(edit.path) for one in edits for edit, file in one if file})
        return taken

    def _take(self, vault: Vault, batch: list[Taken]) -> int:
        try:
            vault.change([edit for taken in batch for edit, _ in taken], OUTSIDE_EDIT)
        except VaultError as error:
            if len(batch) > 1:
                return sum(self._take(vault, [taken]) for taken in batch)
            log.warning("an outside edit was left alone: %s %s", error.code, error.reason)
            return 0
        for edit, file in (pair for taken in batch for pair in taken):
            digest = edit.as_was.digest if edit.as_was else hashlib.sha256(edit.body or b"").hexdigest()
            self._memory.remember(vault.user_id, key_of(edit.path), file.seen(digest) if file else None)
        return len(batch)

    def _edits_of(self, vault: Vault, files: Iterable[File], remembered: dict[str, Seen]) -> Iterator[Taken]:
        met: set[str] = set()
        for file in files:
            key = key_of(file.path)
            seen = remembered.get(key)
            if seen and (seen.path, seen.mtime_ns, seen.size) == (file.path, file.mtime_ns, file.size):
                met.add(key)
                continue
            note = vault.at(file.path)
            home = self._files.place_of(note.path if note else file.path)
            if key in met or (home != file.file and home.exists() and not _is_one_file(file.file, home)):
                log.warning("two files are one note; one of them was left alone")
                continue
            met.add(key)
            if edit := self._edit_of(vault, self._files.at_home(file), seen, note):
                yield [edit]

    def _edit_of(
        self, vault: Vault, file: File, seen: Seen | None, note: Note | None
    ) -> tuple[Edit, File | None] | None:
        body = file.read()
        if body is None:
            return None
        digest = hashlib.sha256(body).hexdigest()
        respelled = note if note and note.path != file.path else None
        if note and note.digest == digest:
            if respelled:
                as_was = replace(respelled, path=file.path)
                return Edit(file.path, None, note.version, as_was=as_was, moved_from=respelled), file
            self._memory.remember(vault.user_id, key_of(file.path), file.seen(digest))
            return None
        if seen and seen.digest == digest:
            return None
        at = file.mtime_ns // 1_000_000_000
        if not note or (seen and seen.digest == note.digest):
            return Edit(file.path, body, note.version if note else 0, at, moved_from=respelled), file
        if vault.keeps(digest):
            return None
        return Edit(self._free_path(vault, file.path), body, 0, at), None

    def _show(self, vault: Vault, key: str, path: str, note: Note | None, *, has_file: bool) -> None:
        seen = self._memory.one(vault.user_id, key)
        file = self._files.place_of(path)
        is_known = note and seen and (seen.digest, seen.path) == (note.digest, note.path)
        if is_known and (has_file or file.exists()):
            return
        self._rescue(vault, file, path, seen, note)
        if note and seen and seen.path != note.path:
            earlier = self._files.place_of(seen.path)
            self._rescue(vault, earlier, seen.path, seen, note)
            self._files.remove(earlier)
        if not note:
            self._files.remove(file)
            self._memory.remember(vault.user_id, key, None)
            return
        try:
            shown = self._files.write(note.path, file, vault.body_of(note))
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            log.error("a note cannot be shown, because a file and a folder would have one name")
            return
        self._memory.remember(vault.user_id, key, shown.seen(note.digest))

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
        aside = self._free_path(vault, path)
        self._files.write(aside, self._files.place_of(aside), body)

    def _free_path(self, vault: Vault, path: str) -> str:
        """A path beside another, at which there is no note and no file."""
        folder, name = folder_of(path), path.rsplit("/", 1)[-1]
        start, dot, extension = name.rpartition(".")
        stem = f"{folder}/" * bool(folder) + (start or extension)[:200]
        ending = dot + extension if start else ""
        for number in range(1, 1000):
            candidate = f"{stem} ({OUTSIDE_EDIT}{f' {number}' if number > 1 else ''}){ending}"
            if not vault.at(candidate) and not self._files.place_of(candidate).exists():
                return candidate
        return f"{stem} ({uuid4().hex}){ending}"


def _with_moves(vault: Vault, changed: list[Taken], gone: list[Seen]) -> Iterator[Taken]:
    """The edits, and the deletions of what is gone; a file that is gone from one place and new at another has moved."""
    notes = {seen.path: note for seen in gone if (note := vault.at(seen.path)) and note.digest == seen.digest}
    by_digest = Counter(note.digest for note in notes.values())
    leaving = {note.digest: note for note in notes.values() if by_digest[note.digest] == 1}
    for taken in changed:
        [(edit, file)] = taken
        digest = hashlib.sha256(edit.body or b"").hexdigest()
        old = leaving.get(digest) if edit.if_version == 0 and file else None
        if old and is_note(old.path) == is_note(edit.path):
            del leaving[digest], notes[old.path]
            new = Edit(edit.path, None, 0, as_was=replace(old, path=edit.path), moved_from=old)
            yield [(new, file), (Edit(old.path, None, old.version), None)]
        else:
            yield taken
    for note in notes.values():
        yield [(Edit(note.path, None, note.version), None)]


def _changed_since(vault: Vault, seen: int, seq: int) -> dict[str, tuple[str, Note | None]] | None:
    """The last state of each note changed after `seen`; None when the log no longer reaches back that far."""
    changed: dict[str, tuple[str, Note | None]] = {}
    reached = seen
    for entry in vault.changes(seen):
        if entry.seq != reached + 1:
            return None
        reached = entry.seq
        for note in entry.notes:
            changed[key_of(note.path)] = (note.path, note.after)
    return changed if reached >= seq else None


def _is_one_file(one: Path, other: Path) -> bool:
    """Whether two names are one file, as on a disk that ignores letter case."""
    try:
        return one.samefile(other)
    except OSError:
        return False
