"""Which parts of a Markdown text are prose: everything that is not code, comment, math or HTML."""

import re
from bisect import bisect_right
from collections import defaultdict

_FENCE = re.compile(r"(?P<quote>(?:[ \t]*>)*)[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}|~{3,})(?P<info>.*)")
_STRUCTURE = re.compile(r"    |\t|[ \t>*+0-9.)-]*(?:```|~~~)| {0,3}<")
"""What a line must start with to open a fence, indented code or an HTML block."""
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_HTML_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figure|footer|"
    r"form|frame|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|nav|ol|optgroup|option|p|param|pre|script|"
    r"search|section|style|summary|table|tbody|td|textarea|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|$)",
    re.I,
)
_BACKTICKS = re.compile(r"(?<![\\`])`+|(?<=\\`)`+")
_LINK_OR_MATH = re.compile(
    r"\[\[(?:(?!\[\[|\]\])[^\n])+\]\]"
    r"|(?P<math>\$\$[^$]{1,20000}\$\$|(?<![\\$\w])\$(?=[^\s$])[^$\n]{0,998}[^\s$\\]\$(?!\d)|(?<![\\$\w])\$[^\s$]\$(?!\d))"
)
_COMMENT = re.compile(r"%%")
_HTML_COMMENT = re.compile(r"<!--")


def prose_of(text: str, is_prose: list[bool]) -> str:
    """The text with all that is not prose replaced by spaces; `is_prose` is what `prose_lines` says of its lines.

    Offsets and line breaks stay as they are, so a place in the prose is a place in the text. Nothing here takes more
    than linear time.
    """
    masked = text
    if not all(is_prose):
        lines = zip(text.split("\n"), is_prose, strict=True)
        masked = "\n".join(line if keep else " " * len(line) for line, keep in lines)
    if "`" in masked:
        masked = _without_code_spans(masked)
    if "<!--" in masked:
        masked = _without_pairs(masked, _HTML_COMMENT, "-->")
    if "%%" in masked:
        masked = _without_pairs(masked, _COMMENT, "%%")
    if "$" in masked:
        masked = _LINK_OR_MATH.sub(lambda m: _blank(m[0]) if m["math"] else m[0], masked)
    return masked


def _blank(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join(" " * len(line) for line in text.split("\n"))


def prose_lines(lines: list[str], first: int = 0) -> list[bool]:
    """For every line whether it is prose: at or after `first`, and in no fence, indented code or HTML block.

    CommonMark 0.31, sections 4.4 to 4.6.
    """
    keep = [False] * len(lines)
    if not any(map(_STRUCTURE.match, lines)):
        keep[first:] = [True] * (len(lines) - first)
        return keep
    fence = ""
    quote_depth = 0
    in_list = in_html = False
    after_blank = after_code = True
    for number in range(first, len(lines)):
        line = lines[number]
        opening = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            if line.count(">", 0, len(line) - len(line.lstrip(" \t>"))) >= quote_depth:
                if opening and _closes(opening, fence):
                    fence, after_blank = "", True
                continue
            fence = ""
        if opening and _opens(opening):
            fence, quote_depth = opening["mark"], opening["quote"].count(">")
            after_blank = False
            continue
        blank = not line.strip()
        in_html = not blank and (in_html or bool(_HTML_BLOCK.match(line)))
        indented = line.startswith(("    ", "\t"))
        if _LIST_ITEM.match(line) and not (indented and not in_list):
            in_list = True
        elif not blank and not line[0].isspace():
            in_list = False
        is_code = indented and not in_list and not blank and (after_blank or after_code)
        keep[number] = not (is_code or in_html)
        after_code = is_code or (blank and after_code)
        after_blank = blank or bool(_HEADING.match(line))
    return keep


def _opens(fence: re.Match[str]) -> bool:
    return fence["mark"][0] == "~" or "`" not in fence["info"]


def _closes(fence: re.Match[str], opened_by: str) -> bool:
    return fence["mark"].startswith(opened_by) and not fence["info"].strip()


def _without_code_spans(text: str) -> str:
    """Blank `code spans`: a run of backticks ends at the next run of its length in the same paragraph (section 6.1)."""
    paragraph_ends = [found.start() for found in re.finditer(r"\n[ \t\r]*\n", text)]
    runs = [(found.start(), found.end()) for found in _BACKTICKS.finditer(text)]
    following: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (start, end) in enumerate(runs):
        following[bisect_right(paragraph_ends, start), end - start].append(index)
    pieces, done, index = [], 0, 0
    while index < len(runs):
        start, end = runs[index]
        group = following[bisect_right(paragraph_ends, start), end - start]
        next_in_group = bisect_right(group, index)
        if next_in_group == len(group):
            index += 1
            continue
        closing = group[next_in_group]
        pieces += [text[done:start], _blank(text[start : runs[closing][1]])]
        done, index = runs[closing][1], closing + 1
    return "".join(pieces) + text[done:]


def _without_pairs(text: str, opening: re.Pattern[str], closing: str) -> str:
    """Blank what lies between an opening and the next closing mark; an opening without one is plain text."""
    pieces, done = [], 0
    while found := opening.search(text, done):
        end = text.find(closing, found.end())
        if end < 0:
            break
        end += len(closing)
        pieces += [text[done : found.start()], _blank(text[found.start() : end])]
        done = end
    return "".join(pieces) + text[done:]
