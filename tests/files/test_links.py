"""Files by links that are good once: sent and fetched over HTTP, on both backends and in both ways of running."""

from shared.access.gate import Caller
from shared.access.tickets import TICKET_SECONDS
from shared.service import Service
from tests.conftest import ADA, ORIGIN, Clock, Person
from tests.files.links import PNG, error_of, kept, link_to_fetch, link_to_send, use


def test_a_file_is_sent_and_fetched_by_links(ada: Person, vaults: Service):
    asked = ada.call("write_note", path="pictures/cat.png")
    assert {**asked, "url": ""} == {"path": "pictures/cat.png", "version": 0, "created": True, "url": ""}
    sent = use(ada, asked["url"], PNG)
    assert (sent.status, sent.json()) == (201, {"path": "pictures/cat.png", "version": 1, "created": True})
    assert kept(vaults, "pictures/cat.png") == PNG
    assert ada.call("list_notes", attachments=True)["notes"][0]["path"] == "pictures/cat.png"
    read = ada.call("read_note", path="pictures/cat.png")
    assert (read["type"], read["bytes"], read["version"]) == ("image/png", len(PNG), 1)
    fetched = use(ada, read["url"])
    assert (fetched.status, fetched.body) == (200, PNG)
    assert ada.call("get_history", path="pictures/cat.png")["changes"][0]["what"] == "attach"


def test_a_link_is_good_once(ada: Person, vaults: Service):
    to_send = link_to_send(ada, "cat.png")
    assert use(ada, to_send, b"one").status == 201
    assert error_of(use(ada, to_send, b"two")) == (404, "not_found")
    assert kept(vaults, "cat.png") == b"one"
    to_fetch = link_to_fetch(ada, "cat.png")
    assert use(ada, to_fetch).body == b"one"
    assert error_of(use(ada, to_fetch)) == (404, "not_found")


def test_a_link_is_good_for_some_minutes(ada: Person, vaults: Service, clock: Clock):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    links = [link_to_fetch(ada, "cat.png"), link_to_fetch(ada, "cat.png"), link_to_send(ada, "dog.png")]
    clock.forward(TICKET_SECONDS - 1)
    assert use(ada, links[0]).status == 200
    clock.forward(1)
    assert use(ada, links[1]).status == 404
    assert use(ada, links[2], PNG).status == 404
    assert kept(vaults, "dog.png") is None


def test_a_link_that_nobody_was_given_is_no_good(ada: Person):
    for path in ("x", "", "x/y", "ticket", "%2e%2e", "A" * 43):
        for method in ("GET", "PUT"):
            answer = ada.send(method, f"/files/{path}/cat.png", {}, b"x" if method == "PUT" else b"")
            assert error_of(answer) == (404, "not_found")


def test_the_name_in_a_link_counts_for_nothing(ada: Person, vaults: Service):
    url = link_to_send(ada, "cat.png")
    assert use(ada, url.rpartition("/")[0] + "/evil.html", PNG).status == 201
    assert kept(vaults, "cat.png") == PNG
    assert kept(vaults, "evil.html") is None


def test_another_method_does_not_use_a_link_up(ada: Person, vaults: Service):
    vaults.vault(Caller(ADA)).attach("cat.png", PNG)
    to_fetch, to_send = link_to_fetch(ada, "cat.png"), link_to_send(ada, "dog.png")
    for method in ("HEAD", "DELETE", "PATCH", "OPTIONS"):
        for url in (to_fetch, to_send):
            answer = use(ada, url, b"", method=method)
            assert answer.status == 405
            assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "PUT", "POST"}
    assert use(ada, to_fetch, method="POST").status == 404
    assert use(ada, to_send, method="POST").status == (409 if vaults.config.mode == "local" else 200)
    assert use(ada, to_fetch, b"other").status == 404
    assert use(ada, to_send).status == 404
    assert use(ada, to_fetch).body == PNG
    assert use(ada, to_send, PNG).status == 201


def test_only_our_own_host_and_pages_may_use_a_link(ada: Person, vaults: Service):
    url = link_to_send(ada, "cat.png")
    assert use(ada, url, PNG, host="evil.example").status == 421
    assert use(ada, url, PNG, Origin="https://evil.example").status == 403
    assert use(ada, url, PNG, Origin=ORIGIN).status == 201
