"""Exactly one record of everything that is done or refused."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.access.gate import NOTES_SCOPES, Caller
from shared.notes.tools import TOOLS
from tests.api.good_calls import GOOD
from tests.api.record import one_more
from tests.api.site import SECRET, Site, User, on_a_laptop
from tests.conftest import ADA, BOB


@pytest.mark.parametrize("tool", TOOLS)
def test_a_call_is_one_record_however_it_ends(site: Site, tool: str):
    ada, other = site.connected(), site.connected(client="other", scopes=("account",))
    vault = site.vaults.vault(Caller(ADA))
    vault.write("Moss", "shade")
    vault.write("Moss", SECRET, if_version=1)
    good = GOOD[tool]
    assert one_more(site, ADA, lambda: ada.call(tool, **good)) == (tool, "ok")
    assert one_more(site, ADA, lambda: ada.call(tool, **good, colour="red")) == (tool, "invalid")
    assert one_more(site, ADA, lambda: other.call(tool, **good)) == (tool, "forbidden")
    if "path" in good:
        assert one_more(site, ADA, lambda: ada.call(tool, **{**good, "path": "../Moss"})) == (tool, "invalid")


def test_what_happens_to_a_connection_is_one_record_each(site: Site):
    ada, editor = site.connected(client="page"), site.connected(client="editor")
    grant = editor.get("/api/me")["grant"]
    where = f"/api/grants/{grant}"
    change = lambda: ada.ask("PATCH", where, json={"scopes": ["notes:read"]})  # noqa: E731
    assert one_more(site, ADA, change) == ("grant.change", "ok")
    assert one_more(site, ADA, lambda: ada.ask("DELETE", where)) == ("grant.end", "ok")
    create, again = "/api/auth/create-token", "/api/auth/refresh-token"
    named: list[str] = []
    make = lambda: named.append(ada.ask("POST", create, json={"name": "script"}).json()["token"])  # noqa: E731
    assert one_more(site, ADA, make) == ("token.create", "ok")
    script = User(site.web, named[0])
    assert one_more(site, ADA, lambda: script.ask("POST", again)) == ("token.refresh", "ok")
    assert one_more(site, ADA, lambda: script.ask("POST", "/api/auth/sign-out")) == ("grant.end", "ok")


REFUSALS: dict[str, Callable[[User, "Site"], Any]] = {
    "a token for more than its maker may": lambda user, site: user.ask(
        "POST", "/api/auth/create-token", json={"scopes": ["account"]}
    ),
    "a token for another user": lambda user, site: user.ask("POST", "/api/auth/create-token", json={"user_id": BOB}),
    "a token for too long": lambda user, site: user.ask(
        "POST", "/api/auth/create-token", json={"expires_in_days": 10_000}
    ),
    "changing a connection without the scope": lambda user, site: user.ask(
        "PATCH", "/api/grants/g", json={"scopes": ["notes:read"]}
    ),
    "ending a connection without the scope": lambda user, site: user.ask("DELETE", "/api/grants/g"),
    "deleting the account without the scope": lambda user, site: user.ask("DELETE", f"/api/me?confirm={ADA}"),
    "looking at the account from a folder": lambda user, site: site.connected(folder="Work").ask("GET", "/api/me"),
}


@on_a_laptop
@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_is_one_record(site: Site, name: str):
    limited = site.connected(scopes=NOTES_SCOPES)
    _, outcome = one_more(site, ADA, lambda: REFUSALS[name](limited, site))
    assert outcome != "ok"
