"""A sample of what lies outside, as a zip or a folder, and what a vault holds of it afterwards."""

import io
from pathlib import Path

from shared.notes import imports
from shared.notes.change import Author
from shared.notes.imports import Report
from shared.notes.vault import Limits, Vault
from tests.conftest import ADA, Clock
from tests.notes.zips_by_hand import Entry, zip_by_hand
from tests.shelves import Shelves

FILES = {
    "Moss.md": b"# Moss\n\nLikes shade.\n",
    "garden/Fern.MD": b"crlf\r\nline\r\n",
    "日本語/メモ.md": "庭の苔\n".encode(),
    "deep/er/Café.md": "\ufeffcafe\u0301, décomposé\n".encode(),
    "🌿.md": b"",
    'Odd "name" (1) #tag & more.md': b"no end\x00",
    "Moss.png": bytes(range(256)),
    "garden/Moss.md.txt": b"\xff\xfe",
    "LICENSE": b"MIT",
    "LICENSE/really.md": b"a file and a folder of one name",
    "CON.md": b"reserved",
    "aux": b"",
    "trailing dot./sp ace .pdf": b"%PDF-1.7\n\x00\xff",
    "drawing.canvas": b"{}",
    "a" * 250 + ".md": b"long",
}
SAME = "Here it is the same as {}; letter case and accents' form do not count."


def vault_of(shelves: Shelves, clock: Clock, **limits: int) -> Vault:
    return Vault(shelves.records, shelves.files, ADA, author=Author("import"), limits=Limits(**limits), clock=clock)


def zip_of(*files: tuple[str, bytes]) -> io.BytesIO:
    return io.BytesIO(zip_by_hand(*(Entry(name.encode(errors="surrogateescape"), body) for name, body in files)))


def folder_of(root: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    return root


def held(vault: Vault) -> dict[str, bytes]:
    return {note.path: vault.body(note.digest) for note in (*vault.notes(), *vault.attachments())}


def counts(report: Report) -> tuple[int, int, int]:
    """How many notes and attachments were created, changed and left as they were."""
    created, changed, unchanged = ((report.notes + report.attachments)[name] for name in imports.COUNTED)
    return created, changed, unchanged
