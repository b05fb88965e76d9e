"""How a link to a file that moved can be written: in the form its author chose, or else so that it is understood."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote

from shared.notes.links import SCHEME, Link, Parts
from shared.notes.path import EXTENSION, fold, folder_of, name_of, stem_of

_UNSAYABLE = re.compile(r"[#|^`]|\[\[|\]\]|%%|<!--|^\[")
"""What a wikilink cannot hold in its target; there is no way to escape it."""
_ENCODED = re.compile(r"[\s%#<>`|]")
_ENCODED_IN_ANGLES = re.compile(r"[%#<>`|]")
_BRACKET_PAIR = re.compile(r"\[\[|\]\]")
_BALANCED = re.compile(r"[^()]*(?:\([^()]*\)[^()]*)*")
_NOT_PLAIN = re.compile(r"[^\w/.-]")
_MARKS = re.compile(r"[\[\]\\<$|]|(?<=<)!|(?<=%)%")
_MARKS_BUT_BARS = re.compile(r"[\[\]<$]|\\(?!\|)|(?<=<)!|(?<=%)%")


@dataclass(frozen=True, slots=True)
class Move:
    """Where a file was, where it is, and where the note that links to it is now.

    `is_clash`: another file has come by the name that the link shows.
    """

    old: str
    new: str
    source: str
    is_clash: bool = False


@dataclass(frozen=True, slots=True)
class Spelling:
    """A target as it stands in a wikilink, or in a Markdown link, where it is percent-encoded."""

    text: str
    is_wikilink: bool
    is_angled: bool = False

    def alone(self, name: str) -> str:
        """A link of nothing but this target, and of the file's name as the label, which a wikilink cannot escape."""
        if self.is_wikilink:
            return f"[[{self.text}|{name}]]"
        return f"[](<{self.text}>)" if self.is_angled else f"[]({self.text})"


def still_says(target: str, old: str, new: str) -> bool:
    """Whether what a target shows of a file's path is as right as it was before the file moved."""
    shown = _shown(target, old)
    then, now = (stem_of(path).split("/")[-len(shown) :] for path in (old, new))
    return now in (then, shown)


def clashes(target: str, path: str, new_names: Collection[str]) -> bool:
    """Whether a target shows less than the path of its file, and a name that another file bears since a move."""
    if not new_names or target.startswith(("/", "./", "../")):
        return False
    shown = [fold(part) for part in _shown(target, path)]
    return shown[-1] in new_names and "/".join(shown) != fold(stem_of(path))


def _shown(target: str, old: str) -> list[str]:
    """The folders and the name that a target spells, without `.md`."""
    parts = [part for part in target.split("/") if part not in ("", ".", "..")]
    return [*parts[:-1], stem_of(parts[-1])] if _has_extension(target, old) else parts


def _has_extension(target: str, old: str) -> bool:
    name = target.rpartition("/")[2]
    return name.casefold().endswith(EXTENSION) and fold(name) != fold(name_of(old))


def spellings(link: Link, move: Move, *, is_angled: bool = False) -> Iterator[Spelling]:
    """The ways to write a link to a file's new path, those nearest to its author's first."""
    stem = stem_of(move.new)
    extension = move.new[len(stem) :]
    paths = dict.fromkeys([*([] if move.is_clash else [_in_form(link.target, move)]), stem, f"/{stem}"])
    if link.is_wikilink:
        endings = dict.fromkeys([extension, ""]) if _has_extension(link.target, move.old) else [""]
        written = (path + ending for ending, path in product(endings, paths))
        yield from (Spelling(text, True) for text in written if not _UNSAYABLE.search(text))
        paths = dict.fromkeys([stem, f"/{stem}"])
    for encoded in (_encoded, _closely_encoded):
        for ending, path in product(dict.fromkeys([extension, ""]), paths):
            yield Spelling(encoded(path + ending, is_angled=is_angled), False, is_angled)


def _in_form(target: str, move: Move) -> str:
    """The new path without `.md`, shown as the old one was: from the root, from the note, or its last parts."""
    stem, shown = stem_of(move.new), _shown(target, move.old)
    if target.startswith("/"):
        return f"/{stem}"
    if target.startswith(("./", "../")):
        return _relative(stem, folder_of(move.source))
    if len(shown) > 1 and fold("/".join(shown)) == fold(stem_of(move.old)):
        return stem
    return "/".join(stem.split("/")[-len(shown) :])


def _relative(stem: str, folder: str) -> str:
    """A path from a folder. What leads down from the vault's root needs no dots."""
    here, there = folder.split("/") if folder else [], stem.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    down = "/".join(there[common:])
    if not here and "/" in down:
        return down
    return "../" * (len(here) - common) + down if len(here) > common else f"./{down}"


def _encoded(path: str, *, is_angled: bool) -> str:
    """Percent-encoded where Markdown would not read on, as Obsidian does: spaces are, other scripts are not."""
    text = (_ENCODED_IN_ANGLES if is_angled else _ENCODED).sub(_percent, path)
    if _BRACKET_PAIR.search(text):
        text = re.sub(r"[\[\]]", _percent, text)
    if not is_angled and not _BALANCED.fullmatch(text):
        text = re.sub(r"[()]", _percent, text)
    return text.replace(":", "%3A", 1) if SCHEME.match(text) else text


def _closely_encoded(path: str, *, is_angled: bool) -> str:
    """Percent-encoded but for letters, digits and what a path is made of: safe wherever it stands."""
    return _NOT_PLAIN.sub(_percent, path)


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="", errors="replace")


def respelled(written: str, parts: Parts, link: Link, spelling: Spelling, move: Move) -> str:
    """The text of a link with another target. A label that is the file's old name follows; all else stays."""
    label = None if parts.label is None else _followed(written[parts.label], link, spelling, move)
    if link.is_wikilink and not spelling.is_wikilink:
        label = _escaped(name_of(move.new)) if parts.label is None else label
        subpath = f"#{_closely_encoded(link.subpath, is_angled=False)}" if link.subpath else ""
        return f"{'!' * link.is_embed}[{label}]({spelling.text}{subpath})"
    new = [(parts.target, spelling.text)]
    if parts.label is not None and label is not None:
        new.append((parts.label, label))
    for place, text in sorted(new, key=lambda pair: pair[0].start, reverse=True):
        written = written[: place.start] + text + written[place.stop :]
    return written


def _followed(label: str, link: Link, spelling: Spelling, move: Move) -> str:
    """A label as it is after a move; a Markdown link's may also be the whole path (Obsidian 0.9.18, 1.2.1)."""
    ways: list[Callable[[str], str]] = [name_of] if link.is_wikilink else [name_of, stem_of, str]
    for say in ways:
        if label in (say(move.old), _escaped(say(move.old))):
            return say(move.new) if spelling.is_wikilink else _escaped(say(move.new))
    return label if link.is_wikilink == spelling.is_wikilink else _escaped(label, _MARKS_BUT_BARS)


def _escaped(text: str, marks: re.Pattern[str] = _MARKS) -> str:
    """Plain text as the label of a Markdown link (CommonMark 0.31, sections 2.4 and 2.5).

    A backtick is written as a number, since one behind a backslash may still end a code span.
    """
    return marks.sub(r"\\\g<0>", text).replace("`", "&#96;")
