"""Somebody who has this repository in a fresh folder, nothing else, and types what its documents say."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.running import ROOT, listening

LINKED = (".venv", "web/node_modules", "tests/clients/node_modules", ".aws-sam/package")
"""What `make test` has fetched and put together already. It is the same in every folder."""
PASSED_ON = ("CHROMIUM", "LANG", "NODE_EXTRA_CA_CERTS", "PATH", "SSL_CERT_FILE", "TMPDIR")
COMMAND_SECONDS_MAX = 1_200
TOKEN = re.compile(r"^  Token +(\S+)$", re.M)


@dataclass(frozen=True)
class Stranger:
    """A folder with the repository in it, a home, and the server that `make run` has started there."""

    folder: Path
    home: Path
    port: int
    token: str
    greeting: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def placed(self, text: str) -> str:
        """What a document says, with this stranger's own things in the place of the document's."""
        for theirs, ours in (
            ("/path/to/notes-vault", str(self.folder)),
            ("http://127.0.0.1:7860", self.origin),
            ("Bearer TOKEN", f"Bearer {self.token}"),
        ):
            text = text.replace(theirs, ours)
        return text

    def types(self, command: str) -> str:
        """Run a command in the folder, as it stands or as it was placed; it must succeed. Returns what it printed."""
        ran = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=_environ(self.home, self.port),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS_MAX,
        )
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout


@contextmanager
def stranger_in(place: Path) -> Iterator[Stranger]:
    """A stranger whose `make run` has answered. Folder and server end with the block."""
    folder, home = place / "notes-vault", place / "home"
    (home / "Obsidian/garden").mkdir(parents=True)
    (home / "Obsidian/garden/Moss.md").write_text("# Moss\n\nBeside the [[Pond]].\n")
    (home / "Obsidian/Pond.md").write_text("Fed by rain.\n")
    _furnish(folder)
    log = place / "run.log"
    try:
        with listening(lambda port: ["run"], log, lambda port: _environ(home, port), "make", folder) as (_, port):
            greeting = log.read_text()
            found = TOKEN.search(greeting)
            assert found, f"no token is in what `make run` prints:\n{greeting}"
            yield Stranger(folder, home, port, found[1], greeting)
    finally:
        shutil.rmtree(folder)


def _environ(home: Path, port: int) -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {**passed_on, "HOME": str(home), "MCP_PORT": str(port)}


def _furnish(folder: Path) -> None:
    """Every file that is or may become one of the repository, with its age, for `make` goes by that."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for name in names:
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / "web/dist", folder / "web/dist")
    for name in LINKED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(ROOT / name, target_is_directory=True)
