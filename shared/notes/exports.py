"""A whole vault as a zip: every note and attachment under its path, with its bytes and its time."""

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from mimetypes import guess_type
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from shared.notes.change import Note
from shared.notes.vault import Vault
from shared.notes.zips import time_field

_ZIP_TIME_MIN, _ZIP_TIME_MAX = 315_532_800, 4_354_819_198
_PACKED_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/zip")
_PACKED_KINDS = ("video", "audio")

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


def export_notes(vault: Vault, target: Path | BinaryIO, *, progress: Progress = lambda done, total: None) -> int:
    """Write everything into a zip, its bytes, path and time, and answer how many files; it appears once it is whole.

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
    head = vault.log.head()
    total, count = head.notes + head.attachments, 0
    with ZipFile(target, "w") as archive:
        for count, note in enumerate(chain(vault.notes(), vault.attachments()), start=1):
            archive.writestr(_stamped(note), vault.body_of(note))
            progress(count, max(count, total))
    return count


def _stamped(note: Note) -> ZipInfo:
    moment = datetime.fromtimestamp(max(_ZIP_TIME_MIN, min(note.updated_at, _ZIP_TIME_MAX)), UTC)
    entry = ZipInfo(note.path, moment.timetuple()[:6])
    entry.compress_type, entry.create_system = ZIP_STORED if _is_packed(note.path) else ZIP_DEFLATED, 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.extra = time_field(note.updated_at)
    return entry


def _is_packed(path: str) -> bool:
    """Whether a file is of a type that packing makes no smaller."""
    kind = guess_type(path)[0] or ""
    return kind in _PACKED_TYPES or kind.startswith(_PACKED_KINDS)
