"""A whole vault as a zip: byte for byte what was put in, with its times, and whole or not at all."""

import io
import os
import subprocess
from pathlib import Path
from shutil import which
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.access.gate import Caller
from shared.errors import Unavailable
from shared.notes.exports import export_notes
from shared.notes.imports import import_notes
from shared.notes.names import path_for
from shared.notes.path import key_of
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, BOB, Clock
from tests.notes.imports.sample import FILES, counts, folder_of, held, vault_of, zip_of
from tests.shelves import Shelves, local_shelves


@pytest.fixture
def ada(vaults: Service) -> Vault:
    return vaults.vault(Caller(ADA, client="import"))


@pytest.fixture
def bob(vaults: Service) -> Vault:
    return vaults.vault(Caller(BOB, client="import"))


def exported(vault: Vault) -> dict[str, bytes]:
    file = io.BytesIO()
    export_notes(vault, file)
    with ZipFile(file) as packed:
        return {entry.filename: packed.read(entry) for entry in packed.infolist()}


def times(vault: Vault) -> dict[str, int]:
    return {note.path: note.updated_at for note in (*vault.notes(), *vault.attachments())}


def test_what_came_in_goes_out_byte_for_byte_and_comes_in_again(ada: Vault, bob: Vault, tmp_path: Path):
    import_notes(ada, zip_of(*FILES.items()))
    assert exported(ada) == FILES
    assert exported(bob) == {}
    assert export_notes(ada, tmp_path / "out.zip") == len(FILES)
    report = import_notes(bob, tmp_path / "out.zip")
    assert (counts(report), report.refused, report.renamed) == ((len(FILES), 0, 0), [], [])
    assert held(bob) == FILES
    assert times(bob) == times(ada)


def test_a_file_keeps_its_time_to_the_second(ada: Vault, bob: Vault, tmp_path: Path):
    wanted = {
        "now.md": 1_763_000_001,
        "old.png": 3,
        "late.md": 2**31,
        "new.pdf": 4_000_000_001,
        "far.md": 9_999_999_999,
    }
    for name, at in wanted.items():
        os.utime(folder_of(tmp_path / "in", {name: name.encode()}) / name, (at, at))
    import_notes(ada, tmp_path / "in")
    export_notes(ada, tmp_path / "out.zip")
    import_notes(bob, tmp_path / "out.zip")
    assert times(ada) == times(bob) == wanted


@pytest.mark.skipif(not which("unzip"), reason="there is no unzip here")
def test_what_goes_out_is_unpacked_by_others(ada: Vault, tmp_path: Path):
    files = {name: body for name, body in FILES.items() if name != "LICENSE"}
    import_notes(ada, zip_of(*files.items()))
    export_notes(ada, tmp_path / "out.zip")
    environ = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(["unzip", "-q", tmp_path / "out.zip", "-d", tmp_path / "out"], check=True, env=environ)
    unpacked = {file.relative_to(tmp_path / "out").as_posix(): file for file in (tmp_path / "out").rglob("*")}
    assert {name: file.read_bytes() for name, file in unpacked.items() if file.is_file()} == files
    assert {int(file.stat().st_mtime) for file in unpacked.values() if file.is_file()} == set(times(ada).values())


def test_the_same_vault_gives_the_same_zip(ada: Vault, tmp_path: Path):
    import_notes(ada, zip_of(*FILES.items()))
    for name in ("one.zip", "two.zip"):
        export_notes(ada, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_is_packed_already_is_stored_as_it_is(ada: Vault):
    import_notes(ada, zip_of(("a.md", b"moss" * 99), ("a.png", b"moss" * 99), ("a.mp4", b"x"), ("a.svg", b"moss" * 99)))
    file = io.BytesIO()
    export_notes(ada, file)
    with ZipFile(file) as packed:
        methods = {entry.filename: entry.compress_type for entry in packed.infolist()}
    assert methods == {"a.md": ZIP_DEFLATED, "a.png": ZIP_STORED, "a.mp4": ZIP_STORED, "a.svg": ZIP_DEFLATED}


def test_a_zip_appears_only_once_it_is_whole(ada: Vault, shelves: Shelves, tmp_path: Path):
    (tmp_path / "out.zip").write_bytes(b"an older one")
    ada.write("a", "1")
    shelves.files.remove(ADA, ada.write("b", "2")[0].digest)
    with pytest.raises(Unavailable):
        export_notes(ada, tmp_path / "out.zip", with_history=True)
    assert [*tmp_path.glob(".*.part")] == []
    assert (tmp_path / "out.zip").read_bytes() == b"an older one"


def test_how_far_an_export_is_counts_attachments_too(ada: Vault):
    import_notes(ada, zip_of(("a.md", b"1"), ("b.png", b"2"), ("c.md", b"3")))
    told: list[tuple[int, int]] = []
    assert export_notes(ada, io.BytesIO(), progress=lambda done, total: told.append((done, total))) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=20).filter(
    lambda name: not name.startswith(".") and name.strip()
)
PATHS = st.tuples(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.sampled_from(("", ".md", ".png")))


@settings(max_examples=60, deadline=None)
@given(files=st.dictionaries(PATHS.map("".join), st.text(max_size=50).map(str.encode), max_size=6))
def test_an_export_holds_what_an_import_took_under_the_names_it_told(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
):
    ada, bob = (vault_of(local_shelves(tmp_path_factory.mktemp(name), Clock()), Clock()) for name in ("a", "b"))
    report = import_notes(ada, zip_of(*files.items()))
    refused, renamed = {name for name, _ in report.refused}, {name: path for name, path, _ in report.renamed}
    expected = {renamed.get(name, name): body for name, body in files.items() if name not in refused}
    assert exported(ada) == expected
    assert len(expected) == len({key_of(path_for(name)[0]) for name in files})
    file = io.BytesIO()
    export_notes(ada, file)
    assert import_notes(bob, file).renamed == []
    assert exported(bob) == expected


def test_a_text_that_the_store_has_lost_keeps_nobody_from_the_rest(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock)
    vault.write("Pond", "Fed by rain.")
    lost, _ = vault.write("Moss", "It grows on stones.")
    vault.write("Fern", "Beside the pond.")
    shelves.files.remove(vault.user_id, lost.digest)
    packed = exported(vault)
    assert sorted(packed) == ["Fern.md", "Missing from this export.md", "Pond.md"]
    assert packed["Missing from this export.md"].decode().endswith("\n- Moss.md\n")


def test_a_history_that_the_store_has_lost_some_of_is_refused(shelves: Shelves, clock: Clock):
    vault = vault_of(shelves, clock)
    lost, _ = vault.write("Moss", "It grows on stones.")
    shelves.files.remove(vault.user_id, lost.digest)
    with pytest.raises(Unavailable):
        export_notes(vault, io.BytesIO(), with_history=True)
