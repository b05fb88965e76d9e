"""Links in a note's front matter, changed where they stand: the rest of the block stays as it was written."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from shared.notes import frontmatter
from shared.notes.links import Link, link_in, texts_of
from shared.notes.pieces import Piece, with_pieces

Respell = Callable[[str, Link], str | None]
"""The new text of a link, given its text and what it says; None: it stays."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff]")


@dataclass(frozen=True, slots=True)
class _Scalar:
    """A value as written: its offsets in the block, its quotes included, and its style (`'`, `"`, `|` or `>`)."""

    start: int
    end: int
    value: str
    style: str


def property_pieces(text: str, respell: Respell) -> list[Piece]:
    """What to replace in the front matter of a note; nothing where it would not be read as meant afterwards."""
    block, _ = frontmatter.split(text)
    try:
        properties = frontmatter.read(block)
    except frontmatter.Unreadable:
        return []
    new_values = {}
    for value in texts_of(properties.values()):
        link_text = value.strip()
        if (link := link_in(value)) and (new := respell(link_text, link)) is not None:
            new_values[value] = value.replace(link_text, new)
    if not new_values:
        return []
    changed = [scalar for scalar in _scalars_of(block) if scalar.value in new_values]
    pieces = [Piece(scalar.start, scalar.end, _written(block, scalar, new_values[scalar.value])) for scalar in changed]
    if not _reads(with_pieces(block, pieces), {name: _replaced(old, new_values) for name, old in properties.items()}):
        return []
    at = text.index("\n") + 1
    return [Piece(at + piece.start, at + piece.end, piece.new) for piece in pieces]


def _replaced(value: object, new_values: dict[str, str]) -> object:
    if isinstance(value, list):
        return [new_values.get(item, item) if isinstance(item, str) else item for item in value]
    return new_values.get(value, value) if isinstance(value, str) else value


def _reads(block: str, properties: dict[str, object]) -> bool:
    try:
        return frontmatter.read(block) == properties
    except frontmatter.Unreadable:
        return False


def _scalars_of(block: str) -> Iterator[_Scalar]:
    """The values of a block's properties and the items of their lists, where they stand (YAML 1.2, section 7.3)."""
    containers: list[type[yaml.Event]] = []
    is_key = True
    for event in yaml.parse(block, Loader=_LOADER):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            containers.append(type(event))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            containers.pop()
            is_key = is_key or len(containers) == 1
        elif isinstance(event, yaml.ScalarEvent):
            is_item = containers == [yaml.MappingStartEvent, yaml.SequenceStartEvent]
            if is_item or (len(containers) == 1 and not is_key):
                assert event.start_mark and event.end_mark
                yield _Scalar(event.start_mark.index, event.end_mark.index, event.value, event.style or "")
            if len(containers) == 1:
                is_key = not is_key


def _written(block: str, scalar: _Scalar, value: str) -> str:
    """A value in the style of the scalar it takes the place of."""
    if scalar.style == "'":
        return "'" + value.replace("'", "''") + "'"
    if scalar.style == '"':
        return _UNPRINTABLE.sub(lambda mark: f"\\u{ord(mark[0]):04x}", json.dumps(value, ensure_ascii=False))
    return block[scalar.start : scalar.end].replace(scalar.value.strip(), value.strip())
