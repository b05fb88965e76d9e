"""One user's search index folded into Files: what a process that has none of its own starts from."""

import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from shared.notes.keeping import keep_named
from shared.storage.contract import Clock, Files, Record, Records, StaleRecord, Write

FOLD = "fold"
CHUNK_BYTES = 1_048_576
FASTEST = 1
"""Of zlib's levels; the others take five times as long for a tenth less."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Where a folded index lies: the last change it has seen, its digest, the rules it was made by."""

    seq: int
    digest: str
    stamp: str
    size_bytes: int


class Fold:
    """The folded index of one user."""

    def __init__(self, records: Records, files: Files, user_id: str, *, clock: Clock) -> None:
        self._records = records
        self._files = files
        self._user_id = user_id
        self._clock = clock

    def now(self) -> Folded | None:
        """What is kept, or None."""
        record = self._records.get(self._user_id, FOLD)
        return _folded(record) if record else None

    def unfold(self, file: Path, stamp: str) -> bool:
        """Write the index file that was made by these rules; False where there is none, or it is damaged."""
        folded = self.now()
        if not folded or folded.stamp != stamp:
            return False
        body = self._files.get(self._user_id, folded.digest, size_bytes=folded.size_bytes) or b""
        unpacking = zlib.decompressobj()
        try:
            with file.open("wb") as opened:
                for start in range(0, len(body), CHUNK_BYTES):
                    opened.write(unpacking.decompress(body[start : start + CHUNK_BYTES]))
        except zlib.error:
            return False
        return unpacking.eof

    def keep(self, file: Path, seq: int, stamp: str) -> None:
        """Fold an index file that has seen the changes up to a seq; a fold that has seen more stays instead."""
        record = self._records.get(self._user_id, FOLD)
        if record and _folded(record).stamp == stamp and _folded(record).seq >= seq:
            return
        body = b"".join(_compressed(file))

        def naming(digest: str) -> Write:
            return Write(FOLD, asdict(Folded(seq, digest, stamp, len(body))), expects=record.version if record else 0)

        try:
            keep_named(self._records, self._files, self._user_id, body, naming, clock=self._clock)
        except StaleRecord:
            return


def _folded(record: Record) -> Folded:
    return Folded(**record.value)


def _compressed(file: Path) -> Iterator[bytes]:
    pressing = zlib.compressobj(FASTEST)
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            yield pressing.compress(chunk)
    yield pressing.flush()
