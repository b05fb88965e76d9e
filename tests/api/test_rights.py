"""What a token may not do at /api, route by route."""

import pytest

from shared.access.gate import NOTES_SCOPES
from tests.api.operations import CHANGES, CHANGES_OF_NOTES, OPERATIONS, READS
from tests.api.site import Site, on_a_laptop
from tests.conftest import ADA


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
