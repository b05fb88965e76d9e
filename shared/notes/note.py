"""One note's Markdown, read: its properties, title, headings, tags and the parts it can be read by."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from shared.notes import frontmatter
from shared.notes.path import fold, name_of
from shared.notes.prose import prose_lines, prose_of

TITLE_CHARACTERS_MAX = 300
TAG_CHARACTERS_MAX = 200
TAGS_MAX = 1_000
HEADINGS_MAX = 10_000
"""What comes after so many is text; nobody writes a note like that, and it would cost seconds to read one."""
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t\r]|$)")
_HEADING_STARTS = tuple(f"{space}{mark}" for mark in "#=-" for space in ("", " ", "  ", "   "))
_TITLE = re.compile(r"^title:[ \t]*([^\s#]+)", re.M)
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*\r?$")
_NOT_A_PARAGRAPH = re.compile(r" {0,3}(?:#{1,6}(?:\s|$)|>|[-*+][ \t]|\d{1,9}[.)][ \t]|\||[-*_=]{3,}\s*$)")
_DESTINATION = re.compile(r"\[\[[^\[\]\n]*\]\]|\]\([^()\n]*\)")
_TAG = re.compile(r"#(?<!\S#)([^\s!-,.:-@\[-^`{-~\u2000-\u206f\u2e00-\u2e7f]+)")
_HEADING_MARKS = re.compile(r"[!\"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\s]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the lines of its section, counted from 1, both ends included."""

    level: int
    text: str
    line: int
    last_line: int


class Markdown:
    """The text of one note. What is asked for is worked out once."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._block, self.body_start = frontmatter.split(text)

    @cached_property
    def properties(self) -> frontmatter.Properties:
        """The front matter's properties; none where it cannot be read safely."""
        try:
            return frontmatter.read(self._block) if self._block else {}
        except frontmatter.Unreadable:
            return {}

    @cached_property
    def prose(self) -> str:
        """The text with code, comments, math and HTML blanked; offsets stay."""
        return prose_of(self.text, self._is_prose)

    @cached_property
    def _is_prose(self) -> list[bool]:
        return prose_lines(self.lines, self.text.count("\n", 0, self.body_start))

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def title(self) -> str:
        """Front matter, else the first heading, else the file's name."""
        stated = self.properties.get("title")
        if isinstance(stated, (int, float)) and (written := _TITLE.search(self._block)):
            stated = written[1]
        if not isinstance(stated, str) or not stated.strip():
            stated = next((heading.text for heading in self.headings if heading.text), "") or name_of(self.path)
        return _cut(stated.strip())

    @cached_property
    def headings(self) -> list[Heading]:
        """All headings in order; a section ends before the next heading of the same or a higher level."""
        starts = [at for at, line in enumerate(self.lines) if line.startswith(_HEADING_STARTS)]
        found = list(islice(filter(None, map(self._heading_at, starts)), HEADINGS_MAX))
        sections: list[Heading] = []
        last_lines = [len(self.lines)] * 7
        for level, text, line in reversed(found):
            sections.append(Heading(level, text, line, last_lines[level]))
            last_lines[level:] = [line - 1] * (7 - level)
        return sections[::-1]

    def _heading_at(self, index: int) -> tuple[int, str, int] | None:
        line = self.lines[index]
        if not (keep := self._is_prose)[index]:
            return None
        if "#" in line[:5] and (atx := _ATX.match(line)):
            return len(atx[1]), _without_closing_marks(line[atx.end() :].strip()), index + 1
        if line.lstrip(" ")[:1] in ("=", "-") and index and keep[index - 1] and (setext := _SETEXT.match(line)):
            above = self.lines[index - 1]
            if above.strip() and not above.startswith(("    ", "\t")) and not _NOT_A_PARAGRAPH.match(above):
                return (1 if setext[1][0] == "=" else 2), above.strip(), index
        return None

    @cached_property
    def tags(self) -> list[str]:
        """Tags of the front matter and of the prose, without `#`, each once in its first spelling."""
        names = [tag.strip("/") for tag in [*_listed(self.properties, "tags", "tag"), *self._inline_tags()]]
        spellings: dict[str, str] = {}
        for name in names:
            if name and not name.isdigit() and len(name) <= TAG_CHARACTERS_MAX:
                spellings.setdefault(fold(name), name)
        return list(spellings.values())[:TAGS_MAX]

    def _inline_tags(self) -> list[str]:
        if not _TAG.search(self.text, self.body_start):
            return []
        marked = "\n".join(line for line in self.prose.split("\n") if "#" in line)
        return _TAG.findall(_DESTINATION.sub(lambda link: " " * len(link[0]), marked))

    @cached_property
    def aliases(self) -> list[str]:
        return _listed(self.properties, "aliases", "alias")

    def continues(self, index: int) -> bool:
        """Whether a line, counted from 0, belongs to the paragraph or item of the line above."""
        above = self.lines[index - 1]
        return bool(above.strip()) and not _ATX.match(above) and not _NOT_A_PARAGRAPH.match(self.lines[index])


def _cut(text: str) -> str:
    """At most `TITLE_CHARACTERS_MAX` characters, and no half word."""
    if len(text) <= TITLE_CHARACTERS_MAX:
        return text
    whole, _, _ = text[: TITLE_CHARACTERS_MAX + 1].rpartition(" ")
    return whole or text[:TITLE_CHARACTERS_MAX]


def _without_closing_marks(text: str) -> str:
    shorter = text.rstrip("#")
    return shorter.rstrip() if not shorter or shorter[-1] in " \t" else text


def heading_key(text: str) -> str:
    """A heading for comparing: marks become spaces, spaces shrink, letter case goes (Obsidian's stripHeading)."""
    return fold(_HEADING_MARKS.sub(" ", text)).strip()


def _listed(properties: frontmatter.Properties, *names: str) -> list[str]:
    """The values of the first of these properties that is there, as Obsidian reads them: a list, or one string."""
    for name, value in properties.items():
        if name.casefold() in names:
            items = (
                value if isinstance(value, list) else re.split(r"[,\s]+" if "tag" in names else r",", str(value or ""))
            )
            return [
                str(item).strip().lstrip("#")
                for item in items
                if isinstance(item, (str, int, float)) and str(item).strip()
            ]
    return []
