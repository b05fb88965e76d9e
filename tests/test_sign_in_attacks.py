"""What nobody gets by a trick: codes, tokens, redirects and other people's notes, tried over HTTP at a real server."""

import base64
import hmac
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from shared.access.identity import challenge_of
from tests.browser import arrival
from tests.running import KEY
from tests.signing_in import (
    ALL,
    CALLBACK,
    EVIL,
    VERIFIER,
    App,
    House,
    cookie_of,
    facts_of,
    follow,
    is_page,
    post_consent,
    provider_callback,
    refusal_of,
    tokens_of,
)
from tests.signing_in import app as app
from tests.signing_in import house as house

UNCHECKED = {"verify_signature": False}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# A code


def test_a_code_is_good_once_and_its_second_use_ends_what_the_first_gave(house: House, app: App):
    code = app.code()
    first = tokens_of(app.redeem(code))
    assert house.takes(first.access)
    assert refusal_of(app.redeem(code)) == (400, "invalid_grant")  # OAuth 2.1 section 4.1.3
    assert not house.takes(first.access)
    assert refusal_of(app.renew(first.refresh)) == (400, "invalid_grant")


def test_a_code_that_many_redeem_at_once_is_good_for_one_of_them(app: App):
    code = app.code()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.redeem(code).status_code, range(4)))
    assert answers.count(200) <= 1
    assert set(answers) <= {200, 400}


def test_a_code_is_of_no_use_without_its_verifier(app: App):
    code = app.code()
    for verifier in (None, "", "x" * 43, VERIFIER + "x", VERIFIER[:-1], challenge_of(VERIFIER), "é" * 43):
        assert refusal_of(app.redeem(code, code_verifier=verifier)) == (400, "invalid_grant"), verifier
    assert app.redeem(code).status_code == 200


def test_a_verifier_cannot_be_left_out_even_if_the_challenge_is_that_of_nothing(app: App):
    code = app.code(code_challenge=challenge_of(""))  # OAuth 2.1 section 4.1.3: code_verifier is REQUIRED
    assert app.redeem(code, code_verifier=None).status_code == 400


@pytest.mark.parametrize("verifier", ["short", "x" * 42, "x" * 129, f"{VERIFIER} "])
def test_what_is_no_verifier_proves_nothing_even_if_the_challenge_was_made_from_it(app: App, verifier: str):
    code = app.code(code_challenge=challenge_of(verifier))  # RFC 7636 section 4.1: 43 to 128 unreserved characters
    assert app.redeem(code, code_verifier=verifier).status_code == 400


def test_a_code_is_of_no_use_to_another_client(house: House, app: App):
    code = app.code()
    thief = house.register()
    assert refusal_of(thief.redeem(code)) == (400, "invalid_grant")
    assert app.redeem(code).status_code == 200


def test_a_code_is_of_no_use_with_another_redirect_uri(app: App):
    code = app.code()
    for uri in (EVIL, CALLBACK + "/", CALLBACK.replace("8914", "8915"), CALLBACK.replace("127.0.0.1", "localhost"), ""):
        assert refusal_of(app.redeem(code, redirect_uri=uri)) == (400, "invalid_grant"), uri
    assert app.redeem(code).status_code == 200


def test_an_invented_code_is_refused(app: App):
    for code in ("", "x" * 43, "../code", "step", "\x00"):
        assert refusal_of(app.redeem(code)) == (400, "invalid_grant")


def test_what_lies_in_the_database_is_no_code_and_no_refresh_token(house: House, app: App):
    """Whoever reads a backup finds hashes."""
    tokens, code = app.sign_in(), app.code()
    file = house.server.config.database_path
    kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert tokens.grant.encode() in kept
    family, secret = tokens.refresh.split(".")[2:]
    for given in (code, tokens.access, tokens.access.split(".")[2], tokens.refresh, family, secret):
        assert given.encode() not in kept


# A refresh token


def test_a_refresh_token_that_is_used_again_ends_its_connection(house: House, app: App):
    first = app.sign_in()
    second = tokens_of(app.renew(first.refresh))
    assert second.refresh != first.refresh
    assert house.takes(first.access) and house.takes(second.access)
    assert refusal_of(app.renew(first.refresh)) == (400, "invalid_grant")  # OAuth 2.1 section 4.3.1
    assert refusal_of(app.renew(second.refresh)) == (400, "invalid_grant")
    assert not house.takes(first.access) and not house.takes(second.access)


def test_a_refresh_token_that_many_use_at_once_is_good_for_one_of_them(house: House, app: App):
    tokens = app.sign_in()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: app.renew(tokens.refresh).status_code, range(4)))
    assert sorted(answers) == [200, 400, 400, 400]
    assert not house.takes(tokens.access)  # somebody used it a second time


def test_a_refresh_token_is_of_no_use_to_another_client_and_stays_good_for_its_own(house: House, app: App):
    tokens = app.sign_in()
    thief = house.register()
    assert refusal_of(thief.renew(tokens.refresh)) == (400, "invalid_grant")
    assert refusal_of(App(house, "client-nobody").renew(tokens.refresh)) == (401, "invalid_client")
    assert app.renew(tokens.refresh).status_code == 200


def test_a_refresh_token_with_a_part_changed_is_refused_and_ends_nothing(house: House, app: App):
    tokens = app.sign_in()
    user, grant, family, secret = tokens.refresh.split(".")
    other = app.sign_in("bob").refresh.split(".")
    tricks = [f"{other[0]}.{grant}.{family}.{secret}", f"{user}.{other[1]}.{family}.{secret}"]
    tricks += [f"{user}.{grant}.{other[2]}.{secret}", f"{user}.{grant}.{family}", f"{user}#.{grant}.{family}.{secret}"]
    tricks += [f"{user}.{grant}..", tokens.access, tokens.grant, "...", "", "é.é.é.é", "x." * 5_000]
    for trick in tricks:
        assert refusal_of(app.renew(trick)) == (400, "invalid_grant"), trick
    assert house.takes(tokens.access)
    assert app.renew(tokens.refresh).status_code == 200


def test_another_client_cannot_revoke(house: House, app: App):
    tokens = app.sign_in()
    thief = house.register()
    for token in (tokens.refresh, tokens.access):
        assert thief.revoke(token).status_code == 200  # RFC 7009 section 2.2: it does not learn what it was
    assert house.takes(tokens.access)
    assert app.renew(tokens.refresh).status_code == 200


# A redirect


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


# PKCE


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge_method": "plain"},
        {"code_challenge_method": "plain", "code_challenge": VERIFIER},
        {"code_challenge_method": None},
        {"code_challenge_method": "s256"},
        {"code_challenge_method": "none"},
        {"code_challenge": None},
        {"code_challenge": None, "code_challenge_method": None},
        {"code_challenge": ""},
        {"code_challenge": challenge_of(VERIFIER)[:-1]},
        {"code_challenge": challenge_of(VERIFIER) + "="},
        {"code_challenge": "+" * 43},
        {"code_challenge": "é" * 43},
        {"code_challenge": challenge_of(VERIFIER) + "\n"},
    ],
)
def test_pkce_cannot_be_left_out_or_weakened(app: App, changes: dict[str, str | None]):
    refused = app.asks(**changes)
    told = facts_of(refused)
    assert (refused.status_code, told["error"], told["state"]) == (303, "invalid_request", "kept")
    assert refused.headers["location"].startswith(f"{CALLBACK}?")


# The browser


def test_who_consents_must_be_who_signs_in(house: House, app: App):
    """CVE-2026-27124: an attacker says yes and sends the login on to somebody who is signed in at the provider."""
    attacker, victim = house.browser("bob"), house.browser("ada")
    page = attacker.open(app.url())
    form = page.filled("allow", None, None)
    to_provider = arrival(post_consent(house, form, browser=attacker))
    assert to_provider.startswith(house.provider.issuer)
    to_us = arrival(victim.open(to_provider).response)
    assert to_us.startswith(f"{house.origin}/oauth/callback?code=")
    assert is_page(victim.open(to_us).response)
    assert not [hop for hop in victim.hops if hop.headers.get("location", "").startswith(CALLBACK)]


def test_a_login_that_the_attacker_finished_cannot_be_slipped_to_another_browser(house: House, app: App):
    attacker, victim = house.browser("bob"), house.browser("ada")
    victim.open(app.url())
    attacker.sign_in(app.url())
    callback = next(str(hop.url) for hop in attacker.hops if hop.url.path == "/oauth/callback")
    assert is_page(victim.open(callback).response)


def test_consent_without_its_browsers_cookie_is_refused(house: House, app: App):
    browser, other = house.browser(), house.browser("bob")
    form = browser.open(app.url()).filled("allow", None, None)
    other.open(app.url())
    for cookie in ("", cookie_of(other, house), "notes-vault=", f"notes-vault={'x' * 43}"):
        refused = post_consent(house, form, cookie=cookie)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_consent_with_a_wrong_csrf_value_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    other = browser.open(app.url()).filled("allow", None, None)
    for csrf in ([], [""], ["x" * 43], other["csrf"], form["sign_in"]):
        refused = post_consent(house, {**form, "csrf": csrf}, browser=browser)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_a_consent_page_is_answered_once(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    assert post_consent(house, form, browser=browser).status_code == 303
    for decision in ("allow", "deny"):
        refused = post_consent(house, {**form, "decision": [decision]}, browser=browser)
        assert refused.status_code == 403 and is_page(refused)


def test_a_consent_that_is_posted_from_another_site_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    for origin in ("https://evil.example", "null", house.provider.issuer):
        refused = post_consent(house, form, browser=browser, Origin=origin)
        assert refused.status_code == 403 and "location" not in refused.headers
    assert house.ask("GET", "/authorize/consent", params=form).status_code == 405


def test_a_consent_gives_no_more_than_was_asked_and_shown(app: App, house: House):
    browser = house.browser()
    form = browser.open(app.url(scope="notes:read")).filled("allow", None, None)
    form["scope"] += ["notes:write", "account", "admin"]
    code = facts_of(follow(browser, arrival(post_consent(house, form, browser=browser))))["code"]
    assert tokens_of(app.redeem(code)).scope == "notes:read"


def test_a_callback_is_good_once(house: House, app: App):
    browser = house.browser()
    browser.sign_in(app.url())
    callback = next(str(hop.url) for hop in browser.hops if hop.url.path == "/oauth/callback")
    assert is_page(browser.open(callback).response)
    assert is_page(browser.open(callback.partition("?")[0] + "?error=access_denied&state=x").response)


def test_a_state_that_nobody_was_given_is_refused(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    for state in ("", "x" * 43, form["sign_in"][0], "../state", "\x00"):
        query = {"state": state, "code": "x"}
        cookie = {"Cookie": cookie_of(browser, house)}
        refused = house.ask("GET", "/oauth/callback", params=query, headers=cookie)
        assert refused.status_code == 403 and is_page(refused)
    assert post_consent(house, form, browser=browser).status_code == 303


def test_a_callback_before_the_consent_gives_no_code(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    query = {"state": form["sign_in"][0], "code": "x"}
    refused = house.ask("GET", "/oauth/callback", params=query, headers={"Cookie": cookie_of(browser, house)})
    assert is_page(refused)


def test_a_code_of_the_provider_that_is_invented_gives_no_code_of_ours(house: House, app: App):
    browser = house.browser()
    form = browser.open(app.url()).filled("allow", None, None)
    state = facts_of(post_consent(house, form, browser=browser))["state"]
    calls = house.provider.userinfo_calls()
    cookie = {"Cookie": cookie_of(browser, house)}
    query = {"state": state, "code": "invented"}
    told = facts_of(house.ask("GET", "/oauth/callback", params=query, headers=cookie))
    assert (told["error"], told["state"], told["iss"]) == ("access_denied", "kept", house.origin)
    assert "code" not in told
    assert house.provider.userinfo_calls() == calls


def test_a_code_of_the_provider_from_another_sign_in_gives_no_code_of_ours(house: House, app: App):
    """Code injection: the provider's PKCE and nonce bind its code to one state and one browser."""
    attacker, victim = house.browser("bob"), house.browser("ada")
    stolen = facts_of(provider_callback(house, app, attacker))["code"]
    state = facts_of(provider_callback(house, app, victim))["state"]
    query = {"state": state, "code": stolen}
    answer = house.ask("GET", "/oauth/callback", params=query, headers={"Cookie": cookie_of(victim, house)})
    assert facts_of(answer)["error"] == "access_denied"


# A token


def test_a_token_of_the_servers_own_making_is_taken(house: House):
    assert house.takes(house.forged())  # or nothing below would prove anything


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://another.example/mcp"},
        {"aud": None},
        {"aud": []},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": float("inf")},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "../hf-ada"},
        {"sub": "hf-ada/.."},
        {"sub": "/etc"},
        {"sub": "hf-ada\n"},
        {"sub": "hf-\u0430da"},
        {"sub": "client#1"},
        {"sub": "x" * 65},
        {"grant": "unknown"},
        {"grant": "../x"},
        {"grant": ["x"]},
    ],
)
def test_a_token_with_a_claim_that_is_not_as_it_should_be_is_refused(house: House, claims: dict[str, Any]):
    try:
        token = house.forged(**claims)
    except TypeError:  # the library will not sign it; an attacker's would
        token = by_hand({"alg": "HS256"}, {**jwt.decode(house.forged(), options=UNCHECKED), **claims})
    assert not house.takes(token)


def test_a_token_of_another_audience_or_issuer_is_refused_though_it_looks_like_ours(house: House):
    assert not house.takes(house.forged(aud=house.origin))
    assert not house.takes(house.forged(aud=f"{house.origin}/mcp/"))
    assert not house.takes(house.forged(iss=f"{house.origin}/"))


@pytest.mark.filterwarnings("ignore:The HMAC key")
def test_a_signature_cannot_be_left_out_or_made_with_another_algorithm_or_key(house: House):
    claims = jwt.decode(house.forged(), options=UNCHECKED)
    assert house.takes(by_hand({"alg": "HS256", "typ": "JWT"}, claims))
    for alg in ("none", "None", "NONE", "", None, "RS256", "ES256", "HS512", "hs256", ["HS256"], {}):
        assert not house.takes(by_hand({"alg": alg, "typ": "JWT"}, claims)), alg
        assert not house.takes(by_hand({"alg": alg, "typ": "JWT"}, claims).rpartition(".")[0] + ".")
    assert not house.takes(house.forged(key="", algorithm="none"))
    assert not house.takes(house.forged(key="another key of thirty-two bytes or more"))
    assert not house.takes(house.forged(algorithm="HS512"))
    assert not house.takes(by_hand({"alg": "HS256", "crit": ["x"]}, claims))
    assert not house.takes(by_hand({"alg": "HS256", "jwk": {"kty": "oct", "k": "eA"}}, claims, key="x"))


def test_a_token_that_brings_its_own_public_key_is_refused(house: House):
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    claims = jwt.decode(house.forged(), options=UNCHECKED)
    headers = {"jwk": jwk, "jku": "https://evil.example/keys", "kid": "../../dev/null"}
    assert not house.takes(jwt.encode(claims, key, algorithm="ES256", headers=headers))


def test_whose_a_token_is_and_what_it_may_cannot_be_changed(house: House, app: App):
    access = app.sign_in(scope="notes:read").access
    header, payload, signature = access.split(".")
    claims = jwt.decode(access, options=UNCHECKED)
    for change in ({"sub": house.provider.user_id("bob")}, {"scope": ALL}, {"grant": ""}, {"exp": 2**40}):
        altered = json.dumps({**claims, **change}).encode()
        assert not house.takes(f"{header}.{base64.urlsafe_b64encode(altered).rstrip(b'=').decode()}.{signature}")
    assert not house.takes(f"{header}.{payload}.{signature[:-2]}")
    assert not house.takes(f"{header}.{payload}")
    assert house.takes(access)


def test_a_token_in_the_query_or_the_body_or_a_cookie_is_not_looked_at(house: House):
    token = house.forged()
    for path in (f"/mcp?access_token={token}", f"/api/me?access_token={token}", f"/mcp?token={token}"):
        refused = house.ask("GET" if "/api" in path else "POST", path, json={})
        assert refused.status_code == 401
        assert "error=" not in refused.headers["www-authenticate"]
    form = {"access_token": token}
    assert house.ask("POST", "/mcp", data=form).status_code == 401  # RFC 6750 section 2.2 is not for us
    assert house.ask("POST", "/api/auth/refresh-token", json=form).status_code == 401
    assert house.ask("GET", "/api/me", headers={"Cookie": f"access_token={token}; token={token}"}).status_code == 401


def test_a_token_of_the_provider_or_a_refresh_token_opens_nothing(house: House, app: App):
    for token in (house.provider.token_for("ada"), app.sign_in().refresh):
        assert not house.takes(token)
        assert house.ask("GET", "/api/me", token).status_code == 401


def test_another_users_session_is_not_there(house: House, app: App):
    ada, bob = app.sign_in(), app.sign_in("bob")
    params = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    session = house.mcp(ada.access, "initialize", params).headers["mcp-session-id"]
    headers = {"Mcp-Session-Id": session}
    assert house.mcp(bob.access, headers=headers).status_code == 404  # GHSA-qvqr-5cv7-wh35
    assert house.ask("DELETE", "/mcp", bob.access, headers=headers).status_code == 404
    assert house.mcp("", headers=headers).status_code == 401
    assert house.mcp(ada.access, headers=headers).status_code == 200


def test_another_users_connections_sessions_and_activity_are_not_there(house: House, app: App):
    ada, bob = app.sign_in(scope=ALL), app.sign_in("bob", scope=ALL)
    assert house.ask("DELETE", f"/api/grants/{ada.grant}", bob.access).status_code == 404
    change = {"scopes": ["notes:read"], "folder": ""}
    assert house.ask("PATCH", f"/api/grants/{ada.grant}", bob.access, json=change).status_code == 404
    assert ada.grant not in house.ask("GET", "/api/grants", bob.access).text
    assert house.provider.user_id("ada") not in house.ask("GET", "/api/activity", bob.access).text
    assert house.takes(ada.access)


# Rubbish

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
    odd = {"redirect_uris": [CALLBACK], "client_name": {"en": "x"}}
    assert refusal_of(house.ask("POST", "/register", json=odd)) == (400, "invalid_client_metadata")
    assert house.ask("POST", "/register", content=b" " * 70_000).status_code == 413


def by_hand(header: dict[str, Any], claims: dict[str, Any], key: str = KEY) -> str:
    """A token signed with HS256 whatever its header says."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    signed = b".".join(parts)
    signature = hmac.digest(key.encode(), signed, "sha256")
    return f"{signed.decode()}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
