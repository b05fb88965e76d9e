"""A history taken in: the changes in a zip happen once more in a vault without notes, one commit each, step by step.

Nothing is written down of how far it is: the vault's own last change tells, so whoever comes next goes on from there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile
from pathlib import Path
from typing import BinaryIO

from shared.errors import Conflict, Forbidden, Invalid, Unavailable
from shared.notes.archive import Archive, trash_place
from shared.notes.chain import Chain
from shared.notes.change import Change, Edit, Note, Touched
from shared.notes.changelog import EDITS_PER_COMMIT, TRASH, Outpaced
from shared.notes.exports import Progress
from shared.notes.imports import BATCH_BYTES_MAX, Report
from shared.notes.path import is_note, record_key
from shared.notes.sources import File, Source
from shared.notes.vault import Vault

TEXTS_PER_STEP = 500
ATTEMPTS_MAX = 64
LIVES_MAX = 10
"""How often one history may come into one vault; each time but the first its changes have ids of their own."""
PLACES_MAX = 1_000
BASE = "import"
Welcome = tuple[str, str]
"""Path and text of a note that may be there, for nobody wrote it, and that goes before the others come."""
INTRUDED = (
    "Something else was written into this vault while its history came in. What has come stays; the rest stays out."
)


def replay_history(
    vault: Vault, source: Path | BinaryIO, *, welcome: Welcome, progress: Progress = lambda done, total: None
) -> "Replay":
    """Take a zip with its history into a vault without notes. The same again goes on where it was interrupted.

    Raises:
        Invalid: it is no such zip, or its history breaks a rule. Conflict: the vault holds notes, or somebody else
        wrote into it meanwhile. TooLarge, QuotaExceeded: as the limits say. Unavailable: the storage did not answer.
    """
    opened = Source.open(source, with_history=True)
    try:
        replay = Replay(vault, opened, welcome=welcome)
        progress(replay.done, replay.total)
        while replay.done < replay.total:
            replay.step()
            progress(replay.done, replay.total)
    finally:
        opened.close()
    return replay


class Replay:
    """A replay under way: first each text is proved to be what its digest says, then the changes are made.

    `done` of `total` steps are behind it. Its zip was checked in whole before any of it is used, each time anew.
    """

    def __init__(
        self, vault: Vault, source: Source, *, welcome: Welcome, done: int = 0, report: Report | None = None
    ) -> None:
        """Raises: Invalid, TooLarge, QuotaExceeded, Conflict: why it cannot come in. Forbidden: a limited view."""
        if vault.folder:
            raise Forbidden(f"This connection may only use the folder {vault.folder}; a history is of a whole vault.")
        self._vault = vault
        self._archive = Archive(source)
        self._chain = Chain(self._archive, vault)
        self._texts = sorted(self._chain.texts)
        self._files = self._text_files(source)
        self._welcome = welcome
        self._bases = -(-len(self._chain.base) // EDITS_PER_COMMIT)
        self._places = {id_: _shifted(places, self._bases) for id_, places in self._chain.places.items()}
        self._places |= {self._chain.base_id: range(self._bases)} if self._bases else {}
        self._life = self._start = self._position = 0
        self._waiting: Change | None = None
        self._entries: Iterator[Change] | None = None
        self.report = report or Report()
        self.total = len(self._texts) + self.changes + 1
        self.done = min(done, len(self._texts))
        if self._goes_on():
            self.done = len(self._texts) + self._position
        elif done > len(self._texts):
            raise Conflict(INTRUDED)
        else:
            self._first_note()

    @property
    def changes(self) -> int:
        """How many changes come in; the state before the oldest is one, or several with one id."""
        return self._bases + self._chain.count

    @property
    def trashed(self) -> int:
        """How many notes are in the trash that comes in."""
        return self._chain.trashed

    def step(self) -> None:
        """Prove some texts, or make one change.

        Raises:
            Conflict: somebody else wrote into the vault. Unavailable: the same step may be tried again.
        """
        if self.done < len(self._texts):
            self._prove()
        elif self._position < self.changes:
            self._make()
        else:
            self._vault.forget([self._trash_key(key) for key in self._chain.cleared])
            for note in self._chain.notes.values():
                (self.report.notes if is_note(note.path) else self.report.attachments)["created"] += 1
            self.done = self.total

    # The texts

    def _text_files(self, source: Source) -> dict[str, File]:
        """Where each text lies: among those of the history, or as the note beside it that has it now."""
        beside = {file.untrusted_name: file for file in source.files}
        if beside.keys() != {note.path for note in self._chain.notes.values()} or len(beside) != len(source.files):
            raise Invalid("The notes in this zip are not those that its history ends with; import it without.")
        found = {note.digest: beside[note.path] for note in self._chain.notes.values()}
        for digest, (size, _) in self._chain.texts.items():
            file = self._archive.body_file(digest) or found.get(digest)
            if not file:
                raise Invalid("The history in this zip lacks a text that it names.", reason=digest)
            if file.size != size:
                raise Invalid("A text in this zip has another size than its history says.", reason=digest)
            found[digest] = file
        return found

    def _text(self, digest: str) -> bytes:
        """A text, once it is proved."""
        size, is_note_text = self._chain.texts[digest]
        body = self._files[digest].read(size)
        if hashlib.sha256(body).hexdigest() != digest:
            raise Invalid("A text in this zip is not the one that its history names.", reason=digest)
        try:
            if is_note_text:
                body.decode()
        except UnicodeDecodeError:
            raise Invalid("The history in this zip has a note that is not UTF-8 text.", reason=digest) from None
        return body

    def _prove(self) -> None:
        read, done = 0, self.done
        for digest in self._texts[done : done + TEXTS_PER_STEP]:
            read, done = read + len(self._text(digest)), done + 1
            if read >= BATCH_BYTES_MAX:
                break
        self.done = done

    # Where it stands

    def _goes_on(self) -> bool:
        """Whether the last change of the vault is one of these; then it is known which are in it already."""
        self._vault.log.settle()
        newest = self._vault.log.newest()
        if not (last := next(newest, None)):
            return False
        for self._life in range(LIVES_MAX):
            if places := self._places.get(_reborn(last.id, self._life)):
                parts = 1 + sum(1 for _ in takewhile(lambda change: change.id == last.id, islice(newest, len(places))))
                self._position = places.start + parts
                self._start = last.seq - self._position
                if parts <= len(places) and next(self._following(self._position - 1)) == last:
                    return True
                break
        self._life = self._start = self._position = 0
        return False

    def _free_life(self) -> int:
        """The first number that makes ids of these changes which the vault's own log does not hold."""
        taken = set[int]()
        for change in self._vault.changes(0):
            taken |= {life for life in range(LIVES_MAX) if _reborn(change.id, life) in self._places}
        if free := set(range(LIVES_MAX)) - taken:
            return min(free)
        raise Conflict("This history has come into this vault too often. Import it into another one.")

    def _first_note(self) -> Note | None:
        """The welcome note of a vault that holds nothing else, None for an empty one; else it is refused."""
        head, (path, text) = self._vault.log.head(), self._welcome
        if not (count := head.notes + head.attachments):
            return None
        note = self._vault.at(path)
        if count == 1 and note and note.digest == hashlib.sha256(text.encode()).hexdigest():
            return note
        raise Conflict(f"A history comes only into a vault without notes; this one holds {count}.")

    # The changes

    def _make(self) -> None:
        """Make the next change, unless it is found made."""
        if not self._entries:
            if not self._position and not self._goes_on():
                self._start, self._life = self._cleared_start(), self._free_life()
            self._entries = self._following(self._position)
            self.done = len(self._texts) + self._position
            if self._position == self.changes:
                return
        self._waiting = self._waiting or next(self._entries)
        for _ in range(ATTEMPTS_MAX):
            try:
                if self._vault.log.repeat(self._waiting, self._text):
                    break
            except Outpaced:
                if self._vault.log.change(self._waiting.seq) != self._waiting:
                    raise Conflict(INTRUDED) from None
                break
        else:
            raise Unavailable("Too many changes at once. Please try again.", reason="the head was always taken")
        self._waiting = None
        self._position, self.done = self._position + 1, self.done + 1

    def _cleared_start(self) -> int:
        """The last change of the vault once it is empty; its welcome note goes to the trash."""
        for _ in range(ATTEMPTS_MAX):
            if note := self._first_note():
                self._vault.change([Edit(note.path, None, note.version)], "delete")
            head = self._vault.log.head()
            if not head.notes + head.attachments:
                return head.seq
        raise Conflict(INTRUDED)

    def _following(self, position: int) -> Iterator[Change]:
        """The changes from a position on, each as it is in this vault."""
        base = iter(self._chain.base_notes()) if position < self._bases else iter(())
        for number in range(self._bases):
            notes = list(islice(base, EDITS_PER_COMMIT))
            if number >= position:
                seq = self._start + 1 + number
                touched = [Touched(note.path, None, replace(note, version=seq)) for note in notes]
                yield Change(seq, _reborn(self._chain.base_id, self._life), self._chain.at, BASE, BASE, "", touched)
        for change in self._archive.changes(skip=max(0, position - self._bases)):
            id_ = _reborn(change.id, self._life)
            yield replace(change, seq=self._seq(change.seq), id=id_, notes=[self._told(told) for told in change.notes])

    def _told(self, told: Touched) -> Touched:
        untrashed = told.untrashed and self._trash_key(told.untrashed)
        before, after, source = (note and self._note(note) for note in (told.before, told.after, told.moved_from))
        return Touched(told.path, before, after, source, told.moved_to, untrashed)

    def _seq(self, seq: int) -> int:
        return self._start + self._bases + seq - self._archive.first + 1

    def _note(self, note: Note) -> Note:
        """A note with the version it has here: the seq of its change, or of the part of the state before them all."""
        if note.version >= self._archive.first:
            return replace(note, version=self._seq(note.version))
        return replace(note, version=self._start + 1 + self._chain.base[record_key(note.path)] // EDITS_PER_COMMIT)

    def _trash_key(self, key: str) -> str:
        """The key of a trash record here. One from before the oldest change names no change that could be here."""
        seq, number = trash_place(key)
        if seq >= self._archive.first:
            return f"{TRASH}{self._seq(seq):020d}#{number:03d}"
        return f"{TRASH}{0:020d}#{seq * PLACES_MAX + number:03d}"


def _shifted(places: range, by: int) -> range:
    return range(places.start + by, places.stop + by)


def _reborn(id_: str, life: int) -> str:
    """The id of a change that comes in for another time; twice the same life gives the id it was."""
    return f"{int(id_[:2], 16) ^ life:02x}{id_[2:]}"
