"""Which file of a vault a link means, by the names the index knows; also as it will be once files have moved."""

from collections import defaultdict
from collections.abc import Mapping

from shared.notes.index import Index
from shared.notes.links import resolve, target_keys
from shared.notes.path import fold, folder_of, is_note, record_key, stem_of


class Targets:
    """Resolves links as they are met; a folder's links of one spelling mean one file and are looked up once.

    With `moves`, from paths to paths, it answers as in the vault after them; with `gone`, as without that file.
    """

    def __init__(self, index: Index, moves: Mapping[str, str] | None = None, *, gone: str = "") -> None:
        self._index = index
        self._moved = {record_key(path) for path in [*(moves or {}), gone]}
        self._arrived: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._known: dict[str, list[tuple[str, str]]] = {}
        self._meant: dict[tuple[str, str], str | None] = {}
        self.unsure: set[str] = set()
        for path in (moves or {}).values():
            stem = link_stem(path)
            self._arrived[stem.rsplit("/", 1)[-1]].append((stem, path))

    def of(self, source: str, target: str) -> str | None:
        """The path of the note or attachment that a target written in `source` means; None where it means nothing."""
        spot = (folder_of(source) if target else source, target)
        if spot not in self._meant:
            names = [key.rsplit("/", 1)[-1] for key in target_keys(target)]
            self._meant[spot] = resolve(source, target, [pair for name in names for pair in self._candidates(name)])
        return self._meant[spot]

    def is_unsure(self, source: str, target: str) -> bool:
        """Whether a target is a bare name that several files bear, so that only the rules say which is meant."""
        meant = self.of(source, target) if "/" not in target else None
        keys = target_keys(target)
        return meant is not None and link_stem(meant) not in keys and not self.unsure.isdisjoint(keys)

    def _candidates(self, name: str) -> list[tuple[str, str]]:
        if name not in self._known:
            tables = ("notes", "attachments")
            rows = [self._index.rows(f"SELECT stem, path FROM {table} WHERE name = ?", name) for table in tables]
            staying = [(stem, path) for found in rows for stem, path in found if record_key(path) not in self._moved]
            pairs = [*staying, *self._arrived[name]]
            self._known[name] = sorted(pairs, key=lambda pair: not is_note(pair[1]))
            if len(pairs) > 1:
                self.unsure.add(name)
        return self._known[name]


def link_stem(path: str) -> str:
    """The folded path by which links find a file: a note's without its `.md`."""
    return fold(stem_of(path))
