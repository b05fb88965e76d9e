"""What ada has in her vault when a test begins: notes and folders, a garden, or a past."""

import pytest

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, BOB, Clock, Person
from tests.connected import connected
from tests.tools.picture import PNG


@pytest.fixture
def vault(ada: Person, vaults: Service, clock: Clock) -> Person:
    """Ada, with notes and files in folders, written a day apart from 2027-01-15 on."""
    notes = {
        "Root": "#plant/moss",
        "a/One": "---\nstatus: done\nheight: 4\n---\n#plant",
        "a/deep/Two": "---\nstatus: open\nheight: 12\n---\n",
        "a/deep/er/Three": "#plantation",
        "A b/Four": "",
    }
    for path, body in notes.items():
        ada.call("write_note", path=path, body=body)
        clock.forward(86_400)
    for path in ("cat.png", "a/deep/plan.pdf"):
        vaults.vault(Caller(ADA)).attach(path, PNG)
    vaults.vault(Caller(BOB)).write("a/Bobs", "#plant")
    return ada


@pytest.fixture
def garden(ada: Person, vaults: Service) -> Person:
    """Ada, with notes that link to each other and two pictures."""
    texts = {
        "garden/Moss": "# Moss\n![[moss.png]] [[Fern]]",
        "garden/Fern": "Beside [[Moss#Care|the moss]], ![[shared.png]].",
        "Index": "- [[Moss]]\n- [[garden/Fern]]\n- [fern](garden/Fern.md)\n- ![[shared.png]]",
    }
    for path, text in texts.items():
        ada.call("write_note", path=path, body=text)
    vault = vaults.vault(Caller(ADA))
    vault.attach("garden/moss.png", b"moss")
    vault.attach("garden/shared.png", b"shared")
    vaults.vault(Caller(BOB)).write("Index", "[[Moss]]")
    return ada


@pytest.fixture
def lived(ada: Person, vaults: Service, clock: Clock) -> Person:
    """Ada, whose note Moss was written, edited, moved, deleted and written anew, with minutes between."""
    script = connected(vaults, ada, client="script")
    for act in (
        lambda: ada.call("write_note", path="Moss", body="one\n"),
        lambda: script.call("edit_note", path="Moss", do="append", text="two"),
        lambda: ada.call("move_note", path="Moss", to="plants/Moss"),
        lambda: script.call("delete_note", path="plants/Moss"),
        lambda: ada.call("write_note", path="plants/Moss", body="anew"),
        lambda: ada.call("write_note", path="Fern", body="[[Moss]]"),
    ):
        act()
        clock.forward(60)
    vaults.vault(Caller(BOB)).write("Moss", "bob's")
    return ada
