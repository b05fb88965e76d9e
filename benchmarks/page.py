"""The page with a large vault, in a real browser: how long after the server's answer the tree and a search are seen.

`python -m benchmarks.page` prints the milliseconds from the answer's last byte to the frame that shows it, of several
rounds, and that in frames of a 60 Hz screen.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from benchmarks.corpus import Corpus
from benchmarks.vaults import config_in, environ_of, fill
from shared.service import build
from tests.page.chromium import chromium
from tests.running import Running, running

NOTES, ROUNDS = 6_000, 9
FRAME_MS = 1000 / 60
FRAMES_MAX = 2
ANSWER_MS_MAX = 60_000
WATCH = """
window.answeredAt = {};
const real = window.fetch;
window.fetch = async (...given) => {
  const response = await real(...given);
  const tool = new Headers(given[1]?.headers).get("mcp-name");
  if (tool) response.clone().text().then(() => { window.answeredAt[tool] = performance.now(); });
  return response;
};
window.seen = (tool, isThere) => new Promise((resolve) => {
  const look = () => requestAnimationFrame(() => {
    if (window.answeredAt[tool] && isThere()) {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now() - window.answeredAt[tool]);
      channel.port2.postMessage(0);
    } else look();
  });
  look();
});
"""
"""`seen` resolves when the frame that shows something has been drawn: a message is delivered after the frame."""


@contextmanager
def furnished(folder: Path) -> Iterator[Running]:
    """A laptop's server with a large vault."""
    service = build(config_in(folder))
    fill(service, "local", Corpus(NOTES).notes())
    with running(folder, **{k: v for k, v in environ_of(config_in(folder)).items() if k != "MCP_PORT"}) as server:
        yield server


def opened(browser: Browser, server: Running) -> Page:
    """The page of somebody who is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 820})
    context.set_default_timeout(ANSWER_MS_MAX)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{server.config.base_url}/")
    page.get_by_role("button", name="Open my notes").click()
    expect(page.get_by_role("treeitem").first).to_be_visible(timeout=ANSWER_MS_MAX)
    return page


def tree_ms(page: Page) -> float:
    """From the answer to a list of notes to the tree."""
    page.reload(wait_until="commit")
    return float(page.evaluate("seen('list_notes', () => document.querySelector('[role=treeitem]'))"))


def search_ms(page: Page, query: str) -> float:
    """From the answer to a search to its first hit."""
    page.goto(f"{page.url.split('#')[0]}#/search")
    page.evaluate("window.answeredAt = {}")
    box = page.get_by_role("searchbox")
    box.fill("")
    expect(page.locator("main mark")).to_have_count(0)
    timing = page.evaluate_handle("({ms: seen('search_notes', () => document.querySelector('main mark'))})")
    box.fill(query)
    return float(timing.evaluate("timing => timing.ms"))


def told(what: str, times_ms: list[float]) -> str:
    median = statistics.median(times_ms)
    verdict = "within" if median <= FRAMES_MAX * FRAME_MS else "more than"
    raw = " ".join(f"{ms:.0f}" for ms in times_ms)
    return f"{what:8} median {median:5.1f} ms = {median / FRAME_MS:.1f} frames, {verdict} {FRAMES_MAX}   ({raw})"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, furnished(Path(folder)) as server, chromium() as browser:
        page = opened(browser, server)
        print(f"{NOTES:,} notes; from the server's answer to the frame that shows it")
        print(told("tree", [tree_ms(page) for _ in range(ROUNDS)]))
        queries = [query.text for query in Corpus(NOTES).queries(ROUNDS)]
        print(told("search", [search_ms(page, query) for query in queries]))


if __name__ == "__main__":
    main()
