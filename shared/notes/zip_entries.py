"""An entry of a zip that we write: its name, its time, and whether packing would make it smaller."""

import stat
from datetime import UTC, datetime
from mimetypes import guess_type
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from shared.notes.zips import time_field

_ZIP_TIME_MIN, _ZIP_TIME_MAX = 315_532_800, 4_354_819_198
_PACKED_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/zip")
_PACKED_KINDS = ("video", "audio")


def stamped(name: str, at: int, *, content_of: str = "") -> ZipInfo:
    """An entry of that time, in unix seconds. `content_of`: the path whose type its bytes are of, if not the name."""
    moment = datetime.fromtimestamp(max(_ZIP_TIME_MIN, min(at, _ZIP_TIME_MAX)), UTC)
    entry = ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type, entry.create_system = ZIP_STORED if _is_packed(content_of or name) else ZIP_DEFLATED, 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    entry.extra = time_field(at)
    return entry


def _is_packed(path: str) -> bool:
    """Whether a file is of a type that packing makes no smaller."""
    kind = guess_type(path)[0] or ""
    return kind in _PACKED_TYPES or kind.startswith(_PACKED_KINDS)
