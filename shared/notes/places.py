"""Where in a note something stands: a section by its heading, a block by its id, and the names of those there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.errors import Invalid, NotFound
from shared.notes.note import Heading, Markdown, heading_key

NAMED_MAX = 20
NAME_CHARACTERS_MAX = 100
Chain = tuple[Heading, ...]
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t\r]*$")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^(?P<id>[A-Za-z0-9-]+)[ \t\r]*$")
_FENCE = re.compile(r"[ \t>]*(?P<mark>`{3,}|~{3,})[ \t\r]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """Some lines of a note, from 1, both ends included; the first `head` of them are a heading."""

    first: int
    last: int
    head: int = 0


def section_of(note: Markdown, untrusted_heading: str) -> Heading:
    """The first section whose heading reads so; or, written `Parent#Child`, stands below that one.

    Raises:
        NotFound: there is none; the message names those there are. Invalid: it names nothing.
    """
    return _sections_of(note, untrusted_heading)[0][-1]


def only_section_of(note: Markdown, untrusted_heading: str) -> Place:
    """The lines of the section that is meant.

    Raises:
        NotFound, Invalid: as `section_of`. Invalid: several are meant that a longer chain can tell apart.
    """
    found = _sections_of(note, untrusted_heading)
    meant = [chain for chain in found if _keys_of(chain) == _keys(untrusted_heading)] or found
    if len({tuple(_keys_of(chain)) for chain in meant}) > 1:
        names = ("#".join(heading.text for heading in chain) for chain in meant)
        raise Invalid(f"Several headings read so. Say which: {_listed(names)}.")
    heading = meant[0][-1]
    return Place(heading.line, heading.last_line, 1 + is_underlined(note, heading.line))


def is_underlined(note: Markdown, line: int) -> bool:
    """Whether the heading on a line is one by the marks below it (CommonMark 0.31, section 4.3)."""
    is_marked = note.lines[line - 1].lstrip(" ").startswith("#")
    return not is_marked and line < len(note.lines) and bool(_UNDERLINE.match(note.lines[line]))


def block_of(note: Markdown, untrusted_id: str) -> Place:
    """The lines of the block that carries an id, the id included, which may stand below it on a line of its own.

    Raises:
        NotFound: there is none; the message names those there are.
    """
    wanted = untrusted_id.strip().lstrip("#^")
    ids = list(_ids_of(note))
    for line, id_ in ids:
        if id_.casefold() == wanted.casefold():
            return _block_at(note, line)
    known = _listed(f"^{id_}" for _, id_ in ids)
    raise NotFound(f"There is no block ^{wanted[:NAME_CHARACTERS_MAX]} in this note. Its blocks: {known}.")


def without_id(line: str) -> tuple[str, str]:
    """A line without the block id at its end, and that id with its mark; "" where there is none."""
    found = _BLOCK_ID.search(line) if "^" in line else None
    return (line[: found.start()], f"^{found['id']}") if found else (line, "")


def _sections_of(note: Markdown, untrusted_heading: str) -> list[Chain]:
    """The sections that may be meant, at least one, each as the headings from the topmost down to its own."""
    wanted = _keys(untrusted_heading)
    whole = heading_key(untrusted_heading.lstrip("# "))
    if not wanted or not whole:
        raise Invalid("Name the heading of the section.")
    named, chained = list[Chain](), list[Chain]()
    above: list[Heading] = []
    for heading in note.headings:
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
        key = heading_key(heading.text)
        if key == whole:
            named.append(tuple(above))
        elif key == wanted[-1] and _leads_down(above[:-1], wanted[:-1]):
            chained.append(tuple(above))
    if not (found := named or chained):
        known = _listed(heading.text for heading in note.headings)
        raise NotFound(f"There is no such heading in this note. Its headings: {known}.")
    return found


def _keys(untrusted_heading: str) -> list[str]:
    """What is asked for, as a chain of headings."""
    return [heading_key(part) for part in untrusted_heading.lstrip("# ").split("#") if part.strip()]


def _keys_of(chain: Chain) -> list[str]:
    return [heading_key(heading.text) for heading in chain]


def _leads_down(above: list[Heading], wanted: list[str]) -> bool:
    """Whether the headings above are all that are wanted, in their order; others may stand between."""
    names = iter([heading_key(heading.text) for heading in above])
    return all(part in names for part in wanted)


def _ids_of(note: Markdown) -> Iterator[tuple[int, str]]:
    """Every block id in the prose of a note, with the index of its line."""
    if "^" not in note.text:
        return
    for index, line in enumerate(note.prose.split("\n")):
        if "^" in line and (found := _BLOCK_ID.search(line)):
            yield index, found["id"]


def _block_at(note: Markdown, index: int) -> Place:
    lines, last = note.lines, index + 1
    if without_id(lines[index])[0].strip():
        while index and note.continues(index):
            index -= 1
        return Place(index + 1, last)
    while index and not lines[index - 1].strip():
        index -= 1
    if not index:
        return Place(last, last)
    if closing := _FENCE.match(lines[index - 1]):
        opening = (at for at in range(index - 2, -1, -1) if closing["mark"] in lines[at])
        return Place(next(opening, index - 1) + 1, last)
    while index and lines[index - 1].strip() and not lines[index - 1].startswith("#"):
        index -= 1
    return Place(index + 1, last)


def _listed(names: Iterable[str]) -> str:
    """The first of some names, each cut where it is long; "none" where there are none."""
    found: list[str] = []
    for name in names:
        if len(found) == NAMED_MAX:
            return f"{', '.join(found)} and more"
        found.append(name if len(name) <= NAME_CHARACTERS_MAX else f"{name[:NAME_CHARACTERS_MAX]}…")
    return ", ".join(found) or "none"
