"""A note is read as in Obsidian: its links lead, its pictures show, its tasks are checked, others' changes arrive."""

import base64
import re

import pytest
from playwright.sync_api import Route, expect

from tests.page.person import Person
from tests.page.reader import link, opened

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'
LONG = "Words to fill the page.\n\n" * 120


def test_marks_of_markdown_and_obsidian_are_shown_as_what_they_mean(guest: Person):
    text = opened(
        guest,
        "Marks.md",
        "**bold** ~~gone~~ ==lit== `[[code]]` %%secret%%\n\n%%\nhidden block\n%%\n\n"
        "| a | b |\n|--|--:|\n| 1 | 2 |\n\n```js\nlet [[x]]\n```\n\na ==b\n\n20% of 30%",
    )
    expect(text.locator("strong")).to_have_text("bold")
    expect(text.locator("s")).to_have_text("gone")
    expect(text.locator("mark")).to_have_text("lit")
    expect(text.get_by_role("table")).to_contain_text("2")
    expect(text.locator("pre")).to_contain_text("let [[x]]")
    expect(text).not_to_contain_text("secret")
    expect(text).not_to_contain_text("hidden block")
    expect(text).to_contain_text("a ==b")
    expect(text).to_contain_text("20% of 30%")
    expect(text.get_by_role("link")).to_have_count(0)


def test_properties_are_a_table_whose_links_and_tags_lead_on(guest: Person):
    guest.write("Mia.md", "She.")
    text = opened(
        guest,
        "Person.md",
        '---\ntags: [friend, "#work/lab"]\nwith: "[[Mia]]"\nsite: https://example.org/a\n'
        "ages:\n  - 3\n  - 5\n---\nBody",
    )
    table = text.get_by_role("table", name="Properties")
    expect(link(table, "#friend")).to_have_attribute("href", "#/search?q=tag%3Afriend")
    expect(link(table, "#work/lab")).to_be_visible()
    expect(link(table, "Mia")).to_have_attribute("href", "#/note/Mia.md")
    expect(table.locator("a.external")).to_have_attribute("rel", "noopener noreferrer")
    expect(table.get_by_role("row", name="ages")).to_contain_text("3, 5")


def test_links_lead_to_the_note_or_heading_they_mean(guest: Person):
    guest.write("a/Tools.md", f"# Tools\n\n{LONG}## Knives\n\nSharp.\n\n{LONG}The last. ^end\n")
    text = opened(
        guest, "a/Start.md", "[[Tools]] [[Tools#Knives|sharp]] [[Tools#^end|last]] [md](Tools.md#Knives) \\[[Tools]]"
    )
    expect(link(text, "Tools")).to_have_attribute("href", "#/note/a/Tools.md")
    expect(link(text, "md")).to_have_attribute("href", "#/note/a/Tools.md?heading=Knives")
    link(text, "last").click()
    expect(guest.page.get_by_text("The last.")).to_be_in_viewport()
    guest.page.go_back()
    link(text, "sharp").click()
    expect(guest.page.get_by_role("heading", name="Knives")).to_be_in_viewport()
    expect(guest.page.get_by_text("The last.")).not_to_be_in_viewport()


def test_a_link_to_nothing_looks_different_and_offers_to_create_the_note(guest: Person):
    text = opened(guest, "ideas/One.md", "See [[Not yet]].")
    nowhere = link(text, "Not yet")
    expect(nowhere).to_have_class(re.compile("is-nowhere"))
    nowhere.click()
    expect(guest.page.get_by_role("heading", level=1)).to_contain_text("There is no note “Not yet”")
    expect(guest.page.get_by_role("link", name="Create it")).to_have_attribute(
        "href", "#/note/ideas/Not%20yet.md?edit=new"
    )


def test_a_link_out_of_the_vault_opens_beside_the_page_and_a_picture_elsewhere_is_not_loaded(guest: Person):
    text = opened(
        guest, "Out.md", "[there](https://example.org/x) ![cat](https://example.org/cat.png) https://example.org"
    )
    there = link(text, "there")
    expect(there).to_have_attribute("target", "_blank")
    expect(there).to_have_attribute("rel", "noopener noreferrer")
    expect(link(text, "Picture elsewhere: cat")).to_have_attribute("href", "https://example.org/cat.png")
    expect(text.locator("img")).to_have_count(0)


def test_pictures_of_the_vault_are_shown_in_the_size_that_was_asked_for(guest: Person):
    guest.attach("img/dot.png", PIXEL)
    guest.attach("img/box.svg", DRAWING)
    text = opened(guest, "Album.md", "![[dot.png|40]] ![A box|30x20](img/box.svg) ![[gone.png]]")
    for name in ("dot.png", "A box"):
        picture = text.get_by_role("img", name=name)
        expect(picture).to_have_attribute("src", re.compile("^blob:"))
        picture.evaluate("image => image.decode()")
    expect(text.get_by_role("img", name="dot.png")).to_have_js_property("width", 40)
    expect(link(text, "gone.png")).to_have_class(re.compile("is-nowhere"))
    link(text, "dot.png").click()
    expect(guest.page.get_by_role("heading", name="dot.png")).to_be_visible()


def test_a_note_is_embedded_in_another_but_never_in_itself(guest: Person):
    guest.write("Part.md", "Before\n\n## Wanted\n\n- [ ] inner task\n\n## Other\n\nunwanted")
    guest.write("Loop.md", "loop begins ![[Ring]]")
    text = opened(guest, "Ring.md", "![[Part#Wanted]]\n\n![[Loop]]")
    expect(text.get_by_text("inner task")).to_be_visible()
    expect(text.get_by_role("checkbox")).to_be_disabled()
    expect(text.get_by_text("unwanted")).to_have_count(0)
    expect(text.get_by_text("loop begins")).to_have_count(1)
    expect(text.get_by_text("It embeds itself.")).to_be_visible()


def test_embeds_go_three_deep(guest: Person):
    for depth in range(1, 6):
        guest.write(f"Deep{depth}.md", f"level {depth}\n\n![[Deep{depth + 1}]]")
    text = opened(guest, "Deep0.md", "![[Deep1]]")
    expect(text.get_by_text("level 3")).to_be_visible()
    expect(text.get_by_text("It is embedded too deep to be shown here.")).to_be_visible()
    expect(text.get_by_text("level 4")).to_have_count(0)


def test_callouts_have_titles_and_some_can_be_folded(guest: Person):
    text = opened(
        guest,
        "Callouts.md",
        "> [!tip] With *style*\n> Inner\n\n> [!danger]- Folded\n> Deep inside\n\n> [!note]\n\n> [!todo]+\n> Shown",
    )
    expect(text.locator(".callout.is-good > .callout-title em")).to_have_text("style")
    inside = text.get_by_text("Deep inside")
    expect(inside).to_be_hidden()
    text.get_by_text("Folded").click()
    expect(inside).to_be_visible()
    expect(text.get_by_text("Shown")).to_be_visible()
    expect(text.get_by_text("Note", exact=True)).to_be_visible()


def test_checking_a_task_writes_the_note(guest: Person):
    text = opened(guest, "Todo.md", "---\na: 1\n---\n- [ ] milk\n- [x] bread\n\nMore\n- [ ] milk\n  1. [ ] whole\n")
    expect(text.get_by_role("checkbox", name="milk").nth(1)).not_to_be_checked()
    text.get_by_role("checkbox", name="milk").nth(1).check()
    text.get_by_role("checkbox", name="bread").uncheck()
    expect(text.get_by_role("checkbox", name="bread")).not_to_be_checked()
    text.get_by_role("checkbox", name="whole").focus()
    with guest.page.expect_response(lambda answer: "[x] whole" in (answer.request.post_data or "")):
        guest.page.keyboard.press("Space")
    expect(text.get_by_role("checkbox", name="whole")).to_be_focused()
    guest.page.reload()
    expect(text.get_by_role("checkbox", checked=True)).to_have_count(2)
    assert guest.text("Todo.md") == "---\na: 1\n---\n- [ ] milk\n- [ ] bread\n\nMore\n- [x] milk\n  1. [x] whole\n"


def test_a_task_of_a_note_that_somebody_just_changed_is_not_checked_blindly(guest: Person):
    text = opened(guest, "Shared.md", "- [ ] mine")
    changed: list[int] = []

    def change_first(route: Route) -> None:
        if "edit_note" in (route.request.post_data or "") and not changed:
            changed.append(guest.write("Shared.md", "- [ ] theirs\n- [ ] mine"))
        route.fallback()

    guest.page.route("**/mcp", change_first)
    text.get_by_role("checkbox").click()
    expect(guest.page.get_by_role("status").filter(has_text="somebody changed it")).to_be_visible()
    expect(text.get_by_text("theirs")).to_be_visible()
    expect(text.get_by_role("checkbox").first).not_to_be_checked()
    assert guest.text("Shared.md") == "- [ ] theirs\n- [ ] mine"


def test_formulas_and_footnotes_are_shown(guest: Person):
    text = opened(
        guest,
        "Maths.md",
        "A $x^2$ costs $5 and $6.\n\n$$\n\\frac{1}{2}\n$$\n\nSee[^a] and^[said *there*].\n\n[^a]: The first.",
    )
    expect(text.locator("math")).to_have_count(2)
    expect(text).to_contain_text("costs $5 and $6.")
    text.get_by_role("button", name="Footnote 1", exact=True).click()
    expect(text.get_by_role("button", name="Back to footnote 1")).to_be_focused()
    expect(text.get_by_role("listitem").filter(has_text="The first.")).to_be_visible()
    expect(text.locator("li em")).to_have_text("there")


def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(guest: Person):
    text = opened(guest, "Wrong.md", "Here $\\frac{1$ it is")
    expect(text.locator("code.trouble")).to_have_text("\\frac{1")


def test_tags_lead_to_a_search_and_numbers_or_headings_are_none(guest: Person):
    text = opened(guest, "Tagged.md", "# Head\n\n#one/two and #1984 and a#b `#code` ([x#y](https://example.org/#z))")
    expect(link(text, "#one/two")).to_have_attribute("href", "#/search?q=tag%3Aone%2Ftwo")
    expect(text.locator("a.tag")).to_have_count(1)


def test_the_outline_goes_to_a_heading_and_marks_the_one_that_is_read(guest: Person):
    opened(guest, "Long.md", f"# First\n\n{LONG}## The **second**\n\n{LONG}## Third\n\nend")
    outline = guest.page.locator(".outline")
    expect(outline.get_by_role("button", name="First")).to_have_attribute("aria-current", "true")
    outline.get_by_role("button", name="The second").click()
    expect(guest.page.get_by_role("heading", name="The second")).to_be_in_viewport()
    expect(outline.get_by_role("button", name="The second")).to_have_attribute("aria-current", "true")


def test_beside_a_note_stand_who_links_to_it_and_what_is_missing(guest: Person):
    guest.write("Fan.md", f"{LONG}I like [[Star]] very much.\n\n{LONG}")
    opened(guest, "Star.md", "[[Moon]] #sky")
    beside = guest.page.get_by_role("complementary", name="About this note")
    expect(beside.get_by_role("link", name="Create Moon")).to_have_attribute("href", "#/note/Moon.md?edit=new")
    expect(beside.get_by_role("link", name="#sky")).to_be_visible()
    beside.get_by_role("link", name=re.compile("Fan.*very much")).click()
    expect(guest.page.locator(".note").get_by_text("very much")).to_be_in_viewport()
    beside.get_by_role("button", name="Outline and links").click()
    expect(beside.get_by_role("heading")).to_have_count(0)
    guest.page.reload()
    expect(beside.get_by_role("button", name="Outline and links")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_resting_on_a_link_shows_what_it_leads_to_until_escape(guest: Person, by: str):
    guest.write("Peek.md", "# Peek\n\nWhat is **inside**.")
    text = opened(guest, "Looker.md", "[[Peek]]")
    if by == "pointer":
        link(text, "Peek").hover()
    else:
        link(text, "Peek").focus()
    card = guest.page.get_by_role("tooltip")
    expect(card).to_contain_text("What is inside.")
    guest.page.keyboard.press("Escape")
    expect(card).to_have_count(0)
