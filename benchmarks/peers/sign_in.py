"""Whole sign-ins, one after another and many at once: discovery, consent, the provider and back, a token, a first call.

The plain SDK and basic-memory have no sign-in of their own; markdown-vault-mcp's is FastMCP's.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from benchmarks import servers
from benchmarks.driver import Load
from benchmarks.environments import FASTMCP, ROOT, python
from benchmarks.peers.race import Row
from benchmarks.peers.systems import OURS
from benchmarks.servers import Server
from benchmarks.wire import MODERN, Line
from shared.access.identity import challenge_of
from tests.browser import Browser, Page
from tests.provider import CLIENT_ID, CLIENT_SECRET, Provider, openid_provider, signing_in_at

CALLBACK = "http://127.0.0.1:8914/callback"
VERIFIER = "a-verifier-has-forty-three-characters-or-more"
SIGN_INS_EACH, SIGN_INS_LEAST = 2, 8
KEPT = httpx.Limits(keepalive_expiry=2)
"""Servers end a connection after five quiet seconds; who would send on it in that moment hears nothing."""
PATIENCE_SECONDS = 60
THEIRS = "FastMCP 4.1.2"
_numbers = count(1)


@contextmanager
def _ours(folder: Path, provider: Provider) -> Iterator[Server]:
    with signing_in_at(provider, folder) as running:
        yield Server(running.config.mcp_port, running.process)


@contextmanager
def _fastmcp(folder: Path, provider: Provider) -> Iterator[Server]:
    port, script = servers.free_port(), str(ROOT / "benchmarks" / "peers" / "sign_in_fastmcp.py")
    command = [python(FASTMCP), script, str(port), provider.issuer, CLIENT_ID, CLIENT_SECRET]
    with servers.running(command, port, servers.NO_NEWS | {"FASTMCP_HOME": str(folder)}, folder) as server:
        yield server


SYSTEMS: dict[str, Callable[[Path, Provider], AbstractContextManager[Server]]] = {OURS.name: _ours, THEIRS: _fastmcp}


class Application:
    """A client that is registered once at a server, and then signs people in."""

    def __init__(self, server: Server) -> None:
        self.origin, self._port = f"http://127.0.0.1:{server.port}", server.port
        metadata = {"client_name": "benchmark", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}
        self._client_id = httpx.post(f"{self.origin}/register", json=metadata).raise_for_status().json()["client_id"]

    def sign_in(self) -> float:
        """Sign in somebody who was never here, from an address of their own; how many milliseconds that took."""
        number = next(_numbers)
        headers = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250}"}
        began = time.perf_counter()
        options = {"headers": headers, "limits": KEPT}
        with httpx.Client(base_url=self.origin, timeout=PATIENCE_SECONDS, **options) as http:
            scopes = http.get("/.well-known/oauth-protected-resource/mcp").raise_for_status().json()["scopes_supported"]
            server = http.get("/.well-known/oauth-authorization-server").raise_for_status().json()
            code = self._code(server["authorization_endpoint"], scopes, Browser(f"guest{number}", **options))
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
            form |= {"client_id": self._client_id, "code_verifier": VERIFIER, "resource": f"{self.origin}/mcp"}
            token = http.post(server["token_endpoint"], data=form).raise_for_status().json()["access_token"]
            first = Line(self._port, MODERN, token).asked("tools/list")
        if "read_note" not in first:
            raise RuntimeError(f"the first call was answered with {first[:300]}")
        return (time.perf_counter() - began) * 1000

    def _code(self, endpoint: str, scopes: Sequence[str], browser: Browser) -> str:
        asked = {"response_type": "code", "client_id": self._client_id, "redirect_uri": CALLBACK, "state": "s"}
        asked |= {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
        asked |= {"scope": " ".join(scopes), "resource": f"{self.origin}/mcp"}
        page = browser.open(f"{endpoint}?{urlencode(asked)}")
        if not page.action:
            raise RuntimeError(f"no consent was asked for: {page.response.status_code} {page.text[:200]}")
        arrived = browser.submit(page, _allowed(page))
        if "code=" not in arrived:
            raise RuntimeError(f"the sign-in ended at {arrived}")
        [code] = parse_qs(urlsplit(arrived).query)["code"]
        return code


def _allowed(page: Page) -> dict[str, list[str]]:
    """The consent page as it stands, and the button that says yes."""
    form = page.filled("allow", None, None)
    return form if "allow" in page.values("decision") else {**form, "action": ["approve"]}


def race(folder: Path, clients: Sequence[int], rounds: int) -> list[Row]:
    """Sign-ins with so many people at once, each server in turn."""
    rows = [Row("sign-in", 0, number) for number in clients]
    with ExitStack() as stack:
        provider = stack.enter_context(openid_provider())
        applications = {}
        for number, (name, running) in enumerate(SYSTEMS.items()):
            (place := folder / f"sign-in-{number}").mkdir()
            server = stack.enter_context(running(place, provider))
            applications[name] = server, Application(server)
        for row in rows:
            for _ in range(rounds):
                for name, (server, application) in applications.items():
                    _measure(row, name, server, application)
    return rows


def _measure(row: Row, name: str, server: Server, application: Application) -> None:
    if name in row.absent:
        return
    try:
        row.loads.setdefault(name, []).append(_measured(server, application, row.clients))
    except (RuntimeError, httpx.HTTPError) as error:
        row.absent[name] = f"sign-in with {row.clients} clients: {' '.join(str(error).split())[:200]}"
        row.loads.pop(name, None)


def _measured(server: Server, application: Application, clients: int) -> Load:
    wanted, before = max(SIGN_INS_LEAST, clients * SIGN_INS_EACH), server.cpu_seconds()
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as people:
        took_ms = sorted(people.map(lambda _: application.sign_in(), range(wanted)))
    seconds = time.perf_counter() - began
    load = Load(wanted / seconds, median(took_ms), took_ms[int(wanted * 0.95)], 0, wanted, seconds=seconds)
    return replace(load, cpu_ms=(server.cpu_seconds() - before) * 1000 / wanted)
