"""The notes of a vault in the order of their paths: page by page, by name, and where its daily notes lie."""

from dataclasses import dataclass

from shared.notes.path import fold, stem_of
from shared.notes.search import Search

_A_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


@dataclass(frozen=True, slots=True)
class Listed:
    """A note in the catalog. `updated_at` is unix seconds."""

    path: str
    title: str
    bytes: int
    updated_at: int


class Catalog:
    """Reads an index that has seen the vault's last change, within what its vault holds."""

    def __init__(self, search: Search) -> None:
        self._search = search
        folder = search.vault.folder
        self._inside = f"{fold(folder)}/" if folder else ""

    def page(self, after: str, limit: int) -> list[Listed]:
        """The next notes after a path, whether there is still a note at it or not; "" for the first."""
        rows = self._search.index.rows(
            "SELECT path, title, bytes, updated_at FROM notes WHERE stem > ? AND substr(stem, 1, ?) = ?"
            " ORDER BY stem LIMIT ?",
            *(fold(stem_of(after)), len(self._inside), self._inside, limit),
        )
        return [Listed(*row) for row in rows]

    def daily(self, day: str) -> str | None:
        """The path of the note that is named by a day (YYYY-MM-DD), the one highest up where there are several."""
        rows = self._search.index.rows(
            "SELECT path FROM notes WHERE name = ? AND substr(stem, 1, ?) = ? ORDER BY length(stem), stem LIMIT 1",
            *(day, len(self._inside), self._inside),
        )
        return str(rows[0][0]) if rows else None

    def latest_daily(self) -> str | None:
        """The path of the last note that is named by a day."""
        rows = self._search.index.rows(
            "SELECT path FROM notes WHERE name GLOB ? AND substr(stem, 1, ?) = ? ORDER BY name DESC, stem LIMIT 1",
            *(_A_DAY, len(self._inside), self._inside),
        )
        return str(rows[0][0]) if rows else None
