"""The path a file of an import gets: its own name, or one as near to it as a vault can hold, and why."""

import hashlib
import re
import unicodedata

from shared.errors import Invalid
from shared.notes.path import EXTENSION, PATH_CHARACTERS_MAX, is_note, safe_attachment_path, safe_path

_UNSAYABLE = {"Cc", "Cs", "Zl", "Zp"}
ROOM_FOR_NAME = 80


def path_for(untrusted_name: str) -> tuple[str, str]:
    """A path, and why it is not the name ("": it is).

    Raises:
        Invalid: no change of the name would make a path of it.
    """
    check = safe_path if is_note(untrusted_name) else safe_attachment_path
    try:
        return check(untrusted_name), ""
    except Invalid as refusal:
        name = _mended(untrusted_name)
        if name == untrusted_name:
            raise
        return (safe_path if is_note(name) else safe_attachment_path)(name), refusal.message


def _mended(name: str) -> str:
    letters = ("_" if unicodedata.category(letter) in _UNSAYABLE or letter == "\\" else letter for letter in name)
    *folders, last = [part for part in "".join(letters).split("/") if part.strip()] or [""]
    folders = [re.sub(r"\.md$", "-md", folder, flags=re.I) for folder in folders]
    path = "/".join([*folders, last])
    if len(unicodedata.normalize("NFC", path)) <= PATH_CHARACTERS_MAX:
        return path
    mark = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    start, dot, extension = last.rpartition(".")
    ending = f"~{mark}{dot}{extension}" if start and len(extension) <= len(EXTENSION) + 5 else f"~{mark}"
    room = PATH_CHARACTERS_MAX - len(ending)
    folder = unicodedata.normalize("NFC", "/".join(folders))[: room - ROOM_FOR_NAME].rstrip("/")
    kept = unicodedata.normalize("NFC", start or last)[: room - len(folder) - 1]
    return "/".join(part for part in (folder, kept + ending) if part)
