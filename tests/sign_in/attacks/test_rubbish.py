"""Rubbish: refused, and no more."""

import base64
import socket

import pytest

from tests.sign_in.house import CALLBACK, FORM, App, House, is_page, refusal_of

DEEP = base64.urlsafe_b64encode(b'{"alg":"HS256","x":' + b"[" * 2_000 + b"]" * 2_000 + b"}").decode().rstrip("=")


@pytest.mark.parametrize(
    "token", [f"{DEEP}.e30.x", f"e30.{DEEP}.x", "x", "..", "e30.e30.e30", "é", "a b", "W10.W10.W10"]
)
def test_rubbish_for_a_token_is_refused_and_no_more(house: House, token: str):
    for method, path in (("POST", "/mcp"), ("GET", "/api/me"), ("POST", "/api/auth/create-token")):
        headers = {b"Authorization": f"Bearer {token}".encode("latin-1"), b"X-Forwarded-For": b"198.19.0.1"}
        assert house.http.request(method, f"{house.origin}{path}", headers=headers).status_code == 401, path


@pytest.mark.parametrize(
    "client_id",
    [
        "",
        "client-nobody",
        "https://[/client.json",
        "https://client.example:99999/client.json",
        "https://client.example:x/client.json",
        "https:///client.json",
        "https://",
        "https://client.example",
        "https://127.0.0.1/client.json",
        "https://localhost/client.json",
        "https://[::1]/client.json",
        "https://[::ffff:127.0.0.1]/client.json",
        "https://169.254.169.254/latest/meta-data/",
        "https://2852039166/latest/meta-data/",
        "https://0x7f.1/client.json",
        "https://" + "x" * 300 + "/client.json",
        "https://a\x00b/client.json",
        "https://\u2603.invalid\x7f/client.json",
        "http://client.example/client.json",
        "file:///etc/passwd",
        "x" * 10_000,
    ],
)
def test_a_client_that_is_not_known_or_leads_inside_is_a_page_and_no_redirect(house: House, client_id: str):
    app = App(house, client_id)
    assert is_page(app.asks())
    assert refusal_of(app.token(grant_type="authorization_code", code="x")) == (401, "invalid_client")


def test_bytes_that_are_no_text_are_refused_and_no_more(house: House):
    for path in ("/authorize?client_id=", "/oauth/callback?state="):
        with socket.create_connection(("127.0.0.1", house.server.config.mcp_port), timeout=10) as raw:
            host = house.origin.removeprefix("http://").encode()
            raw.sendall(b"GET " + path.encode() + b"\xff HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
            assert raw.recv(12)[9:10] == b"4", path


@pytest.mark.parametrize("path", ["/token", "/revoke", "/authorize/consent"])
def test_a_form_with_too_much_or_too_odd_in_it_is_refused_and_no_more(house: House, path: str):
    many = "&".join(f"a{number}=x" for number in range(200))
    for content in (many, "client_id=x&client_id=y", "%ff=%ff", "\x00", "=&=&", "x" * 70_000):
        status = house.ask("POST", path, content=content, headers=FORM).status_code
        assert 400 <= status < 500, content[:30]


@pytest.mark.parametrize("given", ["é", "%", "YQ", "/w==", "Og==", ""])
def test_an_authorization_header_that_names_no_client_is_refused_and_no_more(house: House, given: str):
    headers = {b"Authorization": f"Basic {given}".strip().encode("latin-1")}
    headers |= {name.encode(): value.encode() for name, value in FORM.items()}
    content = "grant_type=refresh_token&refresh_token=x"
    answer = house.http.post(f"{house.origin}/token", content=content, headers=headers)
    assert refusal_of(answer) == (401, "invalid_client")


def test_metadata_that_makes_no_sense_is_refused_and_no_more(house: House):
    for body in (b"", b"[]", b"1", b"{", b"[" * 50_000, b'{"redirect_uris":["\xff"]}', b'{"client_name":1}'):
        assert house.ask("POST", "/register", content=body).status_code == 400
    for body in (b"[]", b"1"):
        refused = house.ask("POST", "/register", content=body)
        assert refusal_of(refused) == (400, "invalid_client_metadata")  # RFC 7591 section 3.2.2
    odd = {"redirect_uris": [CALLBACK], "client_name": {"en": "x"}}
    assert refusal_of(house.ask("POST", "/register", json=odd)) == (400, "invalid_client_metadata")
    assert house.ask("POST", "/register", content=b" " * 70_000).status_code == 413
