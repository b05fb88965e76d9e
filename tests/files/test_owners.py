"""Whose a link is: it ends with its connection and may do no more."""

from urllib.parse import urlsplit

from shared.access.gate import Caller
from shared.service import Service
from tests.conftest import ADA, Clock, Person
from tests.connected import connected
from tests.files.links import PNG, error_of, kept, link_to_fetch, link_to_send, use


def test_a_link_ends_with_the_connection_that_asked_for_it(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    editor = connected(vaults, ada)
    to_fetch, to_send = link_to_fetch(editor, "cat.png"), link_to_send(editor, "dog.png")
    [grant] = vaults.grants.all(ADA)
    vaults.grants.end(ADA, grant.id)
    assert error_of(use(ada, to_fetch)) == (404, "not_found")
    assert error_of(use(ada, to_send, PNG)) == (404, "not_found")
    assert kept(vaults, "dog.png") is None


def test_a_link_may_do_no_more_than_its_connection_still_may(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    editor = connected(vaults, ada)
    links = [link_to_fetch(editor, "cat.png"), link_to_fetch(editor, "cat.png"), link_to_send(editor, "dog.png")]
    [grant] = vaults.grants.all(ADA)
    vaults.grants.change(ADA, grant.id, scopes=["notes:read"], folder="")
    assert use(ada, links[0]).status == 200
    assert error_of(use(ada, links[2], PNG)) == (403, "forbidden")
    vaults.grants.change(ADA, grant.id, scopes=["notes:read"], folder="Work")
    assert error_of(use(ada, links[1])) == (403, "forbidden")
    assert kept(vaults, "dog.png") is None


def test_a_link_ends_with_the_account(ada: Person, vaults: Service, clock: Clock):
    url = link_to_send(ada, "cat.png")
    clock.forward(1)
    vaults.delete_account(Caller(ADA))
    assert use(ada, url, PNG).status == 404
    assert kept(vaults, "cat.png") is None


def test_a_client_that_may_only_read_gets_no_link_to_send(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("Work/cat.png", PNG)
    reader = connected(vaults, ada, scopes=("notes:read",))
    assert reader.refused("write_note", path="dog.png")["code"] == "forbidden"
    assert use(ada, link_to_fetch(reader, "Work/cat.png")).status == 200
    limited = connected(vaults, ada, folder="Work")
    assert limited.refused("write_note", path="dog.png")["code"] == "forbidden"
    assert limited.refused("read_note", path="cat.png")["code"] == "forbidden"
    assert use(ada, link_to_send(limited, "Work/dog.png"), PNG).status == 201
    assert use(ada, link_to_fetch(limited, "Work/cat.png")).status == 200


def test_a_file_goes_to_whoever_asked_for_the_link(ada: Person, bob: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", b"ada's")
    vaults.vault(Caller(bob.user_id)).attach("cat.png", b"bob's")
    hers, his = link_to_fetch(ada, "cat.png"), link_to_fetch(bob, "cat.png")
    headers = {"Authorization": f"Bearer {bob.token}"}
    assert ada.send("GET", urlsplit(hers).path, headers, b"").body == b"ada's"
    assert use(bob, his).body == b"bob's"
