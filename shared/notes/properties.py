"""One property of a note's front matter changed, with every other line, comment and order kept as it was written."""

from typing import Any

import yaml

from shared.errors import Invalid
from shared.notes import frontmatter

NAME_CHARACTERS_MAX = 100


def with_property(text: str, name: str, value: Any) -> str:
    """The text of a note with a property set; a block is made where there is none.

    Raises:
        Invalid: the front matter cannot be read, or the name is none.
    """
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX or "\n" in name:
        raise Invalid("A property has a name, on one line.")
    block, body_start = frontmatter.split(text)
    line_end = "\r\n" if "\r\n" in (block or text) else "\n"
    written = _rendered(name, value).replace("\n", line_end)
    if not body_start:
        return f"---{line_end}{written}---{line_end}{text}"
    place = _place_of(block, name)
    start, end = place or (len(block), len(block))
    changed = block[:start] + written + block[end:]
    opening = text.index(block) if block else text.index("\n") + 1
    return text[:opening] + changed + text[opening + len(block) :]


def without_property(text: str, name: str) -> str:
    """The text of a note without a property; the same text where it has none.

    Raises:
        Invalid: the front matter cannot be read.
    """
    block, body_start = frontmatter.split(text)
    place = _place_of(block, name) if body_start else None
    if not place:
        return text
    opening = text.index(block)
    return text[: opening + place[0]] + text[opening + place[1] :]


def _place_of(block: str, name: str) -> tuple[int, int] | None:
    """From where to where a property stands in a block: its key to the end of its value's last line."""
    try:
        if name not in frontmatter.read(block):
            return None
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except (frontmatter.Unreadable, yaml.YAMLError) as error:
        raise Invalid("The front matter of this note cannot be read; change it as text.") from error
    assert isinstance(root, yaml.MappingNode)
    if root.flow_style:
        raise Invalid("The front matter of this note is one line; change it as text.")
    for key, value in root.value:
        if key.value == name:
            start, end = key.start_mark.index, value.end_mark.index
            if end and block[end - 1 : end] == "\n":
                return start, _without_comments_after(block, start, end)
            line_end = block.find("\n", end)
            return start, len(block) if line_end < 0 else line_end + 1
    return None


def _without_comments_after(block: str, start: int, end: int) -> int:
    """A block value reaches up to the next key; the comments and empty lines before that belong to what follows."""
    lines = block[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        end -= len(lines.pop())
    return end


def _rendered(name: str, value: Any) -> str:
    text: str = yaml.safe_dump(
        {name: value}, allow_unicode=True, default_flow_style=False, sort_keys=False, width=10**6
    )
    return text
