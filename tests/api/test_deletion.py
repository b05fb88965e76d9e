"""The deletion of an account: by its own id, of everything, with every token."""

import re
import sqlite3
from contextlib import closing

import pytest

from shared.access.gate import Caller
from shared.access.identity import Identity
from shared.storage.contract import COMMIT_RECORDS_MAX
from tests.api.flow import Flow
from tests.api.site import ADDRESS, Site, User, on_a_laptop
from tests.conftest import ADA, BOB, Clock

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


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


@on_a_laptop
def test_what_waits_to_be_written_of_a_deleted_account_comes_to_nothing(site: Site):
    ada = settled(site)
    site.vaults.audit.later = lambda work: None
    ada.call("search_notes", query="moss")
    site.vaults.delete_account(Caller(ADA))
    site.vaults.audit.settle()
    assert leftovers(site, ADA) == []


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
