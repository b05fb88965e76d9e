"""A note as lines that a text is put between, with the empty lines its habit and its Markdown ask for."""

import re

from shared.notes.note import Markdown
from shared.notes.places import is_underlined

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_RULE = re.compile(r" {0,3}(?:(?:=+|-{2,})[ \t\r]*|(?:[-*_][ \t\r]*){3,40})$")
_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_CALLOUT = re.compile(r">[ \t]*\[!")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[A-Za-z0-9-]+[ \t]*$")
_KINDS = (("|", "table"), (">", "quote"), ("```", "fence"), ("~~~", "fence"))


class Layout:
    """The lines of a note with their ends, and what is known of them. Indexes of lines count from 0."""

    def __init__(self, note: Markdown) -> None:
        self.lines: list[str] = _LINES.findall(note.text)
        self.end = _line_end_of(note.text)
        self.body = len(_LINES.findall(note.text[: note.body_start]))
        self._starts = {heading.line - 1 for heading in note.headings}
        self._ends = {at + is_underlined(note, at + 1) for at in self._starts}
        inner = [at for at in self._starts if at > self.body]
        self._leaves_above = not inner or any(not self.lines[at - 1].strip() for at in inner)
        self._leaves_below = any(self._is_blank(at + 1) and self._is_text(at + 2) for at in self._ends)

    def put(self, text: str, first: int, last: int, *, leans_up: bool = False, is_apart: bool = False) -> str:
        """The note with the lines from `first` up to `last` replaced by a text, which gets lines of its own.

        `leans_up`: what empty lines there are above stay below the text. `is_apart`: it stands beside its neighbours
        and continues neither.
        """
        above, over = _split_end(self.lines[:first])
        under, below = _split_start(self.lines[last:])
        lead, rest = _split_start([line + self.end for line in plain_lines(text)])
        inside, tail = _split_end(rest)
        if not inside:
            return "".join([*above, *(max(over, under, key=len) if last > first else over + under), *below])
        is_under_heading = len(above) - 1 in self._ends
        if leans_up:
            kept = 1 if is_under_heading and len(over) > 1 else 0
            over, under = over[:kept], over[kept:] + under
        upper = bool(above) and self._separates_above(above, inside, is_apart)
        lower = bool(below) and self._separates_below(inside, below, is_apart)
        over += [self.end] * (max(len(lead), upper) - len(over))
        under += [self.end] * (max(len(tail), lower) - len(under))
        if above and not above[-1].endswith("\n"):
            above[-1] += self.end
        return "".join([*above, *over, *inside, *under, *below])

    def after_blank(self, first: int, last: int) -> int:
        """The first line from `first` on that is not empty, before `last`; else `last`."""
        last = min(last, len(self.lines))
        return next((at for at in range(first, last) if self.lines[at].strip()), last)

    def before_blank(self, first: int, last: int) -> int:
        """The end of what is not empty between `first` and `last`."""
        last = min(last, len(self.lines))
        return next((at + 1 for at in range(last - 1, first - 1, -1) if self.lines[at].strip()), first)

    def _separates_above(self, above: list[str], inside: list[str], is_apart: bool) -> bool:
        if len(above) <= self.body:
            return False
        if len(above) - 1 in self._ends:
            return self._leaves_below
        if _HEADING.match(inside[0]):
            return self._leaves_above
        return _separates(above[-1], inside[0], inside[1:], is_apart)

    def _separates_below(self, inside: list[str], below: list[str], is_apart: bool) -> bool:
        at = len(self.lines) - len(below)
        if at in self._starts:
            return self._leaves_above or at not in self._ends
        if _HEADING.match(inside[-1]):
            return self._leaves_below
        return _separates(inside[-1], below[0], below[1:], is_apart)

    def _is_blank(self, at: int) -> bool:
        return at < len(self.lines) and not self.lines[at].strip()

    def _is_text(self, at: int) -> bool:
        return at < len(self.lines) and at not in self._starts and bool(self.lines[at].strip())


def _separates(upper: str, lower: str, after: list[str], is_apart: bool) -> bool:
    """Whether two lines need an empty one between them, lest one block becomes part of the other (CommonMark 0.31)."""
    kinds = _kind(upper), _kind(lower)
    if kinds == ("text", "text"):
        return is_apart or bool(_BLOCK_ID.search(upper.rstrip())) or bool(after and _RULE.match(after[0]))
    if kinds in (("list", "list"), ("list", "indented"), ("table", "table"), ("text", "indented")):
        return False
    if kinds == ("quote", "quote"):
        return is_apart or bool(_CALLOUT.match(lower.lstrip()))
    return kinds != ("text", "list") or is_apart


def _kind(line: str) -> str:
    """What block a line belongs to, as far as the line alone tells."""
    if _RULE.match(line):
        return "rule"
    if _LIST.match(line):
        return "list"
    bare = line.lstrip(" ")
    for start, kind in _KINDS:
        if bare.startswith(start):
            return kind
    return "indented" if line.startswith(("  ", "\t")) else "text"


def plain_lines(text: str) -> list[str]:
    """Lines without their ends; what ends the last is no line of its own."""
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []


def _line_end_of(text: str) -> str:
    """How most lines of a text end."""
    returns = text.count("\r\n")
    return "\r\n" if returns and 2 * returns >= text.count("\n") else "\n"


def _split_end(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines without the empty ones at their end, and those."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end], lines[end:]


def _split_start(lines: list[str]) -> tuple[list[str], list[str]]:
    """The empty lines that lines start with, and the others."""
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    return lines[:start], lines[start:]
