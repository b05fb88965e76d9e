"""`export --history` and `import --history`, as ada uses them to go from one machine to another."""

from pathlib import Path

from shared.access.gate import Caller
from shared.service import build
from tests.command_line.settings import Run, config_of
from tests.notes.archives.lived import check_sound, held, log_of


def test_a_vault_goes_out_with_its_history_and_comes_in(run: Run, folder: Path, tmp_path: Path):
    run("import", folder, "--user", "ada")
    (folder / "Fern.md").write_text("likes rain\n")
    run("import", folder, "--user", "ada", "--overwrite")
    target = tmp_path / "out.zip"
    code, out, _ = run("export", target, "--history", "--user", "ada")
    assert (code, out) == (0, f"2 files and their history in {target}.\n")
    for _ in range(2):
        code, out, err = run("import", target, "--history", "--user", "bob")
        assert (code, out.splitlines()[0], out.splitlines()[-1]) == (
            0,
            "Notes: 2 created, 0 changed, 0 unchanged.",
            "2 changes of its history.",
        )
    assert "Importing: 6 of 6\n" in err
    assert (tmp_path / "data/vaults/bob/Fern.md").read_text() == "likes rain\n"
    service = build(config_of(tmp_path))
    ada, bob = (service.vault(Caller(user_id)) for user_id in ("ada", "bob"))
    assert (held(bob), log_of(bob)) == (held(ada), log_of(ada))
    check_sound(bob)


def test_what_has_no_history_or_no_room_for_one_is_one_sentence(run: Run, folder: Path, tmp_path: Path):
    run("import", folder)
    run("export", tmp_path / "plain.zip")
    run("export", tmp_path / "whole.zip", "--history")
    sentence = "This zip holds no history of a vault. Import it without asking for one.\n"
    for source in (folder, tmp_path / "plain.zip"):
        assert run("import", source, "--history", "--user", "bob") == (1, "", sentence)
    (folder / "More.md").write_text("more\n")
    run("import", folder, "--user", "bob")
    full = "A history comes only into a vault without notes; this one holds 3.\n"
    assert run("import", tmp_path / "whole.zip", "--history", "--user", "bob") == (1, "", full)
