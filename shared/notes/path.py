"""Where a note lies in its vault: what a path may be, and when two paths are the same note."""

import hashlib
import unicodedata

from shared.errors import NOT_A_PATH, Invalid

PATH_CHARACTERS_MAX = 256
EXTENSION = ".md"
KEY_BYTES_MAX = 900
NOTE = "note#"
ATTACHMENT = "file#"
_FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}


def safe_path(untrusted_path: str) -> str:
    """The path of a note, relative to its vault, composed (NFC) and with its `.md`.

    Raises:
        Invalid: with the rule that was broken.
    """
    path = _checked(untrusted_path)
    if not path.casefold().endswith(EXTENSION):
        path += EXTENSION
    if any(segment.casefold().endswith(EXTENSION) for segment in path.split("/")[:-1]):
        raise _refused("A folder cannot end with .md.")
    if len(path) > PATH_CHARACTERS_MAX:
        raise _refused(f"A path has at most {PATH_CHARACTERS_MAX} characters, .md included.")
    return path


def safe_attachment_path(untrusted_path: str) -> str:
    """The path of a file that is not a note, relative to its vault, composed (NFC), with the extension it has.

    Raises:
        Invalid: with the rule that was broken.
    """
    path = _checked(untrusted_path)
    if any(segment.casefold().endswith(EXTENSION) for segment in path.split("/")):
        raise _refused("What ends with .md is a note.")
    return path


def safe_folder(untrusted_folder: str) -> str:
    """The path of a folder without slashes at its ends; the vault itself is "".

    Raises:
        Invalid: as `safe_path`.
    """
    folder = untrusted_folder.strip("/")
    return _checked(folder) if folder else ""


def _refused(message: str) -> Invalid:
    return Invalid(message, reason=NOT_A_PATH)


def _checked(untrusted_path: str) -> str:
    if not untrusted_path:
        raise _refused("A path cannot be empty.")
    if len(untrusted_path) > 2 * PATH_CHARACTERS_MAX:
        raise _refused(f"A path has at most {PATH_CHARACTERS_MAX} characters, .md included.")
    is_plain = untrusted_path.isascii() and untrusted_path.isprintable()
    if not is_plain and any(unicodedata.category(letter) in _FORBIDDEN_CATEGORIES for letter in untrusted_path):
        raise _refused("A path cannot hold control characters or line breaks.")
    if "\\" in untrusted_path:
        raise _refused("A path uses / between folders; it cannot hold a backslash.")
    path = unicodedata.normalize("NFC", untrusted_path)
    if path.startswith("/"):
        raise _refused("A path is relative to the vault; it cannot start with /.")
    for segment in path.split("/"):
        if not segment.strip():
            raise _refused("A path cannot have an empty part between its slashes.")
        if segment.startswith("."):
            raise _refused("No part of a path can start with a dot; .. is not allowed.")
    if len(path) > PATH_CHARACTERS_MAX:
        raise _refused(f"A path has at most {PATH_CHARACTERS_MAX} characters, .md included.")
    return path


def fold(text: str) -> str:
    """Text for comparing without letter case and without regard to its Unicode form.

    Case folding is simple, one letter to one letter (Unicode 5.18, "Caseless Matching"): a final sigma is a sigma,
    while Maße and Masse stay two names.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii():
        return composed.lower()
    return unicodedata.normalize("NFC", "".join(map(_fold_character, composed)))


def _fold_character(character: str) -> str:
    folded = character.casefold()
    return folded if len(folded) == 1 else character.lower()


def key_of(path: str) -> str:
    """What a note is known by: the folded path, shortened by a digest where it would be too long for a record key."""
    folded = fold(path)
    encoded = folded.encode()
    if len(encoded) <= KEY_BYTES_MAX:
        return folded
    start = encoded[: KEY_BYTES_MAX - 65].decode(errors="ignore")
    return f"{start}~{hashlib.sha256(encoded).hexdigest()}"


def is_note(path: str) -> bool:
    """Whether a path is a note's; any other file of a vault is an attachment."""
    return path[-len(EXTENSION) :].casefold() == EXTENSION


def record_key(path: str) -> str:
    """The key of the record of a note or an attachment."""
    return (NOTE if is_note(path) else ATTACHMENT) + key_of(path)


def stem_of(path: str) -> str:
    """A path without its `.md`, as a link spells it."""
    return path[: -len(EXTENSION)] if is_note(path) else path


def name_of(path: str) -> str:
    """The last part of a path, without its `.md`."""
    return stem_of(path).rsplit("/", 1)[-1]


def folder_of(path: str) -> str:
    """The folder a path lies in; "" for the vault itself."""
    return path.rpartition("/")[0]
