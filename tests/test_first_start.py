"""What somebody hears whose machine is not ready, or whose port is not free; and how the server ends."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, STOP_SECONDS_MAX, environ_of, running


def test_a_port_that_is_taken_is_said_and_nothing_is_said_to_run(tmp_path: Path):
    (tmp_path / "bob").mkdir()
    with running(tmp_path) as ada:
        environ = environ_of(tmp_path / "bob", MCP_PORT=str(ada.config.mcp_port))
        command = [sys.executable, "local_server.py"]
        bob = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert "Notes Vault is running." in ada.log.read_text()
    assert bob.returncode != 0
    assert f"Notes Vault cannot start. It does not get 127.0.0.1, port {ada.config.mcp_port}." in bob.stderr
    assert "another port with MCP_PORT" in bob.stderr
    assert (bob.stdout, "Traceback" in bob.stderr) == ("", False)


def test_ctrl_c_ends_the_server_without_a_word(tmp_path: Path):
    with running(tmp_path) as server:
        before = server.log.read_text()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(STOP_SECONDS_MAX) == 0
        assert server.log.read_text() == before


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder in which nothing has been made yet."""
    for name in ("Makefile", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def made(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    make = shutil.which("make")
    assert make
    return subprocess.run(
        [make, *arguments], cwd=folder, env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_python_that_is_too_old_is_one_sentence_and_makes_nothing(bare: Path):
    old = bare / "old"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; sys.version_info = (3, 10); $2"\n')
    old.chmod(0o755)
    told = made(bare, "venv", f"PYTHON={old}")
    assert f"Notes Vault needs Python 3.11 or newer, and {old} is older. Name another: make run " in told.stderr
    assert (told.returncode, (bare / ".venv").exists()) == (2, False)


@pytest.mark.parametrize(("there", "missing"), [((), "curl"), (("curl",), "git"), (("curl", "git"), "Chromium")])
def test_what_the_tests_need_is_named_before_they_begin(bare: Path, there: tuple[str, ...], missing: str):
    for name in there:
        (bare / name).write_text("#!/bin/sh\n")
        (bare / name).chmod(0o755)
    told = made(bare, "test", PATH=str(bare))
    named = [line.split(" is missing")[0] for line in told.stderr.splitlines() if " is missing" in line]
    assert (told.returncode, named) == (2, [missing])
    assert not (bare / ".venv").exists()
