"""One property of a note's front matter changed, with every other line, comment and order kept as it was written."""

import re
from typing import Any

import yaml

from shared.errors import Invalid
from shared.notes import frontmatter
from shared.notes.path import fold
from shared.notes.values import as_flow, as_lines, inline

NAME_CHARACTERS_MAX = 100
BOM = "\ufeff"
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLON = re.compile(r"\s*:")
_UNREADABLE = "The front matter of this note cannot be read; change it as text."


def with_property(text: str, untrusted_name: str, value: Any) -> str:
    """The text of a note with a property set; a block is made where there is none.

    A name is found in any letter case and keeps the one it has (Obsidian 1.4.1).

    Raises:
        Invalid: the front matter cannot be read, the name is none, or no property can hold such a value.
    """
    name = _checked_name(untrusted_name)
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value)):
        raise Invalid("A property holds text, a number, true, false, null, or a list of these.")
    if isinstance(value, list) and len(value) > frontmatter.VALUES_MAX:
        raise Invalid(f"A property holds at most {frontmatter.VALUES_MAX} values.")
    block, body_start = frontmatter.split(text)
    line_end = "\r\n" if "\r\n" in (block or text) else "\n"
    if not body_start:
        mark = BOM if text.startswith(BOM) else ""
        made = _checked(_line(inline(name), value), {name: value}).replace("\n", line_end)
        return f"{mark}---{line_end}{made}---{line_end}{text.removeprefix(BOM)}"
    before = _read(block)
    place = _place_of(block, name)
    if place and repr(before.get(place.name)) == repr(value):
        return text
    changed = _replaced(block, place, value) if place else block + _line(inline(name), value)
    known = place.name if place else name
    _checked(changed, {**before, known: value})
    return _with_block(text, block, re.sub(r"(?<!\r)\n", line_end, changed) if line_end == "\r\n" else changed)


def without_property(text: str, untrusted_name: str) -> str:
    """The text of a note without a property; the same text where it has none.

    Raises:
        Invalid: the front matter cannot be read, or the name is none.
    """
    name = _checked_name(untrusted_name)
    block, body_start = frontmatter.split(text)
    place = _place_of(block, name) if body_start else None
    if not place:
        return text
    start, end = _lines_of(block, place)
    changed = block[:start] + block[end:]
    _checked(changed, {known: value for known, value in _read(block).items() if known != place.name})
    body = (BOM if text.startswith(BOM) else "") + text[body_start:]
    if changed.strip() or frontmatter.split(body)[1]:  # a body must not become front matter
        return _with_block(text, block, changed)
    return body


def _checked_name(untrusted_name: str) -> str:
    name = untrusted_name.strip()
    if not name or len(name) > NAME_CHARACTERS_MAX or _NOT_IN_A_NAME.search(name):
        raise Invalid(f"A property has a name of 1 to {NAME_CHARACTERS_MAX} characters, on one line.")
    return name


def _read(block: str) -> frontmatter.Properties:
    try:
        return frontmatter.read(block)
    except frontmatter.Unreadable as error:
        raise Invalid(_UNREADABLE) from error


def _checked(changed: str, wanted: frontmatter.Properties) -> str:
    """A changed block, once it is seen to hold what it should and everything else as before."""
    try:
        is_as_wanted = repr(frontmatter.read(changed)) == repr(wanted)
    except frontmatter.Unreadable:
        is_as_wanted = False
    if not is_as_wanted:
        raise Invalid("This front matter cannot hold that and keep the rest as it is; change it as text.")
    return changed


def _with_block(text: str, block: str, changed: str) -> str:
    opening = text.index("\n") + 1
    return text[:opening] + changed + text[opening + len(block) :]


class _Place:
    """Where a property stands in a block: its name as written there, its key and its value."""

    def __init__(self, key: yaml.Node, value: yaml.Node) -> None:
        self.name: str = key.value
        self.key = key
        self.value = value
        self.start, self.end = value.start_mark.index, value.end_mark.index


def _place_of(block: str, name: str) -> _Place | None:
    if fold(name) not in map(fold, _read(block)):
        return None
    try:
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise Invalid(_UNREADABLE) from error
    assert isinstance(root, yaml.MappingNode)
    if root.flow_style:
        raise Invalid("The front matter of this note is one line; change it as text.")
    places = [_Place(key, value) for key, value in root.value if fold(str(key.value)) == fold(name)]
    if len(places) != 1:
        raise Invalid(f"The property {name} stands {len(places)} times in this note; change it as text.")
    return places[0]


def _replaced(block: str, place: _Place, value: Any) -> str:
    """The block with another value: in its place where both are one line, so that what else stands there stays."""
    old = place.value
    if _is_nested(old):
        raise Invalid(f"The property {place.name} is nested; change it as text.")
    is_one_line = "\n" not in block[place.start : place.end]
    key_end = place.key.end_mark.index
    found = _COLON.match(block, key_end)
    assert found, "a key of a block mapping is followed by a colon"
    written = as_flow(value) if isinstance(value, list) else inline(value)
    is_flow = isinstance(old, yaml.SequenceNode) and bool(old.flow_style)
    if is_one_line and (is_flow or (isinstance(old, yaml.ScalarNode) and not isinstance(value, list))):
        if place.start == place.end:
            return block[: found.end()] + (written and f" {written}") + block[found.end() :]
        start = place.start if written else found.end()
        return block[:start] + written + block[place.end :]
    start, end = _lines_of(block, place)
    if isinstance(old, yaml.SequenceNode) and not is_flow and isinstance(value, list) and value:
        first = block.rfind("\n", 0, place.start) + 1
        return block[:first] + as_lines(value, " " * old.start_mark.column) + block[end:]
    return block[:start] + _line(block[place.key.start_mark.index : key_end], value) + block[end:]


def _is_nested(node: yaml.Node) -> bool:
    if isinstance(node, yaml.SequenceNode):
        return not all(isinstance(item, yaml.ScalarNode) for item in node.value)
    return not isinstance(node, yaml.ScalarNode)


def _line(key: str, value: Any) -> str:
    """A property as it is written where it is new; a list has a line for each item."""
    if isinstance(value, list) and value:
        return f"{key}:\n{as_lines(value)}"
    written = inline(value)
    return f"{key}: {written}\n" if written else f"{key}:\n"


def _lines_of(block: str, place: _Place) -> tuple[int, int]:
    """From where to where the lines of a property reach.

    A block value reaches up to the next key; the comments and empty lines before that belong to what follows. In a
    text that is written as a block, only what stands at the margin is a comment.
    """
    start, end = block.rfind("\n", 0, place.key.start_mark.index) + 1, place.end
    if block[end - 1 : end] != "\n" or end <= place.key.end_mark.index:
        line_end = block.find("\n", end)
        return start, len(block) if line_end < 0 else line_end + 1
    is_text = isinstance(place.value, yaml.ScalarNode) and place.value.style in ("|", ">")
    lines = block[start:end].splitlines(keepends=True)
    while len(lines) > 1 and _follows(lines[-1], is_text):
        end -= len(lines.pop())
    return start, end


def _follows(line: str, is_text: bool) -> bool:
    return not line.strip() or (line if is_text else line.lstrip()).startswith("#")
