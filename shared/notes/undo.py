"""Changes taken back: one new change that touches only what nobody changed afterwards, and names what it left alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from shared.errors import Invalid, NotFound
from shared.notes.change import Change, Edit, Note, Touched
from shared.notes.changelog import TRASH, Outpaced
from shared.notes.path import record_key
from shared.notes.vault import Vault

LOOKED_AT_MAX = 20_000
ATTEMPTS_MAX = 8
MOVE, UNDO = "move", "undo"


@dataclass(frozen=True, slots=True)
class Left:
    """A note that an undo does not touch, the chosen change that stays in it, and the change of somebody else's."""

    path: str
    change: int
    because_of: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did, or would do, and what it left alone."""

    changes: list[int]
    edits: list[Edit]
    touched: list[Touched]
    left: list[Left]


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of one note."""

    change: Change
    number: int
    touched: Touched


@dataclass(slots=True)
class _Undo:
    """An undo being worked out. `trails`: what happened to each note; `floor`: the last of it that stays, `why` so."""

    trails: dict[str, list[_Step]]
    chosen: set[str]
    floor: dict[str, int] = field(default_factory=dict)
    why: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: list[Change], chosen: set[str]) -> "_Undo":
        """`changes`: all of the log from the first of the chosen on; `chosen`: their ids."""
        trails: defaultdict[str, list[_Step]] = defaultdict(list)
        for change in changes:
            for number, touched in enumerate(change.notes):
                trails[record_key(touched.path)].append(_Step(change, number, touched))
        meant = {key: steps for key, steps in trails.items() if any(step.change.id in chosen for step in steps)}
        under_way = cls(meant, chosen)
        under_way.settle_floors(changes)
        return under_way

    def settle_floors(self, changes: Iterable[Change]) -> None:
        """A note goes back to where somebody else last changed it; a move goes back whole, with its links, or stays."""
        for key, steps in self.trails.items():
            self.floor[key] = max((step.change.seq for step in steps if step.change.id not in self.chosen), default=0)
            self.why[key] = self.floor[key]
        moves: defaultdict[str, list[tuple[str, int, bool]]] = defaultdict(list)
        for change in changes:
            for told in change.notes:
                is_moved = bool(told.moved_from or told.moved_to)
                if change.id in self.chosen and (is_moved or _may_follow_a_move(change, told)):
                    moves[change.id].append((record_key(told.path), change.seq, is_moved))
        is_settled = False
        while not is_settled:
            is_settled = True
            for keys in moves.values():
                staying = [self.why[key] for key, seq, is_moved in keys if is_moved and self.floor[key] >= seq]
                for key, seq, _ in keys if staying else ():
                    if self.floor[key] < seq:
                        self.floor[key], self.why[key], is_settled = seq, max(staying), False

    def undone(self, key: str) -> list[_Step]:
        return [step for step in self.trails[key] if step.change.seq > self.floor[key]]

    def edits(self) -> list[Edit]:
        lives = _Lives([step for key in self.trails for step in self.undone(key)])
        found: dict[str, Edit] = {}
        for key in self.trails:
            steps = self.undone(key)
            was, now = (steps[0].touched.before, steps[-1].touched.after) if steps else (None, None)
            alive, trash = lives.end_of(was) if was else (None, "")
            if was and not (now and alive == now and _face(was) == _face(now)):
                source = alive if alive and record_key(alive.path) != key else None
                found[key] = Edit(
                    was.path, None, now.version if now else 0, as_was=was, moved_from=source, untrashed=trash
                )
            elif now and not was:
                found[key] = Edit(now.path, None, now.version)
        return sorted(found.values(), key=lambda edit: edit.removes)

    def left(self) -> list[Left]:
        found = []
        for key, steps in self.trails.items():
            kept = [step for step in steps if step.change.seq <= self.floor[key] and step.change.id in self.chosen]
            found += [Left(step.touched.path, step.change.seq, self.why[key]) for step in kept]
        return sorted(found, key=lambda left: (left.path, left.change))


class _Lives:
    """What became of notes in the steps that are undone: under which name they live now, or how they died."""

    def __init__(self, steps: list[_Step]) -> None:
        self._moves = {step.touched.moved_from: step for step in steps if step.touched.moved_from}
        self._changes = {step.touched.before: step for step in steps if step.touched.before}
        self._returns = {step.touched.untrashed: step for step in steps if step.touched.untrashed}

    def end_of(self, note: Note) -> tuple[Note | None, str]:
        """The note as it is now, or None and the key of its trash record, if it has one."""
        while step := self._moves.get(note) or self._changes.get(note):
            touched = step.touched
            if touched.moved_from != note and touched.moved_to:
                return None, ""
            if touched.moved_from != note and touched.is_burial:
                trash = f"{TRASH}{step.change.seq:020d}#{step.number:03d}"
                if not (back := self._returns.get(trash)):
                    return None, trash
                touched = back.touched
            assert touched.after
            note = touched.after
        return note, ""


def _may_follow_a_move(change: Change, told: Touched) -> bool:
    """Whether a note that did not move itself may have been changed for its links to one that did."""
    return change.what == MOVE or bool(change.what == UNDO and told.before and told.after)


def undo(
    vault: Vault, *, changes: Collection[int] = (), client: str = "", since: int | None = None, dry_run: bool = False
) -> Undone:
    """Take back chosen changes by their seqs, or all that a client did at or after a time (unix seconds).

    Raises:
        NotFound: there is no such change, or none of it is in the folder this view is limited to.
        Invalid: nothing is chosen. Conflict: somebody changes the vault again and again at this moment.
    """
    if bool(changes) == (since is not None and bool(client)):
        raise Invalid("Say which changes to undo: either changes, or client and since.")
    for attempt in range(ATTEMPTS_MAX):
        seq = vault.seq()
        meant = _named(vault, changes) if changes else _made_by(vault, client, since or 0)
        following = list(vault.changes(min(change.seq for change in meant) - 1))
        under_way = _Undo.of(following, {change.id for change in meant})
        edits, seqs = under_way.edits(), sorted(change.seq for change in meant)
        try:
            done = [] if dry_run or not edits else vault.whole().change(edits, UNDO, if_seq=seq)
        except Outpaced:
            if attempt + 1 == ATTEMPTS_MAX:
                raise
            continue
        return _seen(vault, Undone(seqs, edits, done, under_way.left()))
    raise AssertionError


def _seen(vault: Vault, done: Undone) -> Undone:
    """As much of an undo as a limited view may know: not which notes outside its folder hold links to it."""
    edits, touched = [edit for edit in done.edits if vault.holds(edit.path)], done.touched
    touched = [told for told in touched if vault.holds(told.path)]
    return Undone(done.changes, edits, touched, [left for left in done.left if vault.holds(left.path)])


def _named(vault: Vault, seqs: Collection[int]) -> list[Change]:
    """The changes of these seqs with all their parts."""
    named = {seq: vault.log.change(seq) for seq in seqs}
    ids = {change.id for change in named.values() if change}
    found: list[Change] = []
    for change in _looked_at(vault):
        if change.seq < min(seqs) and change.id not in ids:
            break
        found += [change] if change.id in ids else []
    own = _own(vault, found)
    for seq, meant in named.items():
        if not meant or meant.id not in {change.id for change in own}:
            raise NotFound(f"There is no change {seq} here. get_history lists them.")
    return own


def _made_by(vault: Vault, client: str, since: int) -> list[Change]:
    """The changes that a client made at or after a time."""
    changes = takewhile(lambda change: change.at >= since, _looked_at(vault))
    if not (own := _own(vault, [change for change in changes if change.client == client])):
        raise NotFound(f"{client} changed nothing since then.")
    return own


def _looked_at(vault: Vault) -> Iterator[Change]:
    """The log from its end, as far as one undo looks back."""
    for number, change in enumerate(vault.log.newest()):
        if number == LOOKED_AT_MAX:
            raise Invalid("That is too far back to be undone at once. Choose a later time, or restore single notes.")
        yield change


def _own(vault: Vault, changes: list[Change]) -> list[Change]:
    """Those that a limited view may take back: all that they were about lies in its folder."""
    moved: defaultdict[str, list[str]] = defaultdict(list)
    others: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        for told in change.notes:
            (moved if told.moved_from or told.moved_to else others)[change.id].append(told.path)
    return [change for change in changes if all(map(vault.holds, moved[change.id] or others[change.id]))]


def _face(note: Note) -> tuple[str, str]:
    return note.path, note.digest
