"""Files by links that are good once: sent and fetched over HTTP, on both backends and in both ways of running."""

import json
import logging
import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from handlers import files
from shared.access.gate import Caller
from shared.access.tickets import TICKET_SECONDS
from shared.service import Service
from tests import conftest
from tests.conftest import ADA, CONTEXT, ORIGIN, Clock, Person, Response, Send, config_in, send_asgi, serve
from tests.connected import connected, texts_of
from tests.shelves import Shelves

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def send_lambda(method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """The request as an event for the Lambda of files, or that of /mcp."""
    with pytest.MonkeyPatch.context() as patched:

        def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
            answer: dict[str, Any] = files.handler(event, CONTEXT)
            return answer

        if path.startswith("/files/"):
            patched.setattr(conftest, "mcp", SimpleNamespace(handler=handler))
        return conftest.send_lambda(method, path, headers, body)


@pytest.fixture(params=["asgi", "lambda"])
def send(request: pytest.FixtureRequest, vaults: Service, monkeypatch: pytest.MonkeyPatch) -> Send:
    serve(vaults, monkeypatch)
    return {"asgi": send_asgi, "lambda": send_lambda}[request.param]


def use(person: Person, url: str, body: bytes | None = None, *, method: str = "", **headers: str) -> Response:
    """The response to a link, which carries no token: PUT with a body, else GET."""
    assert url.startswith(f"{ORIGIN}/files/")
    path = urlsplit(url).path
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return person.send(method or ("GET" if body is None else "PUT"), path, given, body or b"")


def link_to_send(person: Person, path: str, **asked: Any) -> str:
    url: str = person.call("write_note", path=path, **asked)["url"]
    return url


def link_to_fetch(person: Person, path: str) -> str:
    url: str = person.call("read_note", path=path)["url"]
    return url


def kept(vaults: Service, path: str) -> bytes | None:
    vault = vaults.vault(Caller(ADA))
    found = vault.attachment(path)
    return vault.body(found.digest) if found else None


def error_of(response: Response) -> tuple[int, str]:
    return response.status, response.json()["error"]


# There and back


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
    for method in ("HEAD", "POST", "DELETE", "PATCH", "OPTIONS"):
        for url in (to_fetch, to_send):
            answer = use(ada, url, b"", method=method)
            assert answer.status == 405
            assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"GET", "PUT"}
    assert use(ada, to_fetch, b"other").status == 404
    assert use(ada, to_send).status == 404
    assert use(ada, to_fetch).body == PNG
    assert use(ada, to_send, PNG).status == 201


def test_only_our_own_host_and_pages_may_use_a_link(ada: Person, vaults: Service):
    url = link_to_send(ada, "cat.png")
    assert use(ada, url, PNG, host="evil.example").status == 421
    assert use(ada, url, PNG, Origin="https://evil.example").status == 403
    assert use(ada, url, PNG, Origin=ORIGIN).status == 201


# How a file is answered


KINDS = [
    ("cat.png", "image/png"),
    ("doc.pdf", "application/pdf"),
    ("page.html", "application/octet-stream"),
    ("drawing.svg", "application/octet-stream"),
    ("script.js", "application/octet-stream"),
    ("feed.xml", "application/octet-stream"),
    ("table.csv", "application/octet-stream"),
    ("what.is-this", "application/octet-stream"),
    ('a "quoted" ; name=é 🌿.png', "image/png"),
    ("per%cent #hash ?query&.png", "image/png"),
]


def test_a_file_is_never_a_page(ada: Person, vaults: Service):
    for name, kind in KINDS:
        vaults.vault(Caller(ADA)).attach(f"odd folder/{name}", b"<script>alert(1)</script>")
        answer = use(ada, link_to_fetch(ada, f"odd folder/{name}"))
        assert answer.status == 200
        assert answer.headers["content-type"] == kind
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        disposition, _, stated = answer.headers["content-disposition"].partition("; filename*=UTF-8''")
        assert disposition == "attachment"
        assert unquote(stated) == name
        assert re.fullmatch(r"[A-Za-z0-9_.~%-]+", stated)  # RFC 8187 section 3.2.1


def test_a_file_with_an_odd_name_is_sent_where_it_was_meant(ada: Person, vaults: Service):
    for name in ("a b.png", "é 🌿.png", "per%cent #hash ?query&.png", "it's;rm -rf $HOME.png"):
        assert use(ada, link_to_send(ada, f"odd/{name}"), PNG).status == 201
        assert kept(vaults, f"odd/{name}") == PNG


def test_no_bytes_of_a_file_stand_in_what_a_model_reads(ada: Person, vaults: Service):
    body = b"moss " * 400
    vaults.vault(Caller(ADA)).attach("plants.bin", body)
    result = ada.ask("tools/call", {"name": "read_note", "arguments": {"path": "plants.bin"}})["result"]
    assert {block["type"] for block in result["content"]} == {"text"}
    assert len(json.dumps(result)) < 1_500
    text = "\n".join(texts_of(ada, "write_note", path="cat.png"))
    assert re.search(r'curl -T \S+ "https://notes.example/files/[\w-]{43}/cat.png"', text)


# What may be replaced


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


# Limits


@pytest.fixture
def small(shelves: Shelves, tmp_path: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch, send: Send) -> Any:
    """Opens a service with settings of its own, and answers it with ada in it."""

    def opened(**settings: Any) -> tuple[Service, Person]:
        config = config_in(tmp_path, mode="lambda", **settings)
        vaults = Service(config, shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        return vaults, Person(ADA, vaults.tokens.create_jwt(ADA), send)

    return opened


def test_a_file_that_is_too_large_is_refused_and_the_link_is_still_good(small: Any):
    vaults, ada = small(attachment_bytes_max=100, note_bytes_max=50)
    url = link_to_send(ada, "cat.png")
    assert error_of(use(ada, url, b"x" * 101)) == (413, "too_large")
    assert error_of(use(ada, url, b"x", Content_Length="999999")) == (413, "too_large")
    assert use(ada, url, b"x" * 100).status == 201
    assert kept(vaults, "cat.png") == b"x" * 100


def test_a_vault_that_is_full_takes_no_more_files(small: Any):
    _, ada = small(vault_bytes_max=100)
    assert use(ada, link_to_send(ada, "cat.png"), b"x" * 100).status == 201
    assert error_of(use(ada, link_to_send(ada, "dog.png"), b"x")) == (507, "quota_exceeded")


def test_using_a_link_is_a_call_and_who_is_too_fast_keeps_the_link(small: Any, clock: Clock):
    _, ada = small(rate_limit_per_minute=12)
    url = link_to_send(ada, "cat.png")
    for _ in range(3):
        ada.call("list_notes")
    answer = use(ada, url, PNG)
    assert (error_of(answer), answer.headers["retry-after"]) == ((429, "rate_limited"), "10")
    clock.forward(10)
    assert use(ada, url, PNG).status == 201


def test_nobody_reads_what_is_sent_to_a_link_that_is_no_good(small: Any):
    _, ada = small(attachment_bytes_max=100)
    answer = ada.send("PUT", "/files/unknown/cat.png", {}, b"x" * 10_000)
    assert error_of(answer) == (404, "not_found")


# Whose link it is


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


# What is written down


def test_each_use_of_a_link_is_one_record_and_no_log_line_holds_it(
    ada: Person, vaults: Service, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    editor = connected(vaults, ada, client="Claude")
    to_send = link_to_send(editor, "cat.png")
    second = link_to_send(editor, "cat.png")
    use(ada, to_send, PNG)
    use(ada, second, PNG + b"2")
    to_fetch = link_to_fetch(editor, "cat.png")
    use(ada, to_fetch)
    use(ada, to_fetch)
    lines = [line for line in vaults.audit.lines(ADA, lambda line: True) if line.action.startswith("attachment")]
    assert sorted((line.action, line.outcome, line.client, line.target) for line in lines) == [
        ("attachment.fetch", "ok", "Claude", "cat.png"),
        ("attachment.send", "conflict", "Claude", "cat.png"),
        ("attachment.send", "ok", "Claude", "cat.png"),
    ]
    logged = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("notes_vault"))
    recorded = str(vaults.audit.lines(ADA, lambda line: True))
    for url in (to_send, second, to_fetch):
        assert url.split("/")[-2] not in logged + recorded


def test_what_was_sent_is_signed_by_the_client_that_asked_for_the_link(ada: Person, vaults: Service):
    use(ada, link_to_send(connected(vaults, ada, client="Claude"), "cat.png"), PNG)
    [change] = vaults.vault(Caller(ADA)).changes(0)
    assert (change.client, change.what) == ("Claude", "attach")
