"""A scripted browser: it opens an authorization request, answers our consent page, and goes on to the client's door.

From a shell, `python -m tests.browser [--visit] URL` does so as the account that BROWSER_ACCOUNT names, and prints the
URL at the client to which it was led; with --visit it opens that too, as a browser would.
"""

import os
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import Cookie, CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit
from urllib.request import Request

import httpx

ACCOUNT = "BROWSER_ACCOUNT"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HOPS_MAX, CONNECTS_MAX = 20, 4
ANSWER_SECONDS_MAX = 30

Form = dict[str, list[str]]


@dataclass
class Page:
    """What is shown in the end: an answer, its words, and its form if it has one; `home` is the client's door."""

    response: httpx.Response
    home: str
    text: str = ""
    action: str = ""
    fields: list[dict[str, str]] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """The values of the form's fields of that name, ticked or not."""
        return [given.get("value", "") for given in self.fields if given.get("name") == name]

    def filled(self, decision: str, scopes: Collection[str] | None, folder: str | None) -> Form:
        """What the form sends when a button is pressed, with only `scopes` ticked if they are given."""
        form: Form = {"decision": [decision]}
        for given in self.fields:
            name, value, kind = given.get("name"), given.get("value", ""), given.get("type", "text")
            is_ticked = "checked" in given if scopes is None else value in scopes
            if name == "folder" and folder is not None:
                value = folder
            if name and kind != "submit" and (kind != "checkbox" or is_ticked):
                form.setdefault(name, []).append(value)
        return form


class Browser:
    """One person's browser. `account` is who they are at the provider, `deny` somebody who refuses there.

    `options` are those of `httpx.Client`; `hops` keeps every answer, in order.
    """

    def __init__(self, account: str = "ada", **options: Any) -> None:
        self._policy = CookiePolicy()
        self.cookies = httpx.Cookies(CookieJar(self._policy))
        self.cookies.set("account", account, domain="127.0.0.1")
        self._given = options.get("headers", {})
        self._http = httpx.Client(trust_env=False, timeout=ANSWER_SECONDS_MAX, **options)
        self.hops: list[httpx.Response] = []

    def sign_in(self, url: str, decision: str = "allow", **answers: Any) -> str:
        """The URL at the client to which an authorization request leads; `answers` are those of `decide`."""
        page = self.open(url)
        return self.decide(page, decision, **answers) if page.action else arrival(page.response)

    def open(self, url: str) -> Page:
        """What an authorization request shows."""
        home = parse_qs(urlsplit(url).query).get("redirect_uri", [url])[0]
        return shown(self._go(httpx.Request("GET", url), home), home)

    def decide(
        self, page: Page, decision: str, scopes: Collection[str] | None = None, folder: str | None = None
    ) -> str:
        """Press a button of the consent page: the URL at the client to which that leads."""
        return arrival(self.press(page, decision, scopes, folder).response)

    def press(
        self, page: Page, decision: str, scopes: Collection[str] | None = None, folder: str | None = None
    ) -> Page:
        """Press a button of the consent page: what is shown then, or where the client begins."""
        assert decision in page.values("decision"), page.text
        return self._sent(page, page.filled(decision, scopes, folder))

    def submit(self, page: Page, form: Form) -> str:
        """Send the form of any page: the URL at the client to which that leads."""
        return arrival(self._sent(page, form).response)

    def _sent(self, page: Page, form: Form) -> Page:
        return shown(self._go(httpx.Request("POST", page.action, data=form), page.home, page.response), page.home)

    def visit(self, url: str) -> httpx.Response:
        """What the client says when it is called back. It may have opened the browser before it listens."""
        with httpx.Client(transport=httpx.HTTPTransport(retries=CONNECTS_MAX), timeout=ANSWER_SECONDS_MAX) as patient:
            return patient.get(url)

    def _go(self, request: httpx.Request, home: str, page: httpx.Response | None = None) -> httpx.Response:
        """Follow redirects until one leads to the client, or something is shown."""
        start, self._policy.is_cross_site = origin_of(page.url if page else request.url), False
        for _ in range(HOPS_MAX):
            self._policy.is_cross_site |= origin_of(request.url) != start
            request.headers.update(self._headers(request.method, page))
            response = self._send(request)
            if not response.is_redirect:
                return response
            assert request.method == "GET" or response.status_code in (302, 303), "the form would be sent on"
            target = arrival(response)
            assert page is None or may_lead_to(page, target), f"its form-action keeps Chrome from going to {target}"
            if target.startswith(home):
                return response
            request = httpx.Request("GET", target)
        raise AssertionError(f"more than {HOPS_MAX} redirects, the last to {target}")

    def _send(self, request: httpx.Request) -> httpx.Response:
        """Ask with our own cookies: httpx would bring them by rules of its own."""
        self._http.cookies.clear()
        self.cookies.set_cookie_header(request)
        request.headers.update(self._given)
        response = self._http.send(request)
        self.cookies.extract_cookies(response)
        self.hops.append(response)
        return response

    def _headers(self, method: str, page: httpx.Response | None) -> dict[str, str]:
        """What a browser adds: where the navigation comes from, and for a form the page's origin, if it may be told."""
        site = "cross-site" if self._policy.is_cross_site else "same-origin" if page else "none"
        headers = {"Accept": "text/html,*/*;q=0.8", "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
        if page and method == "POST":
            is_secret = "no-referrer" in page.headers.get("Referrer-Policy", "").split(",")[-1].split()
            headers["Origin"] = "null" if is_secret else origin_of(page.url)
        return {**headers, "Sec-Fetch-Dest": "document", "Sec-Fetch-User": "?1", "Upgrade-Insecure-Requests": "1"}


class CookiePolicy(DefaultCookiePolicy):
    """A browser's rules: loopback is as safe as https, `__Host-` means what it says, and Strict stays at home."""

    is_cross_site = False

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        if cookie.name.startswith("__Host-"):
            assert cookie.secure and cookie.path == "/" and not cookie.domain_specified, f"no browser keeps {cookie}"
        return super().set_ok(cookie, request) and self.return_ok_secure(cookie, request)

    def return_ok(self, cookie: Cookie, request: Request) -> bool:
        is_strict = (cookie.get_nonstandard_attr("SameSite") or "").lower() == "strict"
        return not (is_strict and self.is_cross_site) and super().return_ok(cookie, request)

    def return_ok_secure(self, cookie: Cookie, request: Request) -> bool:
        parts = urlsplit(request.get_full_url())
        return not cookie.secure or parts.scheme == "https" or parts.hostname in LOOPBACK


class _Reader(HTMLParser):
    """Finds a page's words and its first form."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._is_shown = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_shown = tag not in ("style", "title")
        if tag == "form" and not self._page.action:
            self._page.action = urljoin(str(self._page.response.url), given.get("action", ""))
        elif tag == "button":
            self._page.fields.append({"type": "submit", **given})
        elif tag == "input":
            self._page.fields.append(given)

    def handle_endtag(self, tag: str) -> None:
        self._is_shown = True

    def handle_data(self, data: str) -> None:
        if self._is_shown and data.strip():
            self._page.text += f"{data.strip()} "


def shown(response: httpx.Response, home: str) -> Page:
    """A page as it is read."""
    page = Page(response, home)
    _Reader(page).feed(response.text)
    return page


def arrival(response: httpx.Response) -> str:
    """Where a redirect leads."""
    assert response.is_redirect, f"{response.status_code} at {response.url}: {response.text}"
    return urljoin(str(response.url), response.headers["Location"])


def origin_of(url: httpx.URL | str) -> str:
    parts = urlsplit(str(url))
    return f"{parts.scheme}://{parts.netloc}"


def may_lead_to(page: httpx.Response, target: str) -> bool:
    """Whether a form of the page may be redirected there: Chrome holds form-action against every hop."""
    policy = page.headers.get("Content-Security-Policy", "")
    rules = [rule.split() for rule in policy.split(";") if rule.split()[:1] == ["form-action"]]
    if not rules:
        return True
    parts, ours = urlsplit(target), origin_of(page.url)
    allowed = {ours if source == "'self'" else source for source in rules[0][1:]}
    names = {f"{parts.scheme}:", origin_of(target), f"{parts.scheme}://{parts.hostname}:*"}
    return not allowed.isdisjoint(names | ({"*"} if parts.scheme in ("http", "https") else set()))


if __name__ == "__main__":
    browser = Browser(os.environ.get(ACCOUNT, "ada"))
    arrived = browser.sign_in(sys.argv[-1])
    if "--visit" in sys.argv:
        browser.visit(arrived)
    print(arrived)
