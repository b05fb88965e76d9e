"""`import` and `export`, as ada uses them: what they print, what they leave behind and how they end."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared import doctor
from shared.access.gate import Caller
from shared.service import build
from shared.storage import local
from tests.command_line.settings import SPACE, Run, config_of
from tests.running import ROOT, environ_of


def counted(notes: str) -> list[str]:
    """The report of an import that had nothing but notes without links to name."""
    return [
        f"Notes: {notes}.",
        "Attachments: 0 created, 0 changed, 0 unchanged.",
        "Links in the vault: 0 lead to a note or an attachment, 0 to nothing.",
    ]


def test_a_folder_is_imported_searched_shown_and_exported(run: Run, folder: Path, tmp_path: Path):
    code, out, err = run("import", folder, "--user", "ada")
    assert (code, out.splitlines()) == (0, counted("2 created, 0 changed, 0 unchanged"))
    assert "Importing: 2 of 2\n" in err
    assert "Bringing the search up to date" in err
    assert "Took " in err
    assert (tmp_path / "data/vaults/ada/garden/Moss.md").read_text() == "likes shade\n"
    service = build(config_of(tmp_path))
    found = service.call(Caller("ada"), "search_notes", {"query": "shade"}).structured
    assert [note["path"] for note in found["notes"]] == ["garden/Moss.md"]
    assert next(service.vault(Caller("ada")).changes(0)).client == "import"
    code, out, _ = run("export", tmp_path / "out.zip", "--user", "ada")
    assert (code, out) == (0, f"2 files in {tmp_path / 'out.zip'}.\n")
    with ZipFile(tmp_path / "out.zip") as packed:
        assert packed.namelist() == ["Fern.md", "garden/Moss.md"]
    code, out, _ = run("import", tmp_path / "out.zip", "--user", "ada")
    assert (code, out.splitlines()) == (0, counted("0 created, 0 changed, 2 unchanged"))


def test_the_vault_of_a_laptop_is_the_one_that_is_meant(run: Run, folder: Path, tmp_path: Path):
    assert run("import", folder)[0] == 0
    assert (tmp_path / "data/vaults/local/Fern.md").exists()
    assert run("import", folder, **SPACE)[::2] == (1, "Say whose vault it is: --user USER.\n")


def test_what_is_not_as_it_was_is_named_and_a_refusal_ends_with_one(run: Run, tmp_path: Path):
    files = {
        "My Vault/.obsidian/app.json": b"{}",
        "My Vault/Moss.md": b"[[Fern]] [[cat.png]]\n\n[[Nowhere]]",
        "My Vault/garden/Fern.md": b"# Fern",
        "My Vault/cat.png": b"\x89PNG",
        "My Vault/Cafe\u0301.md": b"",
        "My Vault/new\x1b[2Jline.md": b"",
        "My Vault/latin.md": b"\xe9",
        "My Vault/..\\out.md": b"",
    }
    with ZipFile(tmp_path / "in.zip", "w") as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    code, out, _ = run("import", tmp_path / "in.zip")
    assert code == 1
    assert out.splitlines() == [
        "Notes: 4 created, 0 changed, 0 unchanged.",
        "Attachments: 1 created, 0 changed, 0 unchanged.",
        "Links in the vault: 2 lead to a note or an attachment, 1 to nothing.",
        "  Moss.md, line 3: Nowhere",
        "The folder My Vault around everything was left out of the names.",
        "1 came in with composed accents (Unicode's form NFC), as every name has here.",
        "1 under another name:",
        "  new\ufffd[2Jline.md -> new_[2Jline.md: A path cannot hold control characters or line breaks.",
        "2 refused:",
        "  ../out.md: Its name leads out of the vault with `..`.",
        "  latin.md: It is not UTF-8 text.",
        "1 passed over: files and folders that start with a dot or are the system's own.",
    ]
    again = run("import", tmp_path / "in.zip")
    assert again[1].splitlines()[0] == "Notes: 0 created, 0 changed, 4 unchanged."
    assert again[1].splitlines()[2:] == out.splitlines()[2:]


def test_of_many_links_that_lead_nowhere_the_first_are_named(run: Run, folder: Path):
    (folder / "Index.md").write_text("\n".join(f"[[gone {number}]]" for number in range(12)))
    lines = run("import", folder)[1].splitlines()
    assert lines[2] == "Links in the vault: 0 lead to a note or an attachment, 12 to nothing."
    assert lines[3:] == [f"  Index.md, line {number + 1}: gone {number}" for number in range(10)] + ["  and 2 more"]


def test_attachments_go_in_and_out_and_are_shown(run: Run, folder: Path, tmp_path: Path):
    (folder / "cat.png").write_bytes(bytes(range(256)))
    code, out, _ = run("import", folder)
    assert (code, out.splitlines()[1]) == (0, "Attachments: 1 created, 0 changed, 0 unchanged.")
    assert (tmp_path / "data/vaults/local/cat.png").read_bytes() == bytes(range(256))
    assert run("export", tmp_path / "out.zip")[1] == f"3 files in {tmp_path / 'out.zip'}.\n"
    with ZipFile(tmp_path / "out.zip") as packed:
        assert packed.read("cat.png") == bytes(range(256))


def test_what_is_no_vault_at_all_is_one_sentence(run: Run, folder: Path, tmp_path: Path):
    for source in (tmp_path / "nowhere", folder / "Fern.md"):
        assert run("import", source) == (1, "", f"{source} is neither a folder nor a zip that can be read.\n")
    for target in (tmp_path / "nowhere/out.zip", folder):
        sentence = f"No zip can be written at {target}; name a file in a folder that is there.\n"
        assert run("export", target) == (1, "", sentence)


def test_another_text_is_replaced_only_when_asked(run: Run, folder: Path, tmp_path: Path):
    run("import", folder)
    (folder / "Fern.md").write_text("likes rain\n")
    assert run("import", folder)[0] == 1
    assert (tmp_path / "data/vaults/local/Fern.md").read_text() == "likes water\n"
    code, out, _ = run("import", folder, "--overwrite")
    assert (code, out.splitlines()) == (0, counted("0 created, 1 changed, 1 unchanged"))
    assert (tmp_path / "data/vaults/local/Fern.md").read_text() == "likes rain\n"


def test_an_edit_that_another_program_made_is_not_lost_to_an_import(run: Run, folder: Path, tmp_path: Path):
    run("import", folder)
    (tmp_path / "data/vaults/local/Fern.md").write_text("edited outside\n")
    code, out, _ = run("import", folder)
    assert code == 1
    assert "  Fern.md: There is another text at this path" in out
    assert (tmp_path / "data/vaults/local/Fern.md").read_text() == "edited outside\n"


def test_a_terminal_sees_one_line_that_changes(folder: Path, tmp_path: Path):
    leader, follower = os.openpty()
    arguments = [sys.executable, "-m", "shared", "import", str(folder)]
    with closing(os.fdopen(leader, "rb", buffering=0)) as terminal:
        environ = environ_of(tmp_path / "data")
        subprocess.run(arguments, cwd=ROOT, env=environ, stderr=follower, stdout=subprocess.DEVNULL, check=True)
        os.close(follower)
        shown = terminal.read(4096)
    assert b"\r[##############################] Importing: 2 of 2\r\n" in shown


def test_beside_a_server_in_space_mode_an_import_says_to_stop_it(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(local, "LOCK_WAIT_SECONDS", 0)
    monkeypatch.setattr(doctor, "LOCK_WAIT_SECONDS", 0)
    server = local.LocalRecords(tmp_path / "data/vault.db", exclusive=True)
    try:
        code, _, err = run("import", folder, "--user", "ada", **SPACE)
        assert (code, err.count("\n")) == (1, 1)
        assert err.startswith("Another process has the database to itself.")
        assert "has it to itself" in run("doctor")[1].replace(str(tmp_path / "data/vault.db"), "it")
    finally:
        server.close()


def test_beside_a_server_on_a_laptop_an_import_just_works(run: Run, folder: Path, tmp_path: Path):
    server = build(config_of(tmp_path))
    server.call(Caller("local"), "write_note", {"path": "Before", "body": "x"})
    assert run("import", folder)[0] == 0
    assert server.call(Caller("local"), "search_notes", {"query": "shade"}).structured["total"] == 1
    assert run("doctor")[:2] == (0, "Nothing is wrong.\n")
