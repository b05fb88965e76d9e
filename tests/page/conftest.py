"""One server and one browser for all of these tests; each has people of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.page.chromium import chromium
from tests.page.person import Person
from tests.provider import Provider, signing_in_at
from tests.running import ROOT, Running
from tests.sign_in.house import House


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
        given = {"viewport": {"width": 1280, "height": 820}, "locale": "en-GB", "timezone_id": "UTC", **options}
        people.append(Person(browser.new_context(**given), server, provider, name))
        return people[-1]

    yield arrived
    for person in people:
        person.context.close()


@pytest.fixture
def guest(arrive: Callable[..., Person]) -> Iterator[Person]:
    """Somebody who has signed in, and in whose browser nothing went wrong in the end."""
    person = arrive()
    person.sign_in()
    yield person
    person.check_nothing_broke()
