"""The other servers' virtual environments, each with exactly the pinned packages of a file beside this one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FASTMCP, BASIC_MEMORY, MARKDOWN_VAULT = "fastmcp", "basic-memory", "markdown-vault-mcp"
OLDEST_PYTHON = {FASTMCP: (3, 11), BASIC_MEMORY: (3, 12), MARKDOWN_VAULT: (3, 11)}
INSTALL_SECONDS_MAX = 300


class Missing(RuntimeError):
    """uv, git or a Python that is new enough is not here."""


def install(*names: str) -> None:
    """Make the environments of these servers, unless they are there.

    Raises:
        Missing: as it says.
    """
    if MARKDOWN_VAULT in names and not shutil.which("git"):
        raise Missing(f"{MARKDOWN_VAULT} keeps its history with git, which is not installed here.")
    for name in names:
        pins, ready = ROOT / "benchmarks" / f"{name}.txt", _home(name) / "ready"
        if ready.exists() and ready.read_text() == pins.read_text():
            continue
        shutil.rmtree(_home(name), ignore_errors=True)
        _make(name)
        _uv("pip", "install", "--quiet", f"--python={python(name)}", f"--requirement={pins}")
        ready.write_text(pins.read_text())


def python(name: str) -> str:
    """The interpreter of a server's environment."""
    return str(_home(name) / "bin" / "python")


def program(name: str) -> str:
    """The command that starts a server that has one."""
    return str(_home(name) / "bin" / name)


def _home(name: str) -> Path:
    return ROOT / ".venv" / name


def _make(name: str) -> None:
    """Of our own Python, else of one that pyenv keeps and has not switched on, else of one that uv finds or fetches."""
    oldest = OLDEST_PYTHON[name]
    kept = [python for python in Path.home().glob(".pyenv/versions/3.*/bin/python3") if _version_of(python) >= oldest]
    own = [Path(sys.executable)] if sys.version_info[:2] >= oldest else []
    for python in [*own, *sorted(kept), f">={oldest[0]}.{oldest[1]}"]:
        try:
            _uv("venv", "--quiet", f"--python={python}", str(_home(name)))
        except subprocess.CalledProcessError:
            continue
        return
    raise Missing(f"{name} needs Python {oldest[0]}.{oldest[1]} or newer, and there is none here.")


def _version_of(python: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in python.parent.parent.name.split(".")[:2])


def _uv(*command: str) -> None:
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if not uv:
        raise Missing("The other servers are installed by uv, which `make venv` puts into .venv.")
    subprocess.run([uv, *command], check=True, timeout=INSTALL_SECONDS_MAX)
