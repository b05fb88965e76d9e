"""Notes, folders and attachments under another path: what goes along, what is rewritten, what cannot be."""

import json

import pytest

from shared.access.gate import Caller
from shared.errors import Conflict, Forbidden, Invalid, NotFound, VaultError
from shared.notes.graph import Graph
from shared.notes.moving import Moved, UnsureLink, move
from shared.notes.vault import Vault
from shared.service import Service
from tests.conftest import ADA, Clock
from tests.notes.test_vault import vault_on
from tests.notes.wire import before, wired
from tests.shelves import Shelves


class Mover:
    """Ada's vault, or a folder's view of it, and what can be moved in it."""

    def __init__(self, vaults: Service, folder: str = "") -> None:
        self._vaults = vaults
        self.vault: Vault = vaults.vault(Caller(ADA, client="Claude", folder=folder))

    def has(self, **texts: str) -> None:
        """Notes and, where a name says so with a dot, attachments."""
        for path, text in texts.items():
            if "." in path:
                self.vault.attach(path, text.encode())
            else:
                self.vault.write(path, text)

    def moves(self, path: str, to: str, if_version: int | None = None) -> Moved:
        return move(self.vault, self._vaults.search(self.vault), path, to, if_version)

    def texts(self) -> dict[str, str]:
        everything = (*self.vault.notes(), *self.vault.attachments())
        return {note.path: self.vault.body(note.digest).decode() for note in everything}

    def unresolved(self) -> list[str]:
        return [pointer.target for pointer in Graph(self._vaults.search(self.vault)).unresolved()]


@pytest.fixture
def ada(vaults: Service) -> Mover:
    return Mover(vaults)


def test_a_note_keeps_its_age_and_its_text_wherever_it_goes_and_comes_back(ada: Mover):
    ada.has(**{"a/b/Moss": "[[../Fern]] [f](../Fern.md) ![[pic.png]]", "a/Fern": "[[b/Moss]]", "a/b/pic.png": "pic"})
    texts = ada.texts()
    created_at = ada.vault.known("a/b/Moss").created_at
    for path, to in (("a/b/Moss", "Moss"), ("Moss", "x/y/z/Moss"), ("x/y/z/Moss", "a/b/")):
        ada.moves(path, to)
        assert ada.unresolved() == []
    assert ada.texts().keys() == texts.keys()
    assert ada.vault.known("a/b/Moss").created_at == created_at
    assert ada.texts()["a/b/pic.png"] == "pic"


# Folders


def test_a_folder_goes_into_another_and_out_again_with_all_below_it(ada: Mover):
    ada.has(
        **{"a/Moss": "[[Fern]]", "a/deep/er/Fern": "[m](../../Moss.md)", "a/deep/pic.png": "p", "List": "[[a/Moss]]"}
    )
    texts = ada.texts()
    assert set(ada.moves("a", "b/c/").moves.values()) == {
        "b/c/a/Moss.md",
        "b/c/a/deep/er/Fern.md",
        "b/c/a/deep/pic.png",
    }
    assert ada.unresolved() == []
    ada.moves("b/c/a/", "a")
    assert ada.texts() == texts


def test_a_folder_takes_the_place_of_the_one_it_lies_in(ada: Mover):
    """Each a/a/n takes the place of an a/n that moves on itself: a/a/a/n does so again."""
    ada.has(**{"a/a/a/n": "three [[List]]", "a/a/n": "two", "List": "[[a/a/n]] [[a/a/a/n]]"})
    ada.moves("a/a", "a")
    assert ada.texts() == {"a/a/n.md": "three [[List]]", "a/n.md": "two", "List.md": "[[a/n]] [[a/a/n]]"}
    assert list(ada.vault.trash()) == []


def test_two_folders_become_one_where_no_two_notes_would_have_one_path(ada: Mover):
    ada.has(**{"a/Moss": "a's", "b/Fern": "b's", "b/Moss": "b's"})
    with pytest.raises(Conflict, match="nothing was moved"):
        ada.moves("a", "b")
    ada.vault.delete("b/Moss")
    ada.moves("a", "b")
    assert ada.texts() == {"b/Moss.md": "a's", "b/Fern.md": "b's"}


def test_a_folder_whose_letter_case_alone_changes_is_the_same_folder(ada: Mover):
    ada.has(**{"garden/Moss": "[[garden/deep/Fern]]", "garden/deep/Fern": "", "List": "[m](garden/Moss.md)"})
    ada.moves("garden", "Garden")
    assert set(ada.texts()) == {"Garden/Moss.md", "Garden/deep/Fern.md", "List.md"}
    assert (ada.texts()["List.md"], ada.unresolved()) == ("[m](Garden/Moss.md)", [])
    assert list(ada.vault.trash()) == []


# What goes along


def test_only_what_lies_with_a_note_and_is_shown_by_no_other_goes_along(ada: Mover):
    ada.has(
        **{
            "a/Moss": "![[own.png]] ![[deep.png]] ![[both.png]] ![[above.png]] ![[elsewhere.png]] [[Fern]]",
            "a/Fern": "![[both.png]]",
            "a/own.png": "",
            "a/img/deep.png": "",
            "a/both.png": "",
            "above.png": "",
            "b/elsewhere.png": "",
            "a/unseen.png": "",
        }
    )
    done = ada.moves("a/Moss", "x/y/Bryum")
    assert done.moves == {
        "a/Moss.md": "x/y/Bryum.md",
        "a/own.png": "x/y/own.png",
        "a/img/deep.png": "x/y/img/deep.png",
    }
    assert ada.unresolved() == []


def test_a_note_at_the_top_takes_nothing_out_of_folders(ada: Mover):
    ada.has(**{"Moss": "![[own.png]] ![[deep.png]]", "own.png": "", "img/deep.png": ""})
    assert ada.moves("Moss", "a/").moves == {"Moss.md": "a/Moss.md", "own.png": "a/own.png"}
    assert ada.unresolved() == []


def test_a_picture_stays_where_another_of_its_name_lies_at_the_other_end(ada: Mover):
    ada.has(**{"a/Moss": "![[pic.png]]", "a/pic.png": "a's", "b/pic.png": "b's"})
    assert ada.moves("a/Moss", "b/").moves == {"a/Moss.md": "b/Moss.md"}
    assert ada.texts() == {"b/Moss.md": "![[a/pic.png]]", "a/pic.png": "a's", "b/pic.png": "b's"}


def test_a_canvas_follows_what_it_shows_and_a_link_in_it(ada: Mover):
    nodes = [{"id": "1", "type": "file", "file": "a/Moss.md"}, {"id": "2", "type": "text", "text": "[[a/Moss]]"}]
    ada.has(**{"a/Moss": "moss", "board.canvas": json.dumps({"nodes": nodes})})
    assert ada.moves("a/Moss", "b/Bryum").rewritten == {"board.canvas": 2}
    shown = json.loads(ada.texts()["board.canvas"])["nodes"]
    assert (shown[0]["file"], shown[1]["text"]) == ("b/Bryum.md", "[[b/Bryum]]")
    assert ada.moves("board.canvas", "boards/").moves == {"board.canvas": "boards/board.canvas"}


# What cannot be, and what is told

REFUSED: list[tuple[str, str, int | None, type[VaultError]]] = [
    ("a/Moss", "a/Fern", None, Conflict),
    ("a/Moss", "A/FERN.md", None, Conflict),
    ("a/pic.png", "a/other.png", None, Conflict),
    ("a", "b", None, Conflict),
    ("a", "a/b", None, Invalid),
    ("a", "A/b/", None, Invalid),
    ("a/Moss", "a/Moss", None, Invalid),
    ("a/Moss", "a/", None, Invalid),
    ("a", "a", None, Invalid),
    ("nothing", "b", None, NotFound),
    ("nothing/", "b", None, NotFound),
    ("a/Moss/", "b", None, NotFound),
    ("a/Moss", "b/Reed", 7, Conflict),
]


def test_what_cannot_be_moved_is_refused_and_everything_stays(ada: Mover):
    ada.has(**{"a/Moss": "[[Fern]]", "a/Fern": "", "a/pic.png": "1", "a/other.png": "2", "b/Moss": ""})
    texts, seq = ada.texts(), ada.vault.seq()
    for path, to, if_version, refusal in REFUSED:
        with pytest.raises(refusal):
            ada.moves(path, to, if_version)
    assert (ada.texts(), ada.vault.seq()) == (texts, seq)
    ada.moves("a/Moss", "b/Reed", 1)


def test_a_link_that_several_notes_could_be_meant_by_is_told_with_the_one_it_means(ada: Mover):
    ada.has(**{"a/Moss": "", "b/Moss": "", "List": "x\n[[Moss]] [[b/Moss]]\n[[Moss#Care|m]]", "Fern": "[[a/Moss]]"})
    done = ada.moves("b/Moss", "c/Moss")
    assert done.unsure == [UnsureLink("List.md", line, "Moss", "a/Moss.md") for line in (2, 3)]
    assert ada.texts()["List.md"] == "x\n[[Moss]] [[c/Moss]]\n[[Moss#Care|m]]"


def test_a_link_that_no_spelling_can_keep_is_told_from_where_its_note_is_now(ada: Mover):
    ada.has(**{"x": "\n![[plan.canvas]]", "plan.canvas": "{}"})
    done = ada.moves("x", "plan.canvas.md")
    assert done.unsure == [UnsureLink("plan.canvas.md", 2, "plan.canvas", None)]
    assert (done.moves, done.version) == ({"x.md": "plan.canvas.md"}, 3)


def test_a_note_that_somebody_changed_is_not_moved(ada: Mover):
    ada.has(Moss="")
    with pytest.raises(Conflict) as refusal:
        ada.moves("Moss", "Bryum", 7)
    assert refusal.value.message == "Moss.md is at version 1, not 7."
    assert refusal.value.details == {"current_version": 1}


def test_a_link_that_is_written_while_a_move_is_worked_out_follows_it_too(
    ada: Mover, shelves: Shelves, vaults: Service, clock: Clock
):
    ada.has(Moss="", List="[[Moss]]")
    late = before("commit", lambda: ada.has(Late="[[Moss]]"))
    vault = vault_on(wired(shelves, late), clock)
    done = move(vault, vaults.search(vault), "Moss", "Bryum")
    assert done.rewritten == {"List.md": 1, "Late.md": 1}
    assert ada.texts() == {"Bryum.md": "", "List.md": "[[Bryum]]", "Late.md": "[[Bryum]]"}


# A folder's view


def test_a_limited_view_moves_within_its_folder_alone_and_is_not_told_who_links_from_outside(
    ada: Mover, vaults: Service
):
    ada.has(**{"garden/Moss": "![[pic.png]]", "garden/Fern": "[[Moss]]", "pic.png": "", "List": "[[garden/Moss]]"})
    limited = Mover(vaults, folder="garden")
    for path, to in (("garden/Moss", "Moss"), ("List", "garden/List"), ("garden", "park"), ("garden/Moss", "/")):
        with pytest.raises(Forbidden):
            limited.moves(path, to)
    done = limited.moves("garden/Moss", "garden/deep/Bryum")
    assert (done.moves, done.rewritten) == ({"garden/Moss.md": "garden/deep/Bryum.md"}, {"garden/Fern.md": 1})
    assert ada.texts()["List.md"] == "[[garden/deep/Bryum]]"
    assert ada.unresolved() == []
