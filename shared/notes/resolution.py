"""Which file of a vault a link means: a note, or an attachment, which is any other file."""

from collections.abc import Callable, Iterable

from shared.notes.path import EXTENSION, fold, folder_of, is_note

Meaning = Callable[[str, str], str | None]
"""The path of the file that a target means in the note at a path; None: it is unresolved."""


def target_keys(target: str) -> list[str]:
    """The folded paths, a note's without its `.md`, that a target may mean: as written first."""
    folded = fold(target)
    shorter = folded.removesuffix(EXTENSION)
    return [folded] if shorter == folded else [folded, shorter]


def resolve(source: str, target: str, candidates: Iterable[tuple[str, str]]) -> str | None:
    """Which of `candidates`, pairs of a file's stem and its path, a link in `source` means; None: unresolved.

    The order is Obsidian's (measured on 1.13.7): a full path, then the source's own folder, then the shortest path,
    and of equally short ones the first in the alphabet. `./` and `../` start at the source's folder, `/` at the
    vault; neither falls back to a search by name. An attachment needs its extension, and where a full path is both a
    note's and an attachment's (`plan.canvas.md`, `plan.canvas`), it is the note's.
    """
    if not target:
        return source
    anchored = _anchored(source, target)
    if anchored is None:
        return None
    known = list(candidates)
    for number, key in enumerate(target_keys(anchored)):
        if number:
            known = [(stem, path) for stem, path in known if is_note(path)]
        exact = [path for stem, path in known if stem == key]
        if exact:
            return min(exact, key=lambda path: not is_note(path))
        if anchored is not target or not key:
            continue
        ends = [path for stem, path in known if stem.endswith(f"/{key}")]
        if ends:
            own = fold(folder_of(source))
            return min(ends, key=lambda path: (fold(folder_of(path)) != own, len(path), path))
    return None


def _anchored(source: str, target: str) -> str | None:
    """A target that names its start, as a path from the vault's root; None when it climbs out of the vault."""
    if target.startswith("/"):
        return target.lstrip("/")
    if not target.startswith(("./", "../")):
        return target
    segments = folder_of(source).split("/") if folder_of(source) else []
    for segment in target.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)
