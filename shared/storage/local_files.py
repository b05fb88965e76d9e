"""Files in a directory, on a laptop, in a container, on a Space."""

import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

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
        path = self._path(user_id, digest)
        if self.get(user_id, digest) is None:
            with _disk_trouble():
                try:
                    _write_durably(path, body)
                except FileNotFoundError:  # the folder is new, or was empty and has just gone
                    path.parent.mkdir(parents=True, exist_ok=True)
                    _write_durably(path, body)
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
        path = self._path(user_id, digest)
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

    def _path(self, user_id: str, digest: str) -> Path:
        return self._root / user_id / digest[:2] / digest


def _write_durably(path: Path, body: bytes) -> None:
    unfinished = path.with_name(f"{uuid4().hex}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable("The disk did not answer. Please try again.", reason=str(error)) from error
