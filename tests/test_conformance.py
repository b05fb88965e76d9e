"""The official conformance suite, over our exchange with every fixture it asks for, and over the real server."""

import json
import os
import re
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from tests.running import ROOT, Running, listening, running

LEGACY, MODERN = "2025-11-25", "2026-07-28"
NODE = ROOT / ".venv/bin/node"
SUITE = ROOT / "tests/clients/node_modules/@modelcontextprotocol/conformance"
SUITE_SECONDS_MAX = 120

NEEDS_A_PUSH = {
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
}
ON_ANY_SERVER = {
    LEGACY: (
        "server-initialize",
        "server-session-lifecycle",
        "ping",
        "tools-list",
        "resources-list",
        "prompts-list",
        "server-sse-multiple-streams",
        "dns-rebinding-protection",
    ),
    MODERN: (
        "tools-list",
        "resources-list",
        "prompts-list",
        "server-sse-multiple-streams",
        "dns-rebinding-protection",
        "server-stateless",
        "caching",
        "sep-2164-resource-not-found",
        "http-header-validation",
        "input-required-result-unsupported-methods",
        "input-required-result-missing-input-response",
        "input-required-result-ignore-extra-params",
        "input-required-result-validate-input",
    ),
}
"""The scenarios that any server can be asked to pass."""
CALLS_A_FIXTURE = {
    "server-stateless": {
        "sep-2575-server-rejects-undeclared-capability",
        "sep-2575-missing-capability-http-400",
        "sep-2575-http-server-no-independent-requests-on-stream",
        "sep-2575-server-no-log-without-loglevel",
    },
    "input-required-result-missing-input-response": {"sep-2322-missing-response-rerequests"},
    "input-required-result-ignore-extra-params": {"sep-2322-ignore-unexpected-params"},
}
"""The single checks in them that call a test tool, which a product does not have; over our exchange they all pass."""


@dataclass(frozen=True)
class Outcome:
    """What the suite found: its exit code, its words, and the status of each check by scenario."""

    code: int
    said: str
    checks: dict[str, list[dict[str, Any]]]

    @property
    def passed(self) -> set[str]:
        """The scenarios in which something was checked and nothing was amiss, not even a warning."""
        return {name for name in self.checks if self.statuses(name) & {"SUCCESS"} and name not in self.failed}

    @property
    def failed(self) -> set[str]:
        return {name for name in self.checks if self.statuses(name) & {"FAILURE", "WARNING"}}

    def statuses(self, scenario: str) -> set[str]:
        return {check["status"] for check in self.checks[scenario]}

    def amiss(self, scenario: str) -> set[str]:
        """The checks that failed or warned."""
        return {check["id"] for check in self.checks[scenario] if check["status"] in ("FAILURE", "WARNING")}


def conform(url: str, folder: Path, *options: str) -> Outcome:
    """Let the suite loose on a server. Its exit code alone is not trusted: a skipped scenario is 0 too."""
    assert SUITE.is_dir(), "run `make tests/clients/node_modules` first"
    program = [NODE, SUITE / "dist/index.js", "server", "--url", url, "--output-dir", folder / "results", *options]
    ran = subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=SUITE_SECONDS_MAX)
    checks = {
        re.fullmatch(r"server-(.+?)-\d{4}-\d\d-\d\dT[\d-]+Z", file.parent.name)[1]: json.loads(file.read_text())
        for file in folder.glob("results/*/checks.json")
    }
    return Outcome(ran.returncode, ran.stdout + ran.stderr, checks)


def required(revision: str) -> set[str]:
    """The scenarios that a server must pass to conform to a revision, as the suite itself states them."""
    return set(yaml.safe_load((SUITE / f"requirements/{revision}.yaml").read_text())["server"])


# our exchange, over every fixture


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with all fixtures behind our exchange."""
    log = tmp_path_factory.mktemp("everything") / "server.log"
    arguments, environ = ["-m", "tests.everything"], dict(os.environ)
    with listening(
        lambda port: [*arguments, str(port)], log, lambda port: {**environ, "MCP_PORT": str(port)}
    ) as served:
        yield f"http://localhost:{served[1]}/mcp"


def test_the_exchange_keeps_all_that_2026_07_28_requires(everything: str, tmp_path: Path):
    outcome = conform(everything, tmp_path, "--requirements", MODERN)
    assert len(required(MODERN)) == 37
    assert required(MODERN) - outcome.passed == set(), outcome.said
    assert {name for name in outcome.failed if not name.startswith("tasks-")} == set(), outcome.said
    assert {"http-header-validation", "http-custom-header-server-validation"} <= outcome.passed
    assert outcome.code == 0, outcome.said


def test_the_exchange_keeps_all_that_2025_11_25_requires_without_a_push(everything: str, tmp_path: Path):
    baseline = str(ROOT / "tests/expected-failures.yml")
    outcome = conform(everything, tmp_path, "--requirements", LEGACY, "--expected-failures", baseline)
    assert len(required(LEGACY)) == 30
    assert required(LEGACY) - outcome.passed == NEEDS_A_PUSH, outcome.said
    assert outcome.failed == NEEDS_A_PUSH, outcome.said
    assert "server-session-lifecycle" in outcome.passed
    assert outcome.code == 0, outcome.said


@pytest.mark.parametrize("scenario", ["tools-call-sampling", "ping"])
def test_the_suite_tells_a_failure_from_a_success(everything: str, tmp_path: Path, scenario: str):
    """Red when an expected failure passes and when another fails; otherwise the tests above would say nothing."""
    baseline = tmp_path / "baseline.yml"
    baseline.write_text("server: [ping]")
    outcome = conform(everything, tmp_path, "--scenario", scenario, "--expected-failures", str(baseline))
    assert outcome.code == 1, outcome.said
    assert outcome.failed == {scenario} & NEEDS_A_PUSH


# the real server, behind a proxy that brings a token


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        running(tmp_path_factory.mktemp("product"), RATE_LIMIT_PER_MINUTE="1000000") as server,
        letting_in(server) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def found(product: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """All scenarios of both revisions against the server; those that want fixtures are red, and not looked at."""
    return {era: conform(product, tmp_path_factory.mktemp(era), "--requirements", era) for era in ON_ANY_SERVER}


@pytest.mark.parametrize(("era", "scenario"), [(era, name) for era in ON_ANY_SERVER for name in ON_ANY_SERVER[era]])
def test_the_server_keeps_the_protocol(found: dict[str, Outcome], era: str, scenario: str):
    outcome = found[era]
    assert "SUCCESS" in outcome.statuses(scenario), outcome.said
    assert outcome.amiss(scenario) == CALLS_A_FIXTURE.get(scenario, set()), outcome.said


def test_a_foreign_host_reaches_the_server_and_is_refused_there(product: str):
    answer = httpx.post(product, json={}, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (421, "This host is not served here.")
    assert httpx.post(product, json={}, headers={"Origin": "http://evil.example"}).status_code == 403


@contextmanager
def letting_in(server: Running) -> Iterator[str]:
    """A URL at which the server is reached with a token, for a suite that cannot send one."""

    class Doorman(_Doorman):
        target = urlsplit(server.url).port or 0
        token = server.token("hf-ada")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Doorman) as proxy:
        proxy.daemon_threads = True
        threading.Thread(target=proxy.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://localhost:{proxy.server_address[1]}/mcp"
        proxy.shutdown()


class _Doorman(socketserver.StreamRequestHandler):
    """Passes one request on with a token, and its response back as it comes.

    Our own loopback address becomes the server's; any other Host or Origin goes on as it is, for the server to refuse.
    """

    target: ClassVar[int]
    token: ClassVar[str]

    def handle(self) -> None:
        head = []
        while (line := self.rfile.readline()).strip():
            head.append(self._passed_on(line))
        if not head:
            return
        added = f"Authorization: Bearer {self.token}\r\nConnection: close\r\n\r\n"
        length = re.search(rb"\ncontent-length: *(\d+)", b"".join(head).lower())
        with socket.create_connection(("127.0.0.1", self.target)) as server, suppress(ConnectionError):
            server.sendall(b"".join(head) + added.encode() + self.rfile.read(int(length[1]) if length else 0))
            while part := server.recv(65_536):
                self.wfile.write(part)

    def _passed_on(self, line: bytes) -> bytes:
        name = line.partition(b":")[0].lower()
        if name in (b"host", b"origin"):
            ours = rb"(localhost|127\.0\.0\.1|\[::1\]):%d\b" % self.server.server_address[1]
            return re.sub(ours, rb"\1:%d" % self.target, line)
        return b"" if name == b"connection" else line
