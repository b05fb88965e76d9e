"""A vault as a plain dict, what each operation makes of it, and what its links mean: what the vault is held against."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from shared.notes.change import Change, Touched
from shared.notes.links import Link, links_of, resolve
from shared.notes.note import Markdown
from shared.notes.path import folder_of, is_note, name_of, stem_of

NEW = 0
"""The id that a prediction gives to a note which is new."""


@dataclass(frozen=True)
class Entry:
    """A note or an attachment. `id` says which one it is, whatever its name; `created_at` is in unix seconds."""

    path: str
    body: bytes
    created_at: int
    id: int = NEW


State = dict[str, Entry]
"""All that a vault holds, by `key_of` its paths."""


def key_of(path: str) -> str:
    return path.casefold()


def of(entries: Iterable[Entry]) -> State:
    return {key_of(entry.path): entry for entry in entries}


def faces(state: State) -> dict[str, tuple[str, bytes, int]]:
    """A state without ids."""
    return {key: (entry.path, entry.body, entry.created_at) for key, entry in state.items()}


# Links, by looking at everything


def text_of(entry: Entry) -> str:
    return entry.body.decode() if is_note(entry.path) else ""


def meaning(state: State, source: str, target: str) -> str | None:
    """What a target means, found by looking at every path there is."""
    return resolve(source, target, [(stem_of(entry.path).casefold(), entry.path) for entry in state.values()])


def links(state: State, entry: Entry) -> list[tuple[Link, str | None]]:
    """Every link of a note with what it means."""
    found = links_of(Markdown(entry.path, text_of(entry)))
    return [(link, meaning(state, entry.path, link.target)) for link in found]


def backlinks(state: State, path: str) -> list[tuple[str, int, str]]:
    """Where links to a path stand: note, line, target."""
    return sorted(
        (entry.path, link.line, link.target)
        for entry in state.values()
        for link, meant in links(state, entry)
        if meant == path
    )


# What an operation makes of a state


def written(state: State, path: str, body: bytes, now: int) -> State:
    there = state.get(key_of(path))
    return {**state, key_of(path): replace(there, body=body) if there else Entry(path, body, now)}


def without(state: State, path: str) -> State:
    return {key: entry for key, entry in state.items() if key != key_of(path)}


def moved(state: State, pairs: dict[str, str]) -> State:
    """A state once files have moved, with all texts as they were."""
    staying = [entry for entry in state.values() if entry.path not in pairs]
    return of([*staying, *(replace(state[key_of(old)], path=new) for old, new in pairs.items())])


def companions(state: State, entry: Entry, to: str) -> dict[str, str]:
    """The attachments that move along with a note: they lie with it and only it links to them."""
    home = folder_of(entry.path)
    found = {}
    for meant in {meant for _, meant in links(state, entry) if meant and not is_note(meant)}:
        lies_here = folder_of(meant) == home or (home and key_of(meant).startswith(f"{key_of(home)}/"))
        new = "/".join(part for part in (folder_of(to), meant[len(home) + 1 :] if home else meant) if part)
        sources = {source for source, _, _ in backlinks(state, meant)}
        if lies_here and sources == {entry.path} and key_of(new) not in state:
            found[meant] = new
    return found


def check_moved(before: State, pairs: dict[str, str], after: State) -> None:
    """A move took every file to its new path and changed no text but links, each of which means what it meant."""
    bare = moved(before, pairs)
    assert {key: (e.path, e.created_at, e.id) for key, e in after.items()} == {
        key: (e.path, e.created_at, e.id) for key, e in bare.items()
    }
    for old in before.values():
        new = after[key_of(pairs.get(old.path, old.path))]
        if old.path.endswith(".canvas") and old.body.startswith(b"{"):
            _check_canvas(before, pairs, after, old, new)
        elif is_note(old.path):
            _check_text(before, pairs, after, old, new)
        else:
            assert old.body == new.body


def _check_text(before: State, pairs: dict[str, str], after: State, old: Entry, new: Entry) -> None:
    then, now = links(before, old), links(after, new)
    assert _without_links(text_of(old), then) == _without_links(text_of(new), now)
    for (was, meant), (link, means) in zip(then, now, strict=True):
        assert (link.subpath, link.is_embed) == (was.subpath, was.is_embed)
        if meant is None:
            assert link.target == was.target, "a link that meant nothing was changed"
            continue
        to = pairs.get(meant, meant)
        assert means == to, f"{was} in {old.path} meant {meant} and now, as {link} in {new.path}, means {means}"
        if link.target != was.target and not _has_namesake(was.target, pairs):
            assert to != meant or meaning(after, new.path, was.target) != to, f"{was} was changed without need"


def _has_namesake(target: str, pairs: dict[str, str]) -> bool:
    """Whether a file has come by the name in a link, which then shows the path of its own."""
    return name_of(target).casefold() in {name_of(new).casefold() for new in pairs.values()}


def _without_links(text: str, found: list[tuple[Link, str | None]]) -> str:
    note = Markdown("", text)
    for link, _ in reversed([pair for pair in found if pair[0].start >= 0]):
        text = text[: link.start] + "LINK" + text[link.end :]
    return text if len(found) == text.count("LINK") else text[note.body_start :]


def _check_canvas(before: State, pairs: dict[str, str], after: State, old: Entry, new: Entry) -> None:
    cards = zip(json.loads(old.body)["nodes"], json.loads(new.body)["nodes"], strict=True)
    for was, card in cards:
        assert {**was, "file": 0, "text": 0} == {**card, "file": 0, "text": 0}
        if "file" in was:
            there = before.get(key_of(was["file"]))
            assert card["file"] == (pairs.get(there.path, was["file"]) if there else was["file"])
        else:
            texts = [replace(e, path=f"{e.path}.md", body=c["text"].encode()) for e, c in ((old, was), (new, card))]
            then, now = (
                [(link, meaning(state, entry.path, link.target)) for link in links_of(Markdown("", text_of(entry)))]
                for state, entry in zip((before, after), texts, strict=True)
            )
            assert all(
                now_means == pairs.get(meant, meant)
                for (_, meant), (_, now_means) in zip(then, now, strict=False)
                if meant
            )


# The log, and what becomes of a state when some of it is undone


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
        trash = dict(self.trash)
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
                elif not told.moved_to:
                    assert there
                    trash[part.seq, number] = there
                    self.deleted_at[part.seq, number] = part.at
                if told.untrashed:
                    trash.pop(_spot(told.untrashed), None)
        first, seqs = parts[0], range(parts[0].seq, parts[-1].seq + 1)
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
            self.last_id += 1
            id_ = self.last_id
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
