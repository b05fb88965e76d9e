"""The one server that everybody talks to: started, ended and started again at the same address, over one folder."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Event

from shared.config import Config
from tests.load.tally import Tally
from tests.running import ROOT, Process, environ_of, free_port, listening

LOG_CHARACTERS_SHOWN = 1_500
TRACEBACK = "Traceback (most recent call last)"


class Site:
    """A server as on a Space, whose data lies in `folder` and whose log lies elsewhere, in `log`."""

    def __init__(self, folder: Path, log: Path, tally: Tally) -> None:
        self.folder = folder
        self.log = log
        self.tally = tally
        self.port = free_port()
        self.is_up = Event()
        self.is_ending = False
        self.clock_jumps = False
        self.ends = 0
        self.starts = 0
        self._server = ExitStack()
        self._process: Process | None = None

    @property
    def environ(self) -> dict[str, str]:
        origin = f"http://127.0.0.1:{self.port}"
        settings = {"MODE": "space", "MCP_PORT": str(self.port), "PUBLIC_BASE_URL": origin, "OAUTH_CLIENT_ID": "load"}
        return environ_of(self.folder, **settings)

    @property
    def config(self) -> Config:
        return Config.from_environ(self.environ)

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self, *program: str) -> None:
        """Start the server, or another program of ours in its place."""
        arguments = list(program) or ["local_server.py"]
        context = listening(lambda port: arguments, self.log, lambda port: self.environ)
        self._process, _ = self._server.enter_context(context)
        self.starts += 1
        self.is_ending = False
        self.is_up.set()

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it as a platform does, or as a power cut would (SIGKILL)."""
        self.is_ending = True
        self.is_up.clear()
        if self._process and how != signal.SIGTERM:
            os.kill(self._process.pid, how)
            self._process.wait()
        self._server.close()
        self._process = None
        self.ends += 1

    def restart(self, how: signal.Signals = signal.SIGTERM, *program: str) -> None:
        self.end(how)
        self.start(*program)

    def run(self, *arguments: str) -> tuple[int, str]:
        """How our Python with these arguments ended over the same folder, and what it said.

        In local mode, for on a Space the doctor would rightly miss a volume and https.
        """
        environ = {**self.environ, "MODE": "local"}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def tracebacks(self) -> list[str]:
        """What the log holds of errors that nobody had thought of, each kind once."""
        said = self.log.read_text(errors="replace").replace("\\n", "\n")
        found = [part.partition("\n{")[0][-LOG_CHARACTERS_SHOWN:] for part in said.split(TRACEBACK)[1:]]
        return list({part.splitlines()[-1]: part for part in found}.values())
