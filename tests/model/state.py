"""A vault as a plain dict: what it holds, what its links mean, and what a simple operation makes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shared.notes.links import Link, links_of, resolve
from shared.notes.note import Markdown
from shared.notes.path import folder_of, is_note, stem_of

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
