"""Watches a visible folder: what another program changes there is taken in within two seconds of its last touch."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from time import monotonic

from shared.errors import VaultError

DEBOUNCE_MS, STEP_MS, LOOK_AGAIN_MS = 300, 50, 400
ABSENT_SECONDS_MIN = 0.7
"""How long a file must be away before it counts as deleted: an editor that saves by rename is quicker."""

log = logging.getLogger("notes_vault.folder")


class Absences:
    """Files that went away, and since when. `clock` answers seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since: dict[Path, float] = {}

    def sort(self, touched: Iterable[Path]) -> list[Path]:
        """Which of these files, and of those that were away before, are to be looked at now.

        Where a file is new at the same moment, all are: it may be the one that went away, moved.
        """
        now, here = self._clock(), list[Path]()
        for file in touched:
            if file.exists():
                here.append(file)
                self._since.pop(file, None)
            else:
                self._since.setdefault(file, now)
        over = [file for file, since in self._since.items() if here or now - since >= ABSENT_SECONDS_MIN]
        for file in over:
            del self._since[file]
        return [*here, *over]


def watch(
    root: Path, take_in: Callable[[], object], take_in_files: Callable[[list[Path]], object], stop: Event
) -> None:
    """Follow a folder until `stop` is set. A folder that came, went or moved is looked through whole."""
    from watchfiles import watch as watched

    absences = Absences()
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
        files = absences.sort({Path(file) for _, file in batch})
        try:
            if any(file.is_dir() or not file.suffix for file in files):
                take_in()
            elif files:
                take_in_files(files)
        except (VaultError, OSError) as error:
            log.warning("outside edits were not taken in: %s", error)
