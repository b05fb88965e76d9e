"""The path a file of an import gets: its own name, or one as near to it as a vault can hold, and why."""

import hashlib
import re
import unicodedata

from shared.errors import Invalid
from shared.notes.path import EXTENSION, PATH_CHARACTERS_MAX, is_note, safe_attachment_path, safe_path

COMPOSED = "A letter and its accents are one character in a path (Unicode's form NFC)."
ROOM_FOR_NAME = 80
_UNSAYABLE = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\\\\u2028\u2029\ud800-\udfff]")
"""Control characters, halves of surrogate pairs, line and paragraph separators; and the backslash."""
_NOTE_FOLDER = re.compile(r"\.md(?=/|\Z)", re.I)


def path_for(untrusted_name: str) -> tuple[str, str]:
    """A path, and why it is not the name ("": it is).

    Raises:
        Invalid: no change of the name would make a path of it.
    """
    try:
        path = _safe(untrusted_name)
    except Invalid as refusal:
        name = _mended(untrusted_name)
        if name == untrusted_name:
            raise
        return _safe(name), refusal.message
    return path, "" if path == untrusted_name else COMPOSED


def _safe(untrusted_name: str) -> str:
    return safe_path(untrusted_name) if is_note(untrusted_name) else safe_attachment_path(untrusted_name)


def _mended(name: str) -> str:
    """A name without what no path holds, and short enough; one that was cut ends in a mark of the whole."""
    *folders, last = [part for part in _UNSAYABLE.sub("_", name).split("/") if part.strip()] or [""]
    folder = _NOTE_FOLDER.sub("-md", "/".join(folders))
    path = unicodedata.normalize("NFC", f"{folder}/{last}" if folder else last)
    if len(path) <= PATH_CHARACTERS_MAX:
        return path
    mark = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    start, dot, extension = last.rpartition(".")
    ending = f"~{mark}{dot}{extension}" if start and len(extension) <= len(EXTENSION) + 5 else f"~{mark}"
    room = PATH_CHARACTERS_MAX - len(ending)
    folder = unicodedata.normalize("NFC", folder)[: room - ROOM_FOR_NAME]
    folder = _NOTE_FOLDER.sub("-md", "/".join(part for part in folder.split("/") if part.strip()))
    kept = unicodedata.normalize("NFC", start or last)[: room - len(folder) - 1]
    return "/".join(part for part in (folder, kept + ending) if part)
