"""Signing in as a client and a person with a browser see it, over HTTP, at a real server with a real provider."""

import re
from html import unescape
from pathlib import Path

import httpx
import jwt
import pytest

from tests.browser import arrival
from tests.provider import Provider
from tests.running import free_port
from tests.signing_in import (
    ALL,
    BOTH,
    CALLBACK,
    App,
    House,
    facts_of,
    follow,
    house_of,
    is_page,
    post_consent,
    refusal_of,
    tokens_of,
)
from tests.signing_in import app as app
from tests.signing_in import house as house

WEB = "https://client.example/callback"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# The client: finding its way


def test_a_client_finds_everything_from_the_url_alone(house: House):
    challenge = house.mcp("").headers["www-authenticate"]
    where = re.search(r'resource_metadata="([^"]+)"', challenge)[1]
    resource = house.http.get(where).json()
    assert resource["resource"] == house.server.url  # RFC 9728 section 3.3: what the user typed, to the byte
    [issuer] = resource["authorization_servers"]
    server = house.http.get(f"{issuer}/.well-known/oauth-authorization-server").json()
    assert server["issuer"] == issuer  # RFC 8414 section 3.3
    uris = {"redirect_uris": [CALLBACK]}
    client = house.http.post(server["registration_endpoint"], json=uris, headers={"X-Forwarded-For": "198.19.9.9"})
    form = {"grant_type": "authorization_code", "client_id": client.json()["client_id"], "code": "x"}
    assert refusal_of(house.http.post(server["token_endpoint"], data=form)) == (400, "invalid_grant")


def test_both_places_of_the_resources_document_say_the_same(house: House):
    root, path = (house.ask("GET", f"/.well-known/oauth-protected-resource{end}") for end in ("", "/mcp"))
    assert (root.status_code, root.content) == (200, path.content)
    assert root.headers["content-type"] == "application/json"
    assert root.json()["scopes_supported"] == BOTH.split()  # neither offline_access nor account
    assert root.json()["bearer_methods_supported"] == ["header"]


def test_the_servers_document_promises_what_clients_look_for(house: House):
    document = house.ask("GET", "/.well-known/oauth-authorization-server").json()
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["response_types_supported"] == ["code"]
    assert set(document["grant_types_supported"]) == {"authorization_code", "refresh_token"}
    assert document["client_id_metadata_document_supported"] is True
    assert "none" in document["token_endpoint_auth_methods_supported"]  # Claude takes CIMD only with both
    assert document["authorization_response_iss_parameter_supported"] is True  # RFC 9207 section 3
    for name in ("authorization", "token", "registration", "revocation"):
        assert document[f"{name}_endpoint"].startswith(f"{document['issuer']}/")


def test_the_name_that_openid_clients_look_under_gives_the_same_document(house: House):
    ours, alias = (
        house.ask("GET", f"/.well-known/{name}") for name in ("oauth-authorization-server", "openid-configuration")
    )
    assert alias.content == ours.content
    assert f'"issuer":"{house.origin}"' in alias.text.replace(" ", "")


def test_what_the_documents_say_does_not_depend_on_who_asks(house: House):
    """The public URL is configured; a Host header that somebody made up never gets into a document."""
    for name in ("oauth-protected-resource", "oauth-protected-resource/mcp", "oauth-authorization-server"):
        answer = house.ask("GET", f"/.well-known/{name}", headers={"Host": "evil.example"})
        assert "evil" not in answer.text


# The client: registering


def test_a_client_registers_and_is_told_what_it_is(house: House):
    facts = {"client_name": "Ada's editor", "redirect_uris": [CALLBACK, WEB], "scope": "notes:read", "contacts": ["x"]}
    answer = house.ask("POST", "/register", json={**facts, "token_endpoint_auth_method": "client_secret_basic"})
    told = answer.json()
    assert answer.status_code == 201  # RFC 7591 section 3.2.1
    assert told["redirect_uris"] == [CALLBACK, WEB]
    assert told["client_name"] == "Ada's editor"
    assert told["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in told
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "uri",
    [
        "https://claude.ai/api/mcp/auth_callback",
        "http://localhost:6274/oauth/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:33418/",
        "http://[::1]:8914/callback",
        "https://vscode.dev/redirect",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "com.example.app:/oauth2redirect",
    ],
)
def test_every_redirect_that_real_clients_use_can_be_registered_and_is_answered_at(house: House, uri: str):
    told = house.register(uri).url()
    landed = house.browser().sign_in(told)
    assert landed.startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    ("known", "used"),
    [
        ("http://127.0.0.1:8914/callback", "http://127.0.0.1:51234/callback"),
        ("http://127.0.0.1/callback", "http://127.0.0.1:51234/callback"),
        ("http://127.0.0.1:8914/callback", "http://127.0.0.1/callback"),
        ("http://localhost/callback", "http://localhost:51234/callback"),
        ("http://[::1]:1/callback", "http://[::1]:51234/callback"),
    ],
)
def test_a_loopback_address_may_have_any_port(house: House, known: str, used: str):
    app = house.register(known)  # RFC 8252 section 7.3
    code = app.code(redirect_uri=used)
    assert refusal_of(app.redeem(code, redirect_uri=known)) == (400, "invalid_grant")
    assert app.redeem(code, redirect_uri=used).status_code == 200


def test_a_redirect_with_a_query_keeps_it(house: House):
    app = house.register(f"{WEB}?app=1")
    told = facts_of(house.browser().sign_in(app.url()))
    assert (told["app"], told["state"], told["iss"]) == ("1", "kept", house.origin)


# The client: signing somebody in


def test_a_client_is_given_tokens_that_speak_for_who_signed_in(house: House, app: App):
    answer = app.redeem(app.code("ada"))
    told = answer.json()
    assert (answer.status_code, told["token_type"], told["scope"]) == (200, "Bearer", BOTH)
    assert 0 < told["expires_in"] <= 86_400
    assert told["access_token"] and told["refresh_token"]
    claims = jwt.decode(told["access_token"], options={"verify_signature": False})
    assert claims["sub"] == house.provider.user_id("ada")
    assert (claims["iss"], claims["aud"]) == (house.origin, house.server.url)
    assert claims["exp"] - claims["iat"] == told["expires_in"]
    assert house.call(told["access_token"], "list_notes")["total"] >= 1


def test_a_successful_answer_names_its_issuer_and_returns_the_state(house: House, app: App):
    state = "a state & with = odd + characters % ☀"
    told = app.led_back(state=state)
    assert set(told) == {"code", "state", "iss"}
    assert (told["state"], told["iss"]) == (state, house.origin)  # RFC 9207 section 2


def test_a_client_that_sends_no_state_gets_none(app: App):
    assert set(app.led_back(state=None)) == {"code", "iss"}


def test_a_client_may_leave_out_what_it_need_not_say(house: House, app: App):
    """Claude names no resource; the conformance suite names no scope either."""
    browser = house.browser()
    page = browser.open(app.url(resource=None, scope=None, redirect_uri=None))
    answer = post_consent(house, page.filled("allow", None, None), browser)
    code = facts_of(follow(browser, arrival(answer)))["code"]
    assert tokens_of(app.redeem(code, redirect_uri=None, resource=None)).scope == BOTH


def test_a_redirect_uri_that_was_named_is_named_again(app: App):
    assert refusal_of(app.redeem(app.code(), redirect_uri=None)) == (400, "invalid_grant")


def test_this_server_is_a_resource_under_each_of_its_names(house: House, app: App):
    for resource in (house.origin, f"{house.origin}/", f"{house.origin}/mcp", f"{house.origin}/mcp/"):
        code = app.code(resource=resource)
        assert app.redeem(code, resource=resource).status_code == 200


def test_what_clients_ask_of_everybody_does_no_harm(app: App):
    assert app.sign_in(scope="openid profile email offline_access notes:read").scope == "notes:read"


def test_a_client_may_be_given_less_than_it_asks_for_and_is_told(app: App):
    assert app.sign_in(scope=BOTH, scopes=["notes:read"]).scope == "notes:read"


def test_one_client_may_be_connected_twice_and_ended_once(house: House, app: App):
    one, other = app.sign_in(), app.sign_in()
    app.revoke(one.refresh)
    assert not house.takes(one.access)
    assert house.takes(other.access)


# The client: staying signed in, and leaving


def test_a_refresh_token_gives_an_access_token_and_the_next_refresh_token(house: House, app: App):
    first = app.sign_in()
    second = tokens_of(app.renew(first.refresh))
    third = tokens_of(app.renew(second.refresh, resource=house.server.url))
    assert len({first.refresh, second.refresh, third.refresh}) == 3
    assert {token.scope for token in (first, second, third)} == {BOTH}
    assert house.takes(third.access)


def test_a_refreshed_token_may_do_less_and_the_next_as_much_as_before(house: House, app: App):
    first = app.sign_in()
    less = tokens_of(app.renew(first.refresh, scope="notes:read"))  # RFC 6749 section 6
    assert less.scope == "notes:read"
    assert house.call(less.access, "write_note", path="Less", body="x")["code"] == "forbidden"
    assert tokens_of(app.renew(less.refresh)).scope == BOTH


@pytest.mark.parametrize(
    ("granted", "asked"), [("notes:read", "notes:write"), ("notes:read", ALL), (BOTH, "account"), (BOTH, "admin")]
)
def test_a_refreshed_token_never_does_more_than_was_granted(app: App, granted: str, asked: str):
    first = app.sign_in(scope=granted)
    answer = app.renew(first.refresh, scope=asked)  # RFC 6749 sections 3.3 and 6: left out, or refused
    if answer.status_code == 200:
        assert set(tokens_of(answer).scope.split()) <= set(granted.split())
    else:
        assert refusal_of(answer) == (400, "invalid_scope")
        assert app.renew(first.refresh).status_code == 200


def test_who_may_write_can_ask_for_a_token_that_only_reads(house: House, app: App):
    less = tokens_of(app.renew(app.sign_in(scope="notes:write").refresh, scope="notes:read"))
    assert less.scope == "notes:read"  # writing implies reading, so reading is less
    assert house.call(less.access, "write_note", path="Less", body="x")["code"] == "forbidden"


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_that_is_revoked_takes_the_connection_along(house: House, app: App, kind: str):
    tokens = app.sign_in()
    for _ in range(2):
        assert app.revoke(getattr(tokens, kind)).status_code == 200  # RFC 7009 section 2.2
    assert not house.takes(tokens.access)
    assert refusal_of(app.renew(tokens.refresh)) == (400, "invalid_grant")


def test_revoking_rubbish_is_no_error_but_an_unknown_client_is(house: House, app: App):
    for token in ("", "x", "a.b.c.d", "a.b.c", "x" * 9_000):
        assert app.revoke(token).status_code == 200
    assert refusal_of(App(house, "client-nobody").revoke("x")) == (401, "invalid_client")


# The person in the browser


def page_of(house: House, app: App, **changes: str | None) -> httpx.Response:
    answer = app.asks(**changes)
    assert answer.status_code == 200, answer.text
    return answer


def test_the_page_says_who_asks_for_what_and_where_the_answer_goes(house: House):
    app = house.register(WEB, client_name="Ada's editor")
    text = unescape(page_of(house, app, scope=ALL).text)
    for said in ("Ada's editor", "client.example", "Read your notes", "Change your notes", "Manage your account"):
        assert said in text
    assert "account" not in house.browser().open(app.url()).values("scope")


def test_the_page_warns_of_a_client_on_this_computer_and_of_no_other(house: House):
    for uri in (CALLBACK, "http://localhost/callback", "http://[::1]/callback"):
        assert "warn'" in page_of(house, house.register(uri)).text
    assert "warn'" not in page_of(house, house.register(WEB)).text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>", "&lt;b"]
)
def test_what_a_client_calls_itself_is_shown_and_never_obeyed(house: House, name: str):
    page = page_of(house, house.register(client_name=name)).text
    assert name not in page
    assert name in unescape(page)


def test_a_clients_name_cannot_turn_the_text_around_or_fill_the_page(house: House):
    page = page_of(house, house.register(client_name="\u202eelgooG\u200b\n" + "x" * 5_000)).text
    assert "elgooG" in page
    assert not set("\u202e\u200b") & set(page)
    assert "x" * 200 not in page


def test_no_page_runs_a_script_or_stands_in_a_frame(house: House, app: App):
    for page in (app.asks(), app.asks(redirect_uri="https://evil.example/"), house.ask("GET", "/oauth/callback")):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert "unsafe" not in policy and "script-src" not in policy
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script|javascript:|\son\w+=|src=|<link", page.text, re.I)


def test_the_cookie_is_for_this_server_alone(provider: Provider, tmp_path: Path):
    """On https it is `__Host-`, so no neighbour can set it; it comes along from the provider, but with no form."""
    port = str(free_port())
    with house_of(provider, tmp_path, PUBLIC_BASE_URL="https://notes.example", MCP_PORT=port) as house:
        near, host = f"http://127.0.0.1:{port}", {"Host": "notes.example"}
        client = house.http.post(f"{near}/register", json={"redirect_uris": [CALLBACK]}, headers=host).json()
        url = App(house, client["client_id"]).url().replace("https://notes.example", near, 1)
        cookie = house.http.get(url, headers=host).headers["set-cookie"]
    name, *attributes = (part.strip().lower() for part in cookie.split(";"))
    assert name.startswith("__host-")
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= set(attributes)
    assert not [attribute for attribute in attributes if attribute.startswith("domain")]


def test_the_page_is_shown_anew_each_time(house: House, app: App):
    """GHSA-6x8h-498w-gv8c: a consent that is remembered is one that another client of the same name can use."""
    browser = house.browser()
    for _ in range(2):
        assert browser.sign_in(app.url()).startswith(f"{CALLBACK}?code=")
    assert browser.open(app.url()).action


def test_two_pages_of_one_browser_are_answered_each_for_itself(house: House, app: App):
    browser, other = house.browser(), house.register(WEB)
    first, second = browser.open(app.url(state="1")), browser.open(other.url(state="2"))
    assert facts_of(browser.decide(second, "allow"))["state"] == "2"
    assert facts_of(browser.decide(first, "allow"))["state"] == "1"


def test_a_person_who_says_no_is_taken_at_their_word(house: House, app: App):
    told = app.led_back(decision="deny")
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "kept", house.origin)
    assert "code" not in told


def test_a_person_may_say_no_whatever_else_they_filled_in(house: House, app: App):
    assert app.led_back(decision="deny", folder="../odd\\folder", scopes=[])["error"] == "access_denied"


def test_a_person_who_allows_nothing_is_told_and_may_answer_again(house: House, app: App):
    browser = house.browser()
    page = browser.open(app.url())
    assert is_page(browser.press(page, "allow", scopes=[]).response)
    assert is_page(browser.press(page, "allow", folder="../elsewhere").response)
    assert facts_of(browser.decide(page, "allow", scopes=["notes:read"]))["code"]


def test_after_the_answer_the_form_is_not_sent_on(house: House, app: App):
    browser = house.browser()
    for decision in ("allow", "deny"):
        form = browser.open(app.url()).filled(decision, None, None)
        assert post_consent(house, form, browser).status_code in (302, 303)  # never 307


def test_a_folder_is_all_that_a_limited_connection_sees(house: House, app: App):
    whole = app.sign_in().access
    for path, body in (
        ("Garden/Moss", "green [[Keys]] #plant"),
        ("Gardening", "green #tool"),
        ("Keys", "[[Moss]] #key"),
    ):
        house.call(whole, "write_note", path=path, body=body, overwrite=True)
    limited = app.sign_in(folder="Garden").access
    assert [note["path"] for note in house.call(limited, "list_notes")["notes"]] == ["Garden/Moss.md"]
    assert [note["path"] for note in house.call(limited, "search_notes", query="green")["notes"]] == ["Garden/Moss.md"]
    assert house.call(limited, "search_notes", query="folder:/ key")["notes"] == []
    assert [tag["tag"] for tag in house.call(limited, "get_tags")["tags"]] == ["plant"]
    links = house.call(limited, "get_backlinks", path="Garden/Moss")
    assert links["backlinks"] == []
    assert "Keys.md" not in str(links)
    assert house.call(limited, "list_notes", folder="")["total"] == 1


@pytest.mark.parametrize("path", ["Outside", "Gardening", "Gardening/x", "garden2/x", "Garden/../Outside", "/Outside"])
def test_a_limited_connection_touches_nothing_outside(house: House, app: App, path: str):
    whole = app.sign_in().access
    for kept in ("Outside", "Gardening", "Gardening/x", "garden2/x"):
        house.call(whole, "write_note", path=kept, body="kept", overwrite=True)
    limited = app.sign_in(folder="Garden").access
    for tool, more in (
        ("read_note", {}),
        ("write_note", {"body": "changed", "overwrite": True}),
        ("delete_note", {}),
        ("get_backlinks", {}),
    ):
        assert house.call(limited, tool, path=path, **more)["code"] in ("not_found", "forbidden", "invalid"), tool
    for kept in ("Outside", "Gardening", "Gardening/x", "garden2/x"):
        assert house.call(whole, "read_note", path=kept)["text"] == "kept"
