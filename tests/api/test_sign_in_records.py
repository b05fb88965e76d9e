"""Exactly one record of each step of a sign-in, and no secret in any."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.flow import CALLBACK, VERIFIER, Flow
from tests.api.record import one_more
from tests.api.site import ADDRESS, SECRET, User


def bad_verifier(flow: "Flow", code: str) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": "w" * 43}
    assert flow.token(code=code, **form).status_code == 400


def bad_redirect(flow: "Flow", code: str) -> None:
    form = {"grant_type": "authorization_code", "code_verifier": VERIFIER}
    assert flow.token(code=code, **form, redirect_uri="http://127.0.0.1:1/other").status_code == 400


def test_a_sign_in_and_each_of_its_tokens_is_one_record(flow: Flow):
    site, user = flow.site, "local"
    codes: list[str] = []
    assert one_more(site, user, lambda: codes.append(flow.code())) == ("sign_in", "ok")
    tokens: list[Any] = []
    assert one_more(site, user, lambda: tokens.append(flow.redeem(codes[0]).json())) == ("token.code", "ok")
    first = tokens[0]["refresh_token"]
    assert one_more(site, user, lambda: tokens.append(flow.refresh(first).json())) == ("token.refresh", "ok")
    revoked = {"client_id": flow.client, "token": tokens[1]["refresh_token"]}
    assert one_more(site, user, lambda: flow.site.web.post("/revoke", data=revoked)) == ("token.revoke", "ok")


def test_a_refused_token_is_one_record(flow: Flow):
    site, code = flow.site, flow.code()
    tokens = flow.redeem(code).json()
    flow.refresh(tokens["refresh_token"])
    assert one_more(site, "local", lambda: flow.refresh(tokens["refresh_token"]))[1] != "ok"
    flow.redeem(again := flow.code())
    assert one_more(site, "local", lambda: flow.redeem(again))[1] != "ok"


@pytest.mark.parametrize("wrong", [bad_verifier, bad_redirect])
def test_a_code_that_is_not_redeemed_is_one_record(flow: Flow, wrong: Callable[[Flow, str], None]):
    code = flow.code()
    action, outcome = one_more(flow.site, "local", lambda: wrong(flow, code))
    assert action == "token.code" and outcome != "ok"
    assert flow.site.vaults.audit.lines("local", lambda line: True)[0].client == "editor"


def test_no_record_and_no_line_of_the_log_holds_a_secret(flow: Flow, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    page, site = flow.page(), flow.site
    answer = site.web.post(page.action, data=page.filled("allow", None, None))
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    tokens = flow.redeem(code).json()
    renewed = flow.refresh(tokens["refresh_token"]).json()
    user = User(site.web, renewed["access_token"])
    session = user.rpc("initialize", protocolVersion="2025-11-25", capabilities={}).headers
    personal = site.user("local").ask("POST", "/api/auth/create-token", json={"name": "script"}).json()
    user.call("write_note", path="Moss", body=SECRET)
    user.call("write_note", path="Moss", body=f"{SECRET} again")
    user.call("search_notes", query=SECRET)
    user.call("read_note", path="Moss", section=SECRET)
    flow.redeem(code)
    flow.refresh(tokens["refresh_token"])
    secrets = [
        SECRET,
        code,
        tokens["access_token"],
        tokens["refresh_token"],
        renewed["access_token"],
        personal["token"],
    ]
    secrets += [*page.values("csrf"), *page.values("sign_in"), *site.web.cookies.values(), VERIFIER]
    secrets += [value for name, value in session.items() if name == "mcp-session-id"]
    secrets += [part for token in secrets for part in token.split(".") if len(part) >= 32]
    logged = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("notes_vault"))
    recorded = str(list(site.shelves.records.under("local", "activity#", limit=1000)))
    assert logged and recorded
    assert [secret for secret in secrets if secret in logged or secret in recorded] == []


def test_a_token_that_is_refused_is_in_the_log_with_where_it_came_from(flow: Flow, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    forged = User(flow.site.web, "forged")
    assert [forged.rpc("tools/list").status_code, forged.ask("GET", "/api/me").status_code] == [401, 401]
    told = [vars(line) for line in caplog.records if line.name == "notes_vault.audit"]
    facts = [(line["action"], line["outcome"], line["error"], line["address"]) for line in told]
    assert facts == [("authenticate", "unauthorized", "invalid", ADDRESS)] * 2


def test_a_sign_in_is_in_the_log_with_where_it_came_from(flow: Flow, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    assert flow.redeem(flow.code()).status_code == 200
    told = [vars(line) for line in caplog.records if line.name == "notes_vault.audit"]
    assert [(line["action"], bool(line.get("address"))) for line in told] == [("sign_in", True), ("token.code", True)]
