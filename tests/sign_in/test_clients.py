"""Clients that are given the URL alone: each signs a person in by the browser, writes a note and reads it back."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser import Browser
from tests.gateway import Gateway, gateway
from tests.internet import INSIDE, OPEN, Internet, internet
from tests.provider import Provider, signing_in_at
from tests.running import ROOT, Running, environ_of, free_port, running
from tests.test_clients import CLIENT_SECONDS_MAX, CLIENTS, NODE, OVER_HTTP

BROWSER = [sys.executable, str(ROOT / "tests/browser.py")]
FASTMCP = str(ROOT / ".venv/fastmcp/bin/python")
INSPECTOR = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"
MCP_REMOTE = "node_modules/mcp-remote/dist/proxy.js"
TEXT = "# Moss\n\nLikes shade, not Sonne ☀.\n"
DOCUMENT = f"https://{OPEN}/{OPEN}.json"
IN_BRIEF = ["python-2-auto", "typescript-2-auto"]
ONE_OF_EACH = [*IN_BRIEF, *(pytest.param(name, marks=pytest.mark.slow) for name in ("python-1", "typescript-1"))]


@dataclass(frozen=True)
class Desk:
    """Where a client's program runs: a home of its own, and a system whose browser is ours."""

    home: Path

    @property
    def opener(self) -> Path:
        return self.home / "bin/xdg-open"

    @property
    def environ(self) -> dict[str, str]:
        """Whatever a program does to open a browser, it opens ours, which goes all the way back to the program."""
        opener = self.opener
        if not opener.exists():
            opener.parent.mkdir(parents=True)
            opener.write_text(f'#!/bin/sh\nexec "{BROWSER[0]}" "{BROWSER[1]}" --visit "$1" >>"{self.log}" 2>&1\n')
            opener.chmod(0o755)
        path = f"{opener.parent}:{Path(NODE).parent}:{environ_of(self.home)['PATH']}"
        return {"HOME": str(self.home), "PATH": path, "BROWSER": f"{opener} %s", "LANG": "C.UTF-8"}

    @property
    def log(self) -> Path:
        """What the browser said."""
        return self.home / "browser.log"

    def run(self, *command: str, given: str = "", **extra: str) -> str:
        """What a program prints; anything but success is a failure of the test."""
        assert Path(command[0]).exists(), f"{command[0]} is missing; `make test` puts it there"
        ran = subprocess.run(
            command,
            cwd=CLIENTS,
            env={**self.environ, **extra},
            input=given,
            capture_output=True,
            text=True,
            timeout=CLIENT_SECONDS_MAX,
        )
        browsed = self.log.read_text() if self.log.exists() else "the browser was never opened"
        assert ran.returncode == 0, f"{ran.stderr}\n{ran.stdout}\n{browsed}"
        return ran.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with signing_in_at(provider, tmp_path_factory.mktemp("sign-in")) as server:
        yield server


@pytest.fixture(scope="session")
def renaming(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The URL of a server behind a gateway that gives `WWW-Authenticate` another name."""
    folder = tmp_path_factory.mktemp("renaming")
    with gateway() as front, signing_in_at(provider, folder, PUBLIC_BASE_URL=front.url.removesuffix("/mcp")) as server:
        front.target = server.config.mcp_port
        yield front


@pytest.fixture(scope="session")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Internet]:
    """An internet on which two hosts show the same kind of document, one of them inside a network of its own."""
    uris = ["http://127.0.0.1/callback", "http://localhost/callback", "http://127.0.0.1/oauth/callback"]
    facts = {"client_name": "A client with a document", "redirect_uris": uris, "token_endpoint_auth_method": "none"}
    documents = {f"/{host}.json": {"client_id": f"https://{host}/{host}.json", **facts} for host in (OPEN, INSIDE)}
    with internet(tmp_path_factory.mktemp("net"), documents) as net:
        yield net


@pytest.fixture(scope="session")
def online(provider: Provider, net: Internet, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The server on that internet, trusting its certificate."""
    program, trusted = ["-m", "tests.internet", str(net.port)], {"SSL_CERT_FILE": str(net.certificate)}
    with signing_in_at(provider, tmp_path_factory.mktemp("online"), *program, **trusted) as server:
        yield server


def steps(path: str) -> list[dict[str, Any]]:
    """What every client is to do."""
    written = {"tool": "write_note", "arguments": {"path": path, "body": TEXT}}
    return [written, {"tool": "read_note", "arguments": {"path": path}}]


def act_out(desk: Desk, *command: str, system: dict[str, str] | None = None, **task: Any) -> dict[str, Any]:
    """What a script of `tests/clients` was told."""
    told: dict[str, Any] = json.loads(desk.run(*command, given=json.dumps(task), **system or {}))
    return told


def check(results: list[dict[str, Any]], path: str) -> None:
    written, read = (result["structuredContent"] for result in results)
    assert (written["path"], written["created"]) == (f"{path}.md", True)
    assert (read["path"], read["text"], read["version"]) == (f"{path}.md", TEXT, written["version"])


def by_library(desk: Desk, url: str, name: str, path: str, **extra: Any) -> dict[str, Any]:
    """One of the official libraries signs in and does its steps."""
    client = OVER_HTTP[name]
    told = act_out(desk, *client.command, url=url, browser=BROWSER, mode=client.mode, steps=steps(path), **extra)
    assert told["protocol"] == client.agrees_on
    check(told["results"], path)
    return told


def by_fastmcp(desk: Desk, url: str, path: str, **extra: Any) -> dict[str, Any]:
    """FastMCP listens for its callback only when the browser has been started, so it must not wait for the browser."""
    system = {"BROWSER": f"{desk.opener} %s &"}
    told = act_out(desk, FASTMCP, "fastmcp_4.py", system=system, url=url, steps=steps(path), **extra)
    check(told["results"], path)
    return told


def by_inspector(desk: Desk, url: str, path: str, *options: str) -> None:
    """Two runs of the Inspector, the first of which signs in."""
    callback = f"http://127.0.0.1:{free_port()}/oauth/callback"
    where = ["--cli", "--transport", "http", "--server-url", url, "--callback-url", callback, *options]
    ways = {"MCP_AUTO_OPEN_ENABLED": "true", "MCP_INSPECTOR_SECRET_STORE": "file"}
    results = []
    for step in steps(path):
        call = [
            "--method",
            "tools/call",
            "--tool-name",
            step["tool"],
            "--tool-args-json",
            json.dumps(step["arguments"]),
        ]
        told = json.loads(desk.run(NODE, INSPECTOR, *where, "-q", "--format", "json", *call, **ways))
        results.append(told["result"])
    check(results, path)


def by_mcp_remote(desk: Desk, url: str, path: str) -> None:
    """A client that can only speak to a process, with mcp-remote between it and the server."""
    bridge = [NODE, str(CLIENTS / MCP_REMOTE), url, str(free_port()), "--transport", "http-only"]
    environ = {**desk.environ, "MCP_REMOTE_CONFIG_DIR": str(desk.home / "mcp-remote")}
    where = {"command": bridge, "environ": environ, "folder": str(CLIENTS), "mode": "legacy"}
    check(act_out(desk, sys.executable, "python_2.py", **where, steps=steps(path))["results"], path)


# with nothing but the URL


@pytest.mark.parametrize("name", OVER_HTTP)
def test_an_official_library_signs_in_with_nothing_but_the_url(server: Running, desk: Desk, name: str):
    told = by_library(desk, server.url, name, f"by/{name}")
    assert not told["client_id"].startswith("https:")


def test_fastmcp_signs_in_with_nothing_but_the_url(server: Running, desk: Desk):
    by_fastmcp(desk, server.url, "by/fastmcp")


def test_the_inspector_signs_in_with_nothing_but_the_url(server: Running, desk: Desk):
    by_inspector(desk, server.url, "by/inspector")


def test_mcp_remote_signs_in_with_nothing_but_the_url(server: Running, desk: Desk):
    by_mcp_remote(desk, server.url, "by/mcp-remote")


def test_a_person_has_one_vault_whatever_client_they_come_with(provider: Provider, server: Running, desk: Desk):
    calls = provider.userinfo_calls()
    by_library(desk, server.url, "python-1", "one/first")
    by_library(desk, server.url, "typescript-1", "one/second")
    vault = server.config.vault_base_path / provider.user_id("ada")
    assert {file.name for file in vault.glob("one/*.md")} == {"first.md", "second.md"}
    assert provider.userinfo_calls() - calls <= 2


def test_on_a_laptop_a_library_connects_without_a_sign_in(tmp_path: Path, desk: Desk):
    with running(tmp_path) as server:
        by_library(desk, server.url, "typescript-2-auto", "by/a-library")
    assert (tmp_path / "vaults/local/by/a-library.md").read_text() == TEXT


# through a gateway


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_library_signs_in_though_a_gateway_renames_the_challenge(renaming: Gateway, desk: Desk, name: str):
    by_library(desk, renaming.url, name, f"by/{name}")
    assert renaming.renamed > 0


@pytest.mark.slow
def test_fastmcp_signs_in_though_a_gateway_renames_the_challenge(renaming: Gateway, desk: Desk):
    by_fastmcp(desk, renaming.url, "by/fastmcp")


@pytest.mark.slow
def test_the_inspector_signs_in_though_a_gateway_renames_the_challenge(renaming: Gateway, desk: Desk):
    by_inspector(desk, renaming.url, "by/inspector")


@pytest.mark.slow
def test_mcp_remote_signs_in_though_a_gateway_renames_the_challenge(renaming: Gateway, desk: Desk):
    by_mcp_remote(desk, renaming.url, "by/mcp-remote")


# with a document of its own


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_library_signs_in_as_the_client_its_document_describes(online: Running, desk: Desk, name: str):
    told = by_library(desk, online.url, name, f"by/{name}", client_metadata_url=DOCUMENT)
    assert told["client_id"] == DOCUMENT


@pytest.mark.slow
def test_fastmcp_signs_in_as_the_client_its_document_describes(online: Running, desk: Desk):
    assert by_fastmcp(desk, online.url, "by/fastmcp", client_metadata_url=DOCUMENT)["client_id"] == DOCUMENT


@pytest.mark.slow
def test_the_inspector_signs_in_as_the_client_its_document_describes(online: Running, net: Internet, desk: Desk):
    by_inspector(desk, online.url, "by/inspector", "--client-metadata-url", DOCUMENT)
    assert f"{OPEN}/{OPEN}.json" in net.asked


def test_a_document_inside_the_servers_network_is_never_asked_for(online: Running, net: Internet):
    document = f"https://{INSIDE}/{INSIDE}.json"
    facts = {"client_id": document, "redirect_uri": "http://127.0.0.1/callback", "response_type": "code"}
    proof = {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
    request = httpx.Request("GET", f"{online.config.base_url}/authorize", params={**facts, **proof})
    page = Browser().open(str(request.url))
    assert (page.response.status_code, page.action) == (400, ""), page.text
    assert not [asked for asked in net.asked if asked.startswith(INSIDE)]
