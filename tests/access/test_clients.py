"""What a client is told when it registers wrongly, how long one is kept, and where codes for it may be sent."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shared.access.clients import FORBIDDEN_SCHEMES, Client, Clients, is_redirect
from shared.access.fetch import Reply
from shared.errors import Invalid, OAuthError, Unavailable
from tests.access.refused import refused, words_of
from tests.conftest import ORIGIN, Clock
from tests.shelves import local_shelves

ID, WEB = "https://client.example/client.json", "https://client.example/callback"
DOCUMENT = {"client_id": ID, "client_name": "Editor", "redirect_uris": [WEB]}
BAD_DOCUMENT = "The client's document could not be read or is not valid."
BAD_URI = "A redirect URI must be https, http to this machine, or an application's own scheme; no fragment."
DAY, TWO_YEARS = 86_400, 63_072_000


class Host:
    """A client's own host: what it answers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answers(json.dumps(DOCUMENT).encode())

    def answers(self, body: bytes, *, status: int = 200, **headers: str) -> None:
        self.reply: Reply | Exception = Reply(status, {k.replace("_", "-"): v for k, v in headers.items()}, body)

    def __call__(self, url: str, *, bytes_max: int) -> Reply:
        assert (url, bytes_max) == (ID, 5_120)
        self.asked += 1
        if isinstance(self.reply, Exception):
            raise self.reply
        return self.reply


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def clients(tmp_path: Path, clock: Clock, host: Host) -> Clients:
    return Clients(local_shelves(tmp_path, clock).records, base_url=ORIGIN, clock=clock, fetch=host)


@pytest.mark.parametrize(
    ("metadata", "error", "message"),
    [
        ([], "invalid_client_metadata", "The client's metadata must be a JSON object."),
        ("{}", "invalid_client_metadata", "The client's metadata must be a JSON object."),
        ({}, "invalid_redirect_uri", "redirect_uris must be a list of 1 to 20."),
        ({"redirect_uris": []}, "invalid_redirect_uri", "redirect_uris must be a list of 1 to 20."),
        ({"redirect_uris": WEB}, "invalid_redirect_uri", "redirect_uris must be a list of 1 to 20."),
        ({"redirect_uris": [WEB] * 21}, "invalid_redirect_uri", "redirect_uris must be a list of 1 to 20."),
        ({"redirect_uris": {WEB: 1}}, "invalid_redirect_uri", "redirect_uris must be a list of 1 to 20."),
        ({"redirect_uris": [WEB, 7]}, "invalid_redirect_uri", BAD_URI),
        ({"redirect_uris": [WEB, "http://evil.example/"]}, "invalid_redirect_uri", BAD_URI),
        ({"redirect_uris": [WEB], "client_name": 7}, "invalid_client_metadata", "client_name must be text."),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_client_that_registers_wrongly_is_told_what_is_wrong(
    clients: Clients, metadata: Mapping[str, Any], error: str, message: str
):
    refusal = refused(clients.register, metadata)
    assert isinstance(refusal, OAuthError)
    assert (refusal.error, refusal.message, refusal.reason) == (error, message, error)


def test_a_client_may_have_twenty_redirects_and_is_found_with_all_of_them(clients: Clients):
    uris = [f"{WEB}/{number}" for number in range(20)]
    made = clients.register({"client_name": "Ada's editor", "redirect_uris": uris})
    assert made.id.startswith("client-") and len(made.id) >= len("client-") + 21
    assert made == Client(made.id, "Ada's editor", tuple(uris))
    assert clients.find(made.id) == made
    assert clients.register({"redirect_uris": uris}).id != made.id


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("  Ada's editor\u200b\u202e\n ", "Ada's editor"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 100),
        ("", "client.example"),
        (None, "client.example"),
        ("\u2060 \ufeff", "client.example"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_client_is_called_by_what_can_be_seen_of_its_name(clients: Clients, name: str | None, shown: str):
    assert clients.register({"client_name": name, "redirect_uris": [WEB, "http://localhost/"]}).name == shown


def test_a_client_without_a_name_or_a_host_is_called_a_client(clients: Clients):
    assert clients.register({"redirect_uris": ["com.example.app:/callback", WEB]}).name == "A client"


def test_a_registration_is_kept_for_two_years(clients: Clients, clock: Clock):
    made = clients.register({"redirect_uris": [WEB]})
    clock.forward(TWO_YEARS - 1)
    assert clients.find(made.id) == made
    clock.forward(1)
    refusal = refused(clients.find, made.id)
    assert isinstance(refusal, OAuthError) and refusal.error == "invalid_client"
    assert refusal.message == "This client is not known here. Register it again."


@pytest.mark.parametrize("untrusted_id", ["", "client-nobody", "http://client.example/", "HTTPS://client.example/x"])
def test_a_client_that_nobody_knows_is_told_to_register(clients: Clients, host: Host, untrusted_id: str):
    message = "This client is not known here. Register it again."
    assert words_of(clients.find, untrusted_id) == (message, "invalid_client")
    assert host.asked == 0


def test_our_page_is_a_client_that_nobody_registers(clients: Clients):
    page = clients.find("page")
    assert page == Client("page", "Notes Vault page", (f"{ORIGIN}/signed-in",))
    assert (page.is_page, page.is_document) == (True, False)


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 404, "the document is gone"),
        (b"", 410, "the document is gone"),
        (b"", 500, "status 500"),
        (b"", 301, "status 301"),
        (b"{", 200, "the document is no JSON"),
        (b"[" * 100_000, 200, "the document is no JSON"),
        (b"[]", 200, "the document is another client's, or names none"),
        (
            json.dumps({**DOCUMENT, "client_id": f"{ID}x"}).encode(),
            200,
            "the document is another client's, or names none",
        ),
        (json.dumps({**DOCUMENT, "client_name": ""}).encode(), 200, "the document is another client's, or names none"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_why_a_document_was_refused_stands_in_the_log_alone(
    clients: Clients, host: Host, body: bytes, status: int, reason: str
):
    host.answers(body, status=status)
    refusal = refused(clients.find, ID)
    assert isinstance(refusal, OAuthError)
    assert (refusal.error, refusal.message, refusal.reason) == ("invalid_client", BAD_DOCUMENT, reason)


@pytest.mark.parametrize("kind", [Invalid, Unavailable])
def test_why_a_host_was_not_asked_or_did_not_answer_stands_in_the_log_alone(
    clients: Clients, host: Host, kind: type[Invalid | Unavailable]
):
    host.reply = kind("Not today.", reason="client.example is away")
    assert words_of(clients.find, ID) == (BAD_DOCUMENT, "client.example is away")


@pytest.mark.parametrize("url", ["https://client.example", "https://client.example/../x", "https://[/x", f"{ID}#"])
def test_what_can_be_no_documents_url_is_refused_unasked(clients: Clients, host: Host, url: str):
    assert words_of(clients.find, url) == (BAD_DOCUMENT, "the client id is no document's URL")
    assert host.asked == 0


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("", 3_600),
        ("public", 3_600),
        ("max-age=0", 300),
        ("max-age=299", 300),
        ("max-age=301", 301),
        ("public, max-age=7200, immutable", 7_200),
        ("max-age=86401", DAY),
        ("max-age=999999999", DAY),
        ("no-store, max-age=7200", 300),
        ("max-age=7200, no-cache", 300),
    ],
)
def test_a_document_is_good_for_as_long_as_it_says_within_bounds(
    clients: Clients, host: Host, clock: Clock, cache_control: str, seconds: int
):
    host.answers(json.dumps(DOCUMENT).encode(), **({"cache_control": cache_control} if cache_control else {}))
    clients.find(ID)
    clock.forward(seconds - 1)
    clients.find(ID)
    assert host.asked == 1
    clock.forward(1)
    assert clients.find(ID) == Client(ID, "Editor", (WEB,))
    assert host.asked == 2


@pytest.mark.parametrize("status", [500, 503, 302])
def test_a_document_that_was_read_once_stays_good_while_its_host_is_away(
    clients: Clients, host: Host, clock: Clock, status: int
):
    known = clients.find(ID)
    assert known.is_document and not known.is_page
    clock.forward(30 * DAY)
    host.answers(b"", status=status)
    assert clients.find(ID) == known
    host.reply = Unavailable("Not today.")
    assert clients.find(ID) == known
    host.answers(b"", status=404)
    assert words_of(clients.find, ID)[1] == "the document is gone"


@pytest.mark.parametrize("scheme", FORBIDDEN_SCHEMES)
def test_no_code_is_sent_to_what_a_browser_would_run(scheme: str):
    assert not is_redirect(f"{scheme}://client.example/callback")
    assert not is_redirect(f"{scheme.upper()}://client.example/callback")


@pytest.mark.parametrize(
    ("uri", "is_one"),
    [
        (WEB, True),
        (WEB.ljust(2_000, "x"), True),
        (WEB.ljust(2_001, "x"), False),
        ("https://é.example/", False),
        ("https://client.example/a b", False),
        ("https://client.example/a\x7f", False),
        ("https://client.example/a\\b", False),
        ("https://client.example:443/", True),
        ("https://client.example:x/", False),
        ("https://client.example:70000/", False),
        ("https://[/", False),
        ("https://ada@client.example/", False),
        ("https://client.example/@ada", True),
        ("https://client.example/#", False),
        ("https:///callback", False),
        ("http://127.0.0.1/", True),
        ("http://[::1]:1/", True),
        ("http://localhost:1/", True),
        ("http://127.0.0.2/", False),
        ("http:///callback", False),
        ("com.example.app:/callback", True),
        ("com.example.app:callback", True),
        ("com.example.app:/", False),
        ("com.example.app:", False),
        ("app://callback", True),
        ("app-1.x+y://callback", True),
        ("1app://callback", False),
        ("callback", False),
        ("//client.example/", False),
        ("", False),
    ],
)
def test_a_code_is_sent_to_https_this_machine_or_an_application(uri: str, is_one: bool):
    assert is_redirect(uri) == is_one


@pytest.mark.parametrize(
    ("used", "is_taken"),
    [
        ("http://127.0.0.1:1/callback?a=1", True),
        ("http://127.0.0.1:99/callback?a=1", True),
        ("http://127.0.0.1/callback?a=1", True),
        ("http://127.0.0.1:x/callback?a=1", False),
        ("http://127.0.0.1:1/callback?a=2", False),
        ("http://127.0.0.1:1/other?a=1", False),
        ("http://localhost:1/callback?a=1", False),
        ("https://127.0.0.1:1/callback?a=1", False),
        (WEB, True),
        (WEB.replace("example/", "example:8443/"), False),
    ],
)
def test_of_a_redirect_to_this_machine_only_the_port_may_differ(used: str, is_taken: bool):
    client = Client("client-1", "Editor", ("http://127.0.0.1:1/callback?a=1", WEB))
    assert client.accepts(used) == is_taken


def test_a_code_for_our_own_page_goes_to_no_other_port():
    page = Client("page", "Notes Vault page", ("http://127.0.0.1:1/signed-in",))
    assert page.accepts("http://127.0.0.1:1/signed-in")
    assert not page.accepts("http://127.0.0.1:2/signed-in")
