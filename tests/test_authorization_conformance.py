"""The official conformance suite as a client of our authorization server, with a scripted browser at its side."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.browser import Browser
from tests.provider import Provider, signing_in_at
from tests.running import Running, free_port
from tests.test_conformance import NODE, SUITE, SUITE_SECONDS_MAX

CHECKS = {"authorization-server-metadata", "authorization-server-metadata-cimd", "authorization-code-grant"}


@pytest.fixture(scope="session")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with signing_in_at(provider, tmp_path_factory.mktemp("authorization")) as server:
        yield server


def conform(server: Running, folder: Path, account: str, *options: str) -> tuple[dict[str, str], str]:
    """The status of each check by its id and what the suite said, once somebody has signed in where it asked to."""
    assert SUITE.is_dir(), "run `make tests/clients/node_modules` first"
    issuer, port = server.config.base_url, str(free_port())
    uris = [f"http://127.0.0.1:{port}/callback"]
    registered = httpx.post(f"{issuer}/register", json={"client_name": "Conformance", "redirect_uris": uris})
    assert registered.status_code == 201, registered.text
    client = ["--client-id", registered.json()["client_id"], "--port", port]
    program = [NODE, SUITE / "dist/index.js", "authorization", "--url", issuer, *client, *options, "-o", folder]
    said = ""
    with subprocess.Popen(program, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as suite:
        try:
            assert suite.stdout is not None
            for line in suite.stdout:
                said += line
                if line.startswith(f"{issuer}/authorize"):
                    browser = Browser(account)
                    browser.visit(browser.sign_in(line.strip()))
            suite.wait(SUITE_SECONDS_MAX)
        finally:
            suite.kill()
    checks = [check for file in folder.rglob("checks.json") for check in json.loads(file.read_text())]
    said += "\n".join(check.get("errorMessage", "") for check in checks)
    return {check["id"]: check["status"] for check in checks}, said


def test_the_authorization_server_conforms(server: Running, tmp_path: Path):
    checks, said = conform(server, tmp_path, "ada")
    assert checks == dict.fromkeys(CHECKS, "SUCCESS"), said


def test_the_authorization_server_conforms_when_the_resource_is_named(server: Running, tmp_path: Path):
    checks, said = conform(server, tmp_path, "bob", "--resource", server.url)
    assert checks == dict.fromkeys(CHECKS, "SUCCESS"), said


def test_the_suite_tells_a_refusal_from_a_grant(server: Running, tmp_path: Path):
    """Somebody says no at the provider; otherwise the tests above would say nothing."""
    checks, said = conform(server, tmp_path, "deny")
    assert checks == {**dict.fromkeys(CHECKS, "SUCCESS"), "authorization-code-grant": "FAILURE"}, said
    assert "access_denied" in said
