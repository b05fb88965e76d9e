"""How a file is kept for a record that names it, so that no sweep takes it away in between."""

from collections.abc import Callable

from shared.errors import Unavailable
from shared.notes.head import HEAD, Head
from shared.storage.contract import ABSENT, Clock, Files, Records, StaleRecord, Write


def keep_named(
    records: Records, files: Files, user_id: str, body: bytes, naming: Callable[[str], Write], *, clock: Clock
) -> str:
    """Keep a file and the record that names its digest, on the condition that no sweep begins in between.

    Raises:
        StaleRecord: the record is not as its write expects.
        Unavailable: the storage did not answer, or a sweep is at this very file.
    """
    digest, sweeps = "", -1
    while True:
        record = records.get(user_id, HEAD)
        head = Head.of(record)
        if head.sweeps != sweeps:
            digest, sweeps = files.put(user_id, body), head.sweeps
        if digest in head.doomed and clock() < head.doomed_until:
            raise Unavailable("The vault is just being cleared up. Please try again.", reason="a doomed file")
        same = Write(HEAD, head.value(), expects=record.version if record else ABSENT)
        try:
            records.commit(user_id, same, naming(digest))
        except StaleRecord as stale:
            if stale.key != HEAD:
                raise
            continue
        return digest
