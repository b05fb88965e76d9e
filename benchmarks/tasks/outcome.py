"""What came of a task: the notes as they lie on the disk, and what the assistant was told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

_FRONT_MATTER = re.compile(r"---\n(.*?)^---\n?", re.S | re.M)
_WIKILINK = re.compile(r"\[\[([^\]|#]+)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The folder of notes after a task, and everything that the answers told on the way."""

    folder: Path
    heard: str

    def holds(self, path: str) -> bool:
        return (self.folder / path).is_file()

    def body(self, path: str) -> str:
        """A note's text after its front matter, "" where there is no note."""
        return body_of(self._text(path))

    def properties(self, path: str) -> dict[str, Any]:
        """A note's front matter."""
        return properties_of(self._text(path))

    def links(self, path: str) -> list[str]:
        """The targets of a note's wikilinks."""
        return links_of(self._text(path))

    def section(self, path: str, heading: str) -> list[str]:
        """The lines below a heading of the second level."""
        _, _, rest = self.body(path).partition(f"## {heading}\n")
        return rest.partition("\n## ")[0].splitlines()

    def unheard(self, texts: list[str]) -> Iterator[str]:
        """A fault for every text that no answer told."""
        yield from (f"nobody said {text!r}" for text in texts if text.strip() not in self.heard)

    def _text(self, path: str) -> str:
        file = self.folder / path
        return file.read_text() if file.is_file() else ""


def body_of(text: str) -> str:
    found = _FRONT_MATTER.match(text)
    return text[found.end() if found else 0 :].strip()


def properties_of(text: str) -> dict[str, Any]:
    found = _FRONT_MATTER.match(text)
    return (yaml.safe_load(found[1]) or {}) if found else {}


def links_of(text: str) -> list[str]:
    """The targets of a text's wikilinks."""
    return _WIKILINK.findall(text)


def stem_of(path: str) -> str:
    """A note's name without folder and extension, which in the vault of the tasks only one note has."""
    return PurePosixPath(path).stem


def means(link: str, path: str) -> bool:
    """Whether a link's target, as written, is the note at this path: by name, by path, or by the end of its path."""
    return f"/{path.removesuffix('.md')}".endswith(f"/{link.strip().removesuffix('.md').lstrip('/')}")
