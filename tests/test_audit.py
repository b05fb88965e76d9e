"""The audit of what we depend on: a vulnerability fails it, and silence is never taken for none."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import decompress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.running import ROOT, free_port

AT_OSV = {"id": "GHSA-moss", "modified": "2026-01-01T00:00:00Z", "summary": "Moss grows on it", "affected": []}
AT_NPM = {"id": 1, "url": "https://advisories.example/moss", "title": "Moss", "severity": "low"}


class Advisories(BaseHTTPRequestHandler):
    """Keeps advisories, in the forms of OSV and of npm, on the packages that its server names."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        asked = json.loads(decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
        bad = self.server.vulnerable
        if self.path == "/v1/querybatch":
            names = [query["package"]["name"] for query in asked["queries"]]
            known = {name: {"vulns": [{"id": AT_OSV["id"], "modified": AT_OSV["modified"]}]} for name in bad}
            self._answer({"results": [known.get(name, {}) for name in names]})
        else:
            known = {**AT_NPM, "vulnerable_versions": "<999", "cwe": [], "cvss": {"score": 0, "vectorString": None}}
            self._answer({name: [known] for name in bad if name in asked})

    def do_GET(self) -> None:
        if self.path == f"/v1/vulns/{AT_OSV['id']}":
            self._answer(AT_OSV)
        else:
            self.send_error(404)

    def _answer(self, facts: object) -> None:
        body = json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def advisories(*vulnerable: str) -> Iterator[str]:
    """The address of somebody who knows of vulnerabilities in these packages."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        server.vulnerable = vulnerable
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def audited(python: str, npm: str, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.audit", "--service-url", python, *options]
    quickly = {"npm_config_registry": npm, "npm_config_fetch_retries": "0", "UV_HTTP_RETRIES": "0"}
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **quickly}, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout


def test_where_nothing_is_known_the_audit_says_of_how_many_packages():
    with advisories("moss") as url:
        code, said = audited(url, url)
    assert code == 0
    counts = [line.partition(": ")[2].split() for line in said.splitlines()]
    assert [(counted[0], int(counted[-2]) > 50) for counted in counts] == [("0", True), ("0", True)]


@pytest.mark.parametrize("vulnerable", ["starlette", "vite"])
def test_a_known_vulnerability_fails_the_audit_whoever_else_answers(vulnerable: str):
    with advisories(vulnerable) as url:
        python, npm = (url, nobody()) if vulnerable == "starlette" else (nobody(), url)
        code, said = audited(python, npm, "--unreached-warns")
    assert code == 1
    assert f'"{vulnerable}"' in said


WARNING = "WARNING: the dependencies were not audited"


@pytest.mark.parametrize(("silent", "options", "end"), [("Python", [], 3), ("The page", ["--unreached-warns"], 0)])
def test_silence_is_not_taken_for_none(silent: str, options: list[str], end: int):
    with advisories() as url:
        python, npm = (nobody(), url) if silent == "Python" else (url, nobody())
        code, said = audited(python, npm, *options)
    assert code == end
    assert f"{silent}: NOT AUDITED" in said
    assert WARNING in said


def nobody() -> str:
    """An address at which nobody answers."""
    return f"http://127.0.0.1:{free_port()}"
