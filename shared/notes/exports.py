"""A whole vault as a zip: every note and attachment under its path, with its bytes and time; its history if asked."""

import os
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4
from zipfile import ZipFile

from shared.notes.exports_history import HistoryExport
from shared.notes.vault import Vault
from shared.notes.zip_entries import stamped

MISSING = "Missing from this export.md"
MISSING_HEAD = "# Missing from this export\n\nThe store has lost what stood in these, or it is damaged there:\n"

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


def export_notes(
    vault: Vault,
    target: Path | BinaryIO,
    *,
    with_history: bool = False,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write everything into a zip, its bytes, path and time, and answer how many files; it appears once it is whole.

    With its history it is everything as it was at one moment, whoever writes meanwhile. Without, what a damaged store
    has lost is named in a file of its own, and keeps nobody from the rest.

    Raises:
        Unavailable: the storage did not answer, or history was swept meanwhile or is damaged. OSError: the zip cannot
        be written there. Forbidden: the history is asked for by a view that is limited to a folder.
    """
    if not isinstance(target, Path):
        return _packed(vault, target, with_history=with_history, progress=progress)
    unfinished = target.with_name(f".{uuid4().hex}.part")
    try:
        with unfinished.open("xb") as file:
            count = _packed(vault, file, with_history=with_history, progress=progress)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _packed(vault: Vault, target: BinaryIO, *, with_history: bool, progress: Progress) -> int:
    head, missing = vault.log.head(), list[str]()
    total, count = head.notes + head.attachments, 0
    with ZipFile(target, "w") as archive:
        history = HistoryExport(vault, archive) if with_history else None
        for note in history.notes() if history else chain(vault.notes(), vault.attachments()):
            body = vault.body_of(note) if history else vault.bodies([note]).get(note.digest)
            if body is None:
                missing.append(note.path)
                continue
            archive.writestr(stamped(note.path, note.updated_at), body)
            count += 1
            progress(count, max(count, total))
        if missing:
            text = MISSING_HEAD + "".join(f"\n- {path}" for path in missing) + "\n"
            archive.writestr(stamped(MISSING, vault.now()), text)
        if history:
            history.write()
    return count
