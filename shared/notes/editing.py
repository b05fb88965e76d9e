"""A part of a note changed: text put somewhere, a section or an exact text replaced, a property set."""

from collections.abc import Callable
from typing import Any

from shared.errors import Conflict, Invalid, NotFound
from shared.notes.note import Markdown
from shared.notes.properties import with_property, without_property

Given = dict[str, Any]


def edited(note: Markdown, given: Given) -> str:
    """The note's text after one edit; `given` is what `edit_note` takes.

    Raises:
        Invalid: something is missing. NotFound: there is no such heading or block. Conflict: the exact text to replace
        does not stand there as often as expected.
    """
    return _EDITS[given["do"]](note, given)


def _text(given: Given) -> str:
    if not isinstance(text := given.get("text"), str):
        raise Invalid("text must be given for this edit.")
    return text


def _lines_of(note: Markdown) -> list[str]:
    return note.text.split("\n")


def _joined(note: Markdown, before: list[str], put: str, after: list[str]) -> str:
    """Lines with a text put between them as lines of its own, in the line ends the note has."""
    if "\r\n" in note.text and "\r\n" not in put:
        put = put.replace("\n", "\r\n")
    put = put.removesuffix("\n").removesuffix("\r")
    end = "\r" if "\r\n" in note.text else ""
    return "\n".join([*before, put + end if after else put, *after])


def _append(note: Markdown, given: Given) -> str:
    put = _text(given)
    if given.get("heading") or given.get("block"):
        _, last = _place(note, given)
        lines = _lines_of(note)
        while last > 1 and not lines[last - 1].strip():
            last -= 1
        return _joined(note, lines[:last], put, lines[last:] or [""])
    whole = note.text if note.text.endswith("\n") or not note.text else note.text + "\n"
    return whole + put + ("" if put.endswith("\n") else "\n")


def _prepend(note: Markdown, given: Given) -> str:
    put, lines = _text(given), _lines_of(note)
    at = note.text.count("\n", 0, note.body_start)
    if given.get("heading") or given.get("block"):
        at = _place(note, given)[0]
    return _joined(note, lines[:at], put, lines[at:])


def _insert(note: Markdown, given: Given, *, is_before: bool) -> str:
    first, last = _place(note, given)
    lines = _lines_of(note)
    at = first - 1 if is_before else last
    return _joined(note, lines[:at], _text(given), lines[at:] or [""])


def _replace_section(note: Markdown, given: Given) -> str:
    """The lines of a section under its heading, or of a block, replaced; the heading stays."""
    first, last = _place(note, given)
    lines = _lines_of(note)
    kept = first if given.get("heading") else first - 1
    return _joined(note, lines[:kept], _text(given), lines[last:] or [""])


def _replace_text(note: Markdown, given: Given) -> str:
    old, new = given.get("old_text"), given.get("text")
    if not isinstance(old, str) or not old or not isinstance(new, str):
        raise Invalid("old_text and text must be given to replace one by the other.")
    expected, found = int(given.get("expected_count", 1)), note.text.count(old)
    if found != expected:
        raise Conflict(
            f"old_text stands {found} times in {note.path}, not {expected}. Nothing was changed.", found=found
        )
    return note.text.replace(old, new)


def _set_property(note: Markdown, given: Given) -> str:
    if "value" not in given:
        raise Invalid("value must be given to set a property.")
    return with_property(note.text, str(given.get("property", "")), given["value"])


def _remove_property(note: Markdown, given: Given) -> str:
    return without_property(note.text, str(given.get("property", "")))


def _place(note: Markdown, given: Given) -> tuple[int, int]:
    """The first and last line of the section or block that is named."""
    if heading := given.get("heading"):
        section = note.section(heading)
        return section.line, section.last_line
    if block := given.get("block"):
        if place := note.block(str(block).lstrip("^")):
            return place
        raise NotFound(f"There is no block ^{str(block).lstrip('^')[:100]} in this note.")
    raise Invalid("heading or block must be given for this edit.")


_EDITS: dict[str, Callable[[Markdown, Given], str]] = {
    "append": _append,
    "prepend": _prepend,
    "insert_before": lambda note, given: _insert(note, given, is_before=True),
    "insert_after": lambda note, given: _insert(note, given, is_before=False),
    "replace_section": _replace_section,
    "replace_text": _replace_text,
    "set_property": _set_property,
    "remove_property": _remove_property,
}
EDITS = tuple(_EDITS)
