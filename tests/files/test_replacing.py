"""What a file that is sent may replace."""

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Person
from tests.files.links import PNG, error_of, kept, link_to_fetch, link_to_send, use


def test_a_file_is_replaced_by_its_version_or_when_asked(ada: Person, vaults: Service):
    use(ada, link_to_send(ada, "cat.png"), b"one")
    refusal = ada.refused("write_note", path="CAT.png")
    assert (refusal["code"], refusal["current_version"]) == ("conflict", 1)
    assert ada.refused("write_note", path="cat.png", if_version=7)["current_version"] == 1
    assert ada.refused("write_note", path="dog.png", if_version=7)["code"] == "conflict"
    assert use(ada, link_to_send(ada, "cat.png", if_version=1), b"two").json()["version"] == 2
    answer = use(ada, link_to_send(ada, "cat.png", overwrite=True), b"three")
    assert (answer.status, answer.json()) == (200, {"path": "cat.png", "version": 3, "created": False})
    assert use(ada, link_to_send(ada, "dog.png", if_version=0), b"dog").status == 201


def test_who_comes_second_with_a_file_is_told_so(ada: Person, vaults: Service):
    first, second = link_to_send(ada, "cat.png"), link_to_send(ada, "cat.png")
    assert use(ada, first, b"one").status == 201
    assert error_of(use(ada, second, b"two")) == (409, "conflict")
    stale = link_to_send(ada, "cat.png", if_version=1)
    use(ada, link_to_send(ada, "cat.png", overwrite=True), b"three")
    assert error_of(use(ada, stale, b"four")) == (409, "conflict")
    assert kept(vaults, "cat.png") == b"three"


def test_a_file_that_is_deleted_meanwhile_is_still_fetched_by_its_link(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    url = link_to_fetch(ada, "cat.png")
    ada.call("delete_note", path="cat.png")
    assert use(ada, url).body == PNG


def test_a_note_is_not_sent_by_a_link(ada: Person):
    for path in ("Moss", "Moss.md", "folder/Moss", "a.b/Moss", "Moss.MD"):
        refusal = ada.refused("write_note", path=path)
        assert (refusal["code"], refusal["message"]) == ("invalid", "body must be given.")


def test_a_file_lies_where_a_note_could(ada: Person):
    for path in ("../cat.png", "/cat.png", ".hidden.png", "a\\b.png", "x.md/cat.png", "a\nb.png"):
        assert ada.refused("write_note", path=path)["code"] == "invalid"
