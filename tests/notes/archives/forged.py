"""A small history as plain values that anybody may forge, and the zip of it."""

import copy
import io
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from shared.notes.change import Edit
from shared.notes.history import History
from tests.conftest import Clock
from tests.notes.archives.lived import files_of, packed
from tests.notes.imports.sample import vault_of
from tests.shelves import local_shelves

FOLDER = ".notes-vault/"
WRITE, REWRITE, MOVE, DELETE, RESTORE, ATTACH = range(6)
"""The changes of it, by their places."""


@dataclass
class Forged:
    """A zip in parts: the plain files of its vault, and the values of its history."""

    beside: dict[str, bytes]
    manifest: Any
    changes: list[Any]
    before: list[Any]
    trash: list[Any]
    bodies: dict[str, bytes]
    more: list[tuple[str, bytes]] = field(default_factory=list)
    lacks: str = ""

    def zip(self) -> io.BytesIO:
        file = io.BytesIO()
        history = {
            "history.json": _lines([self.manifest]),
            "changes.jsonl": _lines(self.changes),
            "before.jsonl": _lines(self.before),
            "trash.jsonl": _lines(self.trash),
            **{f"bodies/{digest}": body for digest, body in self.bodies.items()},
        }
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, body in [*self.beside.items(), *((FOLDER + name, body) for name, body in history.items())]:
                if name != self.lacks:
                    archive.writestr(name, body)
            for name, body in self.more:
                archive.writestr(name, body)
        return file


def honest() -> Forged:
    """A history that nobody has forged yet: written, rewritten, moved, deleted, restored, and a file attached."""
    return copy.deepcopy(_made())


@cache
def _made() -> Forged:
    with TemporaryDirectory() as folder:
        clock = Clock()
        clock.now -= 1_000
        vault = vault_of(local_shelves(Path(folder), clock), clock)
        vault.write("Moss", "one")
        moss, _ = vault.write("Moss", "two", overwrite=True)
        moved = Edit("plants/Bryum.md", None, 0, as_was=moss, moved_from=moss)
        vault.change([moved, Edit("Moss.md", None, moss.version), Edit("Fern.md", b"fern")], "move")
        vault.delete("plants/Bryum")
        History(vault).restore("plants/Bryum")
        vault.delete("Fern")
        vault.attach("cat.png", b"\x89PNG")
        files = files_of(packed(vault))
    log = {name: _values(files.pop(FOLDER + name)) for name in ("changes.jsonl", "before.jsonl", "trash.jsonl")}
    [manifest] = _values(files.pop(FOLDER + "history.json"))
    bodies = {name.rpartition("/")[2]: files.pop(name) for name in [*files] if name.startswith(FOLDER)}
    changes, before, trash = log.values()
    return Forged(files, manifest, changes, before, trash, bodies)


def _values(lines: bytes) -> list[Any]:
    return [json.loads(line) for line in lines.splitlines()]


def _lines(values: list[Any]) -> bytes:
    return b"".join(value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n" for value in values)
