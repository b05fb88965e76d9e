"""The vault of the tasks as each system keeps it: as files, as files with their git history, as our log of changes."""

import os
import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.tasks.vault import DAY_SECONDS, Change, history
from benchmarks.vaults import config_in
from shared.access.gate import Caller
from shared.notes.change import Edit
from shared.service import Service
from shared.storage.local import sound_records
from shared.storage.local_files import LocalFiles

USER = "local"
"""The one user of a server in local mode."""
SERVER_NAME = "markdown-vault-mcp"
"""Whose name markdown-vault-mcp puts under every commit, unless an OpenID provider tells it the user's."""


def seed_files(folder: Path, now: int) -> None:
    """Write the notes as they are now, each with the time of its last change."""
    for changes in _groups():
        _write(folder, changes, now)


def seed_git(folder: Path, now: int) -> None:
    """The same with a commit for every change, as the server itself would have made them."""
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for changes in _groups():
        _write(folder, changes, now)
        _git(folder, "add", "--all")
        _git(folder, "commit", "--quiet", f"--message={len(changes)} notes", at=_time(changes[0], now))


def seed_ours(folder: Path, now: int) -> None:
    """Write the notes into the vault of a server that is not running yet, each at the time of its change."""
    config = config_in(folder)
    moment = [float(now)]
    service = Service(
        config,
        sound_records(config.database_path, exclusive=False),
        LocalFiles(config.vault_base_path / ".files"),
        clock=lambda: moment[0],
    )
    for changes in _groups():
        moment[0] = _time(changes[0], now)
        vault = service.vault(Caller(USER, client=changes[0].client))
        vault.change([Edit(c.path, None if c.text is None else c.text.encode()) for c in changes], "write")
    service.show(service.vault(Caller(USER)))


def _groups() -> Iterator[list[Change]]:
    """The changes of one day by one client, oldest first."""
    for _, changes in groupby(history(), key=lambda change: (change.days_ago, change.client)):
        yield list(changes)


def _time(change: Change, now: int) -> int:
    return now - change.days_ago * DAY_SECONDS


def _write(folder: Path, changes: list[Change], now: int) -> None:
    for change in changes:
        file = folder / change.path
        if change.text is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(change.text)
        os.utime(file, (_time(change, now), _time(change, now)))


def _git(folder: Path, *command: str, at: int = 0) -> None:
    """Run git in a folder, with no settings but these."""
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        environ |= {f"GIT_{role}_NAME": SERVER_NAME, f"GIT_{role}_EMAIL": f"noreply@{SERVER_NAME}"}
        environ[f"GIT_{role}_DATE"] = f"{at} +0000"
    subprocess.run(["git", *command], cwd=folder, env=environ, check=True)
