"""Pictures of every part of the page, light, dark and on a phone, into docs/screenshots: `make screenshots`."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from tests.page.chromium import chromium
from tests.page.editor import edit
from tests.page.furnished import LOOKS, NOTES, PLACES, furnish
from tests.page.garden import drawn, grow
from tests.page.person import Person, opened
from tests.provider import Provider, openid_provider, signing_in_at
from tests.running import ROOT, Running

FOLDER = ROOT / "docs/screenshots"


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        openid_provider() as provider,
        signing_in_at(provider, Path(data)) as server,
        chromium() as browser,
    ):
        for look, options in LOOKS.items():
            for name, picture in pictures(browser, server, provider, look, options):
                (folder / f"{name}-{look}.png").write_bytes(picture)
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder.relative_to(ROOT)}")


def pictures(
    browser: Browser, server: Running, provider: Provider, look: str, options: dict[str, Any]
) -> list[tuple[str, bytes]]:
    """The first visit and every place, as one person sees them."""
    context = opened(browser, reduced_motion="reduce", **options)
    person = Person(context, server, provider, f"guest{look}")
    person.open()
    expect(person.button("Sign in with Hugging Face")).to_be_visible()
    taken = [("first-visit", person.page.screenshot())]
    person.sign_in()
    furnish(person, drawn(browser))
    grow(person)
    expect(person.row("fruit")).to_be_attached()
    for name, place in PLACES.items():
        place.open(person)
        person.page.wait_for_load_state("networkidle")
        taken.append((name, person.page.screenshot()))
    person.page.keyboard.press("Control+k")
    expect(person.page.get_by_role("combobox")).to_be_visible()
    person.page.get_by_role("combobox").fill("moss")
    expect(person.page.get_by_role("option").filter(has_text="Soft, green")).to_be_visible()
    taken.append(("palette", person.page.screenshot()))
    person.page.keyboard.press("Escape")
    disagree(person)
    taken.append(("conflict", person.page.screenshot()))
    context.close()
    return taken


def disagree(person: Person) -> None:
    """Two change the same line, and one of them saves."""
    text = edit(person, "weather/Rain.md")
    for key in ("Control+End", "ArrowUp", "End"):
        text.press(key)
    text.press_sequentially(" Best in April.")
    person.write("weather/Rain", NOTES["weather/Rain"].replace("#weather", "Never on Sundays. #weather"))
    text.press("Control+s")
    expect(person.page.get_by_role("heading", name="changed the same place as you")).to_be_visible()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
