"""An OpenID provider on loopback in Hugging Face's place, as a process of its own: `with openid_provider() as it`."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from shared.config import Config
from tests.running import PASSED_ON, ROOT, Running, environ_of, listening

NODE = ROOT / ".venv/bin/node"
CLIENTS = ROOT / "tests/clients/node_modules"
CLIENT_ID, CLIENT_SECRET = "our-application-at-the-provider", "its-secret-which-we-and-the-provider-know"
ANOTHER = "another-application"
"""Somebody else's application, at which the same people sign in."""
REDIRECT_URIS = (
    "http://127.0.0.1/oauth/callback",
    "http://localhost/oauth/callback",
    "https://notes.example/oauth/callback",
)
"""Where it sends people back to. As at Hugging Face the port of a loopback address may vary, and nothing else."""
STOP_SECONDS_MAX = 10


@dataclass(frozen=True)
class Provider:
    """A provider that listens, and what a server of ours needs to know of it."""

    issuer: str
    subjects: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a server whose people sign in here."""
        return {
            "OPENID_PROVIDER_URL": self.issuer,
            "OAUTH_CLIENT_ID": CLIENT_ID,
            "OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        }

    def user_id(self, account: str) -> str:
        """How our server calls a person who signs in as `account`; a guest's subject is made of their name."""
        is_guest = account.startswith("guest")
        return f"hf-{sha256(account.encode()).hexdigest()[:24] if is_guest else self.subjects[account]}"

    def userinfo_calls(self) -> int:
        """How often anybody has asked for userinfo."""
        calls: int = httpx.get(f"{self.issuer}/count").json()["userinfo"]
        return calls

    def token_for(self, account: str, application: str = CLIENT_ID) -> str:
        """An access token of the provider, as an application gets it when somebody signs in there by browser."""
        token: str = httpx.post(f"{self.issuer}/token-for/{account}/{application}").json()["access_token"]
        return token


@contextmanager
def openid_provider() -> Iterator[Provider]:
    """A provider on a free port, until the block ends."""
    assert CLIENTS.is_dir(), "run `make tests/clients/node_modules` first"
    ours = {
        "OAUTH_CLIENT_ID": CLIENT_ID,
        "OAUTH_CLIENT_SECRET": CLIENT_SECRET,
        "REDIRECT_URIS": " ".join(REDIRECT_URIS),
    }
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    program = [NODE, ROOT / "tests/provider/provider.mjs"]
    process = subprocess.Popen(
        program, env={**passed_on, **ours}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, f"the provider ended with {process.wait(STOP_SECONDS_MAX)} before it listened"
            yield Provider(**json.loads(line))
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def signing_in_at(provider: Provider, folder: Path, *program: str, **settings: str) -> Iterator[Running]:
    """Our server as on a Space, with its data in `folder`, and with nobody but the provider to say who somebody is.

    `program` is what Python is to run, if it is not the server itself.
    """

    def environ(port: int) -> dict[str, str]:
        ours = {"MODE": "space", "MCP_PORT": str(port), "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
        return environ_of(folder, **{**ours, **provider.settings, **settings})

    log = folder / "server.log"
    with listening(lambda port: program or ["local_server.py"], log, environ) as (process, port):
        yield Running(Config.from_environ(environ(port)), process, log)


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with openid_provider() as provider:
        yield provider
