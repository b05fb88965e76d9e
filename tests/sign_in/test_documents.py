"""Clients that are a URL with a document behind it: what is believed of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.access.clients import Clients
from shared.access.fetch import Reply
from shared.errors import OAuthError, Unavailable
from tests.conftest import Clock
from tests.internet import OPEN
from tests.shelves import local_shelves
from tests.sign_in.document import DOCUMENT, ID
from tests.sign_in.house import WEB


class Web:
    """What a client's host answers, and how often it was asked."""

    def __init__(self, document: Any = DOCUMENT, *, status: int = 200, cache_control: str = "") -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.reply = Reply(status, {"cache-control": cache_control} if cache_control else {}, body)
        self.asked: list[str] = []

    def __call__(self, url: str, *, bytes_max: int) -> Reply:
        assert bytes_max <= 5_120  # draft-ietf-oauth-client-id-metadata-document, "Maximum Size": 5 KB
        self.asked.append(url)
        if self.reply.status == 0:
            raise Unavailable("The client's document could not be read.")
        return self.reply


Found = Callable[[Web], Clients]


@pytest.fixture
def clients_on(tmp_path: Path, clock: Clock) -> Found:
    """The clients of a server on that web."""
    return lambda web: Clients(
        local_shelves(tmp_path, clock).records, base_url="https://notes.example", clock=clock, fetch=web
    )


def refused(clients: Clients, client_id: str = ID) -> str:
    with pytest.raises(OAuthError) as refusal:
        clients.find(client_id)
    return refusal.value.error


def test_a_document_makes_its_url_a_client(clients_on: Found):
    web = Web()
    client = clients_on(web).find(ID)
    assert (client.id, client.name, client.redirect_uris) == (ID, "A client with a document", (WEB,))
    assert web.asked == [ID]


def test_codes_go_only_where_the_document_says(clients_on: Found):
    uris = ["http://localhost/callback", "http://127.0.0.1/callback", WEB]  # as Claude Code's document has them
    client = clients_on(Web({**DOCUMENT, "redirect_uris": uris})).find(ID)
    for uri in ("http://localhost:51234/callback", "http://127.0.0.1:1/callback", *uris):
        assert client.accepts(uri), uri
    for uri in (f"https://{OPEN}/other", "http://127.0.0.1:1/other", "http://[::1]:1/callback", WEB + "/"):
        assert not client.accepts(uri), uri


@pytest.mark.parametrize(
    "said", [f"https://{OPEN}/other.json", ID + "/", ID.upper(), f"{ID}?", "", None, 7, [ID], "https://evil.example/"]
)
def test_a_document_of_another_client_is_refused(clients_on: Found, said: Any):
    assert refused(clients_on(Web({**DOCUMENT, "client_id": said}))) == "invalid_client"


@pytest.mark.parametrize("missing", ["client_id", "client_name", "redirect_uris"])
def test_a_document_with_a_required_part_missing_is_refused(clients_on: Found, missing: str):
    """MCP, "Client ID Metadata Documents": at least these three, and the server MUST validate that they are there."""
    document = {name: value for name, value in DOCUMENT.items() if name != missing}
    with pytest.raises(OAuthError):
        clients_on(Web(document)).find(ID)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"<html>", b"[" * 5_000, b"\xff\xfe", b"7"])
def test_a_document_that_is_no_json_object_is_refused(clients_on: Found, body: bytes):
    assert refused(clients_on(Web(body))) == "invalid_client"


@pytest.mark.parametrize("uri", ["javascript:alert(1)", "http://evil.example/", "https://x.example/#a", "", 7])
def test_a_document_with_a_redirect_that_leads_astray_is_refused(clients_on: Found, uri: Any):
    for uris in ([uri], [WEB, uri], uri):
        with pytest.raises(OAuthError):
            clients_on(Web({**DOCUMENT, "redirect_uris": uris})).find(ID)


@pytest.mark.parametrize("status", [0, 201, 204, 301, 302, 307, 401, 404, 500])
def test_a_document_that_is_not_simply_there_is_refused(clients_on: Found, status: int):
    web = Web(status=status)
    assert refused(clients_on(web)) == "invalid_client"
    assert web.asked == [ID]


def test_a_document_is_fetched_again_when_it_is_no_longer_fresh(clients_on: Found, clock: Clock):
    web = Web(cache_control="public, max-age=1200")
    clients = clients_on(web)
    clients.find(ID)
    clock.forward(1_199)
    clients.find(ID)
    assert len(web.asked) == 1
    clock.forward(2)
    web.reply = Web({**DOCUMENT, "client_name": "Renamed"}).reply
    assert clients.find(ID).name == "Renamed"
    assert len(web.asked) == 2


def test_a_document_that_became_another_is_no_longer_believed(clients_on: Found, clock: Clock):
    web = Web()
    clients = clients_on(web)
    clients.find(ID)
    clock.forward(90_000)
    web.reply = Web({**DOCUMENT, "client_id": "https://evil.example/"}).reply
    assert refused(clients) == "invalid_client"


def test_nothing_that_is_refused_is_remembered(clients_on: Found):
    web = Web(status=404)
    clients = clients_on(web)
    refused(clients)
    web.reply = Web().reply
    assert clients.find(ID).name == "A client with a document"


@pytest.mark.parametrize(("characters", "is_taken"), [(2_000, True), (2_001, False)])
def test_a_documents_url_has_two_thousand_characters_at_most(clients_on: Found, characters: int, is_taken: bool):
    url = f"https://{OPEN}/".ljust(characters, "x")
    clients = clients_on(Web({**DOCUMENT, "client_id": url}))
    assert clients.find(url).id == url if is_taken else refused(clients, url) == "invalid_client"


@pytest.mark.parametrize(
    "client_id",
    [
        f"http://{OPEN}/client.json",
        f"https://{OPEN}",
        f"https://{OPEN}/",
        f"https://{OPEN}/a/../client.json",
        f"https://{OPEN}/./client.json",
        f"https://{OPEN}/client.json#",
        f"https://{OPEN}/client.json#x",
        f"https://{OPEN}/" + "x" * 3_000,
        f"ftp://{OPEN}/client.json",
        "file:///etc/passwd",
        "https://[/client.json",
        "",
    ],
)
def test_what_is_no_documents_url_is_never_fetched(clients_on: Found, client_id: str):
    web = Web({**DOCUMENT, "client_id": client_id})
    assert refused(clients_on(web), client_id) == "invalid_client"
    assert web.asked == []
