"""A zip: its entries as its directory states them, and the bytes of one once they are proved to be what was stated.

Read after APPNOTE.TXT 6.3 (sections in brackets). One entry that is wrong spoils no other, whatever it claims costs no
more than its own bytes, and the answer is the same under every version of Python.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO, NamedTuple

from shared.errors import Invalid, TooLarge

ENTRIES_MAX = 250_000
STORED, DEFLATED = 0, 8
_ZIP64, _UNICODE_NAME, _EXACT_TIME, _WINDOWS_TIME = 0x0001, 0x7075, 0x5455, 0x000A
_EXACT_TIME_MAX = 2**31 - 1
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_FULL = 0xFFFF_FFFF
_EXTRA_BYTES_MAX = 1_024
"""How far into an entry's extra fields is looked; all that programs write together is a tenth of it."""
_CHUNK_BYTES, _PIECE_BYTES = 262_144, 1_048_576
_RATIO_MAX = 1_032
"""What Deflate makes of the dullest bytes (zlib's technical details, "Maximum Compression Factor")."""
_MODIFIED = struct.pack("<2H", 1, 24)
_WINDOWS_SECONDS = 11_644_473_600
"""From 1601, where Windows begins to count, to 1970."""
_DAMAGE = (OSError, ValueError, struct.error, zlib.error)

_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES, _COMMENT_BYTES_MAX = 20, 65_535
_ENTRY = struct.Struct("<4s2B5H3L5H2L")
_LENGTHS = struct.Struct("<3H")
_LOCAL_BYTES = 30


class Entry(NamedTuple):
    """An entry of the directory [4.3.12]. `at` is unix seconds, `mode` what Unix calls so, or 0."""

    untrusted_name: str
    packed: int
    size: int
    offset: int
    crc: int
    method: int
    mode: int
    is_encrypted: bool
    at: int | None


class Zip:
    """A zip that is open. `start` is where its directory starts, after everything that is packed."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises: Invalid: it is no zip, or its directory is damaged. TooLarge: it holds too many entries."""
        self._file = file
        try:
            directory, self.start, shift = _directory(file)
            places = list(_places(directory))
        except _DAMAGE as error:
            raise Invalid("It is not a zip that can be read.", reason=str(error)) from error
        self.entries = [_entry(directory, place, shift) for place in places]

    def sharing(self) -> set[int]:
        """The numbers of the entries whose bytes reach into those of another, which only a zip bomb's do."""
        end, found = self.start, set()
        for number in sorted(range(len(self.entries)), key=lambda number: -self.entries[number].offset):
            entry = self.entries[number]
            if entry.offset + _LOCAL_BYTES + entry.packed > end:
                found.add(number)
            end = min(end, entry.offset)
        return found

    def read(self, entry: Entry) -> bytes:
        """All bytes of a stored or deflated entry; never more than its stated size are unpacked.

        Raises:
            Invalid: they are not what the directory states.
        """
        return b"".join(self.pieces(entry))

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """The same in pieces; only after the last of them is it sure that they are what the directory states."""
        size = crc = 0
        try:
            for piece in self._unpacked(entry):
                size, crc = size + len(piece), zlib.crc32(piece, crc)
                yield piece
        except _DAMAGE as error:
            raise _damaged(str(error)) from error
        if size != entry.size or crc != entry.crc:
            raise _damaged(f"{size} bytes of {entry.size}, or another checksum")

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        if entry.offset + _LOCAL_BYTES + entry.packed > self.start:
            raise ValueError("an entry that reaches into the directory")
        if entry.size > (entry.packed + 1) * _RATIO_MAX:
            raise ValueError("more than can be packed into so little")
        packed = self._packed(entry)
        if entry.method == STORED:
            yield from packed
            return
        inflate, left = zlib.decompressobj(-zlib.MAX_WBITS), entry.size + 1
        chunk = next(packed, b"")
        while left and not inflate.eof:
            piece = inflate.decompress(chunk, bytes_max := min(left, _PIECE_BYTES))
            left -= len(piece)
            yield piece
            chunk = inflate.unconsumed_tail or next(packed, b"")
            if not chunk and len(piece) < bytes_max:
                break

    def _packed(self, entry: Entry) -> Iterator[bytes]:
        """What lies in the zip of an entry; others may be read between two chunks of it."""
        self._file.seek(entry.offset)
        header = self._file.read(_LOCAL_BYTES)  # [4.3.7]
        if not header.startswith(b"PK\3\4"):
            raise ValueError("no entry where the directory says")
        name_bytes, extra_bytes, _ = _LENGTHS.unpack(header[26:] + b"\0\0")
        place, left = entry.offset + _LOCAL_BYTES + name_bytes + extra_bytes, entry.packed
        if entry.method == STORED:
            left = min(left, entry.size + 1)
        while left:
            self._file.seek(place)
            chunk = self._file.read(min(left, _CHUNK_BYTES))
            if not chunk:
                return
            place, left = place + len(chunk), left - len(chunk)
            yield chunk


def _damaged(reason: str) -> Invalid:
    return Invalid("It is damaged in the zip.", reason=reason)


def _directory(file: BinaryIO) -> tuple[bytes, int, int]:
    """The directory, where it starts, and by how much everything lies later than stated: what was put before the zip.

    Found from the end [4.3.16], in its wide form where there is one [4.3.14].
    """
    end = file.seek(0, 2)
    tail_start = max(0, end - _END.size - _COMMENT_BYTES_MAX - _LOCATOR_BYTES - _END64.size)
    file.seek(tail_start)
    tail = file.read(end - tail_start)
    place = tail.rfind(b"PK\5\6")
    if place < 0:
        raise ValueError("no end of a directory")
    *_, count, size, offset, _ = _END.unpack_from(tail, place)
    wide = place - _LOCATOR_BYTES - _END64.size
    if wide >= 0 and tail.startswith(b"PK\6\7", place - _LOCATOR_BYTES) and tail.startswith(b"PK\6\6", wide):
        *_, count, size, offset = _END64.unpack_from(tail, wide)
        place = wide
    start = tail_start + place - size
    if start < 0 or offset > start:
        raise ValueError("a directory outside of the file")
    _check_count(count)
    file.seek(start)
    return file.read(size), start, start - offset


def _check_count(count: int) -> None:
    if count > ENTRIES_MAX:
        raise TooLarge(f"A zip may hold at most {ENTRIES_MAX} files; this one holds more.")


def _places(directory: bytes) -> Iterator[int]:
    """Where in the directory each entry starts."""
    place = count = 0
    while place < len(directory):
        if not directory.startswith(b"PK\1\2", place):
            raise ValueError("a directory that breaks off")
        yield place
        count += 1
        _check_count(count)
        place += _ENTRY.size + sum(_LENGTHS.unpack_from(directory, place + 28))
    if place != len(directory):
        raise ValueError("a directory that is cut short")


def _entry(directory: bytes, place: int, shift: int) -> Entry:
    _, _, _, _, flags, method, time, date, crc, packed, size, *rest = _ENTRY.unpack_from(directory, place)
    name_bytes, extra_bytes, _, _, _, attributes, offset = rest
    after_name = place + _ENTRY.size + name_bytes
    extra = _fields(directory[after_name : after_name + min(extra_bytes, _EXTRA_BYTES_MAX)]) if extra_bytes else {}
    name = _name(directory[after_name - name_bytes : after_name], extra.get(_UNICODE_NAME, b""))
    size, packed, offset = _widened((size, packed, offset), extra.get(_ZIP64, b""))
    is_encrypted, at = bool(flags & _ENCRYPTED), _time(extra, date, time)
    return Entry(name, packed, size, offset + shift, crc, method, attributes >> 16, is_encrypted, at)


def _fields(extra: bytes) -> dict[int, bytes]:
    """The extra fields by their kind [4.5]."""
    found, place = dict[int, bytes](), 0
    while place + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, place)
        found.setdefault(kind, extra[place + 4 : place + 4 + size])
        place += 4 + size
    return found


def _name(raw: bytes, field: bytes) -> str:
    """The name that a field gives [4.6.9]; else its bytes as UTF-8 where they are, said or unsaid, or as CP437."""
    with suppress(UnicodeDecodeError):
        if field[:1] == b"\1" and field[1:5] == zlib.crc32(raw).to_bytes(4, "little"):
            return field[5:].decode()
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _widened(numbers: tuple[int, ...], wide: bytes) -> Iterator[int]:
    """The numbers, those that 32 bits cannot hold from the field that can [4.5.3]."""
    for number in numbers:
        if number == _FULL and len(wide) >= 8:
            yield int.from_bytes(wide[:8], "little")
            wide = wide[8:]
        else:
            yield number


def _time(extra: dict[int, bytes], date: int, time: int) -> int | None:
    """The exact time where there is one (Info-ZIP's field, or that of NTFS [4.5.5]), else local time to two seconds."""
    exact, windows = extra.get(_EXACT_TIME, b""), extra.get(_WINDOWS_TIME, b"")
    if len(exact) >= 5 and exact[0] & 1:
        return int.from_bytes(exact[1:5], "little", signed=True)
    if len(windows) >= 16 and windows[4:8] == _MODIFIED and any(windows[8:16]):
        return int.from_bytes(windows[8:16], "little") // 10_000_000 - _WINDOWS_SECONDS
    with suppress(ValueError, OverflowError, OSError):
        day = ((date >> 9) + 1980, date >> 5 & 15, date & 31)
        return int(datetime(*day, time >> 11, time >> 5 & 63, (time & 31) * 2).timestamp())
    return None


def time_field(at: int) -> bytes:
    """The extra field for a time in unix seconds: Info-ZIP's, which every program reads; from 2038 on that of NTFS."""
    if at <= _EXACT_TIME_MAX:
        return struct.pack("<2HBi", _EXACT_TIME, 5, 1, at)
    ticks = (at + _WINDOWS_SECONDS) * 10_000_000
    return struct.pack("<2HL4s3Q", _WINDOWS_TIME, 32, 0, _MODIFIED, ticks, ticks, ticks)
