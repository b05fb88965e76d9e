"""A note, an attachment or a folder under another path, with every link to it rewritten in the same change."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from shared.errors import Conflict, Invalid, NotFound
from shared.notes.change import Edit, Note
from shared.notes.changelog import Outpaced
from shared.notes.following import new_names_of
from shared.notes.graph import Graph
from shared.notes.links import links_of
from shared.notes.note import Markdown
from shared.notes.path import (
    EXTENSION,
    fold,
    folder_of,
    is_note,
    key_of,
    record_key,
    safe_attachment_path,
    safe_folder,
    safe_path,
)
from shared.notes.rewriting import Rewritten, rewritten, rewritten_canvas
from shared.notes.search import Search
from shared.notes.targets import Targets, link_stem
from shared.notes.vault import Vault

ATTEMPTS_MAX = 8
CANVAS = ".canvas"


@dataclass(frozen=True, slots=True)
class UnsureLink:
    """A link that more than one note of its name could be meant by, or that no spelling can keep (`path` None)."""

    source: str
    line: int
    link: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: which file lies where now, which notes' links were rewritten (how many), which are unsure."""

    moves: dict[str, str]
    rewritten: dict[str, int]
    unsure: list[UnsureLink]
    version: int


def move(vault: Vault, search: Search, untrusted_path: str, untrusted_to: str, if_version: int | None = None) -> Moved:
    """Give a note, an attachment or a folder a new path. A destination that ends with `/` is the folder to put it in.

    Raises:
        NotFound: there is no such note or folder. Conflict: something is there already, or it has another version.
        Invalid: a path is none, or a folder would move into itself.
    """
    for attempt in range(ATTEMPTS_MAX):
        search.follow()
        seq = search.index.seq()
        moving = _Move(vault, search, _moves(vault, search, untrusted_path, untrusted_to, if_version))
        edits = moving.edits()
        try:
            done = vault.whole().change(edits, "move", if_seq=seq)
        except Outpaced:
            if attempt + 1 == ATTEMPTS_MAX:
                raise
            search.catch_up()
            continue
        version = max((told.after.version for told in done if told.after), default=seq)
        return Moved(moving.shown_moves(), moving.shown_rewritten(), moving.unsure, version)
    raise AssertionError


def _moves(
    vault: Vault, search: Search, untrusted_path: str, untrusted_to: str, if_version: int | None
) -> dict[str, tuple[Note, str]]:
    """What moves, by its old path, and where to."""
    note = None if untrusted_path.endswith("/") else vault.find(untrusted_path)
    if note:
        if if_version not in (None, note.version):
            raise Conflict(f"{note.path} is at version {note.version}, not {if_version}.", current_version=note.version)
        to = _destination(note, untrusted_to)
        moves = {note.path: (note, to)}
        moves |= _companions(vault, search, note, to) if folder_of(to) != folder_of(note.path) else {}
    else:
        moves = _folder_moves(vault, untrusted_path, untrusted_to)
    taken = {record_key(path) for path in moves}
    for old, (_, to) in moves.items():
        vault.require(to)
        if old == to:
            raise Invalid("That is where it is.")
        if record_key(to) not in taken and vault.find(to):
            raise Conflict(f"There is something at {to} already; nothing was moved.")
    return moves


def _destination(note: Note, untrusted_to: str) -> str:
    name = note.path.rsplit("/", 1)[-1]
    if untrusted_to.endswith("/"):
        folder = safe_folder(untrusted_to)
        untrusted_to = f"{folder}/{name}" if folder else name
    if is_note(note.path):
        return safe_path(untrusted_to)
    to = safe_attachment_path(untrusted_to)
    _, dot, extension = name.rpartition(".")
    return to if "." in to.rsplit("/", 1)[-1] else to + dot + extension


def _folder_moves(vault: Vault, untrusted_path: str, untrusted_to: str) -> dict[str, tuple[Note, str]]:
    folder, to = safe_folder(untrusted_path), safe_folder(untrusted_to)
    if not folder:
        raise Invalid("The whole vault cannot be moved.")
    if untrusted_to.endswith("/"):
        name = folder.rsplit("/", 1)[-1]
        to = f"{to}/{name}" if to else name
    if fold(f"{to}/").startswith(fold(f"{folder}/")) and fold(to) != fold(folder):
        raise Invalid("A folder cannot move into itself.")
    within = [note for note in _everything(vault) if fold(note.path).startswith(fold(f"{folder}/"))]
    if not within:
        raise NotFound(f"There is no note and no folder at {folder}.")
    paths = {note.path: f"{to}/{note.path[len(folder) + 1 :]}" for note in within}
    checked = {
        note.path: (safe_path if is_note(note.path) else safe_attachment_path)(paths[note.path]) for note in within
    }
    return {note.path: (note, checked[note.path]) for note in within}


def _everything(vault: Vault) -> Iterator[Note]:
    yield from vault.notes()
    yield from vault.attachments()


def _companions(vault: Vault, search: Search, note: Note, to: str) -> dict[str, tuple[Note, str]]:
    """Attachments that move along: they lie with the note, in its folder or below, and no other note links to them."""
    home, graph = folder_of(note.path), Graph(search)
    found: dict[str, tuple[Note, str]] = {}
    if not is_note(note.path):
        return found
    for path in {pointer.path for pointer in graph.outgoing(note.path) if pointer.path and not is_note(pointer.path)}:
        lies_here = folder_of(path) == home or (home and fold(path).startswith(fold(f"{home}/")))
        if not lies_here or any(record_key(p.source) != record_key(note.path) for p in graph.backlinks(path)):
            continue
        new = (f"{folder_of(to)}/" if folder_of(to) else "") + (path[len(home) + 1 :] if home else path)
        if (attachment := vault.attachment(path)) and vault.holds(new) and not vault.attachment(new):
            found[path] = attachment, new
    return found


class _Move:
    """A move being worked out: every text that holds a link it concerns, before and after."""

    def __init__(self, vault: Vault, search: Search, moves: dict[str, tuple[Note, str]]) -> None:
        self._vault = vault
        self._whole = vault.whole()
        self._index = search.index
        self._moves = moves
        self._paths = {old: to for old, (_, to) in moves.items()}
        self._before, self._after = Targets(search.index), Targets(search.index, self._paths)
        self._names = {name for path in [*self._paths, *self._paths.values()] for name in _link_names(path)}
        self._new_names = new_names_of(self._paths)
        self._rewritten: dict[str, int] = {}
        self.unsure: list[UnsureLink] = []

    def shown_moves(self) -> dict[str, str]:
        return {old: to for old, to in self._paths.items() if self._vault.holds(old)}

    def shown_rewritten(self) -> dict[str, int]:
        return {path: count for path, count in self._rewritten.items() if self._vault.holds(path)}

    def edits(self) -> list[Edit]:
        """What is new and what is rewritten, then what is gone from where it was."""
        changed = {note.path: (note, body) for note, body in self._changed()}
        leaving = {record_key(path): note for path, (note, _) in self._moves.items()}
        edits, arrived = [], set()
        for note, to in self._moves.values():
            arrived.add(record_key(to))
            there = leaving.get(record_key(to))
            _, body = changed.pop(note.path, (note, None))
            as_was = replace(note, path=to) if body is None else None
            edits.append(Edit(to, body, there.version if there else 0, as_was=as_was, moved_from=note))
        edits += [Edit(path, body, note.version) for path, (note, body) in changed.items()]
        gone = [note for note, _ in self._moves.values() if record_key(note.path) not in arrived]
        return edits + [Edit(note.path, None, note.version) for note in gone]

    def _changed(self) -> Iterator[tuple[Note, bytes]]:
        """Every note and canvas whose text the move changes, with its new text."""
        for note in self._sources():
            text = self._whole.body_of(note).decode()
            found = rewritten(note.path, text, self._paths, self._before.of, self._after.of, self._new_names)
            if self._vault.holds(note.path):
                self.unsure += self._unsure(note.path, text, found)
            if found.changed:
                self._rewritten[self._paths.get(note.path, note.path)] = found.changed
                yield note, found.text.encode()
        for canvas in self._whole.attachments():
            if not canvas.path.casefold().endswith(CANVAS):
                continue
            with suppress(UnicodeDecodeError):
                text = self._whole.body_of(canvas).decode()
                found = rewritten_canvas(
                    canvas.path, text, self._paths, self._before.of, self._after.of, self._new_names
                )
                if found.changed:
                    self._rewritten[self._paths.get(canvas.path, canvas.path)] = found.changed
                    yield canvas, found.text.encode()

    def _sources(self) -> Iterator[Note]:
        """The notes that may hold a link which the move concerns: by the names in it, and those that move."""
        rows = self._index.rows(
            "SELECT DISTINCT n.key, n.path FROM json_each(?) asked CROSS JOIN links l ON l.name = asked.value"
            " JOIN notes n ON n.id = l.note",
            json.dumps(sorted(self._names)),
        )
        rows += self._index.rows(
            "SELECT n.key, n.path FROM json_each(?) asked CROSS JOIN notes n ON n.key = asked.value"
            " WHERE EXISTS (SELECT 1 FROM links l WHERE l.note = n.id)",
            json.dumps([key_of(path) for path in self._paths if is_note(path)]),
        )
        for _, path in sorted(set(rows)):
            if note := self._whole.note(path):
                yield note

    def _unsure(self, source: str, text: str, found: Rewritten) -> Iterator[UnsureLink]:
        """Links that no spelling can keep, and those with a name that several notes bear."""
        here = self._paths.get(source, source)
        yield from (UnsureLink(here, link.line, link.target, None) for link in found.left)
        if self._before.unsure.isdisjoint(self._names):
            return
        for link in links_of(Markdown(source, text)):
            if self._before.is_unsure(source, link.target) and link_stem(link.target) in self._names:
                meant = self._before.of(source, link.target)
                yield UnsureLink(here, link.line, link.target, self._paths.get(meant or "", meant))


def _link_names(path: str) -> list[str]:
    name = link_stem(path).rsplit("/", 1)[-1]
    return [name, name + EXTENSION] if is_note(path) else [name]
