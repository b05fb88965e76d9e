"""The search indexes a process has open, within bounds of number and size; on Lambda, when each is folded."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from shared.notes.fold import Fold
from shared.notes.index import STAMP, Index
from shared.notes.vault import Vault
from shared.storage.contract import Clock, Files, Records

OPEN_INDEXES_MAX = 64
FOLDED_AFTER_CHANGES = 50
FOLDED_AFTER_NOTES = 20
"""A change of so many notes is folded at once: whoever starts cold would have to read each of them."""


@dataclass(frozen=True, slots=True)
class Folds:
    """Where indexes are folded, and how much of the disk they may take together while a process is warm."""

    records: Records
    files: Files
    clock: Clock
    bytes_max: int

    def of(self, user_id: str) -> Fold:
        return Fold(self.records, self.files, user_id, clock=self.clock)


class Indexes:
    """The indexes of the users last seen, each opened once; the longest unused lets go of its file.

    With `folds` the disk is one that does not last: an index begins with its fold, follows the log only when it is
    asked, and its file goes where there are too many.
    """

    def __init__(self, folder: Path, folds: Folds | None = None) -> None:
        self._folder = folder
        self._folds = folds
        self._lock = Lock()
        self._open: OrderedDict[str, Index] = OrderedDict()

    def of(self, user_id: str) -> Index:
        with self._lock:
            index = self._open.pop(user_id, None) or self._made(user_id)
            self._open[user_id] = index
            if len(self._open) > OPEN_INDEXES_MAX:
                _, unused = self._open.popitem(last=False)
                unused.close()
            if self._folds:
                self._make_room(self._folds.bytes_max)
        return index

    def drop(self, user_id: str) -> None:
        """Forget the index of a user who is gone, and its file."""
        self.of(user_id).remove()
        with self._lock:
            self._open.pop(user_id, None)

    def learn(self, vault: Vault) -> None:
        """Have an index follow what was just written to a vault, or fold it where that is due."""
        appended = vault.log.appended
        passed = appended.until_seq // FOLDED_AFTER_CHANGES > appended.after_seq // FOLDED_AFTER_CHANGES
        if not self._folds:
            self.of(vault.user_id).follow(vault)
        elif passed or appended.notes >= FOLDED_AFTER_NOTES:
            self._keep(vault)

    def before_sweep(self, vault: Vault) -> int | None:
        """Fold an index that is behind; the change up to which it is folded then, None where it is not."""
        if not self._folds:
            return None
        fold, seq = self._folds.of(vault.user_id), vault.seq()
        folded = fold.now()
        if (folded or seq >= FOLDED_AFTER_CHANGES) and (not folded or (folded.seq, folded.stamp) != (seq, STAMP)):
            self._keep(vault)
            folded = fold.now()
        return folded.seq if folded else None

    def held(self, user_id: str) -> set[str]:
        """The files that folded indexes lie in."""
        folded = self._folds.of(user_id).now() if self._folds else None
        return {folded.digest} if folded else set()

    def _keep(self, vault: Vault) -> None:
        index = self.of(vault.user_id)
        index.follow(vault)
        index.keep()

    def _made(self, user_id: str) -> Index:
        return Index(self._folder / f"{user_id}.db", self._folds.of(user_id) if self._folds else None)

    def _make_room(self, bytes_max: int) -> None:
        """Remove the files longest unused; the one that is asked for stays."""
        sizes = {user_id: index.size_bytes() for user_id, index in self._open.items()}
        while len(sizes) > 1 and sum(sizes.values()) > bytes_max:
            unused = next(iter(sizes))
            self._open.pop(unused).remove()
            del sizes[unused]
