"""The transport: the size of a body, hosts, origins, media types and caches."""

from shared.service import Service
from tests.conftest import ORIGIN, Person, Send
from tests.mcp.client import error_of, request


def test_a_body_has_a_largest_size(ada: Person, vaults: Service):
    largest = vaults.config.request_bytes_max
    body = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
    assert ada.post(body.rjust(largest)).status == 200
    assert error_of(ada.post(body.rjust(largest + 1))) == (413, -32600)


def test_only_our_own_host_and_origin_are_served(ada: Person):
    ping = request("ping")
    assert ada.post(ping, Origin=ORIGIN).status == 200
    assert ada.post(ping, host="Notes.Example").status == 200
    for origin in ("null", "https://evil.example", "https://notes.example.evil.example", "http://notes.example:80"):
        assert error_of(ada.post(ping, Origin=origin)) == (403, -32600)  # T2
    for host in ("evil.example", "notes.example:8080", "localhost", "127.0.0.1:7861"):
        assert ada.post(ping, host=host).status == 421


def test_on_a_laptop_the_names_of_loopback_are_served_and_elsewhere_only_the_public_one(ada: Person, vaults: Service):
    ping = request("ping")
    is_laptop = vaults.config.mode == "local"
    for name in ("127.0.0.1:7860", "localhost:7860"):
        assert ada.post(ping, host=name).status == (200 if is_laptop else 421)
        assert ada.post(ping, Origin=f"http://{name}").status == (200 if is_laptop else 403)
        assert ada.post(ping, Origin=f"http://{name}1").status == 403


def test_a_foreign_host_or_origin_is_refused_before_the_token_is_read(send: Send):
    body = {"Content-Type": "application/json"}
    assert send("POST", "/mcp", {**body, "Origin": "https://evil.example"}, b"{}").status == 403
    assert send("POST", "/mcp", {**body, "host": "evil.example"}, b"{}").status == 421


def test_only_json_is_taken_and_given(ada: Person):
    ping = request("ping")
    assert error_of(ada.post(ping, Content_Type="text/plain")) == (415, -32600)
    assert error_of(ada.post(ping, Accept="image/png")) == (406, -32600)
    for accept in ("application/json, text/event-stream", "*/*", "application/*"):
        answer = ada.post(ping, Accept=accept)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json")


def test_no_answer_may_be_kept_or_guessed_at_on_the_way(ada: Person, send: Send):
    answers = [
        ada.post(request("ping")),
        ada.post(b"nonsense"),
        ada.post({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        send("GET", "/mcp", {}, b""),
        send("POST", "/mcp", {}, b""),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
