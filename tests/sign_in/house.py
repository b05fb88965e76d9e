"""A server as on a Space, its provider, and an application that signs people in."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import jwt

from shared.access.identity import challenge_of
from tests.browser import Browser, arrival
from tests.lambdas import Deployed, lambdas_at, stored
from tests.provider import Provider, signing_in_at
from tests.running import KEY, Running
from tests.sentence import is_sentence

CALLBACK = "http://127.0.0.1:8914/callback"
VERIFIER = "a-verifier-has-forty-three-characters-or-more"
BOTH = "notes:read notes:write"
ALL = f"{BOTH} account"
WEB = "https://client.example/callback"
EVIL = "https://evil.example/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WAYS = {"process": signing_in_at, "lambdas": lambdas_at}
"""A server of ours as on a Space, or as on AWS."""
_addresses = count(1)


def address() -> str:
    """An address from which nobody has called yet."""
    number = next(_addresses)
    return f"198.18.{number // 250}.{number % 250}"


def facts_of(url: str | httpx.Response) -> dict[str, str]:
    """The parameters of a URL, or of the one an answer redirects to."""
    text = url if isinstance(url, str) else url.headers["Location"]
    return dict(parse_qsl(urlsplit(text).query))


@dataclass(frozen=True)
class Tokens:
    """What a client holds after a sign-in."""

    access: str
    refresh: str
    scope: str
    grant: str


@dataclass(frozen=True)
class House:
    """A server, the provider at which its people sign in, and a line to it for everybody who is no browser."""

    server: Running
    provider: Provider
    http: httpx.Client
    folder: Path
    """What is on the server's own disk: its log, its indexes, and what it keeps, if it keeps it there."""

    def kept(self) -> bytes:
        """All that is kept anywhere, and the log."""
        on_disk = b"".join(file.read_bytes() for file in self.folder.rglob("*") if file.is_file())
        return on_disk + (stored(self.server.aws) if isinstance(self.server, Deployed) else b"")

    @property
    def origin(self) -> str:
        return self.server.config.base_url

    def ask(self, method: str, path: str, token: str = "", **options: Any) -> httpx.Response:
        """A request, from an address of its own unless one is given."""
        headers = {"X-Forwarded-For": address(), **options.pop("headers", {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.http.request(method, f"{self.origin}{path}", headers=headers, **options)

    def browser(self, account: str = "ada") -> Browser:
        """Somebody's browser at an address of its own."""
        where = address()

        def placed(request: httpx.Request) -> None:
            request.headers["X-Forwarded-For"] = where

        return Browser(account, verify=False, event_hooks={"request": [placed]})

    def register(self, redirect_uri: str = CALLBACK, **facts: Any) -> "App":
        metadata = {"client_name": "Ada's editor", "redirect_uris": [redirect_uri], **facts}
        answer = self.ask("POST", "/register", json=metadata)
        assert answer.status_code == 201, answer.text
        return App(self, answer.json()["client_id"], redirect_uri)

    def mcp(self, token: str, method: str = "tools/list", params: Any = None, **options: Any) -> httpx.Response:
        """One JSON-RPC request, as the deployment guide prints it."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
        return self.ask("POST", "/mcp", token, json=body, **options)

    def call(self, token: str, tool: str, /, **arguments: Any) -> Any:
        """The structured answer of a tool, or its error."""
        answer = self.mcp(token, "tools/call", {"name": tool, "arguments": arguments})
        structured = answer.json()["result"]["structuredContent"]
        return structured.get("error", structured)

    def takes(self, token: str) -> bool:
        """Whether a token is good."""
        status = self.mcp(token).status_code
        assert status in (200, 401), status
        return status == 200

    def forged(self, key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:
        """A token like the server's own; `claims` change it, None leaves one out."""
        now = int(time.time())
        ours = {"iss": self.origin, "aud": f"{self.origin}/mcp", "sub": "hf-eve", "iat": now, "exp": now + 60}
        ours |= {"scope": ALL, **claims}
        return jwt.encode({k: v for k, v in ours.items() if v is not None}, key, algorithm=algorithm)


@dataclass(frozen=True)
class App:
    """A client that is registered, in the hands of an honest user unless something is changed."""

    house: House
    id: str
    redirect_uri: str = CALLBACK

    def url(self, **changes: str | None) -> str:
        """Its authorization request; None leaves a parameter out."""
        given = {"response_type": "code", "client_id": self.id, "redirect_uri": self.redirect_uri, "state": "kept"}
        given |= {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "scope": BOTH}
        given |= {"resource": f"{self.house.origin}/mcp", **changes}
        return f"{self.house.origin}/authorize?{urlencode({k: v for k, v in given.items() if v is not None})}"

    def asks(self, **changes: str | None) -> httpx.Response:
        """What its authorization request is answered with, before anybody has done anything."""
        return self.house.http.get(self.url(**changes), headers={"X-Forwarded-For": address()})

    def led_back(self, account: str = "ada", decision: str = "allow", **changes: Any) -> dict[str, str]:
        """What it is told at its redirect URI. `scopes` and `folder` are the user's answers."""
        answers = {name: changes.pop(name) for name in ("scopes", "folder") if name in changes}
        return facts_of(self.house.browser(account).sign_in(self.url(**changes), decision, **answers))

    def code(self, account: str = "ada", **changes: Any) -> str:
        return self.led_back(account, **changes)["code"]

    def token(self, **fields: str | None) -> httpx.Response:
        """The token endpoint's answer."""
        given = {"client_id": self.id, **fields}
        form = {name: value for name, value in given.items() if value is not None}
        return self.house.ask("POST", "/token", data=form)

    def redeem(self, code: str, **changes: str | None) -> httpx.Response:
        given = {"redirect_uri": self.redirect_uri, "code_verifier": VERIFIER, **changes}
        return self.token(**{"grant_type": "authorization_code", "code": code, **given})

    def renew(self, refresh: str, **changes: str | None) -> httpx.Response:
        return self.token(**{"grant_type": "refresh_token", "refresh_token": refresh, **changes})

    def revoke(self, token: str) -> httpx.Response:
        return self.house.ask("POST", "/revoke", data={"client_id": self.id, "token": token})

    def sign_in(self, account: str = "ada", scope: str = BOTH, **answers: Any) -> Tokens:
        """The whole of it; `answers` are the user's."""
        return tokens_of(self.redeem(self.code(account, scope=scope, **answers)))


def tokens_of(answer: httpx.Response) -> Tokens:
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return Tokens(told["access_token"], told.get("refresh_token", ""), told["scope"], told["grant"])


def refusal_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and OAuth's own word for what was wrong."""
    told = answer.json()
    assert is_sentence(told["error_description"]), told
    return answer.status_code, told["error"]


def is_page(answer: httpx.Response) -> bool:
    """Whether the user is told, and nobody is redirected anywhere."""
    is_html = answer.headers["content-type"].startswith("text/html")
    return 400 <= answer.status_code < 500 and is_html and "location" not in answer.headers


def post_consent(
    house: House, form: Mapping[str, list[str]], browser: Browser | None = None, cookie: str = "", **headers: str
) -> httpx.Response:
    """The answer to a consent form that comes with a browser's cookies, or with this one."""
    cookies = cookie_of(browser, house) if browser else cookie
    return house.ask("POST", "/authorize/consent", data=dict(form), headers={"Cookie": cookies, **headers})


def cookie_of(browser: Browser, house: House) -> str:
    """What a browser sends along to the server."""
    request = httpx.Request("GET", f"{house.origin}/oauth/callback")
    browser.cookies.set_cookie_header(request)
    return request.headers.get("Cookie", "")


def follow(browser: Browser, url: str, until: str = CALLBACK) -> str:
    """The URL that begins with `until` to which a browser is led; it is not opened."""
    while not url.startswith(until):
        url = arrival(browser._send(httpx.Request("GET", url)))
    return url


def provider_callback(house: House, app: App, browser: Browser) -> str:
    """The URL with which the provider sends a browser back to the server; it is not opened."""
    form = browser.open(app.url()).filled("allow", None, None)
    return follow(browser, arrival(post_consent(house, form, browser)), f"{house.origin}/oauth/callback")


@contextmanager
def house_of(provider: Provider, folder: Path, way: str = "process", **settings: str) -> Iterator[House]:
    """A server of its own, in one of WAYS."""
    given = {"RATE_LIMIT_PER_MINUTE": "1000000", **settings}
    with (
        WAYS[way](provider, folder, **given) as server,
        httpx.Client(trust_env=False, verify=False, timeout=30) as http,
    ):
        yield House(server, provider, http, folder)
