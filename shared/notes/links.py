"""What a note points to: the links in its text, and which note each of them means in a vault."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from shared.notes.note import Markdown
from shared.notes.path import EXTENSION, fold, folder_of

_WIKILINK = re.compile(r"(?<!\\)(?P<embed>!?)\[\[(?P<inner>(?:(?!\[\[|\]\])[^\n])+)\]\]")
_MARKDOWN_LINK = re.compile(
    r"(?<!\\)(?P<embed>!?)\[(?P<label>(?:[^\[\]\\\n]|\\.){0,2000})\]"
    r"\((?:<(?P<angled>[^<>\n]{0,2000})>|(?P<plain>(?:[^\s()<>]|\([^\s()]{0,500}\)){0,2000}))"
    r"(?:[ \t]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?[ \t]*\)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_BAR = re.compile(r"\\?\|")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written. `target` is its path part ("" for the note itself), `line` counts from 1."""

    target: str
    subpath: str = ""
    label: str = ""
    is_embed: bool = False
    is_wikilink: bool = True
    line: int = 1


def links_of(note: Markdown) -> list[Link]:
    """Every link of a note to its vault, in the order of the text, those in the properties first."""
    found = [link for value in _texts(note.properties.values()) for link in _links_of_property(value)]
    prose = note.prose
    if "[" not in prose:
        return found
    in_text = [*_wikilinks(prose), *_markdown_links(prose)]
    return found + [link for _, link in sorted(in_text, key=lambda pair: pair[0])]


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))


def _links_of_property(value: str) -> Iterator[Link]:
    """A property holds a link when the link is its whole value (Obsidian 1.4; Markdown links since 1.11)."""
    text = value.strip()
    for pattern, read in ((_WIKILINK, _wikilink), (_MARKDOWN_LINK, _markdown_link)):
        if (found := pattern.fullmatch(text)) and (link := read(found, 1)):
            yield link


def _wikilinks(prose: str) -> Iterator[tuple[int, Link]]:
    lines = _LineCounter(prose)
    for found in _WIKILINK.finditer(prose):
        if link := _wikilink(found, lines.at(found.start())):
            yield found.start(), link


def _markdown_links(prose: str) -> Iterator[tuple[int, Link]]:
    lines = _LineCounter(prose)
    for found in _MARKDOWN_LINK.finditer(prose):
        if link := _markdown_link(found, lines.at(found.start())):
            yield found.start(), link


def _wikilink(found: re.Match[str], line: int) -> Link | None:
    destination, _, label = _BAR.sub("|", found["inner"], count=1).partition("|")
    target, _, subpath = destination.partition("#")
    if not target.strip() and not subpath.strip():
        return None
    return Link(target.strip(), subpath.strip(), label, bool(found["embed"]), True, line)


def _markdown_link(found: re.Match[str], line: int) -> Link | None:
    destination = found["plain"] if found["angled"] is None else found["angled"]
    if not destination or _SCHEME.match(destination):
        return None
    target, _, subpath = destination.partition("#")
    return Link(_decoded(target), _decoded(subpath), found["label"], bool(found["embed"]), False, line)


def _decoded(text: str) -> str:
    """Percent-decoded; a text with a broken escape is taken as it stands."""
    return text if _BROKEN_ESCAPE.search(text) else unquote(text)


class _LineCounter:
    """The line number of ever later places in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place, self._line = 0, 1

    def at(self, place: int) -> int:
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line


def target_keys(target: str) -> list[str]:
    """The folded paths without `.md` that a target may mean: as written first, then without a written `.md`."""
    folded = fold(target.strip())
    shorter = folded.removesuffix(EXTENSION)
    return [folded] if shorter == folded else [folded, shorter]


def resolve(source: str, target: str, candidates: Iterable[tuple[str, str]]) -> str | None:
    """Which of `candidates`, pairs of a note's folded stem and its path, a link in `source` means; None: unresolved.

    The order is Obsidian's (measured on 1.13.7): a full path, then the source's own folder, then the shortest path,
    and of equally short ones the first in the alphabet. `./` and `../` start at the source's folder, `/` at the
    vault; neither falls back to a search by name.
    """
    if not target:
        return source
    anchored = _anchored(source, target)
    if anchored is None:
        return None
    known = list(candidates)
    for key in target_keys(anchored):
        exact = [path for stem, path in known if stem == key]
        if exact:
            return exact[0]
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
