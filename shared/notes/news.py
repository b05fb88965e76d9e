"""What a vault's log tells whoever has followed it up to some change: which notes are another since."""

from dataclasses import dataclass
from itertools import chain, islice

from shared.notes.change import Change, Note
from shared.notes.path import record_key
from shared.notes.vault import Vault

FIRST_CHANGES_MAX = 199
"""A log of so few changes is followed from its beginning; of a longer one it is cheaper to list the notes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A change by its place in the log and its id, which no other vault's change in that place has; seq 0: none."""

    seq: int = 0
    id: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """The last change, and the notes by their keys that are another since; None for one that is gone."""

    reached: Mark
    touched: dict[str, Note | None]


def news_of(vault: Vault, seen: Mark) -> News | None:
    """What came after a change; None where the log does not lead on from it.

    The change itself is read again with those after it: one question tells both that it is still there and what is new.
    Where a sweep has taken it the log goes on from its place, or the head says that nothing came after.
    """
    changes = vault.changes(max(seen.seq - 1, 0))
    if not seen.seq:
        first = list(islice(changes, FIRST_CHANGES_MAX + 1))
        if len(first) > FIRST_CHANGES_MAX:
            return None
        changes = iter(first)
    elif (found := next(changes, None)) is None:
        return News(seen, {}) if vault.seq() == seen.seq else None
    elif found.seq == seen.seq + 1:
        changes = chain([found], changes)
    elif _mark(found) != seen:
        return None
    reached, touched = seen, dict[str, Note | None]()
    for change in changes:
        if change.seq != reached.seq + 1:
            return None
        reached = Mark(change.seq, change.id)
        touched |= {record_key(note.path): note.after for note in change.notes}
    return News(reached, touched)


def everything_in(vault: Vault) -> News:
    """Every note there is. What is written meanwhile may be among them, and is told again by what comes after."""
    last = vault.log.last()
    reached = _mark(last) if last else Mark(vault.seq())
    touched: dict[str, Note | None] = {record_key(note.path): note for note in vault.notes()}
    return News(reached, touched | {record_key(file.path): file for file in vault.attachments()})


def _mark(change: Change) -> Mark:
    return Mark(change.seq, change.id)
