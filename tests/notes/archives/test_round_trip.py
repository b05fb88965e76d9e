"""A vault leaves with its history and comes into another one, on every backend and from each to the other."""

import io
import json
import tracemalloc
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared.access.gate import Caller
from shared.notes import changelog, replay
from shared.notes.changelog import TRASH
from shared.notes.exports import export_notes
from shared.notes.imports import import_notes
from shared.notes.vault import Vault
from shared.service import Service
from shared.storage.contract import Write
from tests.conftest import ADA, BOB, Clock, config_in
from tests.notes.archives.lived import (
    DAY,
    call,
    check_same,
    check_sound,
    files_of,
    held,
    live,
    log_of,
    packed,
    taken_in,
    trash_of,
)
from tests.notes.imports.sample import vault_of
from tests.shelves import BACKENDS, Shelves, aws_shelves, local_shelves, moto

HISTORY_DAYS = 365
on_a_laptop = pytest.mark.parametrize("shelves", ["local"], indirect=True)
"""For what no backend has a part in."""


def test_a_history_says_the_same_in_another_vault_and_leaves_it_again(vaults: Service, ada: Vault, bob: Vault):
    zipped = packed(ada)
    done = taken_in(bob, zipped)
    check_same(ada, bob, done)
    assert {note.path: note for note in bob.notes()} == {note.path: note for note in ada.notes()}
    assert max(len(change.notes) for change in bob.changes(0)) == 4
    first, again = files_of(zipped), files_of(packed(bob))
    assert first.keys() == again.keys()
    grants_apart = first.pop(".notes-vault/changes.jsonl"), again.pop(".notes-vault/changes.jsonl")
    assert first == again
    assert grants_apart[0].replace(b'"grant":"g-1"', b'"grant":""') == grants_apart[1]


@on_a_laptop
def test_what_came_in_can_be_read_compared_restored_and_undone(vaults: Service, ada: Vault, bob: Vault):
    taken_in(bob, packed(ada))
    listed = call(vaults, "get_history", user_id=BOB, path="plants/Bryum", diffs=True)
    assert listed == call(vaults, "get_history", path="plants/Bryum", diffs=True)
    assert [change["what"] for change in listed["changes"]] == ["restore", "move", "write", "write"]
    assert call(vaults, "read_note", user_id=BOB, path="plants/Bryum", version=1)["text"] == "one"
    assert call(vaults, "search_notes", user_id=BOB, query="third")["notes"][0]["path"] == "Moss.md"
    call(vaults, "restore_note", user_id=BOB, path="cat.png")
    assert held(bob)["cat.png"] == b"\x89PNG two"
    moved = next(change.seq for change in bob.changes(0) if change.what == "move")
    for user_id in (ADA, BOB):
        call(vaults, "undo_changes", user_id=user_id, changes=[moved], dry_run=True)
    whole = next(change.seq for change in bob.changes(0) if change.what == "import")
    for user_id in (ADA, BOB):
        call(vaults, "undo_changes", user_id=user_id, changes=[whole])
    assert {path for path in held(bob) if path != "cat.png"} == set(held(ada))
    check_sound(bob)


@pytest.mark.parametrize("leaving", BACKENDS)
def test_a_vault_moves_between_a_laptop_and_aws(leaving: str, tmp_path: Path, clock: Clock):
    with ExitStack() as stack:
        stack.enter_context(moto())
        places = {"aws": aws_shelves(clock), "local": local_shelves(tmp_path, clock)}
        there = places.pop(leaving)
        [here] = places.values()
        service = Service(config_in(tmp_path, mode="lambda"), there.records, there.files, clock=clock)
        vault, other = live(service, clock), vault_of(here, clock)
        check_same(vault, other, taken_in(other, packed(vault)))


@on_a_laptop
def test_a_change_of_more_notes_than_a_commit_holds_comes_in_as_it_was(
    vaults: Service, bob: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    for module in (changelog, replay):
        monkeypatch.setattr(module, "EDITS_PER_COMMIT", 48)
    ada = live(vaults, clock, many=60)
    check_same(ada, bob, taken_in(bob, packed(ada)))
    assert max(len(change.notes) for change in bob.changes(0)) == 48
    clock.forward((HISTORY_DAYS + 2) * DAY)
    vaults.sweep(ADA)
    carol = vaults.vault(Caller("hf-carol"))
    assert taken_in(carol, packed(ada)).changes == 2
    assert held(carol) == held(ada)


@on_a_laptop
def test_what_was_before_the_oldest_change_that_is_kept_comes_in_as_one(
    vaults: Service, ada: Vault, bob: Vault, clock: Clock
):
    clock.forward((HISTORY_DAYS - 1) * DAY)
    ada.write("Late", "late")
    vaults.sweep(ADA)
    oldest = next(ada.changes(0))
    assert oldest.seq > 1
    zipped = packed(ada)
    done = taken_in(bob, zipped)
    bases = done.changes - (ada.seq() - oldest.seq + 1)
    check_same(ada, bob, done)
    begun = [change for change in bob.changes(0) if change.seq <= bases]
    assert {(change.what, change.client, change.at) for change in begun} == {("import", "import", oldest.at)}
    assert len({change.id for change in begun}) == 1
    clock.forward(2 * DAY)
    vaults.sweep(ADA)
    vaults.sweep(BOB)
    assert [change.id for change in bob.changes(0)] == [change.id for change in ada.changes(0)]


@on_a_laptop
def test_of_a_log_that_is_swept_the_notes_come_in(vaults: Service, ada: Vault, bob: Vault, clock: Clock):
    clock.forward((HISTORY_DAYS + 2) * DAY)
    vaults.sweep(ADA)
    done = taken_in(bob, packed(ada))
    check_same(ada, bob, done)
    assert done.changes == -(-len(held(ada)) // 4)


@on_a_laptop
def test_what_was_swept_out_of_the_trash_alone_stays_out(vaults: Service, ada: Vault, bob: Vault, shelves: Shelves):
    key = next(key for key, _ in ada.trash())
    shelves.records.commit(ADA, Write(key, None))
    done = taken_in(bob, packed(ada))
    check_same(ada, bob, done)
    assert done.trashed == len(list(bob.trash())) == 2
    assert all(key.startswith(TRASH) for key, _ in bob.trash())


@on_a_laptop
def test_beside_its_history_the_zip_is_the_same_and_comes_in_without_it(ada: Vault, bob: Vault):
    file = io.BytesIO()
    export_notes(ada, file)
    zipped = packed(ada)
    assert {name: body for name, body in files_of(zipped).items() if not name.startswith(".")} == files_of(file)
    report = import_notes(bob, zipped)
    assert (report.hidden, report.refused, held(bob)) == (1, [], held(ada))
    assert {change.what for change in bob.changes(0)} == {"import"}


@on_a_laptop
def test_every_text_is_in_the_zip_once(ada: Vault):
    files = files_of(packed(ada))
    bodies = {name.rpartition("/")[2]: body for name, body in files.items() if name.startswith(".notes-vault/bodies/")}
    assert bodies and not set(bodies) & {note.digest for note in ada.notes()}
    named = {note.digest for change in ada.changes(0) for told in change.notes for note in (told.after,) if note}
    assert set(bodies) | {note.digest for note in (*ada.notes(), *ada.attachments())} == named


@on_a_laptop
def test_who_writes_while_it_goes_out_is_not_in_it(vaults: Service, ada: Vault, bob: Vault):
    was, log, trash = held(ada), log_of(ada), trash_of(ada)

    def meanwhile(done: int, total: int) -> None:
        if done in (gone := {1: "n00", 4: "n02", 7: "n03"}):
            ada.write("few/new", f"new {done}", overwrite=True)
            call(vaults, "edit_note", path="many/n01", do="append", text="more")
            ada.delete(f"many/{gone[done]}")
        if done == 4:
            call(vaults, "move_note", path="plants/Bryum", to="A first one")
            call(vaults, "restore_note", path="cat.png")

    file = io.BytesIO()
    export_notes(ada, file, with_history=True, progress=meanwhile)
    taken_in(bob, file)
    assert (held(bob), log_of(bob), trash_of(bob)) == (was, log, trash)
    check_sound(bob)


def test_an_export_holds_one_text_at_a_time(tmp_path: Path, clock: Clock):
    vault = vault_of(local_shelves(tmp_path, clock), clock)
    for number in range(30):
        vault.write("Moss", str(number) * 500_000, overwrite=True)
        vault.attach(f"{number}.bin", bytes([number]) * 500_000)
    tracemalloc.start()
    try:
        export_notes(vault, tmp_path / "out.zip", with_history=True)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000
    with ZipFile(tmp_path / "out.zip") as archive:
        assert json.loads(archive.read(".notes-vault/history.json")) == {"format": 1, "first": 1, "last": 60}


@on_a_laptop
def test_an_empty_vault_leaves_and_comes_in(vaults: Service, bob: Vault):
    empty = vaults.vault(Caller("hf-carol"))
    done = taken_in(bob, packed(empty))
    assert (done.changes, bob.seq()) == (0, 0)
