"""The YAML block a note may start with, read without ever building anything but plain values."""

import re
from typing import Any

BLOCK_BYTES_MAX = 65_536
DEPTH_MAX = 16
VALUES_MAX = 4_096
_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSING = re.compile(r"^---[ \t]*\r?(?:\n|\Z)", re.M)

Properties = dict[str, Any]


class Unreadable(ValueError):
    """The block is not YAML that can be read safely; the note keeps it as written."""


def split(text: str) -> tuple[str, int]:
    """The YAML between the two `---` lines, and the offset at which the note's body starts.

    The first line must be the opening `---` (Obsidian 1.4.10). Without a block: "" and 0.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return "", 0
    return text[opening.end() : closing.start()], closing.end()


def read(block: str) -> Properties:
    """The properties of a block, in order.

    Aliases and tags are refused, so that a block can neither grow when read nor name a type; scalars follow the
    YAML 1.2 core schema (section 10.3), so dates, times and `no` stay text, as in Obsidian.

    Raises:
        Unreadable: not YAML, not a mapping, too deep, too long, or holding an alias or a tag.
    """
    import yaml

    if len(block) > BLOCK_BYTES_MAX:
        raise Unreadable("longer than 64 KiB")
    try:
        value = _built(block)
    except yaml.YAMLError as error:
        raise Unreadable(str(error)) from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable("not a mapping")
    return value


def _built(block: str) -> Any:
    """Build plain values from the parser's events, with a stack of our own: depth costs nothing but a count."""
    import yaml

    root: list[Any] = []
    stack: list[Any] = [root]
    pending: list[Any] = []
    values = 0
    for event in yaml.parse(block, Loader=getattr(yaml, "CLoader", yaml.Loader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable("aliases are not read")
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop()
            pending.pop()
            continue
        if not isinstance(event, (yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            continue
        values += 1
        if event.tag or values > VALUES_MAX or len(stack) > DEPTH_MAX:
            raise Unreadable("a tag, too many values, or nested too deeply")
        value = _started(event)
        _place(stack[-1], pending, value)
        if not isinstance(event, yaml.ScalarEvent):
            stack.append(value)
            pending.append(_NO_KEY)
    return root[0] if root else None


_NO_KEY = object()


def _place(container: Any, pending: list[Any], value: Any) -> None:
    if isinstance(container, list):
        container.append(value)
    elif pending[-1] is _NO_KEY:
        if isinstance(value, (dict, list)):
            raise Unreadable("a key must be a plain value")
        pending[-1] = "" if value is None else str(value)
    else:
        container[pending[-1]] = value
        pending[-1] = _NO_KEY


def _started(event: Any) -> Any:
    import yaml

    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if isinstance(event, yaml.SequenceStartEvent):
        return []
    return _scalar(event.value) if event.implicit[0] else event.value


_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(?=[0-9]*[.eE])(\.[0-9]{1,300}|[0-9]{1,300}(\.[0-9]{0,300})?)([eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text) and abs(number := float(text)) != float("inf"):
        return number
    return text
