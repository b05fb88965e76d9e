"""One server and one browser for all of these tests; each has people of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.page.chromium import chromium
from tests.page.person import Person, opened, tokens_at
from tests.provider import Provider, signing_in_at
from tests.running import ROOT, Running
from tests.sign_in.house import House


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Playwright's event loop runs as long as the browser does, and no other can in the same process."""
    are_ours = {item.path.is_relative_to(Path(__file__).parent) for item in items}
    if len(are_ours) > 1:
        raise pytest.UsageError("Run the tests of the page by themselves, and the others with --ignore tests/page.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert (ROOT / "web/dist/index.html").is_file(), "run `make web` first"
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def server(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with signing_in_at(provider, tmp_path_factory.mktemp("page")) as server:
        yield server


@pytest.fixture(scope="session")
def house(server: Running, provider: Provider) -> Iterator[House]:
    """The same server, for clients that sign their people in."""
    with httpx.Client(timeout=30) as http:
        yield House(server, provider, http, Path())


@pytest.fixture
def arrive(browser: Browser, server: Running, provider: Provider) -> Iterator[Callable[..., Person]]:
    """Somebody new at a browser of their own; `options` are those of a browser's context."""
    people: list[Person] = []

    def arrived(name: str = "", **options: object) -> Person:
        people.append(Person(opened(browser, **options), server, provider, name))
        return people[-1]

    yield arrived
    for person in people:
        person.context.close()


@pytest.fixture(scope="session")
def used(browser: Browser, server: Running) -> Iterator[BrowserContext]:
    """A browser that has seen the page before; nothing stays from test to test but its files.

    The first of its pages keeps the process alive in which the others run.
    """
    context = opened(browser)
    context.new_page().goto(f"{server.config.base_url}/healthz")
    yield context
    context.close()


@contextmanager
def visit(used: BrowserContext, house: House) -> Iterator[Person]:
    """Somebody who has signed in before, and in whose browser nothing went wrong in the end."""
    person = Person(used, house.server, house.provider)
    person.come_in(tokens_at(house, person.name))
    try:
        yield person
        person.check_nothing_broke()
    finally:
        used.set_offline(False)
        first, *others = used.pages
        for left in others:
            left.close(run_before_unload=False)
        first.evaluate("localStorage.clear()")
        used.clear_cookies()


@pytest.fixture
def guest(used: BrowserContext, house: House) -> Iterator[Person]:
    with visit(used, house) as person:
        yield person


@pytest.fixture
def guest_at(used: BrowserContext, house: House) -> Callable[[Running], AbstractContextManager[Person]]:
    """The same at a server of the test's own."""
    return lambda server: visit(used, replace(house, server=server))
