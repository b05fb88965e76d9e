"""A vault replayed from its log, and what becomes of it when some of that is undone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from shared.notes.change import Change, Touched
from tests.model.state import NEW, Entry, State, key_of


@dataclass(frozen=True)
class Step:
    """One change of the log, with all that the vault held before and after it."""

    seqs: range
    at: int
    what: str
    client: str
    before: State
    after: State

    def touched(self) -> set[str]:
        keys = self.before.keys() | self.after.keys()
        return {key for key in keys if self.before.get(key) != self.after.get(key)}

    def moved(self) -> set[str]:
        """The keys that a note left or came to, and those where it was spelled anew."""
        then = {entry.id: key for key, entry in self.before.items()}
        now = {entry.id: key for key, entry in self.after.items()}
        keys = {key for id_ in then.keys() & now.keys() if then[id_] != now[id_] for key in (then[id_], now[id_])}
        if self.what != "undo":
            keys |= {
                k
                for k in self.touched()
                if _path(self.before.get(k)) != _path(self.after.get(k)) and k in self.before and k in self.after
            }
        return keys

    def tied(self) -> set[str]:
        """The keys that go back with what was moved, or stay with it."""
        if not (keys := self.moved()):
            return set()
        changed = {key for key in self.touched() if key in self.before and key in self.after}
        return keys | (self.touched() if self.what == "move" else changed if self.what == "undo" else set())


def _face(entry: Entry | None) -> tuple[str, bytes] | None:
    return (entry.path, entry.body) if entry else None


def _path(entry: Entry | None) -> str:
    return entry.path if entry else ""


@dataclass
class Model:
    """What a vault holds and how it came to it, replayed from its log and held against what was to be expected."""

    body: Callable[[str], bytes]
    state: State = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    trash: dict[tuple[int, int], Entry] = field(default_factory=dict)
    deleted_at: dict[tuple[int, int], int] = field(default_factory=dict)
    ids: dict[tuple[int, int], int] = field(default_factory=dict)
    last_id: int = NEW
    copies: set[int] = field(default_factory=set)
    """Ids of notes put back from the trash though they had been put back before, perhaps under another name."""

    @property
    def seq(self) -> int:
        return self.steps[-1].seqs[-1] if self.steps else 0

    def follow(self, changes: list[Change]) -> None:
        """Replay what is new in the log. Each entry must fit what was there before it."""
        whole: list[Change] = []
        for change in changes:
            assert change.seq == (whole[-1].seq if whole else self.seq) + 1
            if whole and whole[-1].id != change.id:
                self._step(whole)
                whole = []
            whole.append(change)
        if whole:
            self._step(whole)

    def _step(self, parts: list[Change]) -> None:
        before, after = self.state, dict(self.state)
        trash, left = dict(self.trash), dict[int, tuple[tuple[int, int], Entry]]()
        for part in parts:
            for number, told in enumerate(part.notes):
                key = key_of(told.path)
                there = after.get(key)
                assert (told.before and (told.before.path, told.before.digest)) == (
                    there and (there.path, sha256(there.body).hexdigest())
                ), "the log tells of something else than there was"
                after.pop(key, None)
                if told.after:
                    after[key] = self._arrived(told, before, there)
                    assert told.after.version == part.seq
                if there and (key not in after or after[key].id != there.id):
                    left[there.id] = (part.seq, number), there
                if told.untrashed:
                    trash.pop(_spot(told.untrashed), None)
        first, seqs = parts[0], range(parts[0].seq, parts[-1].seq + 1)
        for id_ in left.keys() - {entry.id for entry in after.values()}:
            spot, entry = left[id_]
            trash[spot], self.deleted_at[spot] = entry, parts[0].at
        self.trash, self.state = trash, after
        self.steps.append(Step(seqs, first.at, first.what, first.client, before, after))

    def _arrived(self, told: Touched, before: State, there: Entry | None) -> Entry:
        assert told.after
        body = self.body(told.after.digest)
        assert len(body) == told.after.bytes
        if told.moved_from:
            id_ = before[key_of(told.moved_from.path)].id
        elif told.untrashed and _spot(told.untrashed) in self.trash:
            id_ = self.trash[_spot(told.untrashed)].id
        elif there:
            id_ = there.id
        else:
            id_ = self.last_id = self.last_id + 1
            self.copies |= {id_} if told.untrashed else set()
        return Entry(told.after.path, body, told.after.created_at, id_)

    def step_of(self, seq: int) -> int:
        """The number of the step that a seq belongs to."""
        return next(number for number, step in enumerate(self.steps) if seq in step.seqs)

    def past(self, id_: int, since: int) -> list[tuple[int, bytes | None]]:
        """The steps that made something of one note, newest first, from a time on, with the text it then had."""
        found: list[tuple[int, bytes | None]] = []
        for number, step in enumerate(self.steps):
            then, now = ([e for e in state.values() if e.id == id_] for state in (step.before, step.after))
            if step.at >= since and [_face(e) for e in then] != [_face(e) for e in now]:
                found.append((number, now[0].body if now else None))
        return found[::-1]

    def undone(self, chosen: set[int]) -> tuple[State, set[tuple[str, int]]]:
        """What the vault holds once these steps are undone, and what of them is left: key and step.

        A note goes back to where a step that is not chosen last touched it; a move goes back whole or stays.
        """
        floor = dict.fromkeys({key for number in chosen for key in self.steps[number].touched()}, -1)
        for number, step in enumerate(self.steps):
            floor |= {key: number for key in step.touched() & floor.keys() if number not in chosen}
        is_settled = False
        while not is_settled:
            is_settled = True
            for number in chosen:
                step = self.steps[number]
                if any(floor[key] >= number for key in step.moved() & step.touched()):
                    for key in step.tied() & floor.keys():
                        is_settled = is_settled and floor[key] >= number
                        floor[key] = max(floor[key], number)
        state = dict(self.state)
        for key in floor:
            if undone := [n for n in sorted(chosen) if n > floor[key] and key in self.steps[n].touched()]:
                state.pop(key, None)
                was = self.steps[undone[0]].before.get(key)
                state |= {key: was} if was else {}
        left = {(k, n) for n in chosen for k in self.steps[n].touched() if k in floor and n <= floor[k]}
        return state, left

    def deleted(self, path: str, since: int) -> Iterator[Entry]:
        """What lies in the trash under a path, the last deleted first."""
        for spot, entry in sorted(self.trash.items(), reverse=True):
            if key_of(entry.path) == key_of(path) and self.deleted_at[spot] >= since:
                yield entry


def _spot(trash_key: str) -> tuple[int, int]:
    seq, number = trash_key.removeprefix("trash#").split("#")
    return int(seq), int(number)
