"""What to replace in a note so that each of its links still means the same file after files were moved."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from shared.notes.links import Link, link_in, links_of, parts_of
from shared.notes.note import Markdown
from shared.notes.path import fold, name_of
from shared.notes.pieces import Piece, with_pieces
from shared.notes.property_links import property_pieces
from shared.notes.resolution import Meaning
from shared.notes.spelling import Move, Spelling, clashes, respelled, spellings, still_says

_MASKING = re.compile(r"[$`<]|%%")
"""What can make code, math or a comment of the text around it."""


@dataclass(frozen=True, slots=True)
class _Way:
    """How the links of one target are written after a move, and the target that is then read in them."""

    move: Move
    spelling: Spelling
    target: str


@dataclass(frozen=True, slots=True)
class _Change:
    """A link, the target that is read in it afterwards, and its new text."""

    link: Link
    target: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Relocation:
    """Files that move, old path to new; what a target means before and after; the names that came by the move."""

    moves: Mapping[str, str]
    before: Meaning
    after: Meaning
    new_names: Collection[str]


def new_names_of(moves: Mapping[str, str]) -> frozenset[str]:
    """The folded names that some file bears only since a move: an older file of such a name needs its path."""
    changed = ((old, new) for old, new in moves.items() if old.rpartition("/")[2] != new.rpartition("/")[2])
    names = ((fold(name_of(old)), fold(name_of(new))) for old, new in changed)
    return frozenset(new for old, new in names if old != new)


def link_pieces(path: str, text: str, relocation: Relocation) -> tuple[list[Piece], list[Link]]:
    """What to replace in a text so that its links live on, and the links that no spelling can keep."""
    if "[" not in text:
        return [], []
    fates = _Fates(path, relocation)
    note = Markdown(path, text)
    links = links_of(note)
    in_properties = [link for link in links if link.start < 0]
    in_text = links[len(in_properties) :]
    pieces = property_pieces(text, fates.respelled_alone) if in_properties else []
    left = [link for link in in_properties if fates.is_lost(link) and not (pieces and fates.way(link))]
    changes = _changes_that_hold(note, in_text, fates)
    changed = {change.link.start for change in changes}
    left += [link for link in in_text if link.start not in changed and fates.is_lost(link)]
    return pieces + [change.piece for change in changes], left


class _Fates:
    """What becomes of the targets written in one note; what each meant and means is asked once."""

    def __init__(self, path: str, relocation: Relocation) -> None:
        self._path_now = relocation.moves.get(path, path)
        self._relocation = relocation
        self._meant = cache(partial(relocation.before, path))
        self._means = cache(partial(relocation.after, self._path_now))
        self.move_of = cache(self._move_of)
        self._ways: dict[tuple[str, bool, bool, bool], _Way | None] = {}

    def is_lost(self, link: Link) -> bool:
        """Whether a link meant a file and, as it is written, no longer means that file."""
        move = self.move_of(link.target)
        return move is not None and self._means(link.target) != move.new

    def _move_of(self, target: str) -> Move | None:
        """The move that the links of a target must follow; None where they can stay as they are."""
        old = self._meant(target) if target else None
        if old is None:
            return None
        new = self._relocation.moves.get(old, old)
        is_clash = old == new and clashes(target, old, self._relocation.new_names)
        stays = not is_clash and self._means(target) == new and still_says(target, old, new)
        return None if stays else Move(old, new, self._path_now, is_clash)

    def way(self, link: Link, *, is_angled: bool = False, is_cautious: bool = False) -> _Way | None:
        """How a link must be written now; None where it can stay as it is, and where nothing helps."""
        key = (link.target, link.is_wikilink, is_angled, is_cautious)
        if key not in self._ways:
            self._ways[key] = self._first_right(link, is_angled, is_cautious)
        return self._ways[key]

    def _first_right(self, link: Link, is_angled: bool, is_cautious: bool) -> _Way | None:
        move = self.move_of(link.target)
        if not move:
            return None
        for spelling in spellings(link, move, is_angled=is_angled):
            if is_cautious and "$" in spelling.text:
                continue
            read = link_in(spelling.alone(name_of(move.new)))
            if read and read.target and not read.subpath and self._means(read.target) == move.new:
                return _Way(move, spelling, read.target)
        return None

    def respelled_alone(self, link_text: str, link: Link) -> str | None:
        """The new text of a link that is a whole property."""
        parts = parts_of(link_text)
        way = self.way(link, is_angled=parts.is_angled)
        return respelled(link_text, parts, link, way.spelling, way.move) if way else None


def _changes_that_hold(note: Markdown, links: Sequence[Link], fates: _Fates) -> list[_Change]:
    """The changes of a text after which every link in it is read as meant.

    A name may hold a `$` that makes math of its surroundings; it is then written percent-encoded.
    """
    changes: list[_Change] = []
    unread: set[int] = set()
    for is_cautious in (False, True):
        changes = _changes(note, links, fates, is_cautious=is_cautious)
        unread = _unread(note, links, changes)
        if not unread:
            return changes
    changes = [change for change in changes if change.link.start not in unread]
    return [] if _unread(note, links, changes) else changes


def _changes(note: Markdown, links: Sequence[Link], fates: _Fates, *, is_cautious: bool) -> list[_Change]:
    changes: list[_Change] = []
    done = 0
    for link in links:
        if link.start < done or not fates.move_of(link.target):
            continue
        parts = parts_of(note.prose[link.start : link.end])
        if way := fates.way(link, is_angled=parts.is_angled, is_cautious=is_cautious):
            new = respelled(note.text[link.start : link.end], parts, link, way.spelling, way.move)
            changes.append(_Change(link, way.target, Piece(link.start, link.end, new)))
            done = link.end
    return changes


def _unread(note: Markdown, links: Sequence[Link], changes: Sequence[_Change]) -> set[int]:
    """Where the links start that are not read as meant once the changes are made."""
    touched = (
        text for change in changes for text in (note.text[change.link.start : change.link.end], change.piece.new)
    )
    if not any(map(_MASKING.search, touched)):
        return set()
    text = with_pieces(note.text, [change.piece for change in changes])
    read = {link.start: link for link in links_of(Markdown(note.path, text))}
    unread: set[int] = set()
    for link, place, target in _expected(links, changes):
        found = read.get(place)
        if not found or (found.target, found.subpath, found.is_embed) != (target, link.subpath, link.is_embed):
            unread.add(link.start)
    return unread


def _expected(links: Sequence[Link], changes: Sequence[_Change]) -> Iterator[tuple[Link, int, str]]:
    """Every link, where it starts after the changes, and its target then; none that shares text with another."""
    waiting = iter([*changes, None])
    change = next(waiting)
    shift = done = 0
    for link in links:
        if change and change.link is link:
            yield link, link.start + shift, change.target
            shift += len(change.piece.new) - (link.end - link.start)
            done = link.end
            change = next(waiting)
        elif link.start >= done and not (change and change.link.start < link.end):
            yield link, link.start + shift, link.target
