"""What a half-typed path, folder or tag may become: the names of a vault, those that begin with it first."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.notes.path import fold, folder_of
from shared.notes.search import Search

VALUES_MAX = 100
"""Of one completion (2026-07-28, Completion, "Implementation Considerations")."""
PATH, FOLDER, TAG = "path", "folder", "tag"


@dataclass(frozen=True, slots=True)
class Completed:
    """The best values, at most `VALUES_MAX`, and how many there are in all."""

    values: list[str]
    total: int


class Completion:
    """Completes names from an index that has seen the vault's last change, within what its vault holds."""

    def __init__(self, search: Search) -> None:
        self._search = search

    def of(self, kind: str, untrusted_value: str) -> Completed:
        """What a value of this kind may become; nothing where the kind is none of ours."""
        if kind == PATH:
            return self.paths(untrusted_value)
        if kind == FOLDER:
            return _best(self._folders(), untrusted_value.lstrip("/"))
        if kind == TAG:
            return _best((tag for tag, _ in self._search.tags()), untrusted_value.lstrip("#"))
        return Completed([], 0)

    def paths(self, untrusted_value: str) -> Completed:
        """Paths that begin with the value, then those whose name does, then those that hold it anywhere."""
        value, inside = fold(untrusted_value), self._inside()
        rows = self._search.index.rows(
            "SELECT path, count(*) OVER () FROM (SELECT path, name, stem, stem || '.md' AS whole FROM notes)"
            " WHERE substr(stem, 1, ?) = ? AND instr(whole, ?) > 0"
            " ORDER BY substr(whole, 1, ?) != ?, substr(name, 1, ?) != ?, stem LIMIT ?",
            *(len(inside), inside, value, *(len(value), value) * 2, VALUES_MAX),
        )
        return Completed([path for path, _ in rows], rows[0][1] if rows else 0)

    def _folders(self) -> list[str]:
        """Every folder, by path, in the one of its spellings that comes first."""
        inside = self._inside()
        rows = self._search.index.rows(
            "SELECT min(path) FROM notes WHERE substr(stem, 1, ?) = ?"
            " GROUP BY substr(stem, 1, length(stem) - length(name)) ORDER BY min(path)",
            *(len(inside), inside),
        )
        found: dict[str, str] = {}
        for (path,) in rows:
            while path := folder_of(path):
                if fold(path) in found or not self._search.vault.holds(f"{path}/"):
                    break
                found[fold(path)] = path
        return [found[key] for key in sorted(found)]

    def _inside(self) -> str:
        folder = self._search.vault.folder
        return f"{fold(folder)}/" if folder else ""


def _best(names: Iterable[str], untrusted_value: str) -> Completed:
    """Names that hold a value: those that begin with it, those whose last part does, the others; each as they came."""
    value = fold(untrusted_value)
    matching = [(name, folded) for name in names if value in (folded := fold(name))]
    matching.sort(key=lambda pair: (not pair[1].startswith(value), not pair[1].rpartition("/")[2].startswith(value)))
    return Completed([name for name, _ in matching[:VALUES_MAX]], len(matching))
