"""Watches a visible folder: what another program changes there is taken in within two seconds of its last touch."""

import logging
from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from threading import Event
from time import monotonic

from shared.errors import VaultError
from shared.notes.folder_files import is_unfinished

DEBOUNCE_MS, STEP_MS, LOOK_AGAIN_MS = 300, 50, 400
ABSENT_SECONDS_MIN = 0.7
"""How long a file must be away before it counts as deleted: an editor that saves by rename is quicker."""
RETRY_SECONDS = 10

log = logging.getLogger("notes_vault.folder")


class Absences:
    """Files that went away, and since when. `clock` answers seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since: dict[Path, float] = {}

    def __bool__(self) -> bool:
        """Whether any file is away for so short a time that it may come back."""
        return bool(self._since)

    def sort(self, touched: Iterable[Path]) -> list[Path]:
        """Which of these files, and of those that were away before, are to be looked at now.

        Where a file is new at the same moment, all are: it may be the one that went away, moved. What a program only
        keeps aside is none.
        """
        now, here = self._clock(), list[Path]()
        for file in touched:
            if file.exists():
                here.append(file)
                self._since.pop(file, None)
            else:
                self._since.setdefault(file, now)
        is_moved = any(file.is_dir() or not is_unfinished(file.name) for file in here)
        over = [file for file, since in self._since.items() if is_moved or now - since >= ABSENT_SECONDS_MIN]
        for file in over:
            del self._since[file]
        return [*here, *over]


def watch(
    root: Path, take_in: Callable[[], object], take_in_files: Callable[[list[Path]], object], stop: Event
) -> None:
    """Follow a folder until `stop` is set. A folder that came, went or moved is looked through whole.

    That waits until no file is away for a moment, and is done again after what could not be taken in.
    """
    from watchfiles import watch as watched

    absences, whole_at = Absences(), inf
    batches = watched(
        root,
        watch_filter=lambda _, file: not any(part.startswith(".") for part in Path(file).relative_to(root).parts),
        debounce=DEBOUNCE_MS,
        step=STEP_MS,
        rust_timeout=LOOK_AGAIN_MS,
        yield_on_timeout=True,
        stop_event=stop,
        raise_interrupt=False,
    )
    for batch in batches:
        files, now = absences.sort({Path(file) for _, file in batch}), monotonic()
        if any(file.is_dir() or not file.suffix for file in files):
            whole_at = now
        try:
            if now >= whole_at and not absences:
                whole_at = inf
                take_in()
            elif files:
                take_in_files(files)
        except (VaultError, OSError) as error:
            whole_at = now + RETRY_SECONDS
            log.warning("outside edits were not taken in: %s", error)
