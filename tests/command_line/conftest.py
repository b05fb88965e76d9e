"""A command line with its data in a folder of its own, and a folder with two notes."""

from pathlib import Path

import pytest

from shared import __main__ as command_line
from tests.command_line.settings import Run
from tests.running import environ_of


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command with its data in a folder of its own: `run("doctor", MODE="space") -> (code, out, err)`."""

    def run(*arguments: object, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as environ:
            for name, value in environ_of(tmp_path / "data", **settings).items():
                environ.setenv(name, value)
            code = command_line.main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "garden").mkdir(parents=True)
    (tmp_path / "in" / "garden" / "Moss.md").write_text("likes shade\n")
    (tmp_path / "in" / "Fern.md").write_text("likes water\n")
    return tmp_path / "in"
