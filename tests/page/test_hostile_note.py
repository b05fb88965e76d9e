"""Whatever a note holds, reading it runs nothing, loads nothing from elsewhere, and leaves the page what it was."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, expect

from tests.page.person import Person
from tests.page.vectors import BLOCKS, DRAWING, FRONT_MATTER, NAMES, PAGE, armed, vectors

ALL = [armed(vector, number) for number, vector in enumerate(vectors())]


def _parts(size: int) -> list[range]:
    return [range(start, min(start + size, len(ALL))) for start in range(0, len(ALL), size)]


PARTS, ALONE = _parts(60), _parts(30)
PLACES = "a, button, summary, b, i, div, p, td, h1, h2, li, label, img, sup, math"
TOUCH = """selector => {
  for (const element of document.querySelectorAll(`.markdown :is(${selector})`)) {
    for (const type of ["pointerenter", "pointerover", "mouseover", "mousedown", "focus", "pointermove"])
      element.dispatchEvent(new MouseEvent(type, { bubbles: true }));
    if (!element.closest("a")) element.click?.();
  }
}"""
ADDRESSES = "[...document.querySelectorAll('.markdown a')].map(a => a.getAttribute('href'))"
SAFE = re.compile(r"#/(note|file|search)[/?]|https?://|mailto:")


class Watched:
    """A person in whose browser everything that a note could do is watched."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page
        self.ran: list[int] = []
        self.dialogs: list[str] = []
        self.foreign: list[str] = []
        self.opened: list[str] = []
        self.page.expose_function("hacked", lambda number: self.ran.append(number))
        self.page.on("request", lambda request: self._sent(request.url))
        self.page.on("dialog", self._dialog)
        self.page.on("popup", lambda page: self.opened.append(page.url))
        self.page.reload()
        expect(person.tree).to_be_visible()

    def _sent(self, url: str) -> None:
        if not url.startswith((self.person.origin, "https://huggingface.co/avatars/", "blob:", "data:")):
            self.foreign.append(url)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def read(self, path: str) -> None:
        """Open a note, wait until all of it is there, and touch everything in it."""
        self.person.go(f"#/note/{path}")
        expect(self.page.locator(".note > .markdown")).to_contain_text("the end")
        expect(self.page.locator("[data-later]")).to_have_count(0)
        self.page.evaluate(TOUCH, PLACES)

    def check(self) -> None:
        """Nothing ran, nothing was loaded, nothing broke, and the page is still ours."""
        expect(self.person.button("Search or do…")).to_be_visible()
        assert all(SAFE.match(address) for address in self.page.evaluate(ADDRESSES))
        assert (self.ran, self.dialogs, self.foreign, self.opened) == ([], [], [], [])
        assert self.page.evaluate("location.origin") == self.person.origin
        forbidden = "script, style, iframe, object, embed, form, svg, base, meta, link, template, [onclick]"
        assert self.page.locator(f".markdown :is({forbidden})").count() == 0
        assert self.page.locator(".markdown [style]:not(math, math *)").count() == 0
        self.person.check_nothing_broke()


@pytest.fixture
def watched(guest: Person) -> Watched:
    return Watched(guest)


def test_the_watch_sees_what_runs_and_what_is_forbidden(watched: Watched):
    watched.page.evaluate("window.hacked(7)")
    assert watched.ran == [7]
    watched.page.evaluate("document.body.setAttribute('style', 'color: red')")
    watched.page.wait_for_function("window.broken.length > 0")
    assert watched.page.evaluate("window.broken.splice(0)") == ["style-src-attr"]
    watched.page.evaluate("fetch('http://192.0.2.1/loaded').catch(() => {})")
    watched.page.wait_for_function("window.broken.length > 0")
    assert watched.page.evaluate("window.broken.splice(0)") == ["connect-src"]


@pytest.mark.parametrize("numbers", PARTS, ids=lambda part: f"{part.start}-{part.stop - 1}")
def test_no_vector_does_anything_in_a_note_that_is_read(watched: Watched, numbers: range):
    text = "\n\n".join(f"marker{number}\n\n{ALL[number]}" for number in numbers)
    watched.person.write("Hostile.md", f"the end comes first\n\n{text}")
    watched.read("Hostile.md")
    shown = watched.page.locator(".note > .markdown").inner_text()
    assert f"marker{numbers.start}" in shown
    watched.check()


@pytest.mark.slow
@pytest.mark.parametrize("numbers", ALONE, ids=lambda part: f"{part.start}-{part.stop - 1}")
def test_no_vector_does_anything_alone(watched: Watched, numbers: range):
    for number in numbers:
        watched.person.write(f"alone/{number}.md", f"marker{number}\n\n{ALL[number]}")
    watched.person.write("Hostile.md", "\n\n".join(f"![[alone/{number}]]" for number in numbers) + "\n\nthe end")
    watched.read("Hostile.md")
    for number in numbers:
        expect(watched.page.locator(".embed").get_by_text(f"marker{number}", exact=True)).to_have_count(1)
    watched.check()


def test_hostile_properties_are_text(watched: Watched):
    watched.person.write("Hostile.md", armed(FRONT_MATTER, 1) + "the end")
    watched.read("Hostile.md")
    expect(watched.page.get_by_role("row", name="site")).to_contain_text("javascript:hacked(1)")
    watched.check()


def test_hostile_names_are_text_in_the_tree_and_wherever_they_are_linked(watched: Watched):
    names = [armed(name, number) for number, name in enumerate(NAMES)]
    for name in names:
        watched.person.write(name, "named badly [[Hub]]\n\nthe end")
    watched.person.write("Hub.md", "\n\n".join(f"[[{name}]] ![[{name}]]" for name in names) + "\n\nthe end")
    watched.read("Hub.md")
    expect(watched.page.locator(".backlinks li")).to_have_count(len(names))
    watched.person.look()
    watched.person.tree.get_by_text("javascript:hacked(3)", exact=True).click()
    expect(watched.page.locator(".note > .markdown")).to_contain_text("named badly")
    watched.check()


def test_hostile_text_is_harmless_in_a_card_in_an_embed_and_beside_the_note(watched: Watched):
    hostile = "\n\n".join([*ALL[:40:4], *(armed(block, 900) for block in BLOCKS)])
    watched.person.write("Hostile.md", f"[[Hub]] <img src=x onerror=hacked(1)>\n\n{hostile}")
    watched.person.write("Hub.md", "[[Hostile]]\n\n![[Hostile]]\n\nthe end")
    watched.read("Hub.md")
    expect(watched.page.locator(".backlinks")).to_contain_text("<img src=x onerror=hacked(1)>")
    watched.page.locator(".note > .markdown > p > a", has_text="Hostile").first.hover()
    expect(watched.page.get_by_role("tooltip")).to_be_visible()
    watched.check()


def test_hostile_attachments_are_shown_as_pictures_or_not_at_all(watched: Watched):
    watched.person.attach("evil.svg", armed(DRAWING, 1).encode())
    watched.person.attach("evil.html", armed(PAGE, 2).encode())
    watched.person.attach("evil.png", armed(PAGE, 3).encode())
    watched.person.write("Hostile.md", "![[evil.svg]] ![[evil.html]] ![[evil.png]] ![x](evil.html) the end")
    watched.read("Hostile.md")
    expect(watched.page.get_by_role("img", name="evil.svg")).to_have_attribute("src", re.compile("^blob:"))
    for name in ("evil.svg", "evil.html", "evil.png"):
        watched.person.go(f"#/file/{name}")
        expect(watched.person.button("Download")).to_be_enabled()
    watched.check()


def test_what_a_note_says_is_found_without_being_run(watched: Watched):
    watched.person.write(
        "<img src=x onerror=hacked(1)>.md", "# <svg onload=hacked(2)> orchid\n\norchid <b onclick=hacked(3)>"
    )
    watched.person.go("#/search?q=orchid")
    expect(watched.page.locator("#main mark").first).to_be_visible()
    watched.page.keyboard.press("Control+k")
    watched.page.keyboard.type("orchid")
    expect(watched.page.get_by_role("option").filter(has_text="onclick=hacked(3)")).to_be_visible()
    watched.page.keyboard.press("Escape")
    watched.check()


def test_what_was_written_and_by_whom_is_text_wherever_it_is_told(watched: Watched):
    name, client = "<img src=x onerror=hacked(1)>.md", "<svg onload=hacked(2)>"
    for body in ("old <b onclick=hacked(3)>", "new <script>hacked(4)</script>"):
        watched.person.write(name, body, client=client)
    watched.person.write("Gone<img src=x onerror=hacked(5)>.md", "gone <svg onload=hacked(6)>", client=client)
    watched.person.call("delete_note", client, path="Gone<img src=x onerror=hacked(5)>.md")
    main = watched.page.locator("#main")
    watched.person.go("#/history")
    watched.person.button(f"What changed: {client} wrote 1 note").click()
    expect(main).to_contain_text("<script>hacked(4)</script>")
    watched.person.go(f"#/history/{quote(name)}")
    expect(watched.page.get_by_role("textbox", name="The newer version")).to_contain_text("hacked(4)")
    watched.person.go("#/trash")
    watched.page.get_by_role("button", name="Look at it").click()
    expect(main).to_contain_text("gone <svg onload=hacked(6)>")
    watched.person.go("#/activity")
    expect(main.get_by_role("figure").first).to_contain_text(client)
    watched.person.go("#/graph")
    watched.person.button("Show as a list").click()
    expect(main.get_by_role("link", name=name, exact=True)).to_be_visible()
    watched.check()
