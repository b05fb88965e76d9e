"""One property of a note's front matter changed, with every other line, comment and order kept as it was written."""

from typing import Any

import yaml

from shared.errors import Invalid
from shared.notes import frontmatter

NAME_CHARACTERS_MAX = 100
TIMESTAMP = "tag:yaml.org,2002:timestamp"
BOM = "\ufeff"


def with_property(text: str, name: str, value: Any) -> str:
    """The text of a note with a property set; a block is made where there is none.

    A name is found in any letter case and keeps the one it has (Obsidian 1.4.1).

    Raises:
        Invalid: the front matter cannot be read, or the name is none.
    """
    if not name.strip() or len(name) > NAME_CHARACTERS_MAX or "\n" in name:
        raise Invalid("A property has a name, on one line.")
    block, body_start = frontmatter.split(text)
    line_end = "\r\n" if "\r\n" in (block or text) else "\n"
    if not body_start:
        written = _rendered(name, value).replace("\n", line_end)
        mark = BOM if text.startswith(BOM) else ""
        return f"{mark}---{line_end}{written}---{line_end}{text.removeprefix(BOM)}"
    start, end, known = _place_of(block, name) or (len(block), len(block), name)
    written = _rendered(known, value).replace("\n", line_end)
    return _with_block(text, block, block[:start] + written + block[end:])


def without_property(text: str, name: str) -> str:
    """The text of a note without a property; the same text where it has none.

    Raises:
        Invalid: the front matter cannot be read.
    """
    block, body_start = frontmatter.split(text)
    place = _place_of(block, name) if body_start else None
    return _with_block(text, block, block[: place[0]] + block[place[1] :]) if place else text


def _with_block(text: str, block: str, changed: str) -> str:
    opening = text.index("\n") + 1
    return text[:opening] + changed + text[opening + len(block) :]


def _place_of(block: str, name: str) -> tuple[int, int, str] | None:
    """From where to where a property stands in a block, key and value, and how its name is written there."""
    try:
        if name.casefold() not in map(str.casefold, frontmatter.read(block)):
            return None
        root = yaml.compose(block, Loader=yaml.SafeLoader)
    except (frontmatter.Unreadable, yaml.YAMLError) as error:
        raise Invalid("The front matter of this note cannot be read; change it as text.") from error
    assert isinstance(root, yaml.MappingNode)
    if root.flow_style:
        raise Invalid("The front matter of this note is one line; change it as text.")
    for key, value in root.value:
        if key.value.casefold() == name.casefold():
            start, end = key.start_mark.index, value.end_mark.index
            if end and block[end - 1 : end] == "\n":
                return start, _without_comments_after(block, start, end), key.value
            line_end = block.find("\n", end)
            return start, len(block) if line_end < 0 else line_end + 1, key.value
    return None


def _without_comments_after(block: str, start: int, end: int) -> int:
    """A block value reaches up to the next key; the comments and empty lines before that belong to what follows."""
    lines = block[start:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        end -= len(lines.pop())
    return end


class _Dumper(yaml.SafeDumper):
    """Lists indented, dates unquoted, nothing for null, as Obsidian writes them."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the library's own form
        first: [pair for pair in pairs if pair[0] != TIMESTAMP]
        for first, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def _rendered(name: str, value: Any) -> str:
    text: str = yaml.dump(
        {name: value}, Dumper=_Dumper, allow_unicode=True, default_flow_style=False, sort_keys=False, width=10**6
    )
    return text
