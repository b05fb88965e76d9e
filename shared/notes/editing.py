"""A part of a note changed: text put somewhere, a section or an exact text replaced, a property set."""

from collections.abc import Callable
from typing import Any

from shared.errors import Conflict, Invalid, TooLarge
from shared.notes.blocks import Block
from shared.notes.layout import Layout
from shared.notes.note import Markdown, heading_key
from shared.notes.places import Place, block_of, only_section_of
from shared.notes.properties import with_property, without_property

BOM = "\ufeff"
LINES_NAMED_MAX = 10
Given = dict[str, Any]


def edited(path: str, text: str, given: Given, *, characters_max: int) -> str:
    """The text of a note after one edit; `given` is what `edit_note` takes.

    Raises:
        Invalid: something is missing, or does not fit this note. NotFound: there is no such heading or block.
        Conflict: the exact text to replace does not stand there as often as expected. TooLarge: it would grow too long.
    """
    if given.get("heading") and given.get("block"):
        raise Invalid("Name a heading or a block, not both.")
    mark = BOM if text.startswith(BOM) else ""
    note = Markdown(path, text.removeprefix(BOM))
    return mark + _EDITS[given["do"]](note, given, characters_max)


def _append(note: Markdown, given: Given, _: int) -> str:
    layout, text = Layout(note), _text(given)
    if given.get("block"):
        return Block(layout, _place(note, given)).with_more(text)
    if not given.get("heading"):
        return layout.put(text, len(layout.lines), len(layout.lines))
    last = _place(note, given).last
    return layout.put(text, last, last, leans_up=True)


def _prepend(note: Markdown, given: Given, _: int) -> str:
    layout, text = Layout(note), _text(given)
    if given.get("block"):
        return Block(layout, _place(note, given)).with_more(text, is_first=True)
    if not given.get("heading"):
        at = layout.after_blank(layout.body, len(layout.lines)) if layout.body else 0
        return layout.put(text, at, at)
    place = _place(note, given)
    at = layout.after_blank(place.first - 1 + place.head, place.last)
    return layout.put(text, at, at, leans_up=at == min(place.last, len(layout.lines)))


def _insert_before(note: Markdown, given: Given, _: int) -> str:
    at = _place(note, given).first - 1
    return Layout(note).put(_text(given), at, at, is_apart=True)


def _insert_after(note: Markdown, given: Given, _: int) -> str:
    at = _place(note, given).last
    return Layout(note).put(_text(given), at, at, leans_up=True, is_apart=True)


def _replace_section(note: Markdown, given: Given, _: int) -> str:
    """The lines of a section under its heading, or of a block, replaced; the heading and the block's id stay."""
    layout, text, place = Layout(note), _text(given), _place(note, given)
    if given.get("block"):
        return Block(layout, place).replaced(text)
    heading = next(heading for heading in note.headings if heading.line == place.first)
    first, last = place.first - 1 + place.head, min(place.last, len(layout.lines))
    text = _without_heading(text, heading.level, heading.text)
    start = layout.after_blank(first, last)
    if start == last:
        return layout.put(text, last, last, leans_up=True)
    return layout.put(text, start, layout.before_blank(start, last))


def _without_heading(text: str, level: int, name: str) -> str:
    """The text of a section without its heading, where that was given along."""
    first = next(iter(Markdown("", text).headings), None)
    is_repeated = first and first.level == level and heading_key(first.text) == heading_key(name)
    if not first or not is_repeated or text[: text.find(first.text)].strip(" #\r\n"):
        return text
    head = only_section_of(Markdown("", text), first.text).head if first.text else 1
    return "\n".join(text.split("\n")[first.line - 1 + head :])


def _replace_text(note: Markdown, given: Given, characters_max: int) -> str:
    old, new = given.get("old_text"), given.get("text")
    if not isinstance(old, str) or not old or not isinstance(new, str):
        raise Invalid("old_text and text must be given to replace one by the other.")
    layout = Layout(note)
    first, last = 0, len(layout.lines)
    if given.get("heading") or given.get("block"):
        place = _place(note, given)
        first, last = place.first - 1, place.last
    before, within, after = ("".join(layout.lines[slice(*part)]) for part in ((0, first), (first, last), (last, None)))
    if layout.end == "\r\n":
        old, new = (text.replace("\r\n", "\n").replace("\n", "\r\n") for text in (old, new))
    expected, found = int(given.get("expected_count", 1)), within.count(old)
    if found != expected:
        raise Conflict(_not_as_often(note.path, within, old, found, expected, first), found=found)
    if len(note.text) + found * (len(new) - len(old)) > characters_max:
        raise TooLarge(f"A note has at most {characters_max} bytes; this one would have more.")
    return before + within.replace(old, new) + after


def _not_as_often(path: str, text: str, old: str, found: int, expected: int, line: int) -> str:
    """What is said of an exact text that stands there another number of times; `line` is how many lines precede."""
    sentence = f"old_text stands {found} times in {path}, not {expected}. Nothing was changed."
    lines, at = list[str](), -1
    for _ in range(min(found, LINES_NAMED_MAX)):
        at = text.index(old, at + 1)
        lines.append(str(line + 1 + text.count("\n", 0, at)))
    return f"{sentence} It stands in lines {', '.join(lines)}." if len(lines) > 1 else sentence


def _set_property(note: Markdown, given: Given, _: int) -> str:
    if "value" not in given:
        raise Invalid("value must be given to set a property.")
    return with_property(note.text, _property(given), given["value"])


def _remove_property(note: Markdown, given: Given, _: int) -> str:
    return without_property(note.text, _property(given))


def _property(given: Given) -> str:
    if not (name := given.get("property")):
        raise Invalid("property must be given for this edit.")
    return str(name)


def _text(given: Given) -> str:
    if not isinstance(text := given.get("text"), str):
        raise Invalid("text must be given for this edit.")
    return text


def _place(note: Markdown, given: Given) -> Place:
    if heading := given.get("heading"):
        return only_section_of(note, str(heading))
    if block := given.get("block"):
        return block_of(note, str(block))
    raise Invalid("heading or block must be given for this edit.")


_EDITS: dict[str, Callable[[Markdown, Given, int], str]] = {
    "append": _append,
    "prepend": _prepend,
    "insert_before": _insert_before,
    "insert_after": _insert_after,
    "replace_section": _replace_section,
    "replace_text": _replace_text,
    "set_property": _set_property,
    "remove_property": _remove_property,
}
