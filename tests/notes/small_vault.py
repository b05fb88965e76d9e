"""A vault in memory: the paths of its files and the texts of its notes, what links in it mean, and moves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.errors import Invalid
from shared.notes.links import Link, links_of, resolve, target_keys
from shared.notes.note import Markdown
from shared.notes.path import fold, safe_attachment_path, safe_path, stem_of
from shared.notes.resolution import Meaning
from shared.notes.rewriting import rewritten, rewritten_canvas


def paths_of(files: str) -> list[str]:
    """The paths of a list like `a.md;b/c.png` as a vault keeps them; it keeps no file in a folder with a dot."""
    kept = []
    for path in filter(None, files.split(";")):
        try:
            kept.append(safe_path(path) if path.casefold().endswith(".md") else safe_attachment_path(path))
        except Invalid:
            assert path.startswith(".")
    return kept


def meaning(paths: Iterable[str]) -> Meaning:
    """What targets mean in a vault of these files."""
    named: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in paths:
        stem = fold(stem_of(path))
        named[stem.rpartition("/")[2]].append((stem, path))

    def file_of(source: str, target: str) -> str | None:
        names = [key.rpartition("/")[2] for key in target_keys(target)]
        return resolve(source, target, [pair for name in names for pair in named[name]])

    return file_of


@dataclass
class SmallVault:
    """Texts of notes and canvases by path; `others` are attachments nobody reads."""

    texts: dict[str, str]
    others: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [*self.texts, *self.others]

    def links(self, path: str) -> list[tuple[Link, str | None]]:
        """Every link of a note, with the file it means."""
        means = meaning(self.paths)
        return [(link, means(path, link.target)) for link in links_of(Markdown(path, self.texts[path]))]

    def moved(self, moves: Mapping[str, str]) -> tuple["SmallVault", list[Link]]:
        """The vault after a move, and the links that could not be kept."""
        then, now = meaning(self.paths), meaning(moves.get(path, path) for path in self.paths)
        texts, left = {}, []
        for path, text in self.texts.items():
            rewrite = rewritten_canvas if path.endswith(".canvas") else rewritten
            found = rewrite(path, text, moves, then, now)
            texts[moves.get(path, path)] = found.text
            left += found.left
        return SmallVault(texts, [moves.get(path, path) for path in self.others]), left
