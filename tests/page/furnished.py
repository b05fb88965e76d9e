"""A vault with something in every place of the page, and how each place is opened and known to be there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.page.person import PNG, Person

GARDEN = """\
---
tags: [garden, plan]
status: growing
planted: 2026-03-01
---
# Garden

What grows where, and what it needs. See [[Moss]] and [[Fern|the ferns]], or [[Compost]] which is still to be written.

> [!tip] Water in the morning
> Moss drinks from the air, ferns from the ground.

## Beds

| bed | plant | light |
|-----|-------|-------|
| north | [[Moss]] | shade |
| south | [[Fern]] | half |

- [x] clear the north bed
- [ ] plant ferns #garden/todo
- [ ] ask [[Rain]] when it comes

```python
def water(bed):
    return bed.litres * 2
```

The area of a round bed is $\\pi r^2$.

![[plan.png]]
"""
NOTES = {
    "garden/Garden": GARDEN,
    "garden/Moss": "# Moss\n\nSoft, green, patient. Grows beside [[Fern]] in the [[Garden]].\n\n#garden #shade\n",
    "garden/Fern": "# Fern\n\nUnrolls in spring. #garden\n\n## Care\n\nShade and [[Rain]].\n",
    "weather/Rain": "# Rain\n\nFalls on [[Moss]] and [[Fern]] alike. #weather\n",
    "Reading list": "# Reading list\n\n- *Gathering Moss*, Robin Wall Kimmerer, for [[Moss]]\n- *Entangled Life*\n",
}


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
}
"""How the page is looked at, as options of a browser's context."""


def furnish(person: Person, picture: bytes = PNG) -> None:
    """Notes of two assistants, a picture, something in the trash, something that was refused."""
    for path, body in NOTES.items():
        person.write(path, body, client="Claude")
    person.write("garden/Moss", NOTES["garden/Moss"] + "\nIt was here before us.\n", client="Cursor")
    person.write("Old plan", "# Old plan\n", client="Cursor")
    person.call("delete_note", client="Cursor", path="Old plan")
    person.attach("garden/plan.png", picture)
    expect(person.row("Reading list")).to_be_attached()


@dataclass(frozen=True)
class Place:
    """A place of the page: its address, and what is there when it is there."""

    hash: str
    there: Callable[[Person], Locator]

    def open(self, person: Person) -> None:
        person.go(self.hash)
        expect(self.there(person)).to_be_visible()
        expect(person.page.locator(".waiting")).to_have_count(0)


def heading(name: str) -> Callable[[Person], Locator]:
    return lambda person: person.page.locator("main").get_by_role("heading", name=name).first


PLACES = {
    "home": Place("#/notes", lambda person: person.page.get_by_text("Import a vault")),
    "note": Place("#/note/garden/Garden.md", lambda person: person.page.get_by_role("cell", name="north")),
    "editor": Place("#/note/garden/Moss.md?edit=1", lambda person: person.page.get_by_label("Note text")),
    "file": Place("#/file/garden/plan.png", lambda person: person.page.locator("main img")),
    "search": Place("#/search?q=moss", lambda person: person.page.locator("main mark").first),
    "history": Place("#/history", lambda person: person.page.locator("main").get_by_text("created 1 note").first),
    "versions": Place("#/history/garden/Moss.md", lambda person: person.page.locator("main .cm-content").first),
    "trash": Place("#/trash", lambda person: person.page.locator("main").get_by_text("Old plan").first),
    "graph": Place("#/graph", lambda person: person.page.locator("main [data-settled=true]")),
    "activity": Place("#/activity", lambda person: person.page.get_by_role("figure").first),
    "connect": Place("#/connect", heading("Connect")),
    "account": Place("#/account", heading("Connections and tokens")),
}
