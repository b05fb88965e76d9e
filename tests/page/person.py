"""Somebody at the page, and the assistants that work in their vault meanwhile."""

import json
import time
from base64 import b64decode
from itertools import count
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from shared.access.clients import PAGE
from shared.access.tokens import AuthService
from tests.provider import Provider
from tests.running import Running
from tests.sign_in.house import ALL, App, House, Tokens, facts_of, follow, tokens_of

ANSWER_MS_MAX = 15_000
ANSWER_SECONDS_MAX = 30
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQMAAAAlPW0iAAAAA1BMVEVGe0aAGYgwAAAADElEQVR42mNgIA0AAAAwAAEodEl9AAAAAElFTkSuQmCC"
)
"""A picture of one colour."""
_numbers = count(1)
expect.set_options(timeout=ANSWER_MS_MAX)

WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => window.broken.push(event.effectiveDirective));
"""


KEPT = """
if (!window.name) localStorage.setItem("notes-vault.tokens", %s);
window.name = "in";
"""
"""Once, at the first look: a window keeps its name when it goes elsewhere."""


def opened(browser: Browser, **options: Any) -> BrowserContext:
    """A browser with nothing in it, that notes what the page's policy forbids; `options` as Playwright has them."""
    given = {"viewport": {"width": 1280, "height": 820}, "locale": "en-GB", "timezone_id": "UTC", **options}
    context = browser.new_context(**given)
    context.add_init_script(WATCH)
    return context


def new_name() -> str:
    """Somebody who was never here."""
    return f"guest{next(_numbers)}"


class Person:
    """A person with a browser of their own. What they see is `page`; `errors` is what went wrong in it unasked."""

    def __init__(self, context: BrowserContext, server: Running, provider: Provider, name: str = "") -> None:
        self.name = name or new_name()
        self.context = context
        self.server = server
        self.origin = server.config.base_url
        self.user_id = provider.user_id(self.name)
        self.errors: list[str] = []
        context.set_default_timeout(ANSWER_MS_MAX)
        context.add_cookies([{"name": "account", "value": self.name, "domain": "127.0.0.1", "path": "/"}])
        self.page = self.watched(context.new_page())

    def watched(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def open(self, hash_: str = "") -> None:
        """Go to a place of the page, as by its address."""
        self.page.goto(f"{self.origin}/{hash_}")

    def come_in(self, tokens: Tokens) -> None:
        """Open the page in a browser that holds tokens of an earlier sign-in, and wait until the notes are listed."""
        expires_at_ms = int(time.time() * 1000) + 86_400_000
        kept = {"access": tokens.access, "refresh": tokens.refresh, "expiresAt": expires_at_ms}
        self.page.add_init_script(KEPT % json.dumps(json.dumps(kept)))
        self.open()
        expect(self.tree).to_be_attached()

    def sign_in(self, hash_: str = "") -> None:
        """Open the page, sign in, and wait until the notes are listed."""
        self.open(hash_)
        self.button("Sign in with Hugging Face").click()
        expect(self.tree).to_be_attached()

    @property
    def tree(self) -> Locator:
        return self.page.get_by_role("tree", name="Notes", include_hidden=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def row(self, name: str) -> Locator:
        """A line of the folder tree."""
        rows = self.tree.get_by_role("treeitem", include_hidden=True)
        return rows.filter(has=self.page.get_by_text(name, exact=True))

    def go(self, hash_: str) -> None:
        """Go to another place of the page that is open."""
        self.page.evaluate("hash => { location.hash = hash }", hash_)

    def call(self, tool: str, client: str = "Cursor", **arguments: Any) -> dict[str, Any]:
        """What a tool answers an assistant of theirs, structured."""
        token = AuthService(self.server.config).create_jwt(self.user_id, client=client)
        message = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": tool, "arguments": arguments},
        }
        answer = httpx.post(
            self.server.url,
            json=message,
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json, text/event-stream"},
            timeout=ANSWER_SECONDS_MAX,
        )
        result = answer.json()["result"]
        assert not result["isError"], result
        structured: dict[str, Any] = result["structuredContent"]
        return structured

    def write(self, path: str, body: str, client: str = "Cursor") -> int:
        """Have an assistant write a note; the note's version."""
        version: int = self.call("write_note", client, path=path, body=body, overwrite=True)["version"]
        return version

    def attach(self, path: str, body: bytes = PNG, client: str = "Cursor") -> None:
        """Have an assistant put a file that is no note into the vault."""
        url = self.call("write_note", client, path=path, overwrite=True)["url"]
        assert httpx.put(url, content=body, timeout=ANSWER_SECONDS_MAX).is_success

    def look(self) -> None:
        """Come back to the page, which then asks at once what others have changed."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def text(self, path: str) -> str:
        """What a note holds now."""
        text: str = self.call("read_note", path=path)["text"]
        return text

    def check_nothing_broke(self) -> None:
        """No script failed, and nothing was done that the page's policy forbids."""
        for page in self.context.pages:
            assert page.evaluate("window.broken ?? []") == []
        assert self.errors == []


def tokens_at(house: House, name: str) -> Tokens:
    """What the page holds after somebody's sign-in."""
    page = App(house, PAGE, f"{house.origin}/signed-in")
    code = facts_of(follow(house.browser(name), page.url(scope=ALL), page.redirect_uri))["code"]
    return tokens_of(page.redeem(code))


def stored(page: Page) -> dict[str, Any]:
    """What the page keeps in this browser."""
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {name.removeprefix("notes-vault."): json.loads(value) for name, value in kept.items()}
