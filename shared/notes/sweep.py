"""What has grown too old is swept out of a vault: its history and trash, then the files that nothing names any more.

A file is removed only after the head has named it as doomed, on the condition that nobody wrote since the names were
gathered. So a writer that put the same bytes at that moment is either told to try again or puts them once more.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from shared.notes.change import Change
from shared.notes.changelog import CHANGE, TRASH
from shared.notes.head import HEAD, Head
from shared.notes.vault import Vault
from shared.storage.contract import ABSENT, COMMIT_RECORDS_MAX, Clock, Files, Record, Records, StaleRecord, Write

DAY_SECONDS = 86_400
DOOMED_MAX = 500
DOOM_SECONDS, DOOM_MARGIN_SECONDS = 120, 60
"""How long doomed files may be removed; after that a slow sweep stops, and a writer may have them again."""
PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Swept:
    """How much a sweep removed."""

    changes: int
    trash: int
    files: int


class Sweep:
    """Sweeps the vault of one user. `clock` answers unix seconds; `held` names files that others keep here."""

    def __init__(
        self, vault: Vault, records: Records, files: Files, *, clock: Clock, held: Callable[[], set[str]] = set
    ) -> None:
        self._vault = vault.whole()
        self._records = records
        self._files = files
        self._clock = clock
        self._held = held
        self._user_id = vault.user_id

    def run(self, history_days: int, *, indexed_seq: int | None = None) -> Swept:
        """Remove what is older than so many days, and every file that nothing names.

        What comes after `indexed_seq`, and that change itself, stays in the log: an index that has seen no more goes on
        from there.

        Raises:
            Unavailable: the storage did not answer; what was removed by then is gone, and the next run goes on.
        """
        self._vault.log.settle()
        until = int(self._clock()) - history_days * DAY_SECONDS
        is_behind = indexed_seq is not None and indexed_seq != self._vault.seq()

        def is_old(record: Record) -> bool:
            is_seen = not is_behind or record.value["seq"] < (indexed_seq or 0)
            return bool(is_seen and record.value["at"] < until)

        changes = self._remove(CHANGE, is_old)
        trash = self._remove(TRASH, lambda record: record.value["deleted_at"] < until)
        return Swept(changes, trash, self._remove_files())

    def _remove(self, prefix: str, is_old: Callable[[Record], bool]) -> int:
        """Remove records from the oldest on, up to the first that is to stay."""
        removed = 0
        while page := self._records.under(self._user_id, prefix, limit=COMMIT_RECORDS_MAX):
            old = [record for record in page if is_old(record)]
            if old:
                self._records.commit(self._user_id, *(Write(record.key, None) for record in old))
            removed += len(old)
            if len(old) < len(page):
                break
        return removed

    def _remove_files(self) -> int:
        """Remove what nothing names, unless a large change is under way or another sweep is at it."""
        removed = 0
        while True:
            record = self._records.get(self._user_id, HEAD)
            head = Head.of(record)
            if head.plan or self._clock() < head.doomed_until:
                return removed
            named = self._named()
            doomed = tuple(islice((digest for digest in self._all() if digest not in named), DOOMED_MAX))
            if not doomed:
                self._clear(head.sweeps)
                return removed
            try:
                self._doom(record, doomed)
            except StaleRecord:
                return removed
            removed += self._remove_doomed(doomed)
            self._clear(head.sweeps + 1)
            if len(doomed) < DOOMED_MAX:
                return removed

    def _doom(self, record: Record | None, doomed: tuple[str, ...]) -> None:
        head = Head.of(record)
        until = int(self._clock()) + DOOM_SECONDS
        marked = replace(head, doomed=doomed, doomed_until=until, sweeps=head.sweeps + 1)
        self._records.commit(self._user_id, Write(HEAD, marked.value(), expects=record.version if record else ABSENT))

    def _remove_doomed(self, doomed: tuple[str, ...]) -> int:
        stop, removed = self._clock() + DOOM_SECONDS - DOOM_MARGIN_SECONDS, 0
        for digest in doomed:
            if self._clock() >= stop:
                break
            self._files.remove(self._user_id, digest)
            removed += 1
        return removed

    def _clear(self, sweeps: int) -> None:
        """Take the mark of a sweep out of the head, its own or that of one that never ended; not another's."""
        while (record := self._records.get(self._user_id, HEAD)) and (head := Head.of(record)).doomed:
            if head.sweeps != sweeps:
                return
            cleared = replace(head, doomed=(), doomed_until=0)
            with suppress(StaleRecord):
                self._records.commit(self._user_id, Write(HEAD, cleared.value(), expects=record.version))

    def _all(self) -> Iterator[str]:
        after = ""
        while page := self._files.under(self._user_id, after=after, limit=PAGE):
            yield from page
            after = page[-1]

    def _named(self) -> set[str]:
        """The digests that anything in the vault names."""
        named = self._held().copy()
        for notes in (self._vault.notes(), self._vault.attachments(), (note for _, note in self._vault.trash())):
            named |= {note.digest for note in notes}
        for change in self._vault.changes(0):
            named |= _digests(change)
        return named


def _digests(change: Change) -> set[str]:
    notes = (note for told in change.notes for note in (told.before, told.after, told.moved_from))
    return {note.digest for note in notes if note}
