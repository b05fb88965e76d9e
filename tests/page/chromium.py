"""A real browser: Debian's Chromium, driven by Playwright, which reaches this machine and nobody else."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--process-per-site",  # what one test has loaded is warm for the next
    "--disable-gpu",
    "--disable-gpu-rasterization",
    "--disable-software-rasterizer",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-features=LocalNetworkAccessChecks",  # a Space's page may frame us, though we are on loopback here
]
HOW = "Chromium is missing: apt-get install chromium, or name it in CHROMIUM."


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with nothing in it, until the block ends."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, HOW
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
