"""A history followed in memory, change by change, as it would make a vault; what does not fit together is refused."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shared.errors import Invalid, VaultError
from shared.notes.archive import Archive, trash_place
from shared.notes.change import Change, Note, Touched
from shared.notes.changelog import TRASH
from shared.notes.head import Head
from shared.notes.path import is_note, record_key
from shared.notes.vault import Vault
from shared.storage.contract import COMMIT_RECORDS_MAX

CLOCKS_DIFFER_SECONDS = 86_400


@dataclass(slots=True)
class _Whole:
    """A change with all its parts, as far as they have come. `was`: what its notes were before; `ways`: what moved."""

    first: Change
    was: dict[str, Note | None] = field(default_factory=dict)
    arrived: set[tuple[str, Note | None]] = field(default_factory=set)
    left: list[tuple[str, Note | None]] = field(default_factory=list)


class Chain:
    """What the changes of an archive make, once all are followed.

    `notes` are those it ends with, by their record keys; `base` those it began with, in the order they come in; `texts`
    the size of each text that is named, and whether a note has it; `places` where in the log the changes of each id
    are, counted from 0; `cleared` the keys of what was in the trash and is no more, `trashed` how many are in it.
    `base_id` is an id for the change that makes what was there before, `at` its time in unix seconds.
    """

    def __init__(self, archive: Archive, vault: Vault) -> None:
        """Raises: Invalid, TooLarge, QuotaExceeded: a rule that this history breaks; `vault` knows the limits."""
        self.notes: dict[str, Note] = {}
        self.base: dict[str, int] = {}
        self.texts: dict[str, tuple[int, bool]] = {}
        self.places: dict[str, range] = {}
        self.count = archive.last - archive.first + 1
        self.at, self.base_id = 0, ""
        self._archive = archive
        self._vault = vault
        self._head = Head()
        self._until = vault.now() + CLOCKS_DIFFER_SECONDS
        self._whole: _Whole | None = None
        self._trash: dict[str, Note] = {}
        self._buried = set[str]()
        self._follow()
        self.cleared = self._cleared()
        self.trashed = len(self._trash) - len(self.cleared)

    def base_notes(self) -> Iterator[Note]:
        """What the vault held before the oldest change, in the order of `base`."""
        return self._archive.before()

    def _follow(self) -> None:
        known = hashlib.sha256(f"{self._archive.first} {self._archive.last}".encode())
        for note in self._archive.before():
            self._begin_with(note)
            known.update(repr(note).encode())
        self.base_id = known.hexdigest()[:32]
        self._weigh(Touched(note.path, None, note) for note in list(self.notes.values()))
        latest = max((note.updated_at for note in self.notes.values()), default=0)
        following = self._archive.first
        for change in self._archive.changes():
            self._check_order(change, following)
            self._add(change)
            self.at = self.at or change.at
            following += 1
        self._complete()
        if following != self._archive.last + 1:
            raise Invalid("The history in this zip breaks off before its last change.")
        self.at = self.at or max(0, min(latest, self._vault.now()))

    def _begin_with(self, note: Note) -> None:
        key = record_key(note.path)
        if note.version >= self._archive.first or key in self.notes:
            raise Invalid(f"The history in this zip does not fit together: it cannot begin with {note.path}.")
        self.base[key] = len(self.base)
        self.notes[key] = note
        self._name(note)

    def _weigh(self, touched: Iterable[Touched]) -> None:
        head = self._head.after(list(touched))
        self._vault.check_quota(self._head, head)
        self._head = head

    def _check_order(self, change: Change, following: int) -> None:
        if change.seq != following or change.seq > self._archive.last:
            raise Invalid(
                f"The history in this zip does not fit together: change {following} is not where it should be."
            )
        if change.at > self._until:
            raise _misfit(change, "it was made in a time to come")
        whole, place = self._whole, change.seq - self._archive.first
        if whole and whole.first.id == change.id:
            if (change.at, change.what, change.client) != (whole.first.at, whole.first.what, whole.first.client):
                raise _misfit(change, "its parts tell different things")
            self.places[change.id] = range(self.places[change.id].start, place + 1)
            return
        self._complete()
        if change.id in self.places:
            raise _misfit(change, "its id is another's")
        self._whole = _Whole(change)
        self.places[change.id] = range(place, place + 1)

    def _add(self, change: Change) -> None:
        assert self._whole
        keys = [record_key(told.path) for told in change.notes]
        extra = sum(bool(told.untrashed) + told.is_burial for told in change.notes)
        if len(set(keys)) != len(keys) or 2 + len(keys) + extra > COMMIT_RECORDS_MAX:
            raise _misfit(change, "it tells of a note twice, or of too many")
        for key, told in zip(keys, change.notes, strict=True):
            self._check(change, key, told)
        for number, (key, told) in enumerate(zip(keys, change.notes, strict=True)):
            self._whole.was.setdefault(key, told.before)
            self._apply(f"{TRASH}{change.seq:020d}#{number:03d}", key, told)
        self._weigh(change.notes)

    def _check(self, change: Change, key: str, told: Touched) -> None:
        """Raise Invalid unless a note was before the change what the change says of it, and is what can follow."""
        assert self._whole
        if told.before != self.notes.get(key):
            raise _misfit(change, f"{told.path} was not what it says before it")
        if told.after and (told.after.path, told.after.version) != (told.path, change.seq):
            raise _misfit(change, f"{told.path} is not what it can be after it")
        if not told.after and (not told.before or told.moved_from or told.untrashed):
            raise _misfit(change, f"{told.path} is neither there before it nor after it")
        if source := told.moved_from:
            from_key = record_key(source.path)
            if source != self._whole.was.get(from_key, self.notes.get(from_key)):
                raise _misfit(change, f"{source.path} was not there to become {told.path}")
        is_of_these = told.untrashed and trash_place(told.untrashed)[0] >= self._archive.first
        if is_of_these and told.untrashed not in self._buried:
            raise _misfit(change, f"{told.path} was not in the trash to come back")

    def _apply(self, trash_key: str, key: str, told: Touched) -> None:
        assert self._whole
        if told.untrashed:
            self._trash.pop(told.untrashed, None)
        if told.before and told.is_burial:
            self._buried.add(trash_key)
            self._trash[trash_key] = told.before
        if told.moved_from and told.after:
            self._whole.arrived.add((told.path, told.moved_from))
        if told.moved_to:
            self._whole.left.append((told.moved_to, told.before))
        if told.after:
            self.notes[key] = told.after
            self._name(told.after)
        else:
            del self.notes[key]

    def _complete(self) -> None:
        """Whatever a change says of where its notes went must have come there; the oldest may be cut by a sweep."""
        whole = self._whole
        if whole and whole.first.seq != self._archive.first:
            for way in whole.left:
                if way not in whole.arrived:
                    raise _misfit(whole.first, f"nothing came to {way[0]}")

    def _name(self, note: Note) -> None:
        """Take down a text that is named."""
        try:
            self._vault.check_size(note.path, note.bytes)
        except VaultError as error:
            raise type(error)(f"{note.path} in the history of this zip is too large: {error.message}") from error
        size, is_text = self.texts.get(note.digest, (note.bytes, False))
        if size != note.bytes:
            raise Invalid(f"The history in this zip does not fit together: the text of {note.path} has two sizes.")
        self.texts[note.digest] = size, is_text or is_note(note.path)

    def _cleared(self) -> list[str]:
        listed = dict[str, Note]()
        for key, note in self._archive.trash():
            if key in listed or self._trash.get(key) != note:
                raise Invalid(f"The history in this zip does not fit together: {note.path} is not in its trash.")
            listed[key] = note
        return [key for key in self._trash if key not in listed]


def _misfit(change: Change, why: str) -> Invalid:
    return Invalid(f"The history in this zip does not fit together at change {change.seq}: {why}.")
