"""Somebody looks at how their notes hang together, with the mouse, by keys alone, and as a list."""

import json
import random
import re
import time

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.page.person import Person

NOTES, LINKS = 5_000, 15_000
FRAMES = 60
LAID_OUT_MS_MAX = 120_000


def graph(guest: Person) -> Locator:
    return guest.page.get_by_role("application")


def opened(guest: Person, hash_: str = "#/graph") -> Locator:
    """The graph, once it has come to rest."""
    guest.page.reload()
    expect(guest.row("Welcome")).to_be_visible()
    guest.go(hash_)
    expect(graph(guest)).to_have_attribute("data-settled", "true")
    return graph(guest)


def looked(guest: Person) -> Locator:
    """What is said of the note that the keys or the mouse are at."""
    return guest.page.locator("main [role=status][data-path]")


def place(guest: Person) -> tuple[float, float]:
    """Where that note is, on the screen."""
    box = graph(guest).bounding_box()
    assert box
    x, y = (looked(guest).get_attribute(f"data-{axis}") for axis in "xy")
    assert x and y
    return box["x"] + float(x), box["y"] + float(y)


def chain(guest: Person) -> None:
    """Hub is linked with A, B and C; C with D; the note of the first visit with none."""
    guest.write("Hub.md", "[[A]] [[B]] [[C]]")
    guest.write("office/A.md", "alpha #red")
    guest.write("office/B.md", "beta #red/dark")
    guest.write("home/C.md", "gamma [[D]]")
    guest.write("home/D.md", "delta")


def test_the_keys_go_from_note_to_note_and_enter_opens_one(guest: Person):
    chain(guest)
    opened(guest).focus()
    guest.page.keyboard.press("ArrowRight")
    expect(looked(guest)).to_have_text("Hub.md, 3 links")
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        guest.page.keyboard.press(key)
    expect(looked(guest)).to_contain_text("link")
    path = looked(guest).get_attribute("data-path")
    guest.page.keyboard.press("Enter")
    assert path
    expect(guest.page).to_have_url(re.compile(rf"#/note/{re.escape(path)}$"))


def test_a_click_opens_a_note_and_a_drag_moves_it(guest: Person):
    chain(guest)
    opened(guest).focus()
    guest.page.keyboard.press("ArrowRight")
    expect(looked(guest)).to_contain_text("Hub.md")
    x, y = place(guest)
    guest.page.mouse.move(x, y)
    guest.page.mouse.down()
    guest.page.mouse.move(x + 60, y + 90, steps=4)
    guest.page.mouse.up()
    expect(looked(guest)).not_to_have_attribute("data-y", str(round(y - (graph(guest).bounding_box() or {})["y"])))
    expect(guest.page).to_have_url(re.compile(r"#/graph$"))
    guest.button("Fit").click()
    graph(guest).focus()
    guest.page.keyboard.press("Escape")
    expect(looked(guest)).to_have_count(0)
    guest.page.keyboard.press("ArrowRight")
    guest.page.mouse.click(*place(guest))
    expect(guest.page).to_have_url(re.compile(r"#/note/Hub\.md$"))


def test_the_same_notes_lie_in_the_same_places_again(guest: Person):
    chain(guest)
    places = []
    for _ in range(2):
        opened(guest).focus()
        guest.page.keyboard.press("ArrowRight")
        guest.page.keyboard.press("ArrowRight")
        expect(looked(guest)).to_contain_text("link")
        places.append((looked(guest).get_attribute("data-path"), *place(guest)))
    assert places[0] == places[1]


def test_the_filters_leave_a_part_of_the_notes(guest: Person):
    chain(guest)
    opened(guest)

    def shows(notes: int, links: int) -> None:
        expect(graph(guest)).to_have_accessible_name(re.compile(f"^Graph of {notes} notes and {links} links"))

    shows(6, 4)
    guest.page.get_by_label("Orphans").uncheck()
    shows(5, 4)
    guest.page.get_by_label("Folder").select_option("home")
    shows(2, 1)
    guest.page.get_by_label("Folder").select_option("All folders")
    guest.page.get_by_label("Orphans").check()
    guest.page.get_by_label("Tag").select_option("red")
    shows(2, 0)
    guest.page.get_by_label("Tag").select_option("All tags")
    guest.page.get_by_label("Only notes whose name holds").fill("hub")
    shows(1, 0)
    guest.page.get_by_label("Only notes whose name holds").fill("no such note")
    expect(guest.page.get_by_text("No note is like this.")).to_be_visible()


def test_the_legend_names_the_colours_and_shows_one_folder_alone(guest: Person):
    chain(guest)
    opened(guest)
    legend = guest.page.get_by_role("list", name="Colours")
    legend.get_by_role("button", name="office 2").click()
    expect(graph(guest)).to_have_accessible_name(re.compile("^Graph of 2 notes and 0 links"))
    expect(legend.get_by_role("button", name="office 2")).to_have_attribute("aria-pressed", "true")
    legend.get_by_role("button", name="office 2").click()
    expect(graph(guest)).to_have_accessible_name(re.compile("^Graph of 6 notes"))


def test_the_graph_of_one_note_reaches_as_far_as_one_likes(guest: Person):
    chain(guest)
    opened(guest, "#/graph/office/A.md")
    expect(guest.page.get_by_role("heading", name="Around A")).to_be_visible()
    for depth, notes in (("1", 2), ("2", 4), ("3", 5)):
        guest.page.get_by_label("How far").select_option(depth)
        expect(graph(guest)).to_have_accessible_name(re.compile(f"^Graph of {notes} notes"))
    guest.page.get_by_role("link", name="All of the vault").click()
    expect(graph(guest)).to_have_accessible_name(re.compile("^Graph of 6 notes"))


def test_the_graph_as_a_list_has_the_notes_with_most_links_first(guest: Person):
    chain(guest)
    opened(guest)
    guest.button("Show as a list").click()
    rows = guest.page.get_by_role("table", name="Notes by number of links").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Hub.md")
    expect(rows.nth(1)).to_contain_text("3")
    expect(rows).to_have_count(7)
    rows.nth(1).get_by_role("link", name="Hub.md", exact=True).click()
    expect(guest.page).to_have_url(re.compile(r"#/note/Hub\.md$"))


def test_a_link_made_elsewhere_comes_into_the_graph(guest: Person):
    chain(guest)
    opened(guest)
    guest.write("home/D.md", "delta [[A]]", client="Claude")
    guest.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(graph(guest)).to_have_accessible_name(re.compile("^Graph of 6 notes and 5 links"))


@pytest.mark.slow
def test_a_large_graph_is_laid_out_and_drawn(guest: Person):
    """Prints how long that takes here; nobody has promised anybody how long."""
    dice = random.Random(1)
    folders = [f"folder {number}" for number in range(12)]
    large = {
        "paths": [f"{dice.choice(folders)}/Note {number}.md" for number in range(NOTES)],
        "links": [[int(NOTES * dice.random() ** 2), dice.randrange(NOTES)] for _ in range(LINKS)],
    }

    def answer(route: Route) -> None:
        asked = route.request.post_data_json if route.request.post_data else {}
        if asked.get("params", {}).get("uri") != "vault://graph":
            route.continue_()
            return
        answered = route.fetch()
        told = answered.json()
        told["result"]["contents"][0]["text"] = json.dumps(large)
        route.fulfill(response=answered, json=told)

    guest.page.route("**/mcp", answer)
    began = time.monotonic()
    guest.go("#/graph")
    expect(graph(guest)).to_have_attribute("data-settled", "true", timeout=LAID_OUT_MS_MAX)
    seconds = time.monotonic() - began
    frames = guest.page.evaluate(
        """async frames => {
            const canvas = document.querySelector("main canvas");
            const times = [];
            const frame = () => new Promise(done => requestAnimationFrame(done));
            for (let i = 0, last = await frame(); i < frames; i++) {
                canvas.dispatchEvent(new WheelEvent("wheel", {deltaY: i % 40 < 20 ? -30 : 30, cancelable: true}));
                const now = await frame();
                times.push(now - last);
                last = now;
            }
            return times.sort((a, b) => a - b);
        }""",
        FRAMES,
    )
    print(f"\n{NOTES:,} notes, {LINKS:,} links: at rest after {seconds:.1f} s; a frame while zooming takes")
    print(f"median {frames[FRAMES // 2]:.1f} ms, 95 % {frames[FRAMES * 95 // 100]:.1f} ms, most {frames[-1]:.1f} ms")
