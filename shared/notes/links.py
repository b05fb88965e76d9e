"""What a note points to: the links in its text and its properties, as they are written."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from shared.notes.note import Markdown
from shared.notes.resolution import resolve as resolve
from shared.notes.resolution import target_keys as target_keys

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
"""How the address of something outside the vault starts (RFC 3986, section 3.1)."""
LINKS_MAX = 10_000
"""Of one text; what comes after so many is no link, or a note made of nothing else would cost seconds."""
_WIKILINK = re.compile(r"(?<!\\)(?P<embed>!?)\[\[(?!\[)(?P<inner>(?:\[[^\[\]\n]*\](?=\]\])|(?!\[\[|\]\])[^\n])+)\]\]")
"""The innermost of nested ones; a bracket within its name may close right before its own do (Obsidian)."""
_MARKDOWN_LINK = re.compile(
    r"(?<!\\)(?P<embed>!?)\[(?P<label>(?:[^\[\]\\\n]|\\.){0,2000})\]"
    r"\((?:<(?P<angled>[^<>\n]{0,2000})>|(?P<plain>(?:[^\s()<>]|\([^\s()]{0,500}\)){0,2000}))"
    r"(?:[ \t]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?[ \t]*\)"
)
_BAR = re.compile(r"\\?\|")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written. `target` is its path part ("" for the note itself), `line` counts from 1.

    `start` and `end` are the offsets of the whole link in the note's text, its embed mark included; both are -1 for a
    link in a property, whose scalar `shared.notes.property_links` finds.
    """

    target: str
    subpath: str = ""
    label: str = ""
    is_embed: bool = False
    is_wikilink: bool = True
    line: int = 1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the target and the label stand in the text of a link; `label` is None where the author wrote none."""

    target: slice
    label: slice | None
    is_angled: bool = False


def links_of(note: Markdown) -> list[Link]:
    """Every link of a note to its vault, in the order of the text, those in the properties first."""
    found = [link for value in texts_of(note.properties.values()) if (link := link_in(value))]
    prose = note.prose
    if "[" not in prose:
        return found
    in_text = list(islice(_found(prose, _WIKILINK, "[["), LINKS_MAX))
    if "](" in prose:
        in_text += islice(_found(prose, _MARKDOWN_LINK, "["), LINKS_MAX)
    return found + sorted(in_text, key=lambda link: link.start)[:LINKS_MAX]


def texts_of(values: Iterable[object]) -> Iterator[str]:
    """The texts among property values that may hold a link: a whole value, or an item of a list."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, str))


def link_in(value: str) -> Link | None:
    """The link that a property is, when it is its whole value (Obsidian 1.4; Markdown links since 1.11)."""
    text = value.strip()
    if found := _WIKILINK.fullmatch(text):
        return _wikilink(found)
    return _markdown_link(found) if (found := _MARKDOWN_LINK.fullmatch(text)) else None


def _found(prose: str, pattern: re.Pattern[str], opening: str) -> Iterator[Link]:
    read = _wikilink if pattern is _WIKILINK else _markdown_link
    line = place = 0
    for found in _matches(prose, pattern, opening):
        line += prose.count("\n", place, found.start())
        place = found.start()
        if link := read(found, line + 1, place, found.end()):
            yield link


def _matches(prose: str, pattern: re.Pattern[str], opening: str) -> Iterator[re.Match[str]]:
    """As `finditer`, but looking only where a link may open, which most of a text does not."""
    at = prose.find(opening)
    while at >= 0:
        found = pattern.match(prose, at - 1) if at and prose[at - 1] == "!" else None
        found = found or pattern.match(prose, at)
        if found:
            yield found
        at = prose.find(opening, found.end() if found else at + 1)


def _wikilink(found: re.Match[str], line: int = 1, start: int = -1, end: int = -1) -> Link | None:
    destination, _, label = _BAR.sub("|", found["inner"], count=1).partition("|")
    target, _, subpath = destination.partition("#")
    if not target.strip() and not subpath.strip():
        return None
    return Link(target.strip(), subpath.strip(), label, bool(found["embed"]), True, line, start, end)


def _markdown_link(found: re.Match[str], line: int = 1, start: int = -1, end: int = -1) -> Link | None:
    destination = found["plain"] if found["angled"] is None else found["angled"]
    if not destination or SCHEME.match(destination):
        return None
    target, _, subpath = destination.partition("#")
    return Link(_decoded(target), _decoded(subpath), found["label"], bool(found["embed"]), False, line, start, end)


def _decoded(text: str) -> str:
    """Percent-decoded; a text with a broken escape is taken as it stands."""
    return text if "%" not in text or _BROKEN_ESCAPE.search(text) else unquote(text)


def parts_of(link_text: str) -> Parts:
    """The places in the text of one link: where its target and its label start and end."""
    if found := _WIKILINK.fullmatch(link_text):
        start, destination = found.start("inner"), found["inner"]
        bar = _BAR.search(destination)
        label = slice(start + bar.end(), found.end("inner")) if bar else None
        target = destination[: bar.start() if bar else None].partition("#")[0]
        start += len(target) - len(target.lstrip())
        return Parts(slice(start, start + len(target.strip())), label)
    found = _MARKDOWN_LINK.fullmatch(link_text)
    assert found, "the text of a link is a link"
    group = "plain" if found["angled"] is None else "angled"
    start, target = found.start(group), found[group].partition("#")[0]
    return Parts(slice(start, start + len(target)), slice(*found.span("label")), group == "angled")
