"""Files in a directory, on a laptop, in a container, on a Space."""

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from shared.disk import write_whole
from shared.errors import Unavailable

log = logging.getLogger("notes_vault.storage")

DIGEST_DIGITS = 64


class LocalFiles:
    """Files as `<root>/<user_id>/<first two digits>/<digest>`, each whole on the disk before it has its name.

    What is not the bytes that its name says is not there, and `put` puts it right.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, user_id: str, body: bytes) -> str:
        digest = hashlib.sha256(body).hexdigest()
        if self.get(user_id, digest) is None:
            folder = f"{self._root}/{user_id}/{digest[:2]}"
            with _disk_trouble():
                _write_durably(folder, digest, body)
        return digest

    def get(self, user_id: str, digest: str, *, size_bytes: int | None = None) -> bytes | None:
        try:
            with open(f"{self._root}/{user_id}/{digest[:2]}/{digest}", "rb") as file:  # noqa: PTH123 - the hot path
                body = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable("The disk did not answer. Please try again.", reason=str(error)) from error
        if hashlib.sha256(body).hexdigest() == digest:
            return body
        log.error("a file is damaged and passes for missing until it is put there again: %s", digest)
        return None

    def get_all(self, user_id: str, sizes_bytes: Mapping[str, int]) -> dict[str, bytes]:
        found = ((digest, self.get(user_id, digest)) for digest in sizes_bytes)
        return {digest: body for digest, body in found if body is not None}

    def remove(self, user_id: str, digest: str) -> None:
        path = self._root / user_id / digest[:2] / digest
        with _disk_trouble():
            path.unlink(missing_ok=True)
        with suppress(OSError):  # what is empty may go; what is not stays by itself
            path.parent.rmdir()
            path.parent.parent.rmdir()

    def under(self, user_id: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        found: list[str] = []
        for folder in sorted((self._root / user_id).glob("[0-9a-f][0-9a-f]")):
            if folder.name >= after[:2] and len(found) < limit:
                names = (path.name for path in folder.iterdir() if len(path.name) == DIGEST_DIGITS)
                found += sorted(name for name in names if name > after)
        return found[:limit]

    def link_to_fetch(self, user_id: str, digest: str, name: str, *, size_bytes: int) -> str:
        return ""

    def link_to_send(self, user_id: str, key: str) -> str:
        return ""

    def sent(self, user_id: str, key: str, *, bytes_max: int) -> bytes | None:
        return None


def _write_durably(folder: str, name: str, body: bytes) -> None:
    """A file, and the folder's word that it is there."""
    write_whole(folder, name, body)
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable("The disk did not answer. Please try again.", reason=str(error)) from error
