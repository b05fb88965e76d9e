"""What the log tells: a note's versions, the vault's changes, and the way back to an earlier text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shared.errors import Invalid, NotFound
from shared.notes.change import Change, Edit, Note, Touched
from shared.notes.changelog import TRASH
from shared.notes.path import record_key
from shared.notes.vault import Vault


@dataclass(frozen=True, slots=True)
class Filter:
    """Which changes are asked for: made at or after `since`, before `until` (unix seconds), by this client."""

    since: int = 0
    until: int = 2**53
    client: str = ""

    def wants(self, change: Change) -> bool:
        return self.since <= change.at < self.until and self.client in ("", change.client)


class History:
    """The past of one vault, as far as its view may see."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def of_note(self, untrusted_path: str) -> Iterator[Change]:
        """What happened to a note, newest first, each change with this note alone. It follows the note's earlier names.

        Raises:
            NotFound: there is no such note and none in the trash. Invalid: the path is not one.
        """
        for change, touched in self._steps(untrusted_path):
            yield replace(change, notes=[touched])

    def of_vault(self, asked: Filter, before: int | None = None) -> Iterator[Change]:
        """The changes of the whole vault, newest first; the parts of a large one are one, by its first seq."""
        whole: Change | None = None
        for change in self._vault.log.newest(before):
            if change.at < asked.since and (not whole or change.id != whole.id):
                break
            if whole and whole.id == change.id:
                whole = replace(change, notes=[*change.notes, *whole.notes])
                continue
            if whole and (shown := self._shown(whole, asked)):
                yield shown
            whole = change
        if whole and (shown := self._shown(whole, asked)):
            yield shown

    def _shown(self, change: Change, asked: Filter) -> Change | None:
        notes = [self._seen(touched) for touched in change.notes if self._vault.holds(touched.path)]
        return replace(change, notes=notes) if notes and asked.wants(change) else None

    def _seen(self, touched: Touched) -> Touched:
        """What a limited view may know of it: not where a note that came from outside, or went there, lay or lies."""
        holds = self._vault.holds
        source = touched.moved_from if touched.moved_from and holds(touched.moved_from.path) else None
        return replace(touched, moved_from=source, moved_to=touched.moved_to if holds(touched.moved_to) else "")

    def version(self, untrusted_path: str, version: int) -> Note:
        """A note as it was at a version.

        Raises:
            NotFound: there is no such note, or it has no such version that is still kept.
        """
        known = []
        if (note := self._vault.find(untrusted_path)) and note.version == version:
            return note
        for _, touched in self._steps(untrusted_path):
            for told in (touched.after, touched.before, touched.moved_from):
                if told and told.version == version:
                    return told
            known += [str(touched.after.version)] if touched.after else []
        raise NotFound(f"There is no version {version} of this note. Its last ones: {', '.join(known[:10])}.")

    def restore(self, untrusted_path: str, version: int | None = None) -> Touched:
        """Bring a note back from the trash, or an existing one back to an earlier version, as a new change.

        Raises:
            NotFound: there is no such note or version. Invalid: the note is there and no version is named.
            Conflict: somebody changed it at the same moment.
        """
        now = self._vault.find(untrusted_path)
        if now and version is None:
            raise Invalid(f"{now.path} is not deleted. Say which version of it: get_history lists them.")
        if now:
            was = self.version(untrusted_path, version or 0)
            edit = Edit(now.path, None, now.version, as_was=replace(was, path=now.path))
        else:
            key, was = self._trashed(untrusted_path)
            was = was if version in (None, was.version) else self.version(untrusted_path, version or 0)
            edit = Edit(was.path, None, 0, as_was=was, untrashed=key)
        [touched] = self._vault.change([edit], "restore")
        return touched

    def _trashed(self, untrusted_path: str) -> tuple[str, Note]:
        keys = {record_key(path) for path in (f"{untrusted_path}.md", untrusted_path)}
        for key, note in self._vault.trash():
            if record_key(note.path) in keys:
                return key, note
        raise NotFound("There is no such note, and none of this name in the trash.")

    def _steps(self, untrusted_path: str) -> Iterator[tuple[Change, Touched]]:
        note: Note | None = self._vault.find(untrusted_path)
        deaths = self._deaths(untrusted_path)
        step = self._birth(note) if note else next(deaths, None)
        if not note and not step:
            raise NotFound("There is no such note, and none of this name in the trash.")
        while step and self._vault.holds(step[1].path):
            change, touched = step[0], self._seen(step[1])
            yield change, touched
            if touched.untrashed:
                step = self._death(touched.untrashed)
            elif earlier := touched.moved_from or touched.before:
                step = self._birth(earlier)
            else:
                step = next((death for death in deaths if death[0].seq < change.seq), None)

    def _birth(self, note: Note) -> tuple[Change, Touched] | None:
        """The change that made a note what it is; None where the log no longer reaches back to it."""
        change = self._vault.log.change(note.version)
        touched = next((told for told in change.notes if told.after == note), None) if change else None
        return (change, touched) if change and touched else None

    def _deaths(self, untrusted_path: str) -> Iterator[tuple[Change, Touched]]:
        """When notes of this path were deleted, the last first."""
        keys = {record_key(path) for path in (f"{untrusted_path}.md", untrusted_path)}
        for key, note in self._vault.trash():
            if record_key(note.path) in keys and (death := self._death(key)):
                yield death

    def _death(self, trash_key: str) -> tuple[Change, Touched] | None:
        """The change that put a note into the trash, by the key of its record there, and what it did to that note."""
        seq, _, number = trash_key.removeprefix(TRASH).partition("#")
        change = self._vault.log.change(int(seq))
        if not change:
            return None
        return change, replace(change.notes[int(number)], after=None, moved_from=None, untrashed="")
