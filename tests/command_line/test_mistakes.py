"""What goes wrong on the command line is one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line.settings import Run
from tests.running import ROOT, environ_of


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("token", "not a user"), "A user id has 1 to 64 letters, digits, - or _."),
        (("token", "ada", "--days", "0"), "--days is a whole number from 1 to 3650."),
        (("import", "/nowhere"), "/nowhere is neither a folder nor a zip that can be read."),
        (("export", "/nowhere/out.zip"), "No zip can be written at /nowhere/out.zip; name a file in a folder that is"),
        (("export", "/"), "No zip can be written at /; name a file in a folder that is there."),
        (("import", "/nowhere", "--user", ".."), "A user id has 1 to 64 letters, digits, - or _."),
    ],
)
def test_what_goes_wrong_is_one_sentence(run: Run, arguments: tuple[str, ...], sentence: str):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_a_setting_that_is_wrong_is_one_sentence(run: Run):
    assert run("doctor", MODE="boat") == (1, "", "MODE must be one of local, space, lambda.\n")
    assert run("token", "ada", JWT_SECRET_KEY="short")[2].startswith("JWT_SECRET_KEY is too short.")


def test_a_command_that_is_not_one_says_how_it_is_used(tmp_path: Path):
    arguments = [sys.executable, "-m", "shared", "fly"]
    done = subprocess.run(arguments, cwd=ROOT, env=environ_of(tmp_path), capture_output=True, text=True)
    assert done.returncode == 2
    assert "invalid choice: 'fly'" in done.stderr
    assert "Traceback" not in done.stderr
