"""A redirect: nobody is sent where nobody registered, and nobody registers what leads astray."""

from typing import Any

import pytest

from tests.sign_in.house import CALLBACK, EVIL, App, House, is_page, refusal_of


@pytest.mark.parametrize(
    "uri",
    [
        EVIL,
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1:8914@evil.example/callback",
        "http://127.0.0.1:8914\\@evil.example/callback",
        "http://evil.example#@127.0.0.1:8914/callback",
        "http://127.0.0.1.evil.example:8914/callback",
        "http://127.0.0.1:8914/callback#fragment",
        "http://127.0.0.1:8914/callback#",
        "http://127.0.0.1:8914/callback?more=1",
        "http://127.0.0.1:8914/callback/../evil",
        "http://127.0.0.1:8914/Callback",
        "http://127.0.0.1:8914/other",
        "http://127.0.0.1:8914//callback",
        "http://127.0.0.1:8914/callback\n",
        "http://127.0.0.1:99999/callback",
        "http://localhost:8914/callback",
        "http://127.0.0.2:8914/callback",
        "http://[::1]:8914/callback",
        "http://0x7f000001:8914/callback",
        "https://127.0.0.1:8914/callback",
        "//evil.example/callback",
        "javascript:alert(1)",
        "",
    ],
)
def test_nobody_is_sent_to_a_redirect_uri_that_was_not_registered(app: App, uri: str):
    assert is_page(app.asks(redirect_uri=uri))
    assert is_page(app.asks(redirect_uri=uri, response_type="token", scope="x"))


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("https://client.example/callback", "https://client.example:8443/callback"),
        ("https://client.example/callback", "https://client.example/callback?x=1"),
        ("https://client.example/callback", "https://client.example/callback/"),
        ("https://client.example/callback", "https://CLIENT.example/callback"),
        ("https://client.example/callback", "https://client.example:443/callback"),
        ("https://client.example/callback", "http://client.example/callback"),
        ("https://localhost:4000/callback", "https://localhost:5000/callback"),
        ("cursor://client/callback", "cursor://client:1/callback"),
        ("cursor://client/callback", "cursor://other/callback"),
    ],
)
def test_only_the_port_of_a_loopback_address_may_vary(house: House, known: str, asked: str):
    app = house.register(known)
    assert is_page(app.asks(redirect_uri=asked))
    assert app.asks(redirect_uri=known).status_code == 200


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "about:blank",
        "blob:https://client.example/1",
        "http://evil.example/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://localhost.evil.example/callback",
        "http://127.0.0.2/callback",
        "http://10.0.0.1/callback",
        "https://user:password@client.example/callback",
        "https://client.example/callback#fragment",
        "https://client.example/callback#",
        "https:///callback",
        "https://client.example\\@evil.example/",
        "https://client.example:99999/callback",
        "https://[/callback",
        "https://cli\u0435nt.example/callback",
        "/callback",
        "callback",
        "",
        "https://client.example/" + "x" * 2_000,
        7,
        None,
    ],
)
def test_nobody_registers_a_redirect_that_leads_astray(house: House, uri: Any):
    for uris in ([uri], [CALLBACK, uri]):
        answer = house.ask("POST", "/register", json={"redirect_uris": uris})
        assert refusal_of(answer) == (400, "invalid_redirect_uri"), uris  # RFC 7591 section 3.2.2


@pytest.mark.parametrize("uris", [None, [], {}, "https://client.example/callback", [[CALLBACK]], [CALLBACK] * 21])
def test_nobody_registers_without_a_list_of_redirects(house: House, uris: Any):
    answer = house.ask("POST", "/register", json={"client_name": "x", "redirect_uris": uris})
    assert refusal_of(answer) == (400, "invalid_redirect_uri")
