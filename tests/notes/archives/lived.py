"""A vault to which everything has happened that a history tells of, and what two vaults must share to be the same."""

import io
import json
from typing import Any
from zipfile import ZipFile

from shared.access.gate import Caller
from shared.accounts import WELCOME, WELCOME_PATH
from shared.notes.change import Change, Edit
from shared.notes.exports import export_notes
from shared.notes.replay import Replay, replay_history
from shared.notes.sources import Source
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock

WELCOMED = (WELCOME_PATH, WELCOME)
DAY = 86_400
MANY = 5
"""So many notes make a change of several parts, where few make one."""


def call(
    service: Service, tool: str, *, user_id: str = ADA, client: str = "Claude", **arguments: Any
) -> dict[str, Any]:
    return service.call(Caller(user_id, client=client, grant="g-1"), tool, arguments).structured


def live(service: Service, clock: Clock, *, many: int = MANY) -> Vault:
    """Ada's vault after moves with links, a rewrite, deletions, restores, an undo, attachments and large changes."""
    vault = service.vault(Caller(ADA, client="Cursor"))
    call(service, "write_note", path="Moss", body="one")
    clock.forward(60)
    call(service, "write_note", path="Index", body="[[Moss]] ![[cat.png]]")
    vault.attach("cat.png", b"\x89PNG one")
    clock.forward(DAY)
    vault.write("Moss", "two", overwrite=True)
    call(service, "move_note", path="Moss", to="plants/Bryum")
    call(service, "write_note", path="Moss", body="another of the old name")
    vault.attach("cat.png", b"\x89PNG two", overwrite=True)
    clock.forward(60)
    many_notes = [Edit(f"many/n{number:02}.md", f"[[Fern]] {number}".encode()) for number in range(many)]
    vault.change([*many_notes, Edit("many/Fern.md", b"fern")], "import")
    call(service, "move_note", path="many/Fern", to="woods/Polypody", client="Cursor")
    call(service, "delete_note", path="many/n03")
    call(service, "delete_note", path="many/n04")
    call(service, "restore_note", path="many/n03")
    call(service, "restore_note", path="plants/Bryum", version=1)
    clock.forward(60)
    moved = call(service, "move_note", path="many/", to="few/")
    call(service, "undo_changes", changes=[moved["change"] if "change" in moved else vault.seq()])
    call(service, "delete_note", path="cat.png", client="Cursor")
    call(service, "delete_note", path="Moss")
    call(service, "write_note", path="Moss", body="a third")
    return vault


def packed(vault: Vault) -> io.BytesIO:
    """The vault with its history as a zip."""
    file = io.BytesIO()
    export_notes(vault, file, with_history=True)
    file.seek(0)
    return file


def taken_in(vault: Vault, file: io.BytesIO) -> Replay:
    return replay_history(vault, io.BytesIO(file.getvalue()), welcome=WELCOMED)


def replay_of(vault: Vault, file: io.BytesIO, done: int = 0) -> Replay:
    return Replay(vault, Source.open(io.BytesIO(file.getvalue()), with_history=True), welcome=WELCOMED, done=done)


def files_of(file: io.BytesIO) -> dict[str, bytes]:
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def held(vault: Vault) -> dict[str, bytes]:
    return {note.path: vault.body(note.digest) for note in (*vault.notes(), *vault.attachments())}


def log_of(vault: Vault, since: int = 0) -> list[Any]:
    """The log as plain values, counted from the change after `since`, without grants; what is older has no number."""
    return [_counted(change, since) for change in vault.changes(since)]


def trash_of(vault: Vault, since: int = 0) -> list[Any]:
    """The trash in the same way."""
    return [
        (place, note.path, note.digest, _later(note.version, since))
        for key, note in vault.trash()
        if (place := _place(key, since))
    ]


def _counted(change: Change, since: int) -> Any:
    told = json.loads(json.dumps(change.value()))
    told |= {"seq": change.seq - since, "by": change.client}
    for note in told["notes"]:
        for name in ("before", "after", "from"):
            if note.get(name):
                note[name]["version"] = _later(note[name]["version"], since)
        if note.get("untrashed"):
            note["untrashed"] = _place(note["untrashed"], since)
    return told


def _later(seq: int, since: int) -> int | None:
    return seq - since if seq > since else None


def _place(key: str, since: int) -> tuple[int, str] | None:
    _, seq, number = key.split("#")
    return (int(seq) - since, number) if int(seq) > since else None


def check_same(there: Vault, here: Vault, replay: Replay) -> None:
    """A vault and the one it was taken into, which was empty, tell the same from the oldest change on."""
    oldest = next(there.changes(0), None)
    since = oldest.seq - 1 if oldest else there.seq()
    bases = here.seq() - (there.seq() - since)
    assert replay.changes == here.seq()
    assert held(here) == held(there)
    assert log_of(here, bases) == log_of(there, since)
    assert trash_of(here, bases) == trash_of(there, since)
    check_sound(here)


def check_sound(vault: Vault) -> None:
    """What holds of every vault: the counts of its head, versions that have been, texts that are there."""
    head, notes, files = vault.log.head(), list(vault.notes()), list(vault.attachments())
    assert (head.notes, head.attachments, head.plan) == (len(notes), len(files), "")
    assert head.bytes == sum(note.bytes for note in (*notes, *files))
    assert all(0 < note.version <= head.seq for note in (*notes, *files))
    named = {note.digest for note in (*notes, *files)} | {note.digest for _, note in vault.trash()}
    for change in vault.changes(0):
        named |= {note.digest for told in change.notes for note in (told.before, told.after, told.moved_from) if note}
    assert all(vault.keeps(digest) for digest in named)
