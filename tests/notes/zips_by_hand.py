"""Zips made by hand, byte for byte as other programs make them, and as nobody should."""

import struct
import unicodedata
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from zipfile import ZIP_DEFLATED

STORED, DEFLATED = 0, 8
DOS, UNIX, NTFS, OSX = 0, 3, 10, 19
UTF8, ENCRYPTED, DESCRIPTOR = 0x800, 0x1, 0x8
FULL = 0xFFFF_FFFF
NAIVE = datetime(2024, 5, 6, 7, 8, 10)


@dataclass(frozen=True)
class Entry:
    """One entry: what it truly is, and what is stated of it where that is something else."""

    name: bytes
    body: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    system: int = UNIX
    attributes: int = 0o100644 << 16
    at: datetime = NAIVE
    extra: bytes = b""
    local_extra: bytes = b""
    raw: bytes | None = None
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    offset: int | None = None
    is_wide: bool = False

    def bytes(self) -> bytes:
        """The body as it is packed."""
        if self.raw is not None:
            return self.raw
        return deflated(self.body) if self.method == DEFLATED else self.body


def deflated(body: bytes, level: int = 9) -> bytes:
    packing = zlib.compressobj(level, ZIP_DEFLATED, -zlib.MAX_WBITS)
    return packing.compress(body) + packing.flush()


def zip_by_hand(*entries: Entry, before: bytes = b"", comment: bytes = b"", is_wide: bool = False) -> bytes:
    """A zip of these entries; `before` stands ahead of it and is not counted in its offsets."""
    written, directory = bytearray(), bytearray()
    for entry in entries:
        offset = len(written) if entry.offset is None else entry.offset
        written += _local(entry)
        directory += _stated(entry, offset)
    return before + bytes(written + directory) + end(len(entries), len(directory), len(written), comment, is_wide)


def end(count: int, size: int, offset: int, comment: bytes = b"", is_wide: bool = False) -> bytes:
    """What closes a zip: where its directory lies, in 64 bits too where asked."""
    wide = b""
    if is_wide:
        record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, offset)
        wide = record + struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
        count, size, offset = 0xFFFF, FULL, FULL
    count %= 65_536
    return wide + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, len(comment)) + comment


def _local(entry: Entry) -> bytes:
    packed = entry.bytes()
    crc, sizes, descriptor = zlib.crc32(entry.body), (len(packed), len(entry.body)), b""
    if entry.flags & DESCRIPTOR:
        descriptor = struct.pack("<4s3L", b"PK\7\x08", crc, *sizes)
        crc, sizes = 0, (0, 0)
    header = (20, entry.flags, entry.method, *_dos(entry.at), crc, *sizes, len(entry.name), len(entry.local_extra))
    return struct.pack("<4s5H3L2H", b"PK\3\4", *header) + entry.name + entry.local_extra + packed + descriptor


def _stated(entry: Entry, offset: int) -> bytes:
    size = len(entry.body) if entry.size is None else entry.size
    packed = len(entry.bytes()) if entry.packed is None else entry.packed
    crc = zlib.crc32(entry.body) if entry.crc is None else entry.crc
    extra = entry.extra
    if entry.is_wide:
        extra = struct.pack("<2H3Q", 1, 24, size, packed, offset) + extra
        size = packed = offset = FULL
    numbers = (20, entry.system, 20, entry.flags, entry.method, *_dos(entry.at), crc, packed, size)
    lengths = (len(entry.name), len(extra), 0, 0, 0, entry.attributes, offset)
    return struct.pack("<4s2B5H3L5H2L", b"PK\1\2", *numbers, *lengths) + entry.name + extra


def _dos(at: datetime) -> tuple[int, int]:
    return at.hour << 11 | at.minute << 5 | at.second // 2, (at.year - 1980) << 9 | at.month << 5 | at.day


def exact_time(at: int) -> bytes:
    """Info-ZIP's extra field of a time."""
    return struct.pack("<2HBi", 0x5455, 5, 1, at)


def ntfs_time(at: int) -> bytes:
    """The extra field of NTFS, of a time in ticks from 1601 on."""
    ticks = (at + 11_644_473_600) * 10_000_000
    return struct.pack("<2HL2H3Q", 0x000A, 32, 0, 1, 24, ticks, ticks, ticks)


def unicode_name(raw: bytes, name: str) -> bytes:
    """The extra field that says what a name is in UTF-8."""
    encoded = name.encode()
    return struct.pack("<2HBL", 0x7075, 5 + len(encoded), 1, zlib.crc32(raw)) + encoded


# How programs make them


def by_windows_explorer(files: dict[str, bytes]) -> bytes:
    """No folders, DOS attributes, local time; a name in the code page of the machine, or flagged where it has none."""

    def entry(name: str, body: bytes) -> Entry:
        try:
            raw, flags = name.encode("cp437"), 0
        except UnicodeEncodeError:
            raw, flags = name.encode(), UTF8
        return Entry(raw, body, flags=flags, system=DOS, attributes=0x20)

    return zip_by_hand(*(entry(name, body) for name, body in files.items()))


def by_dotnet(files: dict[str, bytes]) -> bytes:
    """Backslashes between folders, as older programs for Windows write them."""
    return zip_by_hand(
        *(
            Entry(name.replace("/", "\\").encode(), body, flags=UTF8, system=DOS, attributes=0x20)
            for name, body in files.items()
        )
    )


def by_finder(files: dict[str, bytes]) -> bytes:
    """Decomposed names that are UTF-8 and do not say so, data descriptors, and a shadow of every file."""
    entries = []
    for name, body in files.items():
        raw = unicodedata.normalize("NFD", name).encode()
        folder, _, last = raw.rpartition(b"/")
        common = {"flags": DESCRIPTOR, "extra": b"UX\x08\0" + bytes(8), "local_extra": b"UX\x0c\0" + bytes(12)}
        entries.append(Entry(raw, body, **common))
        shadow = b"__MACOSX/" + folder + b"/" * bool(folder) + b"._" + last
        entries.append(Entry(shadow, b"\0\x05\x16\x07", **common))
    return zip_by_hand(*entries)


def by_7zip(files: dict[str, bytes]) -> bytes:
    """Stored folders, times of NTFS, flags only where a name needs them, small files stored."""
    folders = sorted({name[: at + 1] for name in files for at, letter in enumerate(name) if letter == "/"})
    entries = [
        Entry(name.encode(), method=STORED, flags=0 if name.isascii() else UTF8, system=DOS, attributes=0x10)
        for name in folders
    ]
    for name, body in files.items():
        entries.append(
            Entry(
                name.encode(),
                body,
                STORED if len(body) < 64 else DEFLATED,
                0 if name.isascii() else UTF8,
                DOS,
                0x20,
                extra=ntfs_time(1_700_000_001),
            )
        )
    return zip_by_hand(*entries)


def by_info_zip(files: dict[str, bytes]) -> bytes:
    """Stored folders, exact times, owners; a name in the machine's code page, and in UTF-8 beside it."""
    folders = sorted({name[: at + 1] for name in files for at, letter in enumerate(name) if letter == "/"})
    owner = struct.pack("<2HBBLBL", 0x7875, 11, 1, 4, 1000, 4, 1000)

    def entry(name: str, body: bytes, attributes: int) -> Entry:
        raw = name.encode("ascii", "replace").replace(b"?", b"_")
        beside = b"" if name.isascii() else unicode_name(raw, name)
        return Entry(
            raw,
            body,
            attributes=attributes,
            extra=exact_time(1_700_000_001) + owner + beside,
            local_extra=exact_time(1_700_000_001) + owner + beside,
        )

    packed = [entry(name, b"", 0o40755 << 16 | 0x10) for name in folders]
    packed += [entry(name, body, 0o100644 << 16) for name, body in files.items()]
    return zip_by_hand(*(replace(one, method=STORED) if not one.body else one for one in packed), comment=b"by hand")


def streamed(files: dict[str, bytes]) -> bytes:
    """As a program writes them that cannot go back: data descriptors, and 64 bits throughout."""
    entries = (Entry(name.encode(), body, flags=UTF8 | DESCRIPTOR, is_wide=True) for name, body in files.items())
    return zip_by_hand(*entries, is_wide=True)


def self_extracting(files: dict[str, bytes]) -> bytes:
    """Behind a program that would unpack it."""
    entries = (Entry(name.encode(), body, flags=UTF8) for name, body in files.items())
    return zip_by_hand(*entries, before=b"MZ" + bytes(5_000), comment=b"PK")


MAKERS = (by_windows_explorer, by_dotnet, by_finder, by_7zip, by_info_zip, streamed, self_extracting)


# As nobody should


def bomb_of_shared_bytes(count: int, kernel_bytes: int) -> bytes:
    """Every entry quotes the headers of those behind it and ends in the same kernel (David Fifield, 2019)."""
    kernel = deflated(bytes(kernel_bytes))
    headers: list[bytes] = []
    crcs, sizes, packed = [], [], []
    body, after = bytes(kernel_bytes), kernel
    for number in reversed(range(count)):
        name = f"{number:05}.bin".encode()
        crc, size = zlib.crc32(body), len(body)
        header = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, DEFLATED, 0, 33, crc, len(after), size, len(name), 0) + name
        headers.insert(0, header)
        crcs.insert(0, crc)
        sizes.insert(0, size)
        packed.insert(0, len(after))
        quoted = b"\0" + struct.pack("<2H", len(header), len(header) ^ 0xFFFF) + header
        body, after = header + body, quoted + after
    written, offsets = bytearray(), []
    for number, header in enumerate(headers):
        offsets.append(len(written))
        written += header
        if number + 1 < count:
            following = headers[number + 1]
            written += b"\0" + struct.pack("<2H", len(following), len(following) ^ 0xFFFF)
    written += kernel
    directory = b"".join(
        struct.pack(
            "<4s2B5H3L5H2L",
            b"PK\1\2",
            20,
            UNIX,
            20,
            0,
            DEFLATED,
            0,
            33,
            crcs[number],
            packed[number],
            sizes[number],
            9,
            0,
            0,
            0,
            0,
            0o100644 << 16,
            offsets[number],
        )
        + f"{number:05}.bin".encode()
        for number in range(count)
    )
    return bytes(written) + directory + end(count, len(directory), len(written))
