"""One way to put a file on a disk: whole under its name or not at all, also where the power fails."""

import os
from contextlib import suppress
from secrets import token_hex

NAME_BYTES = 16


def write_whole(folder: str, name: str, body: bytes, *, begun_in: str = "") -> os.stat_result:
    """Write `<folder>/<name>` and answer its state. Until it is whole it has a hidden name, in `begun_in` if given.

    The folder is made where there is none.

    Raises:
        OSError: it cannot be written. What was there stays.
    """
    unfinished = f"{begun_in or folder}/.{token_hex(NAME_BYTES)}.part"
    try:
        return _moved_in(unfinished, folder, name, body)
    except FileNotFoundError:  # the folder is new, or was empty and has just gone
        os.makedirs(folder, exist_ok=True)
        return _moved_in(unfinished, folder, name, body)


def _moved_in(unfinished: str, folder: str, name: str, body: bytes) -> os.stat_result:
    try:
        state = _flushed(unfinished, body)
        os.replace(unfinished, f"{folder}/{name}")
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise
    return state


def _flushed(file: str, body: bytes) -> os.stat_result:
    """The state of a new file once these bytes of it are on the disk."""
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        rest = memoryview(body)
        while rest:
            rest = rest[os.write(opened, rest) :]
        os.fsync(opened)
        return os.fstat(opened)
    finally:
        os.close(opened)
